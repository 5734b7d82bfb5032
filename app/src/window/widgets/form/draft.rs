//! Changes of one plugin's settings that are not saved yet: made in the JSON value itself, kept while people
//! look elsewhere, merged with what changes elsewhere. Secrets stand beside the value, never in it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use lumarium_core::form::{self, Change, Field, Form, Path, Step};
use lumarium_core::message::SettingEdit;
use serde_json::Value;

/// Parts of a place whose text is only about looking: a search, and JSON as it was typed.
const LOOKS: [&str; 2] = ["search", "spelled"];

/// What a control asks for.
#[derive(Clone, PartialEq)]
pub enum Wish {
    /// Write a value.
    Set(Path, Value),
    /// Back to the default.
    Reset(Path),
    /// Back to what is saved.
    Undo(Path),
    /// A new entry at the end of a list.
    Add(Path, Value),
    /// An entry less.
    RemoveRow(Path, usize),
    /// An entry elsewhere: from, to.
    Move(Path, usize, usize),
    /// Text that is no value yet; nothing: it has become one.
    Typed(Path, &'static str, Option<String>),
    /// A new secret.
    Secret(Vec<String>, String),
    /// Remove a secret when saving.
    RemoveSecret(Vec<String>),
    /// Leave a secret as it is.
    KeepSecret(Vec<String>),
    /// Of two values for one place, the one from elsewhere.
    Take(Path),
    /// Of two values for one place, the one of this form.
    Keep(Path),
    /// Open or close a part of the form.
    Open(Path, bool),
    /// The folder of the plugin, or a folder in it.
    ShowFolder(String),
    /// Copy files to where the plugin finds them, then name them at this place.
    Copy(Path, Vec<std::path::PathBuf>),
    /// The names of all time zones are needed.
    Zones,
    /// The names of fonts are needed.
    Fonts,
}

/// A place that was changed here and elsewhere.
#[derive(Clone, PartialEq)]
pub struct Conflict {
    /// Where.
    pub path: Path,
    /// What stands there elsewhere; absent: nothing.
    pub theirs: Option<Value>,
}

/// Changes that are not saved.
#[derive(Default)]
pub struct Draft {
    /// What is saved.
    base: Value,
    /// What the form shows.
    value: Value,
    typed: BTreeMap<(Path, &'static str), String>,
    secrets: BTreeMap<Vec<String>, String>,
    removed: BTreeSet<Vec<String>>,
    /// Places that were also changed elsewhere.
    pub conflicts: Vec<Conflict>,
    /// The difference is shown.
    pub reviewing: bool,
    changed: bool,
    /// Grows with every change.
    pub revision: u64,
}

impl fmt::Debug for Draft {
    /// Without values and secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let conflicts = self.conflicts.len();
        f.debug_struct("Draft")
            .field("changed", &self.changed)
            .field("conflicts", &conflicts)
            .field("reviewing", &self.reviewing)
            .finish_non_exhaustive()
    }
}

impl Draft {
    /// Nothing is changed yet.
    pub fn new(settings: &Value) -> Self {
        Self {
            base: settings.clone(),
            value: settings.clone(),
            ..Self::default()
        }
    }

    /// What the form shows.
    pub const fn value(&self) -> &Value {
        &self.value
    }

    /// What is saved.
    pub const fn base(&self) -> &Value {
        &self.base
    }

    /// Whether something is not saved.
    pub const fn is_changed(&self) -> bool {
        self.changed
    }

    /// Text at a place that is no value yet.
    pub fn typed(&self, path: &[Step], part: &'static str) -> Option<&str> {
        let key = (path.to_vec(), part);
        self.typed.get(&key).map(String::as_str)
    }

    /// Places with text that is no value yet.
    pub fn unread(&self) -> usize {
        self.typed
            .keys()
            .filter(|(_, part)| *part == "json")
            .count()
    }

    /// A secret that was typed and not sent.
    pub fn secret(&self, path: &[String]) -> Option<&str> {
        self.secrets.get(path).map(String::as_str)
    }

    /// Whether a secret is removed when saving.
    pub fn is_removed(&self, path: &[String]) -> bool {
        self.removed.contains(path)
    }

    /// What would be saved, in words; of secrets only their names.
    pub fn words(&self) -> Vec<String> {
        let changes = self.changes();
        let mut words: Vec<String> = changes.iter().map(|change| change.words(&[])).collect();
        let secret = |path: &Vec<String>, after| Change {
            path: path.iter().map(|key| Step::Key(key.clone())).collect(),
            before: None,
            after,
        };
        for path in self.secrets.keys() {
            words.push(secret(path, Some(Value::Null)).words(std::slice::from_ref(path)));
        }
        for path in &self.removed {
            words.push(secret(path, None).words(std::slice::from_ref(path)));
        }
        words
    }

    /// The settings as the form shows them, as JSON: without secrets.
    pub fn as_text(&self) -> String {
        // A value is always JSON.
        serde_json::to_string_pretty(&self.value).unwrap_or_default()
    }

    fn changes(&self) -> Vec<Change> {
        form::changes(&self.base, &self.value)
    }

