//! `allOf`, `if`, `then` and `else`, written out as ordinary properties of the object that they speak about, so
//! that defaults, secrets, checks and the form all see them. A property that holds only under a condition says so.

use serde_json::{Map, Value, json};

use crate::limits;

/// Under which condition a property holds, as a schema of the object that it stands in.
pub const WHEN: &str = "x-lumarium-when";
/// The plugin needs it, where its condition holds.
pub const NEEDED: &str = "x-lumarium-needed";

/// Its parts are written out: another time nothing would come of it.
const DONE: &str = "x-lumarium-spread";

/// What holds values, or conditions: nothing of it is written out.
const APART: [&str; 7] = ["default", "const", "enum", "examples", "if", "not", WHEN];
/// What speaks about its own place only.
const STRUCTURE: [&str; 10] = [
    "properties",
    "required",
    "allOf",
    "if",
    "then",
    "else",
    "$ref",
    "definitions",
    "$defs",
    DONE,
];
/// Levels of JSON that are looked through: two for each level of a schema.
const DEPTH_MAX: usize = 2 * limits::SCHEMA_DEPTH_MAX;
/// References and members inside of each other.
const TRAIL_MAX: usize = 16;

/// Whether there is something to write out.
pub(super) fn is_wanted(schema: &Value) -> bool {
    wanted(schema, DEPTH_MAX, Names::Keywords)
}

