//! The form of a plugin's settings: what its schema asks for as a tree of fields, and changes made in the
//! JSON value itself. Pure; a window draws it. What no field knows stays in the value as it is, byte by byte:
//! only the paths that a person changed are ever sent.

use serde_json::Value;

use crate::manifest::Problem;

mod changes;
mod check;
mod find;
mod formats;
mod kinds;
mod node;
mod path;
mod pattern;
mod read;
mod rows;
mod when;

pub use changes::{Change, changes, edits, undo};
pub use check::{check_field, check_form, fits, shape_of};
pub use path::{Path, Step, dotted, get, keys_only, remove, reset, set};
pub use pattern::Pattern;
pub use rows::{add_row, fresh, move_row, new_row, remove_row};
pub use when::When;

/// A form: the fields at the top of a plugin's section, in the order in which people see them.
/// `enabled` is none of them: switching is a command of its own.
#[derive(Clone, Debug, PartialEq)]
pub struct Form {
    /// The title of the schema; may be empty.
    pub title: String,
    /// What the schema says about itself; may be empty.
    pub description: String,
    /// First to last.
    pub fields: Vec<Field>,
    /// What of the schema could not be shown, and why.
    pub problems: Vec<Problem>,
}

/// One setting, or a group of settings.
#[derive(Clone, Debug, PartialEq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a word of the schema and independent of the others"
)]
pub struct Field {
    /// Its key in the object it belongs to (dots in it are part of the name); empty for an entry of a list.
    pub key: String,
    /// For people: the title, or the key in words.
    pub label: String,
    /// A tooltip; may be empty.
    pub description: String,
    /// What it holds and how it is shown.
    pub kind: FieldKind,
    /// What the plugin gets where nothing is set.
    pub default: Option<Value>,
    /// The plugin needs it.
    pub required: bool,
    /// It may be `null`.
    pub nullable: bool,
    /// Shown, but not to be changed.
    pub read_only: bool,
    /// Not to be shown; its value is kept.
    pub hidden: bool,
    /// Shown and needed only while this holds; its value is kept in any case.
    pub when: Option<When>,
    /// For few: behind *Advanced*.
    pub advanced: bool,
    /// Write-only: its value is in no snapshot, `PluginView::secrets_set` says whether there is one.
    pub secret: bool,
    /// Shown in an empty control.
    pub placeholder: String,
}

impl Field {
    /// A field that people may change, without a default and without a rule.
    pub fn new(key: impl Into<String>, label: impl Into<String>, kind: FieldKind) -> Self {
        Self {
            key: key.into(),
            label: label.into(),
            description: String::new(),
            kind,
            default: None,
            required: false,
            nullable: false,
            read_only: false,
            hidden: false,
            when: None,
            advanced: false,
            secret: false,
            placeholder: String::new(),
        }
    }
}

impl Field {
    /// Whether it is of any use in `object`, whose fields are `fields`.
    pub fn applies(&self, fields: &[Self], object: Option<&Value>) -> bool {
        let when = self.when.as_ref();
        when.is_none_or(|when| when.holds(fields, object))
    }
}

/// What a field holds. A value that does not fit (`fits`) is shown as JSON and kept until it is changed.
#[derive(Clone, Debug, PartialEq)]
pub enum FieldKind {
    /// `true` or `false`.
    Toggle,
    /// A number.
    Number(Number),
    /// A text in one of many forms.
    Text(Text),
    /// One of several values.
    Choice(Choice),
    /// Some of several values, as a list.
    Several(Several),
    /// A list of single values, or of lists.
    List(List),
    /// A list of objects.
    Table(Table),
    /// An object.
    Group(Group),
    /// A colour.
    Colour(ColourForm),
    /// A font by the name of its file; without options any font that there is.
    Font(Choice),
    /// An object with two texts `HH:MM`.
    TimeRange(TimeRange),
    /// When something is on, as LEDMatrix writes it: `enabled`, `mode`, `start_time`, `end_time` and `days`
    /// by their English names. The group has them as fields.
    Schedule(Group),
    /// One or more files, copied into the root.
    Files(Files),
    /// No value: a folder of the plugin that people fill with files themselves.
    Folder(String),
    /// No value: something that only LEDMatrix's web page can do, with what to do instead.
    Note(String),
    /// One of several forms, told apart by the type of the value (`shape_of`).
    Shapes(Vec<Field>),
    /// Anything else, as JSON; with the reason.
    Json(String),
}

/// Bounds of a number.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Number {
    /// Whole numbers only.
    pub whole: bool,
    /// The least.
    pub minimum: Option<f64>,
    /// The most.
    pub maximum: Option<f64>,
    /// More than this.
    pub above: Option<f64>,
    /// Less than this.
    pub below: Option<f64>,
    /// A multiple of this.
    pub multiple_of: Option<f64>,
    /// Shown as a slider; then `minimum` and `maximum` are there.
    pub slider: bool,
    /// What it counts, like `%`; empty: nothing is said.
    pub unit: String,
}

