//! Values against their fields: which control fits, and what is wrong, in words. The words never quote a
//! value: it may be secret.

use serde_json::Value;

use crate::form::{Field, FieldKind, FilesShape, Form, Group, Path, Step, formats};
use crate::limits;
use crate::manifest::{Problem, Severity};

mod fit;
mod rules;

pub use fit::{fits, shape_of};

/// The first thing that is wrong with a field's own value, not with what is inside it; `None` as value: nothing
/// is set. An error would be refused by the plugin, a warning may be, a hint is good to know.
pub fn check_field(field: &Field, value: Option<&Value>) -> Option<Problem> {
    let Some(value) = value else {
        let needed = field.required && field.default.is_none();
        return needed.then(|| Problem::error("is missing; the plugin needs it"));
    };
    if value.is_null() {
        // The plugin gets the default instead.
        let allowed = field.nullable || field.default.is_some() || fits(field, value);
        return (!allowed).then(|| Problem::error("must not be empty"));
    }
    if !fits(field, value) {
        let wanted = fit::wanted(&field.kind);
        return Some(Problem::error(format!(
            "must be {wanted}; it is kept until you change it"
        )));
    }
    match (&field.kind, value) {
        (FieldKind::Number(number), Value::Number(value)) => {
            rules::number(number, value.as_f64()?).map(Problem::error)
        }
        (FieldKind::Text(text), Value::String(value)) => rules::text(text, value),
        (FieldKind::Several(several), Value::Array(list)) => {
            rules::size(several.size, list).map(Problem::error)
        }
        (FieldKind::List(list), Value::Array(entries)) => {
            rules::size(list.size, entries).map(Problem::error)
        }
        (FieldKind::Table(table), Value::Array(rows)) => {
            rules::size(table.size, rows).map(Problem::error)
        }
        (FieldKind::Files(files), Value::Array(list)) if list.len() > files.most => {
            let most = files.most;
            Some(Problem::error(format!(
                "has {} files; {most} is the most",
                list.len()
            )))
        }
        (FieldKind::TimeRange(range), value) => [&range.start, &range.end]
            .into_iter()
            .filter_map(|key| value.get(key)?.as_str())
            .find_map(|time| formats::wrong(crate::form::TextLook::Time, time))
            .map(Problem::error),
        (FieldKind::Shapes(shapes), value) => {
            let shape = shape_of(shapes, value).and_then(|index| shapes.get(index))?;
            check_field(shape, Some(value))
        }
        _ => None,
    }
}

/// Everything that is wrong with a section, in the order of the form; at most `SETTINGS_PROBLEMS_MAX`. Secrets
/// are in no section that a window sees: they are not missed.
pub fn check_form(form: &Form, settings: &Value) -> Vec<(Path, Problem)> {
    let mut walk = Walk::default();
    walk.fields(&form.fields, settings);
    walk.found
}

#[derive(Default)]
struct Walk {
    path: Path,
    found: Vec<(Path, Problem)>,
}

impl Walk {
    fn fields(&mut self, fields: &[Field], object: &Value) {
        let applies = |field: &&Field| field.applies(fields, Some(object));
        for field in fields.iter().filter(applies) {
            let value = object.get(&field.key);
            if self.found.len() >= limits::SETTINGS_PROBLEMS_MAX {
                return;
            }
            if field.secret && value.is_none() {
                continue;
            }
            self.path.push(Step::Key(field.key.clone()));
            self.field(field, value);
            self.path.pop();
        }
    }

    fn field(&mut self, field: &Field, value: Option<&Value>) {
        if self.found.len() >= limits::SETTINGS_PROBLEMS_MAX {
            return;
        }
        if let Some(problem) = check_field(field, value) {
            let ends = problem.severity == Severity::Error;
            self.found.push((self.path.clone(), problem));
            if ends && value.is_none_or(|value| !fits(field, value)) {
                return;
            }
        }
        let Some(value) = value else { return };
        match &field.kind {
            FieldKind::Group(group) | FieldKind::Schedule(group) => self.group(group, value),
            FieldKind::List(list) => self.entries(&list.entry, value),
            FieldKind::Table(table) => self.entries(&table.row, value),
            FieldKind::Files(files) => match &files.shape {
                FilesShape::Object(group) => self.group(group, value),
                FilesShape::Objects(entry) => self.entries(entry, value),
                FilesShape::Path | FilesShape::Paths => {}
            },
            FieldKind::Shapes(shapes) => {
                if let Some(shape) = shape_of(shapes, value).and_then(|at| shapes.get(at)) {
                    self.inside(shape, value);
                }
            }
            FieldKind::Toggle
            | FieldKind::Number(_)
            | FieldKind::Text(_)
            | FieldKind::Choice(_)
            | FieldKind::Several(_)
            | FieldKind::Colour(_)
            | FieldKind::Font(_)
            | FieldKind::TimeRange(_)
            | FieldKind::Folder(_)
            | FieldKind::Note(_)
            | FieldKind::Json(_) => {}
        }
    }

    /// What is inside a shape; its own problem has been told already.
    fn inside(&mut self, shape: &Field, value: &Value) {
        let told = self.found.len();
        self.field(shape, Some(value));
        let again = check_field(shape, Some(value)).is_some() && self.found.len() > told;
        if again {
            self.found.remove(told);
        }
    }

    fn group(&mut self, group: &Group, value: &Value) {
        let Value::Object(map) = value else { return };
        self.fields(&group.fields, value);
        let unknown = |key: &&String| !group.fields.iter().any(|field| field.key == **key);
        for key in map.keys().filter(unknown) {
            let Some(other) = group.other(key) else {
                continue;
            };
            self.path.push(Step::Key(key.clone()));
            self.field(other, map.get(key));
            self.path.pop();
        }
    }

    fn entries(&mut self, entry: &Field, value: &Value) {
        let Value::Array(list) = value else { return };
        for (index, value) in list.iter().enumerate() {
            self.path.push(Step::Index(index));
            self.field(entry, Some(value));
            self.path.pop();
        }
    }
}
