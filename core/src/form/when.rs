//! When a field is shown: a condition on the settings beside it, as `if` of a schema says it.

use serde_json::Value;

use crate::form::Field;
use crate::limits;

/// A condition on the object that a field stands in. What is not set and has no default meets every condition on
/// its value, as JSON Schema has it.
#[derive(Clone, Debug, PartialEq)]
pub enum When {
    /// The setting down these keys has one of these values.
    Is(Vec<String>, Vec<Value>),
    /// The setting down these keys is set, or has a default.
    Has(Vec<String>),
    /// It does not hold.
    Not(Box<Self>),
    /// All hold.
    All(Vec<Self>),
    /// One of them holds.
    Any(Vec<Self>),
}

/// What says nothing about values.
const WORDS: [&str; 5] = ["title", "description", "$comment", "type", "default"];

impl When {
    /// The condition that a schema of the object is; `None` if it says more than this can.
    pub(super) fn read(schema: &Value) -> Option<Self> {
        let mut left = limits::FORM_CONDITION_MAX;
        read(schema, &mut Vec::new(), &mut left)
    }

    /// Whether it holds for an object with these fields.
    pub fn holds(&self, fields: &[Field], object: Option<&Value>) -> bool {
        let all = |list: &[Self], wanted| {
            let mut list = list.iter().map(|one| one.holds(fields, object));
            list.any(|holds| holds == wanted)
        };
        match self {
            Self::Is(path, values) => {
                value_at(fields, object, path).is_none_or(|value| values.contains(value))
            }
            Self::Has(path) => value_at(fields, object, path).is_some(),
            Self::Not(one) => !one.holds(fields, object),
            Self::All(list) => !all(list, false),
            Self::Any(list) => all(list, true),
        }
    }
}

/// What holds at a place: written or default.
fn value_at<'a>(
    fields: &'a [Field],
    object: Option<&'a Value>,
    path: &[String],
) -> Option<&'a Value> {
    let (first, rest) = path.split_first()?;
    let down = |from: &'a Value| rest.iter().try_fold(from, |value, key| value.get(key));
    let written = object
        .and_then(|object| object.get(first))
        .filter(|value| !value.is_null())
        .and_then(down);
    let default = || {
        let field = fields.iter().find(|field| field.key == *first)?;
        field.default.as_ref().and_then(down)
    };
    written.or_else(default)
}

fn read(schema: &Value, path: &mut Vec<String>, left: &mut usize) -> Option<When> {
    *left = left.checked_sub(1)?;
    if let Value::Bool(holds) = schema {
        let none = Vec::new();
        return Some(if *holds {
            When::All(none)
        } else {
            When::Any(none)
        });
    }
    let map = schema.as_object()?;
    let mut all = Vec::new();
    for (keyword, value) in map {
        match keyword.as_str() {
            "const" => all.push(When::Is(path.clone(), vec![value.clone()])),
            "enum" => all.push(When::Is(path.clone(), value.as_array()?.clone())),
            "required" => {
                for key in value.as_array()? {
                    let mut path = path.clone();
                    path.push(key.as_str()?.to_owned());
                    all.push(When::Has(path));
                }
            }
            "properties" => {
                for (key, inner) in value.as_object()? {
                    path.push(key.clone());
                    let inner = read(inner, path, left);
                    path.pop();
                    all.push(inner?);
                }
            }
            "not" => all.push(When::Not(Box::new(read(value, path, left)?))),
            "allOf" | "anyOf" | "oneOf" => {
                let list = value.as_array()?;
                let list: Option<Vec<When>> =
                    list.iter().map(|one| read(one, path, left)).collect();
                all.push(if keyword == "allOf" {
                    When::All(list?)
                } else {
                    When::Any(list?)
                });
            }
            word if WORDS.contains(&word) => {}
            _ => return None,
        }
    }
    // A type alone is a condition, too, and none that is read.
    let blind = all.is_empty() && map.contains_key("type");
    match all.len() {
        _ if blind => None,
        1 => all.pop(),
        _ => Some(When::All(all)),
    }
}
