//! Forms of texts.

use serde_json::Value;

use crate::form::node::Node;
use crate::form::{Pattern, Text, TextLook};
use crate::limits;

/// A text as its schema wants it.
pub(super) fn text(key: &str, node: &Node<'_>) -> Text {
    let examples = node.list("examples").iter().filter_map(Value::as_str);
    Text {
        look: look(key, node),
        least: node.count("minLength"),
        most: node.count("maxLength"),
        pattern: node.text("pattern").map(Pattern::new),
        examples: examples
            .take(limits::FORM_EXAMPLES_MAX)
            .map(str::to_owned)
            .collect(),
    }
}

/// Any line of text.
pub(super) fn line() -> Text {
    Text::default()
}

fn look(key: &str, node: &Node<'_>) -> TextLook {
    let widget = node.widget();
    let by_widget = match widget.as_str() {
        "textarea" => TextLook::Long,
        "password-input" | "password" => TextLook::Password,
        "url-input" | "url" => TextLook::Url,
        "email-input" | "email" => TextLook::Email,
        "date-picker" | "date" => TextLook::Date,
        "time-picker" | "time" => TextLook::Time,
        "datetime-picker" | "datetime" => TextLook::DateTime,
        "timezone-selector" | "timezone" => TextLook::TimeZone,
        _ => TextLook::Line,
    };
    if by_widget != TextLook::Line {
        return by_widget;
    }
    if node.flag("x-secret") || node.flag("x-sensitive") || node.flag("writeOnly") {
        return TextLook::Password;
    }
    match node.text("format").unwrap_or_default() {
        "uri" | "url" | "iri" | "uri-reference" => TextLook::Url,
        "email" | "idn-email" => TextLook::Email,
        "hostname" | "idn-hostname" => TextLook::Host,
        "ipv4" => TextLook::Ipv4,
        "ipv6" => TextLook::Ipv6,
        "date" => TextLook::Date,
        "time" => TextLook::Time,
        "date-time" => TextLook::DateTime,
        "timezone" | "time-zone" => TextLook::TimeZone,
        "regex" => TextLook::Regex,
        "uuid" => TextLook::Uuid,
        "password" => TextLook::Password,
        "textarea" | "multiline" => TextLook::Long,
        // What may be this long is no line.
        _ if node
            .count("maxLength")
            .is_some_and(|most| most > limits::FORM_LINE_MAX)
            && key != "url" =>
        {
            TextLook::Long
        }
        _ => TextLook::Line,
    }
}
