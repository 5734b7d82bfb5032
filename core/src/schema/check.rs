//! Settings against a schema.

use std::fmt::Write as _;

use serde_json::Value;

use super::is_core_key;
use super::node::Node;
use crate::limits;
use crate::manifest::{Problem, Severity};

/// Every problem, in the order of the schema.
pub(super) fn check(settings: &Value, root: &Node<'_>) -> Vec<Problem> {
    let mut findings = Findings::default();
    if settings.is_object() {
        object(settings, root, &mut findings);
    } else {
        findings.add(
            Severity::Error,
            &format!("must be an object of settings, not {}", word(settings)),
        );
    }
    findings.problems
}

/// Problems and the place the walk has reached.
#[derive(Default)]
struct Findings {
    problems: Vec<Problem>,
    path: Vec<String>,
    /// Inside of a secret: no word may hint at its value.
    secret: bool,
}

impl Findings {
    fn add(&mut self, severity: Severity, text: &str) {
        if self.problems.len() >= limits::SETTINGS_PROBLEMS_MAX {
            return;
        }
        let text = if self.path.is_empty() {
            format!("the section {text}")
        } else {
            format!("`{}` {text}", self.path.join("."))
        };
        self.problems.push(Problem { severity, text });
    }

    fn error(&mut self, text: &str) {
        let hidden = "holds what the plugin does not take; set it again";
        self.add(Severity::Error, if self.secret { hidden } else { text });
    }

    fn at(&mut self, step: String, look: impl FnOnce(&mut Self)) {
        self.path.push(step);
        look(self);
        self.path.pop();
    }
}

fn value(value: &Value, node: &Node<'_>, findings: &mut Findings) {
    let outside = findings.secret;
    findings.secret |= node.get("x-secret") == Some(&Value::Bool(true));
    look(value, node, findings);
    findings.secret = outside;
}

fn look(value: &Value, node: &Node<'_>, findings: &mut Findings) {
    if !of_type(value, node, findings) {
        return;
    }
    if let Some(Value::Array(allowed)) = node.get("enum")
        && !allowed.iter().any(|one| equal(one, value))
    {
        findings.error(&format!("is {}; allowed: {}", short(value), list(allowed)));
    }
    match value {
        Value::Number(number) => range(number.as_f64().unwrap_or(0.0), node, findings),
        Value::String(text) => {
            let count = text.chars().count();
            size(
                count,
                "characters",
                ["minLength", "maxLength"],
                node,
                findings,
            );
        }
        Value::Array(elements) => {
            size(
                elements.len(),
                "entries",
                ["minItems", "maxItems"],
                node,
                findings,
            );
            if let Some(items) = node.items() {
                for (index, element) in elements.iter().enumerate() {
                    findings.at(index.to_string(), |f| self::value(element, &items, f));
                }
            }
        }
        Value::Object(_) => object(value, node, findings),
        Value::Null | Value::Bool(_) => {}
    }
}

fn object(value: &Value, node: &Node<'_>, findings: &mut Findings) {
    let Some(settings) = value.as_object() else {
        return;
    };
    let core = |key: &str| node.is_top() && is_core_key(key);
    let mut known = Vec::new();
    for (key, child) in node.properties() {
        known.push(key);
        let value = settings.get(key).filter(|_| !core(key) && child.holds());
        if let Some(value) = value {
            findings.at(key.to_owned(), |f| self::value(value, &child, f));
        }
    }
    if let Some(Value::Array(required)) = node.get("required") {
        for key in required.iter().filter_map(Value::as_str) {
            if !core(key) && !settings.contains_key(key) {
                findings.at(key.to_owned(), |f| {
                    f.error("is missing; the plugin needs it");
                });
            }
        }
    }
    if node.get("additionalProperties") == Some(&Value::Bool(false)) {
        for key in settings.keys().filter(|key| !core(key)) {
            if !known.contains(&key.as_str()) {
                findings.at(key.clone(), |f| {
                    f.add(Severity::Hint, "is not known to the plugin");
                });
            }
        }
    }
}

fn of_type(value: &Value, node: &Node<'_>, findings: &mut Findings) -> bool {
    let types = node.types();
    let fits = types.is_empty() || types.iter().any(|name| is_of(value, name));
    if !fits {
        findings.error(&format!(
            "is {}, but must be {}",
            short(value),
            types.join(" or ")
        ));
    }
    fits
}

/// A type that no draft names fits everything: it is the schema's mistake, not the person's.
fn is_of(value: &Value, name: &str) -> bool {
    match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        "number" => value.is_number(),
        "integer" => value.as_f64().is_some_and(|number| number.fract() == 0.0),
        _ => true,
    }
}

fn range(number: f64, node: &Node<'_>, findings: &mut Findings) {
    let bound = |keyword| node.get(keyword).and_then(Value::as_f64);
    if let Some(least) = bound("minimum").filter(|least| number < *least) {
        findings.error(&format!("is {number}; {least} is the least"));
    }
    if let Some(most) = bound("maximum").filter(|most| number > *most) {
        findings.error(&format!("is {number}; {most} is the most"));
    }
    if let Some(least) = bound("exclusiveMinimum").filter(|least| number <= *least) {
        findings.error(&format!("is {number}; it must be more than {least}"));
    }
    if let Some(most) = bound("exclusiveMaximum").filter(|most| number >= *most) {
        findings.error(&format!("is {number}; it must be less than {most}"));
    }
}

fn size(count: usize, unit: &str, bounds: [&str; 2], node: &Node<'_>, findings: &mut Findings) {
    let bound = |keyword: &str| node.get(keyword).and_then(Value::as_u64);
    let [least, most] = bounds.map(bound);
    if let Some(least) = least.filter(|least| (count as u64) < *least) {
        findings.error(&format!("has {count} {unit}; {least} is the least"));
    }
    if let Some(most) = most.filter(|most| (count as u64) > *most) {
        findings.error(&format!("has {count} {unit}; {most} is the most"));
    }
}

/// As JSON Schema compares: 1 is 1.0.
fn equal(one: &Value, other: &Value) -> bool {
    match (one.as_f64(), other.as_f64()) {
        (Some(one), Some(other)) => one.total_cmp(&other).is_eq(),
        (_, _) => one == other,
    }
}

fn word(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// A value as people wrote it, if it is short; else what it is. Secrets are texts: never shown.
fn short(value: &Value) -> String {
    match value {
        Value::Bool(_) | Value::Number(_) => format!("{value}"),
        Value::Null | Value::String(_) | Value::Array(_) | Value::Object(_) => {
            word(value).to_owned()
        }
    }
}

fn list(allowed: &[Value]) -> String {
    let mut text = String::new();
    for (index, value) in allowed.iter().take(12).enumerate() {
        let comma = if index == 0 { "" } else { ", " };
        // Writing into a string cannot fail.
        write!(text, "{comma}{value}").ok();
    }
    if allowed.len() > 12 {
        text.push_str(", …");
    }
    text
}
