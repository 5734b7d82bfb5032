//! The manifests and schemas fit the programs: each default is accepted, each choice is known.

use super::*;

/// A JSON file of a bundled plugin.
pub(super) fn read(id: &str, file: &str) -> Value {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../assets/plugins");
    let text = std::fs::read_to_string(folder.join(id).join(file)).unwrap();
    serde_json::from_str(&text).unwrap()
}

#[test]
fn manifests_name_their_program() {
    for id in IDS {
        let manifest = read(id, "manifest.json");
        assert_eq!(manifest["id"], id);
        assert_eq!(manifest["entry_point"], id);
        assert_eq!(manifest["runtime"], "native");
        assert_eq!(manifest["display_modes"], json!([id]));
        assert!(!manifest["capabilities"].as_array().unwrap().is_empty());
    }
}

#[test]
fn defaults_of_the_schemas_are_the_defaults_of_the_programs() {
    for id in IDS {
        let schema = read(id, "config_schema.json");
        let properties = schema["properties"].as_object().unwrap();
        let defaults: Value = properties
            .iter()
            .map(|(key, property)| (key.clone(), property["default"].clone()))
            .collect();
        let size = Size::new(128, 64);
        let elapsed = Duration::from_millis(200);
        let spelled_out = picture(id, &defaults, size, elapsed);
        assert!(
            spelled_out == picture(id, &json!({}), size, elapsed),
            "{id}"
        );
        assert_eq!(properties["enabled"]["default"], false);
        assert_eq!(properties["display_duration"]["default"], 15);
    }
}

#[test]
fn every_choice_of_the_schemas_is_accepted_and_others_are_not() {
    for id in IDS {
        let schema = read(id, "config_schema.json");
        for (key, property) in schema["properties"].as_object().unwrap() {
            let context = context(Size::new(64, 32));
            for choice in property["enum"].as_array().into_iter().flatten() {
                let settings = json!({ key: choice });
                make(id).configure(&settings, &context).unwrap();
            }
            if property["enum"].is_array() {
                make(id)
                    .configure(&json!({ key: "nonsense" }), &context)
                    .unwrap_err();
            }
            for bound in ["minimum", "maximum"] {
                if let Some(value) = property.get(bound) {
                    make(id)
                        .configure(&json!({ key: value }), &context)
                        .unwrap();
                }
            }
        }
    }
}