fn wanted(schema: &Value, depth: usize, names: Names) -> bool {
    let Some(depth) = depth.checked_sub(1) else {
        return false;
    };
    match schema {
        Value::Object(map) => {
            let inside = |(key, inner): (&String, &Value)| {
                names
                    .inside(key)
                    .is_some_and(|names| wanted(inner, depth, names))
            };
            names == Names::Keywords && has_parts(map) || map.iter().any(inside)
        }
        Value::Array(list) => list
            .iter()
            .any(|inner| wanted(inner, depth, Names::Keywords)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

fn has_parts(map: &Map<String, Value>) -> bool {
    (map.contains_key("if") || map.contains_key("allOf")) && !map.contains_key(DONE)
}

/// Writes everything out. What would cost more than the limits stays as it is.
pub(super) fn write_out(schema: &mut Value) {
    let root = schema.clone();
    let mut writer = Writer {
        root: &root,
        left: limits::SCHEMA_NODES_MAX,
    };
    writer.walk(schema, DEPTH_MAX, Names::Keywords);
}

/// What the keys of an object are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Names {
    /// Words of the schema.
    Keywords,
    /// Names of settings or of definitions.
    Settings,
}

impl Names {
    /// What the keys are of what stands under a key; `None` where there is nothing to look for.
    fn inside(self, key: &str) -> Option<Self> {
        match (self, key) {
            (Self::Settings, _) => Some(Self::Keywords),
            (_, "properties" | "patternProperties" | "definitions" | "$defs") => {
                Some(Self::Settings)
            }
            (_, key) => (!APART.contains(&key)).then_some(Self::Keywords),
        }
    }
}

struct Writer<'a> {
    root: &'a Value,
    /// Nodes that may still be copied.
    left: usize,
}

impl<'a> Writer<'a> {
    fn walk(&mut self, value: &mut Value, depth: usize, names: Names) {
        let Some(depth) = depth.checked_sub(1) else {
            return;
        };
        match value {
            Value::Array(list) => {
                for inner in list {
                    self.walk(inner, depth, Names::Keywords);
                }
            }
            Value::Object(map) => {
                if names == Names::Keywords && has_parts(map) {
                    self.spread(map);
                }
                for (key, inner) in map {
                    if let Some(names) = names.inside(key) {
                        self.walk(inner, depth, names);
                    }
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    /// Brings the parts of one place together.
    fn spread(&mut self, map: &mut Map<String, Value>) {
        let part = |key: &str| Some((key.to_owned(), map.get(key)?.clone()));
        let parts: Map<String, Value> = ["allOf", "if", "then", "else"]
            .into_iter()
            .filter_map(part)
            .collect();
        self.members(&Value::Object(parts), None, &mut Vec::new(), map);
        map.insert(DONE.to_owned(), Value::Bool(true));
    }

    fn members(
        &mut self,
        of: &Value,
        when: Option<&Value>,
        trail: &mut Vec<&'a Value>,
        into: &mut Map<String, Value>,
    ) {
        let all = of.get("allOf").and_then(Value::as_array);
        for member in all.into_iter().flatten() {
            self.gather(member, when, trail, into);
        }
        let Some(condition) = of.get("if") else {
            return;
        };
        let otherwise = json!({ "not": condition });
        for (branch, condition) in [("then", condition), ("else", &otherwise)] {
            if let Some(branch) = of.get(branch) {
                let both = when.map_or_else(
                    || condition.clone(),
                    |when| json!({"allOf": [when, condition]}),
                );
                self.gather(branch, Some(&both), trail, into);
            }
        }
    }

    fn gather(
        &mut self,
        schema: &Value,
        when: Option<&Value>,
        trail: &mut Vec<&'a Value>,
        into: &mut Map<String, Value>,
    ) {
        if trail.len() >= TRAIL_MAX || self.left == 0 {
            return;
        }
        self.left -= 1;
        let target = schema.get("$ref").and_then(Value::as_str);
        let target = target.and_then(|text| self.root.pointer(text.strip_prefix('#')?));
        self.fill(schema, when, into);
        trail.push(target.unwrap_or(self.root));
        if let Some(target) = target {
            self.gather(target, when, trail, into);
        }
        self.members(schema, when, trail, into);
        trail.pop();
    }

    /// What one part says, where nothing nearer does.
    fn fill(&mut self, part: &Value, when: Option<&Value>, into: &mut Map<String, Value>) {
        let Value::Object(part) = part else { return };
        let needed = part.get("required").and_then(Value::as_array);
        let needed: &[Value] = needed.map_or(&[], Vec::as_slice);
        let given = part.get("properties").and_then(Value::as_object);
        if let Some(given) = given.filter(|given| !given.is_empty()) {
            let all = into
                .entry("properties")
                .or_insert_with(|| Value::Object(Map::new()));
            let Value::Object(all) = all else { return };
            for (key, property) in given {
                let needed = needed.iter().any(|name| name.as_str() == Some(key));
                self.property(all, (key, property), (when, needed));
            }
        }
        if when.is_some() {
            return;
        }
        if !needed.is_empty()
            && let Value::Array(all) = into
                .entry("required")
                .or_insert_with(|| Value::Array(Vec::new()))
        {
            let news: Vec<Value> = needed
                .iter()
                .filter(|one| !all.contains(one))
                .cloned()
                .collect();
            all.extend(news);
        }
        for (key, value) in part {
            if !STRUCTURE.contains(&key.as_str()) && !into.contains_key(key) && self.pays(value) {
                into.insert(key.clone(), value.clone());
            }
        }
    }

    fn property(
        &mut self,
        all: &mut Map<String, Value>,
        (key, property): (&str, &Value),
        (when, needed): (Option<&Value>, bool),
    ) {
        let Some(known) = all.get_mut(key) else {
            if !property.is_object() || !self.pays(property) {
                return;
            }
            let mut property = property.clone();
            if let (Some(when), Value::Object(map)) = (when, &mut property) {
                map.insert(WHEN.to_owned(), when.clone());
                map.insert(NEEDED.to_owned(), Value::Bool(needed));
            }
            all.insert(key.to_owned(), property);
            return;
        };
        let Value::Object(known) = known else { return };
        match (known.get(WHEN), when) {
            // Another condition under which it holds as well.
            (Some(one), Some(other)) if self.left > 0 => {
                self.left -= 1;
                let either = json!({"anyOf": [one, other]});
                known.insert(WHEN.to_owned(), either);
            }
            (Some(_), None) => {
                known.shift_remove(WHEN);
            }
            // The same setting twice: each says a part of it.
            (None, None) => {
                for (key, value) in property.as_object().into_iter().flatten() {
                    if !known.contains_key(key) && self.pays(value) {
                        known.insert(key.clone(), value.clone());
                    }
                }
            }
            // A condition on what is there anyway narrows its values: the plugin tells.
            (_, Some(_)) => {}
        }
    }

    /// Takes what a copy costs from the budget; `false`: it is too much.
    fn pays(&mut self, value: &Value) -> bool {
        match self.left.checked_sub(nodes(value, self.left)) {
            Some(left) => {
                self.left = left;
                true
            }
            None => false,
        }
    }
}

/// How many nodes a value has; more than `most` are not counted on.
fn nodes(value: &Value, most: usize) -> usize {
    let count = |values: &mut dyn Iterator<Item = &Value>| {
        let mut count = 1;
        for inner in values {
            if count > most {
                break;
            }
            count += nodes(inner, most - count);
        }
        count
    };
    match value {
        Value::Array(list) => count(&mut list.iter()),
        Value::Object(map) => count(&mut map.values()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 1,
    }
}
