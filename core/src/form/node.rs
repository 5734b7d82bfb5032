//! One place of a schema with everything that speaks about it: the place itself, what its `$ref` leads to, and
//! the one alternative that is not `null`. What stands nearer wins.

use serde_json::{Map, Value};

use crate::limits;

/// A place of a schema.
#[derive(Clone, Debug, Default)]
pub(super) struct Node<'a> {
    /// Nearest first.
    layers: Vec<&'a Value>,
    /// Read as this type, although it allows several.
    only: Option<&'a str>,
    /// `null` is allowed by an alternative.
    null: bool,
    /// Why it cannot be followed to its end.
    pub(super) broken: Option<&'static str>,
}

impl<'a> Node<'a> {
    /// Opens a place. `trail` are the targets of references on the way here: a reference to one of them
    /// would go on for ever.
    pub(super) fn open(value: &'a Value, root: &'a Value, trail: &[&'a Value]) -> Self {
        let mut node = Self::default();
        let mut at = value;
        while node.layers.len() < limits::SCHEMA_DEPTH_MAX {
            node.layers.push(at);
            match onward(at, root) {
                Onward::End => return node,
                Onward::Inside { next, null } => {
                    node.null |= null;
                    at = next;
                }
                Onward::Reference(next) => {
                    let seen = |one: &&'a Value| std::ptr::eq(*one, next);
                    if trail.iter().any(seen) || node.layers.iter().any(seen) {
                        node.broken = Some("the schema refers to itself here");
                        return node;
                    }
                    at = next;
                }
                Onward::Nowhere => {
                    node.broken = Some("the schema refers to something that is not in it");
                    return node;
                }
            }
        }
        node.broken = Some("the schema refers on and on here");
        node
    }

    /// The targets of references that led here, for the trail of what is inside.
    pub(super) fn followed(&self) -> impl Iterator<Item = &'a Value> {
        self.layers.iter().copied().skip(1)
    }

    /// The same place, read as one of its types.
    pub(super) fn as_type(&self, only: &'a str) -> Self {
        Self {
            only: Some(only),
            ..self.clone()
        }
    }

