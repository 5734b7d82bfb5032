//! The form as a list of rows, so that only those that are seen need to be drawn. What is closed or does not
//! fit the search has no rows.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use lumarium_core::form::{self, Field, FieldKind, Form, Group, Path, Step};
use serde_json::Value;

use crate::window::text::t;

/// Groups with more fields than this are closed at first: a long form begins as its table of contents.
const OPEN_FIELDS_MAX: usize = 12;
/// The key under which *Advanced* is remembered as open; no setting is called so.
const ADVANCED: &str = "\u{0}advanced";
/// The same for settings that no field knows.
const UNKNOWN: &str = "\u{0}unknown";

/// What a row shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// A field with its control.
    Control,
    /// The head of a group.
    Group(Fold),
    /// The head of a list or table; so many entries.
    List(Fold, usize),
    /// The head of an entry: its place, and how many there are.
    Entry(Fold, usize, usize),
    /// An entry with a control of its own.
    Single(usize, usize),
    /// Which of several shapes a value has.
    Shape(Option<usize>),
    /// A new key for a group that takes any.
    NewKey,
    /// The head of further settings, with their number.
    More(Fold, usize),
}

/// Open or closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fold {
    /// What is inside is shown.
    Open,
    /// It is not.
    Closed,
}

/// One row.
pub(super) struct Row<'a> {
    /// Its place.
    pub(super) path: Path,
    /// How far it is indented.
    pub(super) depth: usize,
    /// For people.
    pub(super) label: Cow<'a, str>,
    /// The field.
    pub(super) field: &'a Field,
    /// What is written there; absent: nothing, the default holds.
    pub(super) value: Option<&'a Value>,
    /// What holds: written or default.
    pub(super) shown: Option<&'a Value>,
    /// What it shows.
    pub(super) part: Part,
    /// It can be taken away as a whole: a key that people have added.
    pub(super) extra: bool,
}

/// A field for what no field knows.
static JSON: LazyLock<Field> = LazyLock::new(|| Field {
    description: t("form.unknown.tip").to_owned(),
    ..Field::new("", "", FieldKind::Json(String::new()))
});

/// All rows of a form.
pub(super) fn rows<'a>(
    (form, value): (&'a Form, &'a Value),
    (opened, all_open): (&HashMap<Path, bool>, bool),
    search: &str,
) -> Vec<Row<'a>> {
    let mut rows = Rows {
        opened,
        all_open,
        search,
        path: Path::new(),
        depth: 0,
        all: false,
        found: Vec::new(),
    };
    rows.fields(&form.fields, Some(value), Some(value));
    rows.unknown(&form.fields, value);
    rows.found
}

struct Rows<'a, 'b> {
    opened: &'b HashMap<Path, bool>,
    all_open: bool,
    search: &'b str,
    path: Path,
    depth: usize,
    /// What is above fits the search, so everything below it is shown.
    all: bool,
    found: Vec<Row<'a>>,
}

