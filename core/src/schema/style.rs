//! `x-style-elements`: LEDMatrix's short form for the look of texts, written out as ordinary properties of
//! `customization`. What an author wrote out by hand is left as it is.

use std::borrow::Cow;

use serde_json::{Map, Value, json};

use super::spread;

const KEYWORD: &str = "x-style-elements";

/// The schema with its style elements, conditions and parts written out; most have none and stay as they are.
pub fn expanded(schema: &Value) -> Cow<'_, Value> {
    let mut whole = styled(schema);
    if spread::is_wanted(schema) {
        spread::write_out(whole.to_mut());
    }
    whole
}

fn styled(schema: &Value) -> Cow<'_, Value> {
    let inner = schema.pointer("/properties/customization");
    let outer = schema.get(KEYWORD).and_then(Value::as_object);
    let nested = inner.and_then(|inner| inner.get(KEYWORD)?.as_object());
    if outer.is_none() && nested.is_none() {
        return Cow::Borrowed(schema);
    }
    let mut whole = schema.clone();
    for elements in [nested, outer].into_iter().flatten() {
        // `None` where something that is no object stands in the way: then the schema stays as it is.
        if let Some(customization) = object_in(&mut whole, "properties")
            .and_then(|properties| object_in_map(properties, "customization"))
        {
            write_out(customization, elements);
        }
    }
    Cow::Owned(whole)
}

fn write_out(customization: &mut Map<String, Value>, elements: &Map<String, Value>) {
    customization
        .entry("type")
        .or_insert_with(|| Value::from("object"));
    let mut names = Vec::new();
    let Some(properties) = object_in_map(customization, "properties") else {
        return;
    };
    for (name, element) in elements {
        let Value::Object(element) = element else {
            continue;
        };
        if !properties.contains_key(name) {
            properties.insert(name.clone(), block(name, element));
        }
        names.push(name.clone());
        if element.get("offsets").is_some_and(wished) {
            add_offsets(properties, name, element);
        }
    }
    if properties.contains_key("layout") {
        names.push("layout".to_owned());
    }
    if let Some(Value::Array(order)) = customization.get_mut("x-propertyOrder") {
        for name in names.into_iter().map(Value::from) {
            if !order.contains(&name) {
                order.push(name);
            }
        }
    }
}

/// The properties of one element: font, `font_size`, and `text_color` where it has one.
fn block(name: &str, element: &Map<String, Value>) -> Value {
    let of = |part: &str, key: &str| element.get(part).and_then(|part| part.get(key)).cloned();
    let mut font = json!({"type": "string", "title": "Font", "x-widget": "font-selector"});
    put(&mut font, "default", of("font", "default"));
    put(&mut font, "enum", of("font", "enum"));
    let mut size = json!({"type": "integer", "title": "Font size"});
    put(&mut size, "default", of("size", "default"));
    put(&mut size, "minimum", of("size", "min"));
    put(&mut size, "maximum", of("size", "max"));
    let mut properties = Map::new();
    properties.insert("font".to_owned(), font);
    properties.insert("font_size".to_owned(), size);
    if element.get("color").is_some_and(wished) {
        let white = json!([255, 255, 255]);
        let default = of("color", "default").unwrap_or(white);
        properties.insert(
            "text_color".to_owned(),
            json!({
                "type": "array", "title": "Text color", "x-widget": "color-picker",
                "items": {"type": "integer", "minimum": 0, "maximum": 255},
                "minItems": 3, "maxItems": 3, "default": default,
            }),
        );
    }
    json!({
        "type": "object",
        "title": title(name, element),
        "x-style-managed": true,
        "additionalProperties": false,
        "properties": properties,
    })
}

fn add_offsets(properties: &mut Map<String, Value>, name: &str, element: &Map<String, Value>) {
    let layout = properties.entry("layout").or_insert_with(
        || json!({"type": "object", "title": "Layout", "x-style-managed": true, "properties": {}}),
    );
    let Some(places) = object_in(layout, "properties") else {
        return;
    };
    let offset = |title: &str| json!({"type": "integer", "title": title, "default": 0});
    places.entry(name).or_insert_with(|| {
        json!({
            "type": "object",
            "title": title(name, element),
            "additionalProperties": false,
            "properties": {"x_offset": offset("X offset"), "y_offset": offset("Y offset")},
        })
    });
}

fn title(name: &str, element: &Map<String, Value>) -> String {
    let given = ["title", "label"]
        .iter()
        .find_map(|key| element.get(*key).and_then(Value::as_str));
    given.map_or_else(|| name.replace('_', " "), str::to_owned)
}

/// `true`, or an object with particulars.
fn wished(part: &Value) -> bool {
    *part == Value::Bool(true) || part.is_object()
}

fn put(schema: &mut Value, keyword: &str, value: Option<Value>) {
    if let (Value::Object(schema), Some(value)) = (schema, value) {
        schema.insert(keyword.to_owned(), value);
    }
}

fn object_in<'a>(value: &'a mut Value, key: &str) -> Option<&'a mut Map<String, Value>> {
    object_in_map(value.as_object_mut()?, key)
}

fn object_in_map<'a>(
    map: &'a mut Map<String, Value>,
    key: &str,
) -> Option<&'a mut Map<String, Value>> {
    let inner = map.entry(key).or_insert_with(|| Value::Object(Map::new()));
    inner.as_object_mut()
}
