//! Which kind of field a place of a schema is: by the widget that its author wished, by its alternatives,
//! by its type. Every widget that LEDMatrix knows has an answer here.

use serde_json::Value;

use crate::form::node::Node;
use crate::form::read::{Defaults, Reader};
use crate::form::{
    ColourForm, Field, FieldKind, Files, FilesShape, Group, List, Number, Several, Size, Table,
    TimeRange,
};
use crate::limits;

mod options;
mod texts;

pub(super) use options::Values;

/// The kind of a place.
pub(super) fn kind<'a>(
    reader: &mut Reader<'a>,
    key: &str,
    node: &Node<'a>,
    defaults: Defaults<'_>,
) -> FieldKind {
    if let Some(kind) = valueless(node) {
        return kind;
    }
    if let Some(values) = Values::of(node) {
        return values.kind(key, node);
    }
    let alternatives = node.alternatives();
    if alternatives.len() > 1 && node.get("properties").is_none() {
        return shapes(reader, key, &alternatives);
    }
    match node.types().as_slice() {
        [one] => of_type(reader, key, node, one, defaults),
        [] => FieldKind::Json("the schema does not say what it holds".to_owned()),
        several => {
            let several = several.iter().take(limits::FORM_SHAPES_MAX);
            let shape = |name| reader.field_of("", &node.as_type(name), Defaults::Own);
            let mut shapes: Vec<Field> = several.copied().map(shape).collect();
            for (shape, name) in shapes.iter_mut().zip(node.types()) {
                type_in_words(name).clone_into(&mut shape.label);
                shape.nullable = false;
            }
            FieldKind::Shapes(shapes)
        }
    }
}

/// Widgets that stand for something other than a value.
fn valueless(node: &Node<'_>) -> Option<FieldKind> {
    let config = |key: &str| node.get("x-widget-config")?.get(key)?.as_str();
    match node.widget().as_str() {
        "plugin-file-manager" | "json-file-manager" => {
            let folder = config("directory_label").unwrap_or_default();
            Some(FieldKind::Folder(folder.trim_matches('/').to_owned()))
        }
        "google-oauth" => Some(FieldKind::Note(
            "Signing in is done by a script of the plugin; run it in the plugin's folder."
                .to_owned(),
        )),
        _ if node.types() == ["null"] => Some(FieldKind::Note(
            "This has no value; LEDMatrix shows something of its own here.".to_owned(),
        )),
        _ => None,
    }
}

fn shapes<'a>(reader: &mut Reader<'a>, key: &str, alternatives: &[&'a Value]) -> FieldKind {
    let mut shapes = Vec::new();
    for alternative in alternatives.iter().take(limits::FORM_SHAPES_MAX) {
        let mut shape = reader.field("", alternative, Defaults::Own);
        if shape.label.is_empty() {
            let name = reader.open(alternative).types().first().copied();
            shape.label =
                name.map_or_else(|| key.to_owned(), |name| type_in_words(name).to_owned());
        }
        shapes.push(shape);
    }
    FieldKind::Shapes(shapes)
}

fn type_in_words(name: &str) -> &'static str {
    match name {
        "boolean" => "On or off",
        "integer" | "number" => "Number",
        "string" => "Text",
        "array" => "List",
        "object" => "Settings",
        _ => "Value",
    }
}

fn of_type<'a>(
    reader: &mut Reader<'a>,
    key: &str,
    node: &Node<'a>,
    name: &str,
    defaults: Defaults<'_>,
) -> FieldKind {
    match name {
        "boolean" => FieldKind::Toggle,
        "integer" | "number" => FieldKind::Number(number(node, name == "integer")),
        "string" => string(key, node),
        "array" => array(reader, node),
        "object" => object(reader, node, defaults),
        other => FieldKind::Json(format!(
            "the schema names a type {other:?}, which there is not"
        )),
    }
}

