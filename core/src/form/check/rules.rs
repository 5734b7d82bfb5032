//! Bounds of numbers, texts and lists.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::form::{Number, Size, Text, formats};
use crate::manifest::Problem;

/// What is wrong with a number.
pub(super) fn number(rules: &Number, number: f64) -> Option<String> {
    if let Some(least) = rules.minimum.filter(|least| number < *least) {
        return Some(format!("is too small; {least} is the least"));
    }
    if let Some(most) = rules.maximum.filter(|most| number > *most) {
        return Some(format!("is too large; {most} is the most"));
    }
    if let Some(least) = rules.above.filter(|least| number <= *least) {
        return Some(format!("must be more than {least}"));
    }
    if let Some(most) = rules.below.filter(|most| number >= *most) {
        return Some(format!("must be less than {most}"));
    }
    let step = rules.multiple_of?;
    // 0.3 is a multiple of 0.1 for everybody but a computer.
    let times = number / step;
    let off = (times - times.round()).abs();
    let right = off <= 1e-9 * times.abs().max(1.0);
    (!right).then(|| format!("must be a multiple of {step}"))
}

/// What is wrong with a text.
pub(super) fn text(rules: &Text, text: &str) -> Option<Problem> {
    let count = text.chars().count();
    if let Some(least) = rules.least.filter(|least| count < *least) {
        let text = match (count, least) {
            (0, _) => "must not be empty".to_owned(),
            _ => format!("has {}; {least} is the least", characters(count)),
        };
        return Some(Problem::error(text));
    }
    if let Some(most) = rules.most.filter(|most| count > *most) {
        return Some(Problem::error(format!(
            "has {}; {most} is the most",
            characters(count)
        )));
    }
    let pattern = rules.pattern.as_ref();
    let found = pattern.map(|pattern| (pattern.as_str(), pattern.is_in(text)));
    if let Some((pattern, Some(false))) = found {
        return Some(Problem::error(format!("does not have the form {pattern}")));
    }
    // Plugins seldom check formats: a wrong one may still be taken.
    if let Some(wrong) = formats::wrong(rules.look, text) {
        return Some(Problem::warning(wrong));
    }
    let (pattern, _) = found.filter(|(_, found)| found.is_none())?;
    let text = format!("could not be compared with {pattern}; the plugin will tell");
    Some(Problem::hint(text))
}

/// What is wrong with the number of a list's entries, or with their sameness.
pub(super) fn size(rules: Size, entries: &[Value]) -> Option<String> {
    let count = entries.len();
    if let Some(least) = rules.least.filter(|least| count < *least) {
        return Some(format!(
            "has {}; {least} is the least",
            entries_in_words(count)
        ));
    }
    if let Some(most) = rules.most.filter(|most| count > *most) {
        return Some(format!(
            "has {}; {most} is the most",
            entries_in_words(count)
        ));
    }
    if !rules.unique {
        return None;
    }
    let mut seen = BTreeSet::new();
    let twice = entries.iter().position(|one| !seen.insert(canonical(one)));
    twice.map(|place| format!("has entry {} twice; each may stand once", place + 1))
}

/// The same text for what JSON Schema calls equal: 1 is 1.0.
fn canonical(value: &Value) -> String {
    let number = value.as_f64().map(|number| number.to_string());
    number.unwrap_or_else(|| value.to_string())
}

fn characters(count: usize) -> String {
    match count {
        1 => "1 character".to_owned(),
        _ => format!("{count} characters"),
    }
}

fn entries_in_words(count: usize) -> String {
    match count {
        0 => "no entry".to_owned(),
        1 => "1 entry".to_owned(),
        _ => format!("{count} entries"),
    }
}