    pub(super) fn get(&self, keyword: &str) -> Option<&'a Value> {
        self.layers.iter().find_map(|layer| layer.get(keyword))
    }

    pub(super) fn text(&self, keyword: &str) -> Option<&'a str> {
        self.get(keyword).and_then(Value::as_str)
    }

    pub(super) fn flag(&self, keyword: &str) -> bool {
        self.get(keyword) == Some(&Value::Bool(true))
    }

    pub(super) fn number(&self, keyword: &str) -> Option<f64> {
        self.get(keyword).and_then(Value::as_f64)
    }

    pub(super) fn count(&self, keyword: &str) -> Option<usize> {
        // Some write 5.0.
        let count = self.number(keyword).filter(|count| *count >= 0.0)?;
        Some(count as usize)
    }

    pub(super) fn list(&self, keyword: &str) -> &'a [Value] {
        let list = self.get(keyword).and_then(Value::as_array);
        list.map_or(&[], Vec::as_slice)
    }

    /// The widget that its author wished, in small letters; empty if none.
    pub(super) fn widget(&self) -> String {
        let name = self.text("x-widget").or_else(|| self.text("ui:widget"));
        name.unwrap_or_default()
            .to_ascii_lowercase()
            .replace('_', "-")
    }

    pub(super) fn nullable(&self) -> bool {
        let named = self.named_types().any(|name| name == "null");
        let listed = self.list("enum").contains(&Value::Null);
        self.null || listed || self.flag("nullable") || (named && self.types() != ["null"])
    }

    /// The types it allows without `null`, unless that is the only one; guessed where none is named.
    pub(super) fn types(&self) -> Vec<&'a str> {
        if let Some(only) = self.only {
            return vec![only];
        }
        let mut types: Vec<&str> = self.named_types().collect();
        if types.len() > 1 {
            types.retain(|name| *name != "null");
        }
        if types.is_empty() {
            types.extend(self.guess());
        }
        types
    }

    fn named_types(&self) -> impl Iterator<Item = &'a str> {
        let names = match self.get("type") {
            Some(Value::Array(names)) => names.as_slice(),
            Some(name) => std::slice::from_ref(name),
            None => &[],
        };
        names.iter().filter_map(Value::as_str)
    }

    fn guess(&self) -> Option<&'static str> {
        const TELLING: [(&str, &str); 11] = [
            ("properties", "object"),
            ("additionalProperties", "object"),
            ("items", "array"),
            ("uniqueItems", "array"),
            ("pattern", "string"),
            ("format", "string"),
            ("maxLength", "string"),
            ("minLength", "string"),
            ("minimum", "number"),
            ("maximum", "number"),
            ("multipleOf", "number"),
        ];
        let told = TELLING
            .iter()
            .find(|(keyword, _)| self.get(keyword).is_some());
        told.map(|(_, name)| *name).or_else(|| {
            Some(match self.get("default")? {
                Value::Bool(_) => "boolean",
                Value::Number(_) => "number",
                Value::String(_) => "string",
                Value::Array(_) | Value::Object(_) | Value::Null => return None,
            })
        })
    }

    /// Properties with their keys: those that `x-propertyOrder` names first, in its order.
    pub(super) fn properties(&self) -> Vec<(&'a str, &'a Value)> {
        let Some(map) = self.get("properties").and_then(Value::as_object) else {
            return Vec::new();
        };
        let order = self.list("x-propertyOrder");
        if order.is_empty() {
            return map
                .iter()
                .map(|(key, value)| (key.as_str(), value))
                .collect();
        }
        let mut left: Map<String, Value> = Map::new();
        let named = order.iter().filter_map(Value::as_str);
        let mut found = Vec::with_capacity(map.len());
        for key in named {
            if let Some((key, value)) = map.get_key_value(key)
                && left.insert(key.clone(), Value::Null).is_none()
            {
                found.push((key.as_str(), value));
            }
        }
        let rest = map.iter().filter(|(key, _)| !left.contains_key(*key));
        found.extend(rest.map(|(key, value)| (key.as_str(), value)));
        found
    }

    /// Alternatives that are forms of their own, with `null` left out; empty if there are none, or if they
    /// only add conditions.
    pub(super) fn alternatives(&self) -> Vec<&'a Value> {
        let all = ["oneOf", "anyOf"]
            .into_iter()
            .map(|keyword| self.list(keyword))
            .find(|list| !list.is_empty())
            .unwrap_or_default();
        let own = ["type", "const", "enum", "$ref", "oneOf", "anyOf"];
        if !all
            .iter()
            .all(|one| own.iter().any(|key| one.get(key).is_some()))
        {
            return Vec::new();
        }
        all.iter().filter(|one| !is_null(one)).collect()
    }
}

enum Onward<'a> {
    End,
    Inside { next: &'a Value, null: bool },
    Reference(&'a Value),
    Nowhere,
}

fn onward<'a>(at: &'a Value, root: &'a Value) -> Onward<'a> {
    if let Some(target) = at.get("$ref") {
        let pointer = target.as_str().and_then(|text| text.strip_prefix('#'));
        let found = pointer.and_then(|pointer| root.pointer(pointer));
        return found.map_or(Onward::Nowhere, Onward::Reference);
    }
    if let Some([next]) = at.get("allOf").and_then(Value::as_array).map(Vec::as_slice) {
        return Onward::Inside { next, null: false };
    }
    for keyword in ["anyOf", "oneOf"] {
        let Some(all) = at.get(keyword).and_then(Value::as_array) else {
            continue;
        };
        let mut real = all.iter().filter(|one| !is_null(one));
        if let (Some(next), None) = (real.next(), real.next()) {
            let null = all.len() > 1;
            return Onward::Inside { next, null };
        }
    }
    Onward::End
}

fn is_null(schema: &Value) -> bool {
    schema.get("type").and_then(Value::as_str) == Some("null")
        || schema.get("const") == Some(&Value::Null)
}