fn number(node: &Node<'_>, whole: bool) -> Number {
    // Draft 4 had `exclusiveMinimum: true` beside `minimum`; some still write it.
    let exclusive = |keyword, bound: &str| {
        let old = node.flag(keyword).then(|| node.number(bound)).flatten();
        node.number(keyword).or(old)
    };
    let minimum = node.number("minimum");
    let maximum = node.number("maximum");
    let range = minimum.zip(maximum);
    Number {
        whole,
        minimum,
        maximum,
        above: exclusive("exclusiveMinimum", "minimum"),
        below: exclusive("exclusiveMaximum", "maximum"),
        multiple_of: node.number("multipleOf").filter(|step| *step > 0.0),
        slider: matches!(node.widget().as_str(), "slider" | "range")
            && range.is_some_and(|(least, most)| least < most),
        unit: String::new(),
    }
}

fn string(key: &str, node: &Node<'_>) -> FieldKind {
    match node.widget().as_str() {
        "file-upload" | "file-upload-single" | "file" => {
            FieldKind::Files(files(node, FilesShape::Path))
        }
        "font-selector" | "font-picker" => FieldKind::Font(options::none()),
        "color-picker" | "color" | "colour" => FieldKind::Colour(ColourForm::Hex),
        _ if node.text("format") == Some("color") => FieldKind::Colour(ColourForm::Hex),
        _ if node.get("x-upload-config").is_some() => {
            FieldKind::Files(files(node, FilesShape::Path))
        }
        _ => FieldKind::Text(texts::text(key, node)),
    }
}

fn array<'a>(reader: &mut Reader<'a>, node: &Node<'a>) -> FieldKind {
    let widget = node.widget();
    let size = Size {
        least: node.count("minItems"),
        most: node.count("maxItems"),
        unique: node.flag("uniqueItems"),
    };
    if widget == "day-selector" {
        return FieldKind::Several(options::days(reader, node, size));
    }
    if widget == "color-picker" || is_triple(reader, node) {
        return FieldKind::Colour(ColourForm::Triple);
    }
    let Some(items) = node.get("items").filter(|items| items.is_object()) else {
        return untold_items(node, &widget, size);
    };
    let inside = reader.open(items);
    let some = size.unique || matches!(widget.as_str(), "checkbox-group" | "multi-select");
    if let (true, Some(values)) = (some, Values::of(&inside)) {
        let options = values.options(&[&inside, node]);
        return FieldKind::Several(Several {
            options,
            size,
            days: false,
        });
    }
    let mut entry = reader.field("", items, Defaults::Own);
    if entry.label.is_empty() {
        "Entry".clone_into(&mut entry.label);
    }
    let uploads = widget.starts_with("file-upload") || node.get("x-upload-config").is_some();
    if uploads && matches!(entry.kind, FieldKind::Group(_)) {
        return FieldKind::Files(files(node, FilesShape::Objects(Box::new(entry))));
    }
    if uploads && matches!(entry.kind, FieldKind::Text(_)) {
        return FieldKind::Files(files(node, FilesShape::Paths));
    }
    if let FieldKind::Group(group) = &entry.kind {
        return FieldKind::Table(Table {
            columns: columns(node, group),
            row: Box::new(entry),
            size,
        });
    }
    let short = matches!(entry.kind, FieldKind::Text(_) | FieldKind::Number(_));
    FieldKind::List(List {
        entry: Box::new(entry),
        size,
        tags: short && is_tags(&widget),
    })
}

fn is_tags(widget: &str) -> bool {
    matches!(widget, "tag-input" | "tags-input" | "tags")
}

/// A list whose schema does not say of what: the default tells, else entries are JSON.
fn untold_items(node: &Node<'_>, widget: &str, size: Size) -> FieldKind {
    let texts =
        node.list("default").iter().all(Value::is_string) && !node.list("default").is_empty();
    let tags = is_tags(widget);
    let kind = if texts || tags {
        FieldKind::Text(texts::line())
    } else {
        FieldKind::Json("the schema does not say what the list holds".to_owned())
    };
    let entry = Field::new("", "Entry", kind);
    FieldKind::List(List {
        entry: Box::new(entry),
        size,
        tags,
    })
}

