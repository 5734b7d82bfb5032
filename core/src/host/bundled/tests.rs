use super::*;
use crate::schema;

#[test]
fn all_six_are_whole_and_native() {
    let bundled = bundled();
    let ids: Vec<&str> = bundled.iter().map(|f| f.manifest.id.as_str()).collect();
    assert_eq!(
        ids,
        [
            "clock",
            "text",
            "picture",
            "monitor",
            "generative",
            "test-pattern"
        ]
    );
    for found in &bundled {
        let id = &found.manifest.id;
        assert_eq!(found.problems, [], "{id}");
        assert_eq!(found.manifest.runtime, RuntimeKind::Native, "{id}");
        assert!(found.manifest.semver().is_some(), "{id}");
        assert!(!found.manifest.name.is_empty(), "{id}");
        assert!(!found.manifest.entry_point.is_empty(), "{id}");
        assert_eq!(found.place, Place::Bundled);
    }
}

#[test]
fn their_defaults_satisfy_their_own_schemas() {
    for found in bundled() {
        let id = &found.manifest.id;
        let Some(schema) = &found.schema else {
            panic!("{id} has no schema");
        };
        let settings = schema::complete(&Value::Null, schema);
        assert_eq!(schema::check(&settings, schema), [], "{id}");
    }
}
