//! Values to choose from, and what they are called.

use serde_json::{Value, json};

use crate::config::views::DAYS;
use crate::form::node::Node;
use crate::form::read::{Reader, in_words};
use crate::form::{Choice, ChoiceOption, Field, FieldKind, Form, Several, Size};
use crate::limits;

/// The values that a place allows, if they are listed.
#[derive(Clone, Debug)]
pub(in crate::form) struct Values<'a> {
    /// With the label that stands beside it.
    values: Vec<(&'a Value, Option<&'a str>)>,
}

impl<'a> Values<'a> {
    /// From `enum`, from `const`, or from alternatives that are each a `const`.
    pub(in crate::form) fn of(node: &Node<'a>) -> Option<Self> {
        let listed = node.list("enum");
        if !listed.is_empty() {
            let values = listed.iter().map(|value| (value, None)).collect();
            return Some(Self { values });
        }
        if let Some(constant) = node.get("const") {
            return Some(Self {
                values: vec![(constant, None)],
            });
        }
        let alternatives = node.alternatives();
        let constant = |one: &&'a Value| {
            let single = one
                .get("enum")
                .and_then(Value::as_array)
                .filter(|list| list.len() == 1);
            let value = one.get("const").or_else(|| single?.first())?;
            let title = one.get("title").or_else(|| one.get("description"));
            Some((value, title.and_then(Value::as_str)))
        };
        let values: Option<Vec<_>> = alternatives.iter().map(constant).collect();
        values
            .filter(|values| !values.is_empty())
            .map(|values| Self { values })
    }

    /// The kind of a single value.
    pub(super) fn kind(&self, key: &str, node: &Node<'a>) -> FieldKind {
        let choice = Choice {
            options: self.options(&[node]),
            radio: matches!(node.widget().as_str(), "radio" | "radio-group"),
        };
        let texts = choice.options.iter().all(|option| option.value.is_string());
        if texts && (node.widget() == "font-selector" || key == "font") {
            FieldKind::Font(choice)
        } else {
            FieldKind::Choice(choice)
        }
    }

    /// The options with the labels that one of `nodes` gives. `null` is none of them: that is what
    /// `Field::nullable` says.
    pub(super) fn options(&self, nodes: &[&Node<'a>]) -> Vec<ChoiceOption> {
        let values = self.values.iter().take(limits::FORM_OPTIONS_MAX);
        let option = |(place, (value, title)): (usize, &(&'a Value, Option<&'a str>))| {
            let plain = plain(value);
            let named = nodes.iter().find_map(|node| name_of(node, place, &plain));
            ChoiceOption {
                label: title.or(named).unwrap_or(&plain).to_owned(),
                value: Value::clone(value),
            }
        };
        let real = |(_, (value, _)): &(usize, &(&Value, Option<&str>))| !value.is_null();
        values.enumerate().filter(real).map(option).collect()
    }
}

fn name_of<'a>(node: &Node<'a>, place: usize, plain: &str) -> Option<&'a str> {
    let labels = node
        .get("x-options")
        .and_then(|options| options.get("labels"));
    let by_value = labels
        .and_then(|labels| labels.get(plain))
        .and_then(Value::as_str);
    by_value.or_else(|| {
        let keywords = ["enumNames", "x-enumNames", "x-enum-labels"];
        keywords
            .iter()
            .find_map(|keyword| node.list(keyword).get(place).and_then(Value::as_str))
    })
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            value.to_string()
        }
    }
}

/// No options: any value.
pub(super) fn none() -> Choice {
    Choice::default()
}

/// The days of the week; the schema may name fewer, or other words for them.
pub(super) fn days<'a>(reader: &Reader<'a>, node: &Node<'a>, size: Size) -> Several {
    let items = node.get("items").filter(|items| items.is_object());
    let inside = items.map(|items| reader.open(items));
    let listed = inside.as_ref().and_then(Values::of).zip(inside.as_ref());
    let options = match listed {
        Some((values, inside)) => values.options(&[inside, node]),
        None => DAYS.map(day).to_vec(),
    };
    Several {
        options,
        size,
        days: true,
    }
}

fn day(name: &str) -> ChoiceOption {
    ChoiceOption {
        value: Value::from(name),
        label: in_words(name),
    }
}

/// The fields of a schedule where a schema does not list them: as LEDMatrix's picker writes it.
pub(super) fn schedule() -> Vec<Field> {
    let time = |default: &str| json!({"type": "string", "format": "time", "default": default});
    let day = json!({"type": "object", "properties": {
        "enabled": {"type": "boolean", "default": true},
        "start_time": time("08:00"),
        "end_time": time("18:00"),
    }});
    let days: serde_json::Map<String, Value> = DAYS
        .map(|name| (name.to_owned(), day.clone()))
        .into_iter()
        .collect();
    let schema = json!({"properties": {"schedule": {"type": "object", "properties": {
        "enabled": {"type": "boolean"},
        "mode": {
            "type": "string",
            "enum": ["always", "time_range", "per_day"],
            "enumNames": ["Always", "The same every day", "Each day by itself"],
        },
        "start_time": time("08:00"),
        "end_time": time("18:00"),
        "days": {"type": "object", "properties": days},
    }}}});
    let schedule = Form::from_schema(&schema).fields.pop();
    match schedule.map(|field| field.kind) {
        Some(FieldKind::Group(mut group)) => {
            // They are no defaults of the plugin's own schema.
            forget_defaults(&mut group.fields);
            group.fields
        }
        Some(_) | None => Vec::new(),
    }
}

fn forget_defaults(fields: &mut [Field]) {
    for field in fields {
        field.default = None;
        if let FieldKind::Group(group) = &mut field.kind {
            forget_defaults(&mut group.fields);
        }
    }
}
