//! The laws over real schemas: `LUMARIUM_SCHEMAS=folder cargo test -p lumarium-tests real_schemas -- --nocapture`
//! also lists what has no control of its own.

use std::fs;
use std::path::PathBuf;

use lumarium_core::form::{Field, FieldKind, FilesShape, Form, check_form, fresh};
use lumarium_core::schema;
use serde_json::{Value, json};

use super::laws;

#[test]
fn real_schemas_open_and_obey_the_laws() {
    let Some(folder) = std::env::var_os("LUMARIUM_SCHEMAS").map(PathBuf::from) else {
        println!("skipped: LUMARIUM_SCHEMAS names no folder of config_schema.json files");
        return;
    };
    let mut files: Vec<PathBuf> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "json"))
        .collect();
    files.sort();
    assert!(!files.is_empty(), "{} holds no *.json", folder.display());
    let (mut fields, mut raw) = (0, Vec::new());
    for path in &files {
        let name = path.file_stem().unwrap().to_string_lossy();
        let schema: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
        let form = Form::from_schema(&schema);
        assert_eq!(form.problems, [], "{name}");
        let found = count(&form.fields, &name, &mut raw);
        fields += found;
        let defaults = schema::defaults(&schema);
        for (path, problem) in check_form(&form, &defaults) {
            let place = lumarium_core::form::dotted(&path);
            println!("{name}: the default of {place} {}", problem.text);
        }
        laws::check(&schema, &defaults);
        laws::check(&schema, &filled(&form.fields));
        laws::check(&schema, &json!({}));
    }
    println!(
        "{} schemas, {fields} fields; shown as JSON: {}",
        files.len(),
        raw.len()
    );
    for line in &raw {
        println!("  {line}");
    }
}

/// A section with something in every field, also where it has no default.
fn filled(fields: &[Field]) -> Value {
    let value = |field: &Field| match &field.kind {
        FieldKind::Group(group) => filled(&group.fields),
        FieldKind::Table(table) => json!([fresh(&table.row), fresh(&table.row)]),
        FieldKind::List(list) => json!([fresh(&list.entry)]),
        _ => fresh(field),
    };
    fields
        .iter()
        .map(|field| (field.key.clone(), value(field)))
        .collect()
}

fn count(fields: &[Field], at: &str, raw: &mut Vec<String>) -> usize {
    let mut all = 0;
    for field in fields {
        let place = format!("{at}.{}", field.key);
        all += 1 + match &field.kind {
            FieldKind::Group(group) | FieldKind::Schedule(group) => {
                let others = group.others.as_deref().map(std::slice::from_ref);
                count(&group.fields, &place, raw) + count(others.unwrap_or_default(), &place, raw)
            }
            FieldKind::List(list) => count(std::slice::from_ref(&*list.entry), &place, raw),
            FieldKind::Table(table) => count(std::slice::from_ref(&*table.row), &place, raw),
            FieldKind::Shapes(shapes) => count(shapes, &place, raw),
            FieldKind::Files(files) => match &files.shape {
                FilesShape::Object(group) => count(&group.fields, &place, raw),
                FilesShape::Objects(entry) => count(std::slice::from_ref(&**entry), &place, raw),
                FilesShape::Path | FilesShape::Paths => 0,
            },
            FieldKind::Json(why) => {
                raw.push(format!("{place}: {why}"));
                0
            }
            FieldKind::Note(why) | FieldKind::Folder(why) => {
                raw.push(format!("{place} (no value): {why}"));
                0
            }
            _ => 0,
        };
    }
    all
}