    /// The edits that save it. Typed secrets are given away: they are nowhere in the window from now on.
    pub fn edits(&mut self) -> Vec<SettingEdit> {
        let mut edits = form::edits(&self.base, &self.value);
        for path in std::mem::take(&mut self.removed) {
            edits.push(SettingEdit::Remove { path });
        }
        for (path, secret) in std::mem::take(&mut self.secrets) {
            let value = Value::from(secret);
            edits.push(SettingEdit::Set { path, value });
        }
        self.touched();
        edits
    }

    /// Forgets all changes.
    pub fn discard(&mut self) {
        let base = std::mem::take(&mut self.base);
        let revision = self.revision + 1;
        *self = Self {
            revision,
            ..Self::new(&base)
        };
    }

    /// Takes over what was saved meanwhile. What was changed here stays; a place that was changed on both sides
    /// becomes a conflict.
    pub fn merge(&mut self, saved: &Value) {
        if self.base == *saved {
            return;
        }
        let mine = self.changes();
        for change in form::changes(&self.base, saved) {
            let overlaps = |one: &Change| {
                one.path.starts_with(&change.path) || change.path.starts_with(&one.path)
            };
            if !mine.iter().any(overlaps) {
                put(&mut self.value, &change.path, change.after);
            } else if form::get(&self.value, &change.path) != change.after.as_ref() {
                self.conflicts.retain(|one| one.path != change.path);
                self.conflicts.push(Conflict {
                    path: change.path,
                    theirs: change.after,
                });
            }
        }
        self.base = saved.clone();
        let value = &self.value;
        self.conflicts
            .retain(|one| form::get(value, &one.path) != one.theirs.as_ref());
        self.touched();
    }

    /// Does what a control asks for, if it is about the value.
    pub fn apply(&mut self, form: &Form, wish: Wish) {
        match wish {
            Wish::Set(path, value) => self.write(form, &path, |all| form::set(all, &path, value)),
            Wish::Reset(path) => {
                let field = form.field(&path);
                self.write(form, &path, |all| match field {
                    Some(field) => form::reset(all, &path, field),
                    None => form::remove(all, &path).is_some(),
                });
            }
            Wish::Undo(path) => {
                let before = form::get(&self.base, &path).cloned();
                put(&mut self.value, &path, before);
            }
            Wish::Add(path, row) => {
                let list = materialised(form, &mut self.value, &path);
                self.write(form, &path, |all| list && form::add_row(all, &path, row));
            }
            Wish::RemoveRow(path, row) => {
                materialised(form, &mut self.value, &path);
                form::remove_row(&mut self.value, &path, row);
            }
            Wish::Move(path, from, to) => {
                materialised(form, &mut self.value, &path);
                self.write(form, &path, |all| form::move_row(all, &path, from, to));
            }
            Wish::Typed(path, part, Some(text)) => {
                self.typed.insert((path, part), text);
            }
            Wish::Typed(path, part, None) => {
                self.typed.remove(&(path, part));
            }
            Wish::Secret(path, text) => {
                self.removed.remove(&path);
                if text.is_empty() {
                    self.secrets.remove(&path);
                } else {
                    self.secrets.insert(path, text);
                }
            }
            Wish::RemoveSecret(path) => {
                self.secrets.remove(&path);
                self.removed.insert(path);
            }
            Wish::KeepSecret(path) => {
                self.secrets.remove(&path);
                self.removed.remove(&path);
            }
            Wish::Take(path) => {
                let at = self.conflicts.iter().position(|one| one.path == path);
                if let Some(at) = at {
                    let conflict = self.conflicts.remove(at);
                    put(&mut self.value, &conflict.path, conflict.theirs);
                }
            }
            Wish::Keep(path) => self.conflicts.retain(|one| one.path != path),
            Wish::Open(..) | Wish::ShowFolder(_) | Wish::Copy(..) | Wish::Zones | Wish::Fonts => {
                return;
            }
        }
        self.touched();
    }

    fn write(&mut self, form: &Form, path: &Path, change: impl FnOnce(&mut Value) -> bool) {
        for (at, step) in path.iter().enumerate() {
            if matches!(step, Step::Index(_)) {
                materialised(form, &mut self.value, path.get(..at).unwrap_or_default());
            }
        }
        // A place that leads through something else is shown as JSON, and is changed there.
        let done = change(&mut self.value);
        tracing::debug!(done, path = form::dotted(path), "changed in the form");
    }

    fn touched(&mut self) {
        self.revision += 1;
        self.changed = self.base != self.value
            || self.typed.keys().any(|(_, part)| !LOOKS.contains(part))
            || !self.secrets.is_empty()
            || !self.removed.is_empty();
        if !self.changed {
            self.reviewing = false;
        }
    }
}

/// Where a list stands at its default, the default is written: only then has it entries to change.
fn materialised(form: &Form, value: &mut Value, path: &[Step]) -> bool {
    if form::get(value, path).is_some_and(|value| !value.is_null()) {
        return true;
    }
    match form
        .field(path)
        .and_then(|field: &Field| field.default.clone())
    {
        Some(default) => form::set(value, path, default),
        None => true,
    }
}

fn put(value: &mut Value, path: &[Step], new: Option<Value>) {
    match new {
        Some(new) => {
            let done = form::set(value, path, new);
            tracing::debug!(done, "taken over into the form");
        }
        None => {
            form::remove(value, path);
        }
    }
}
