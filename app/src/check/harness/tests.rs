use std::fs;

use lumarium_core::host::python::scratch::Scratch;
use serde_json::json;

use super::*;

fn of(harness: &Value) -> Result<Harness, HarnessError> {
    let plugin = Scratch::new("test").unwrap();
    fs::create_dir_all(plugin.path().join("test/fixtures")).unwrap();
    fs::write(
        plugin.path().join("test/fixtures/mock.json"),
        r#"{"weather": {"temp": 3}}"#,
    )
    .unwrap();
    fs::write(plugin.path().join("test/harness.json"), harness.to_string()).unwrap();
    let found = Harness::of(plugin.path())?;
    // Paths as they are in the plugin's folder.
    let variants = found.variants.into_iter().map(|variant| Variant {
        golden: variant
            .golden
            .strip_prefix(plugin.path())
            .unwrap()
            .to_owned(),
        ..variant
    });
    Ok(Harness {
        variants: variants.collect(),
        ..found
    })
}

#[test]
fn everything_that_ledmatrix_reads_is_read() {
    let found = of(&json!({
        "config": {"zip": "1"},
        "mock_data": "test/fixtures/mock.json",
        "freeze_time": "2026-03-14 15:09:26",
        "skip_update": true,
        "sizes": [[64, 32], [8, 16]],
        "fill_check": "strict",
        "empty_check": "warn",
        "variants": [{"name": "adaptive", "config": {"layout": 2}}, {"config": {}, "golden_dir": "test/other"}],
        "comment": "unknown keys are left alone",
    }));
    let object = |value: Value| value.as_object().unwrap().clone();
    let variant = |name: &str, settings: Value, golden: &str| Variant {
        name: Some(name.to_owned()),
        settings: object(settings),
        golden: PathBuf::from(golden),
    };
    let expected = Harness {
        settings: object(json!({"zip": "1"})),
        mock: Some(json!({"weather": {"temp": 3}})),
        at: Some(Wall(1_773_500_966_000)),
        skip_update: true,
        sizes: Some(vec![Size::new(64, 32), Size::new(8, 16)]),
        fill: Strictness::Fails,
        empty: Strictness::Warns,
        variants: vec![
            variant("adaptive", json!({"layout": 2}), "test/golden-adaptive"),
            variant("variant", json!({}), "test/other"),
        ],
    };
    assert_eq!(found.unwrap(), expected);
}

#[test]
fn without_a_file_everything_is_usual_and_the_first_run_is_the_plugin_as_it_is() {
    let plugin = Scratch::new("test").unwrap();
    let found = Harness::of(plugin.path()).unwrap();
    assert_eq!(found, Harness::default());
    let runs = found.runs(plugin.path(), None);
    assert_eq!(runs.len(), 1);
    assert_eq!(runs[0].golden, plugin.path().join("test/golden"));
    let elsewhere = found.runs(plugin.path(), Some(Path::new("/g")));
    assert_eq!(elsewhere[0].golden, Path::new("/g"));
}

#[test]
fn times_are_read_as_people_write_them() {
    let at = |text: &str| instant(text).map(|wall| wall.0);
    assert_eq!(at("2026-03-14"), Ok(1_773_446_400_000));
    assert_eq!(at("2026-03-14T15:09"), Ok(1_773_500_940_000));
    assert_eq!(at("2026-03-14T16:09:26+01:00"), Ok(1_773_500_966_000));
    assert!(
        at("tomorrow")
            .unwrap_err()
            .to_string()
            .contains("freeze_time")
    );
}

#[test]
fn sizes_are_pairs_or_texts() {
    let wide = vec![Size::new(64, 32), Size::new(128, 32)];
    assert_eq!(sizes(&json!([[64, 32], [128, 32]])).unwrap(), wide);
    assert_eq!(sizes(&json!("64x32, 128X32,")).unwrap(), wide);
    for wrong in [
        json!([[64]]),
        json!("64"),
        json!([[0, 32]]),
        json!(3),
        json!([[-1, 2]]),
    ] {
        assert!(sizes(&wrong).is_err(), "{wrong}");
    }
}

#[test]
fn what_would_make_the_check_mean_nothing_is_refused() {
    let told = |value: &Value| of(value).unwrap_err().to_string();
    assert!(
        told(&json!({"mock_data": "test/absent.json"})).contains("there is no test/absent.json")
    );
    assert!(told(&json!({"mock_data": [1]})).contains("give an object"));
    assert!(
        told(&json!({"variants": [{"name": "x", "golden_dir": "../other"}]})).contains("within")
    );
    assert!(told(&json!({"variants": [{"name": "/../x"}]})).contains("within"));
    assert!(told(&json!({"mock_data": "/etc/passwd"})).contains("within"));
    assert!(told(&json!({"config": 3})).contains("harness.json"));
    assert!(told(&json!([])).contains("harness.json"));
}