fn object<'a>(reader: &mut Reader<'a>, node: &Node<'a>, defaults: Defaults<'_>) -> FieldKind {
    let widget = node.widget();
    let group = reader.group(node, defaults);
    let bare = group.fields.is_empty() && !group.is_open();
    match widget.as_str() {
        "file-upload" | "file-upload-single" => {
            FieldKind::Files(files(node, FilesShape::Object(group)))
        }
        "time-range" => FieldKind::TimeRange(time_range(&group)),
        "schedule" | "schedule-picker" if bare => FieldKind::Schedule(Group {
            fields: options::schedule(),
            collapsed: node.flag("x-collapsed"),
            ..Group::default()
        }),
        "schedule" | "schedule-picker" => FieldKind::Schedule(group),
        _ if bare && node.get("additionalProperties") != Some(&Value::Bool(false)) => {
            FieldKind::Json("any keys may stand here".to_owned())
        }
        _ => FieldKind::Group(group),
    }
}

fn time_range(group: &Group) -> TimeRange {
    let mut texts = group
        .fields
        .iter()
        .filter(|field| matches!(field.kind, FieldKind::Text(_)));
    let mut key = |name: &str| {
        texts
            .next()
            .map_or_else(|| name.to_owned(), |field| field.key.clone())
    };
    TimeRange {
        start: key("start_time"),
        end: key("end_time"),
    }
}

/// Three whole numbers from 0 to 255.
fn is_triple<'a>(reader: &Reader<'a>, node: &Node<'a>) -> bool {
    let byte = |item: &'a Value| {
        let item = reader.open(item);
        item.types() == ["integer"]
            && (item.number("minimum"), item.number("maximum")) == (Some(0.0), Some(255.0))
    };
    let three = (node.count("minItems"), node.count("maxItems")) == (Some(3), Some(3));
    match node.get("items") {
        Some(Value::Array(items)) => items.len() == 3 && items.iter().all(byte),
        Some(item @ Value::Object(_)) => three && byte(item),
        Some(_) | None => false,
    }
}

fn columns(node: &Node<'_>, group: &Group) -> Vec<String> {
    let known = |key: &&str| group.fields.iter().any(|field| field.key == **key);
    let named = node.list("x-columns").iter().filter_map(Value::as_str);
    let named: Vec<String> = named.filter(known).map(str::to_owned).collect();
    if !named.is_empty() {
        return named;
    }
    let plain = |field: &&Field| {
        let wide = matches!(
            field.kind,
            FieldKind::Group(_) | FieldKind::Table(_) | FieldKind::Json(_) | FieldKind::Schedule(_)
        );
        !wide && !field.hidden && !field.advanced && !field.secret
    };
    let plain = group.fields.iter().filter(plain);
    plain
        .take(limits::FORM_COLUMNS)
        .map(|field| field.key.clone())
        .collect()
}

fn files(node: &Node<'_>, shape: FilesShape) -> Files {
    let config = |key: &str| node.get("x-upload-config")?.get(key);
    let texts = |key: &str| {
        let list = config(key).and_then(Value::as_array);
        list.into_iter().flatten().filter_map(Value::as_str)
    };
    let mut endings: Vec<String> = Vec::new();
    for ending in texts("allowed_extensions").chain(texts("allowed_types").flat_map(endings_of)) {
        let ending = ending.trim_start_matches('.').to_ascii_lowercase();
        if !endings.contains(&ending) {
            endings.push(ending);
        }
    }
    let one = matches!(shape, FilesShape::Path | FilesShape::Object(_));
    let most = config("max_files")
        .and_then(Value::as_u64)
        .map(|most| most as usize);
    Files {
        shape,
        most: if one {
            1
        } else {
            most.or(node.count("maxItems"))
                .unwrap_or(limits::FORM_FILES_MAX)
        },
        endings,
        bytes_max: config("max_size_mb")
            .and_then(Value::as_f64)
            .filter(|megabytes| *megabytes > 0.0)
            .map(|megabytes| (megabytes * 1024.0 * 1024.0) as u64),
        name: config("target_filename")
            .and_then(Value::as_str)
            .map(str::to_owned),
    }
}

/// Endings of files of a media type; an ending itself stays.
fn endings_of(kind: &str) -> Vec<&str> {
    match kind {
        "image/jpeg" | "image/jpg" => vec!["jpg", "jpeg"],
        "image/svg+xml" => vec!["svg"],
        "text/plain" => vec!["txt"],
        "image/*" => vec!["png", "jpg", "jpeg", "bmp", "gif", "webp"],
        // `image/png` ends in png, `application/json` in json, and so do most.
        _ => vec![kind.rsplit('/').next().unwrap_or(kind)],
    }
}
