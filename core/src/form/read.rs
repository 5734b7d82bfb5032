//! From a schema to its form: one walk with a budget, so that no schema costs more than its limits.

use std::borrow::Cow;

use serde_json::Value;

use crate::form::node::Node;
use crate::form::{Field, FieldKind, Form, Group, Pattern, When, kinds};
use crate::limits;
use crate::manifest::Problem;
use crate::schema;

/// The form of a schema.
pub(super) fn form(schema: &Value) -> Form {
    let schema: Cow<'_, Value> = schema::expanded(schema);
    let defaults = schema::defaults(&schema);
    let mut reader = Reader {
        root: &schema,
        trail: Vec::new(),
        left: limits::FORM_FIELDS_MAX,
        depth: 0,
        problems: Vec::new(),
    };
    let node = Node::open(&schema, &schema, &[]);
    let mut fields = reader.fields(&node, Defaults::Known(Some(&defaults)));
    fields.retain(|field| field.key != "enabled");
    for path in schema::secret_paths(&schema) {
        mark_secret(&mut fields, &path);
    }
    if reader.left == 0 {
        reader.problems.push(Problem::warning(format!(
            "the settings have more than {} fields; the others are kept, and edited in config.json",
            limits::FORM_FIELDS_MAX
        )));
    }
    Form {
        title: node.text("title").unwrap_or_default().to_owned(),
        description: node.text("description").unwrap_or_default().to_owned(),
        fields,
        problems: reader.problems,
    }
}

/// A secret inside of a list makes the whole list secret: only the schema's own rule knows.
fn mark_secret(fields: &mut [Field], path: &[String]) {
    let Some((key, rest)) = path.split_first() else {
        return;
    };
    for field in fields.iter_mut().filter(|field| field.key == *key) {
        if rest.is_empty() {
            field.secret = true;
        } else if let FieldKind::Group(group) | FieldKind::Schedule(group) = &mut field.kind {
            mark_secret(&mut group.fields, rest);
        }
    }
}

/// Where defaults come from.
#[derive(Clone, Copy)]
pub(super) enum Defaults<'d> {
    /// From the defaults of the whole section, here at this place.
    Known(Option<&'d Value>),
    /// From the schema of the entry: within lists nothing is filled in.
    Own,
}

/// The walk.
pub(super) struct Reader<'a> {
    root: &'a Value,
    /// Targets of the references that led here.
    trail: Vec<&'a Value>,
    /// Fields that may still be made.
    left: usize,
    depth: usize,
    problems: Vec<Problem>,
}

impl<'a> Reader<'a> {
    /// The fields of an object.
    pub(super) fn fields(&mut self, node: &Node<'a>, defaults: Defaults<'_>) -> Vec<Field> {
        let required = node.list("required");
        let mut fields = Vec::new();
        for (key, value) in node.properties() {
            if self.left == 0 {
                break;
            }
            let inner = match defaults {
                Defaults::Known(all) => Defaults::Known(all.and_then(|all| all.get(key))),
                Defaults::Own => Defaults::Own,
            };
            let mut field = self.field(key, value, inner);
            let named = |name: &Value| name.as_str() == Some(key);
            field.required = field.required || required.iter().any(named);
            fields.push(field);
        }
        fields
    }

    /// One field. What cannot be read is a field of JSON.
    pub(super) fn field(&mut self, key: &str, value: &'a Value, defaults: Defaults<'_>) -> Field {
        let node = Node::open(value, self.root, &self.trail);
        self.field_of(key, &node, defaults)
    }

    /// One field from an opened place.
    pub(super) fn field_of(&mut self, key: &str, node: &Node<'a>, defaults: Defaults<'_>) -> Field {
        self.left = self.left.saturating_sub(1);
        let kept = self.trail.len();
        self.trail.extend(node.followed());
        self.depth += 1;
        let kind = if let Some(why) = node.broken {
            FieldKind::Json(why.to_owned())
        } else if self.depth > limits::FORM_DEPTH_MAX || self.left == 0 {
            FieldKind::Json("the settings are nested too deep for a form".to_owned())
        } else {
            kinds::kind(self, key, node, defaults)
        };
        self.depth -= 1;
        self.trail.truncate(kept);
        let text = |keyword| node.text(keyword).unwrap_or_default().to_owned();
        let constant = node.get("const");
        let condition = node.get(schema::WHEN);
        let when = condition.and_then(When::read);
        let mut description = text("description");
        if condition.is_some() && when.is_none() {
            // What cannot be told is not hidden.
            description += " (Used only under a condition on other settings.)";
        }
        Field {
            key: key.to_owned(),
            label: label(key, node),
            description: description.trim_start().to_owned(),
            kind,
            default: match defaults {
                Defaults::Known(default) => default.cloned(),
                Defaults::Own => node.get("default").cloned(),
            },
            required: node.flag(schema::NEEDED),
            nullable: node.nullable(),
            read_only: node.flag("readOnly") || node.flag("x-readonly") || constant.is_some(),
            hidden: node.text("x-display") == Some("hidden")
                || node.flag("x-hidden")
                || node.widget() == "hidden",
            when,
            advanced: node.flag("x-advanced"),
            secret: node.flag("x-secret"),
            placeholder: text("x-placeholder"),
        }
    }

    /// A group of the fields of an object, and of further keys where people may name some.
    pub(super) fn group(&mut self, node: &Node<'a>, defaults: Defaults<'_>) -> Group {
        let fields = self.fields(node, defaults);
        let patterns = node.get("patternProperties").and_then(Value::as_object);
        let others = node
            .get("additionalProperties")
            .filter(|others| others.as_object().is_some_and(|map| !map.is_empty()));
        let patterns = patterns
            .into_iter()
            .flatten()
            .filter(|(_, of)| of.is_object());
        let patterns = patterns
            .take(limits::FORM_SHAPES_MAX)
            .map(|(pattern, of)| (Pattern::new(pattern), self.field("", of, Defaults::Own)))
            .collect();
        Group {
            patterns,
            fields,
            collapsed: node.flag("x-collapsed"),
            others: others.map(|others| Box::new(self.field("", others, Defaults::Own))),
        }
    }

    /// Opens a place inside the present one.
    pub(super) fn open(&self, value: &'a Value) -> Node<'a> {
        Node::open(value, self.root, &self.trail)
    }
}

fn label(key: &str, node: &Node<'_>) -> String {
    let title = node.text("title").map(str::trim);
    title
        .filter(|title| !title.is_empty())
        .map_or_else(|| in_words(key), str::to_owned)
}

/// A key as people read it: `live_game_duration` is "Live game duration"; names with dots stay.
pub(super) fn in_words(key: &str) -> String {
    if key.contains('.') {
        return key.to_owned();
    }
    let words = key.replace(['_', '-'], " ");
    let words = words.trim();
    let mut chars = words.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(chars).collect()
    })
}