impl<'a> Rows<'a, '_> {
    fn fields(&mut self, fields: &'a [Field], value: Option<&'a Value>, shown: Option<&'a Value>) {
        let seen = || {
            let applies = |field: &&Field| !field.hidden && field.applies(fields, shown);
            fields.iter().filter(applies)
        };
        for field in seen().filter(|field| !field.advanced) {
            self.keyed(field, value, shown);
        }
        let advanced = seen().filter(|field| field.advanced).count();
        if advanced == 0 {
            return;
        }
        self.path.push(Step::from(ADVANCED));
        let fold = self.fold(false);
        let head = self.found.len();
        self.push(
            &JSON,
            t("form.advanced").into(),
            (None, None),
            Part::More(fold, advanced),
        );
        self.path.pop();
        if fold == Fold::Open {
            self.depth += 1;
            for field in seen().filter(|field| field.advanced) {
                self.keyed(field, value, shown);
            }
            self.depth -= 1;
        }
        self.drop_empty(head);
    }

    fn keyed(&mut self, field: &'a Field, value: Option<&'a Value>, shown: Option<&'a Value>) {
        self.path.push(Step::Key(field.key.clone()));
        let value = value.and_then(|value| value.get(&field.key));
        let inside = shown.and_then(|shown| shown.get(&field.key));
        let shown = value.or(inside).or(field.default.as_ref());
        self.field(field, field.label.as_str().into(), value, shown);
        self.path.pop();
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "all others are one row")]
    fn field(
        &mut self,
        field: &'a Field,
        label: Cow<'a, str>,
        value: Option<&'a Value>,
        shown: Option<&'a Value>,
    ) {
        let head = self.found.len();
        let above = self.all;
        self.all |= self.fits(field, &label);
        let odd = shown.is_some_and(|shown| !form::fits(field, shown) || shown.is_null());
        let name = label.clone();
        match &field.kind {
            _ if odd || field.secret => self.push(field, label, (value, shown), Part::Control),
            FieldKind::Group(group) | FieldKind::Schedule(group) => {
                let open = !group.collapsed && few(&group.fields, OPEN_FIELDS_MAX).is_some();
                let fold = self.fold(open);
                self.push(field, label, (value, shown), Part::Group(fold));
                if fold == Fold::Open {
                    self.group((field, group), value, shown);
                }
                self.drop_empty(head);
            }
            FieldKind::List(list) if !list.tags => {
                self.list(field, &list.entry, (label, name), (value, shown));
            }
            FieldKind::Table(table) => self.list(field, &table.row, (label, name), (value, shown)),
            FieldKind::Shapes(shapes) => {
                let chosen = shown.and_then(|shown| form::shape_of(shapes, shown));
                self.push(field, label, (value, shown), Part::Shape(chosen));
                if let Some(shape) = chosen.and_then(|chosen| shapes.get(chosen)) {
                    self.depth += 1;
                    self.field(shape, shape.label.as_str().into(), value, shown);
                    self.depth -= 1;
                }
            }
            _ => self.push(field, label, (value, shown), Part::Control),
        }
        self.all = above;
        if !self.search.is_empty() && !self.all && self.found.len() == head + 1 {
            let alone = self
                .found
                .last()
                .is_some_and(|row| !self.fits(row.field, &row.label));
            if alone {
                self.found.truncate(head);
            }
        }
    }

    fn group(
        &mut self,
        (field, group): (&'a Field, &'a Group),
        value: Option<&'a Value>,
        shown: Option<&'a Value>,
    ) {
        self.depth += 1;
        self.fields(&group.fields, value, shown);
        if group.is_open() {
            let keys = shown.and_then(Value::as_object).into_iter().flatten();
            let known = |key: &str| group.fields.iter().any(|field| field.key == key);
            for (key, inside) in keys.filter(|(key, _)| !known(key)) {
                self.path.push(Step::Key(key.clone()));
                let head = self.found.len();
                let value = value.and_then(|value| value.get(key));
                let other = group.other(key).unwrap_or(&JSON);
                self.field(other, key.as_str().into(), value, Some(inside));
                if let Some(row) = self.found.get_mut(head) {
                    row.extra = true;
                }
                self.path.pop();
            }
            if self.search.is_empty() {
                self.push(field, t("form.new_key").into(), (None, None), Part::NewKey);
            }
        }
        self.depth -= 1;
    }

    fn list(
        &mut self,
        field: &'a Field,
        entry: &'a Field,
        (label, name): (Cow<'a, str>, Cow<'a, str>),
        (value, shown): (Option<&'a Value>, Option<&'a Value>),
    ) {
        let entries = shown
            .and_then(Value::as_array)
            .map_or(&[][..], Vec::as_slice);
        let fold = self.fold(entries.len() <= OPEN_FIELDS_MAX);
        self.push(
            field,
            label,
            (value, shown),
            Part::List(fold, entries.len()),
        );
        let unsought = !self.search.is_empty() && !self.all;
        if fold == Fold::Closed || unsought {
            return;
        }
        self.depth += 1;
        for (index, inside) in entries.iter().enumerate() {
            self.path.push(Step::Index(index));
            let value = value.and_then(|value| value.get(index));
            let label = format!("{name} {}", index + 1).into();
            self.entry(entry, label, (value, inside), (index, entries.len()));
            self.path.pop();
        }
        self.depth -= 1;
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "all others are one row")]
    fn entry(
        &mut self,
        entry: &'a Field,
        label: Cow<'a, str>,
        (value, shown): (Option<&'a Value>, &'a Value),
        (index, len): (usize, usize),
    ) {
        let values = (value, Some(shown));
        match &entry.kind {
            FieldKind::Group(group) if form::fits(entry, shown) && !shown.is_null() => {
                let fold = self.fold(false);
                self.push(entry, label, values, Part::Entry(fold, index, len));
                if fold == Fold::Open {
                    self.group((entry, group), value, Some(shown));
                }
            }
            FieldKind::List(_) | FieldKind::Table(_) | FieldKind::Shapes(_) => {
                let fold = self.fold(true);
                self.push(entry, label, values, Part::Entry(fold, index, len));
                if fold == Fold::Open {
                    self.depth += 1;
                    self.field(entry, entry.label.as_str().into(), value, Some(shown));
                    self.depth -= 1;
                }
            }
            _ => self.push(entry, label, values, Part::Single(index, len)),
        }
    }

    /// Settings that no field knows: kept, and shown as JSON.
    fn unknown(&mut self, fields: &'a [Field], value: &'a Value) {
        let known = |key: &str| fields.iter().any(|field| field.key == key) || key == "enabled";
        let keys = value.as_object().into_iter().flatten();
        let unknown: Vec<_> = keys.filter(|(key, _)| !known(key)).collect();
        if unknown.is_empty() {
            return;
        }
        self.path.push(Step::from(UNKNOWN));
        let fold = self.fold(fields.is_empty());
        let head = self.found.len();
        let part = Part::More(fold, unknown.len());
        self.push(&JSON, t("form.unknown").into(), (None, None), part);
        self.path.pop();
        if fold == Fold::Open {
            self.depth += 1;
            for (key, inside) in unknown {
                self.path.push(Step::Key(key.clone()));
                self.field(&JSON, key.as_str().into(), Some(inside), Some(inside));
                self.path.pop();
            }
            self.depth -= 1;
        }
        self.drop_empty(head);
    }

    fn push(
        &mut self,
        field: &'a Field,
        label: Cow<'a, str>,
        (value, shown): (Option<&'a Value>, Option<&'a Value>),
        part: Part,
    ) {
        self.found.push(Row {
            path: self.path.clone(),
            depth: self.depth,
            label,
            field,
            value,
            shown,
            part,
            extra: false,
        });
    }

    fn fold(&self, by_itself: bool) -> Fold {
        let open = self.opened.get(&self.path);
        let open = open.copied().unwrap_or(by_itself || self.all_open);
        if open || !self.search.is_empty() {
            Fold::Open
        } else {
            Fold::Closed
        }
    }

    /// A head without anything that fits the search goes again.
    fn drop_empty(&mut self, head: usize) {
        if !self.search.is_empty() && !self.all && self.found.len() == head + 1 {
            self.found.truncate(head);
        }
    }

    fn fits(&self, field: &Field, label: &str) -> bool {
        let search = self.search;
        !search.is_empty()
            && (label.to_lowercase().contains(search)
                || field.key.to_lowercase().contains(search)
                || field.description.to_lowercase().contains(search))
    }
}

/// What is left of `most` after these fields; absent: there are more.
fn few(fields: &[Field], most: usize) -> Option<usize> {
    fields.iter().try_fold(most, |left, field| {
        let left = left.checked_sub(1)?;
        if let FieldKind::Group(group) = &field.kind {
            few(&group.fields, left)
        } else {
            Some(left)
        }
    })
}
