//! Lists: entries that stay keep their bytes. A form sends a list as a whole when one cell of it changes, and
//! the other cells may be spelled in a way that only their own text knows.

use serde_json::Value;

use super::{patched_value, split_space, value_end};

/// One entry of a list, in pieces that together are its whole text.
struct Entry<'a> {
    /// Space before the value.
    lead: &'a str,
    value: &'a str,
    /// Space after the value.
    tail: &'a str,
}

/// The text of a list over its old text; neither is empty.
pub(super) fn list_text(
    text: &str,
    old: &[Value],
    new: &[Value],
    indent: &str,
    depth: usize,
) -> Option<String> {
    let entries = entries(text)?;
    let first = entries.first()?;
    let same = old.len() == new.len();
    // Where their number differs, those at both ends that are equal stay, and what is between them is new.
    let start = old
        .iter()
        .zip(new)
        .take_while(|(old, new)| old == new)
        .count();
    let rest = old.len().min(new.len()) - start;
    let ends = old.iter().rev().zip(new.iter().rev()).take(rest);
    let end = ends.take_while(|(old, new)| old == new).count();
    let alone = if text.contains('\n') { first.lead } else { " " };
    let next = entries.get(1).map_or(alone, |entry| entry.lead);
    let on_its_line = next.rsplit_once('\n').or(first.lead.rsplit_once('\n'));
    let inner = on_its_line.map_or(indent, |(_, inner)| inner);
    let mut out = String::from("[");
    for (place, value) in new.iter().enumerate() {
        let before = if same || place < start {
            entries.get(place)
        } else if place + end >= new.len() {
            (place + old.len())
                .checked_sub(new.len())
                .and_then(|place| entries.get(place))
        } else {
            None
        };
        let lead = match before {
            Some(entry) if same => entry.lead,
            _ if place == 0 => first.lead,
            _ => next,
        };
        out.push_str(if place == 0 { "" } else { "," });
        out.push_str(lead);
        out.push_str(&patched_value(
            before.map(|entry| entry.value),
            value,
            inner,
            depth + 1,
        )?);
        out.push_str(before.filter(|_| same).map_or("", |entry| entry.tail));
    }
    if !same {
        out.push_str(entries.last().map_or("", |entry| entry.tail));
    }
    out.push(']');
    Some(out)
}

fn entries(list: &str) -> Option<Vec<Entry<'_>>> {
    let mut rest = list.strip_prefix('[')?;
    let mut found = Vec::new();
    loop {
        let (lead, from) = split_space(rest);
        let (value, from) = from.split_at_checked(value_end(from)?)?;
        let (tail, from) = split_space(from);
        found.push(Entry { lead, value, tail });
        match from.strip_prefix(',') {
            Some(more) => rest = more,
            None => return from.starts_with(']').then_some(found),
        }
    }
}