/// What a text must be.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Text {
    /// How it is shown, and what it must look like.
    pub look: TextLook,
    /// The fewest characters.
    pub least: Option<usize>,
    /// The most characters.
    pub most: Option<usize>,
    /// A regular expression that must be found in it.
    pub pattern: Option<Pattern>,
    /// Suggestions (`examples`).
    pub examples: Vec<String>,
}

/// Forms of a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TextLook {
    /// One line.
    #[default]
    Line,
    /// Several lines.
    Long,
    /// Masked while it is typed.
    Password,
    /// An address on the web.
    Url,
    /// An address of mail.
    Email,
    /// The name of a computer.
    Host,
    /// An IPv4 address.
    Ipv4,
    /// An IPv6 address.
    Ipv6,
    /// `YYYY-MM-DD`.
    Date,
    /// `HH:MM`, also with seconds.
    Time,
    /// RFC 3339.
    DateTime,
    /// The IANA name of a time zone.
    TimeZone,
    /// A regular expression.
    Regex,
    /// A UUID.
    Uuid,
}

/// Values to choose from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Choice {
    /// In the schema's order; at most `FORM_OPTIONS_MAX`.
    pub options: Vec<ChoiceOption>,
    /// Shown as radio buttons.
    pub radio: bool,
}

/// One of them.
#[derive(Clone, Debug, PartialEq)]
pub struct ChoiceOption {
    /// What is written.
    pub value: Value,
    /// For people.
    pub label: String,
}

/// Some of several values.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Several {
    /// Values to choose from.
    pub options: Vec<ChoiceOption>,
    /// How many.
    pub size: Size,
    /// They are the days of the week.
    pub days: bool,
}

/// How many entries a list has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Size {
    /// The fewest.
    pub least: Option<usize>,
    /// The most.
    pub most: Option<usize>,
    /// None twice.
    pub unique: bool,
}

/// A list.
#[derive(Clone, Debug, PartialEq)]
pub struct List {
    /// What each entry is.
    pub entry: Box<Field>,
    /// How many.
    pub size: Size,
    /// Short texts, shown in a row.
    pub tags: bool,
}

/// A list of objects.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// What each row is: a group.
    pub row: Box<Field>,
    /// Keys of the row's fields that are columns; the others are shown with a row that is opened.
    pub columns: Vec<String>,
    /// How many.
    pub size: Size,
}

/// An object.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Group {
    /// First to last.
    pub fields: Vec<Field>,
    /// Closed at first.
    pub collapsed: bool,
    /// What further keys hold, where people may name such: an entry is shown for each key that is no field.
    pub others: Option<Box<Field>>,
    /// What further keys hold that look like this; the first that fits counts, before `others`.
    pub patterns: Vec<(Pattern, Field)>,
}

impl Group {
    /// What a key holds that is no field.
    pub fn other(&self, key: &str) -> Option<&Field> {
        let fits = |(pattern, _): &&(Pattern, Field)| pattern.is_in(key) == Some(true);
        let found = self.patterns.iter().find(fits);
        found.map(|(_, field)| field).or(self.others.as_deref())
    }

    /// Whether people may name further keys.
    pub const fn is_open(&self) -> bool {
        self.others.is_some() || !self.patterns.is_empty()
    }
}

/// How a colour is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColourForm {
    /// `[red, green, blue]`, each 0 to 255.
    Triple,
    /// `"#rrggbb"`.
    Hex,
}

/// The keys of a time range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeRange {
    /// The key of its start.
    pub start: String,
    /// The key of its end.
    pub end: String,
}

/// Files that people give.
#[derive(Clone, Debug, PartialEq)]
pub struct Files {
    /// How they stand in the value.
    pub shape: FilesShape,
    /// How many; 1 unless it is a list.
    pub most: usize,
    /// Endings without a dot, in small letters; empty: any.
    pub endings: Vec<String>,
    /// Bytes of one.
    pub bytes_max: Option<u64>,
    /// The name that the file gets; absent: its own.
    pub name: Option<String>,
}

/// How files stand in a value.
#[derive(Clone, Debug, PartialEq)]
pub enum FilesShape {
    /// A text: the path.
    Path,
    /// A list of paths.
    Paths,
    /// An object with `path` (and `id`, `uploaded_at`).
    Object(Group),
    /// A list of such objects; the field is the group of one.
    Objects(Box<Field>),
}

impl Form {
    /// Reads any JSON: what it does not understand becomes a field of JSON or a problem, never a panic.
    /// At most `FORM_FIELDS_MAX` fields in `FORM_DEPTH_MAX` levels.
    pub fn from_schema(schema: &Value) -> Self {
        read::form(schema)
    }
}

#[cfg(test)]
mod tests;
