//! Any settings: an error or a picture, never a panic.

use proptest::prelude::*;

use super::*;

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        prop_oneof![
            "left", "up", "off", "12h", "iso", "life", "cycle", "10x20", "40x80", "cover"
        ]
        .prop_map(Value::from),
    ];
    leaf.prop_recursive(2, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((".*", inner), 0..4)
                .prop_map(|pairs| pairs.into_iter().collect::<Value>()),
        ]
    })
}

/// The keys of a program, as its schema has them.
fn keys(id: &str) -> Vec<String> {
    let schema = super::schemas::read(id, "config_schema.json");
    let properties = schema["properties"].as_object().unwrap();
    properties.keys().cloned().collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn settings_of_any_shape_never_panic(
        which in 0..IDS.len(),
        key in any::<prop::sample::Index>(),
        value in any_json(),
        whole in any::<bool>(),
    ) {
        let id = IDS[which];
        let keys = keys(id);
        let key = &keys[key.index(keys.len())];
        let settings = if whole { value } else { json!({ key: value }) };
        let context = context(Size::new(48, 24));
        let mut plugin = make(id);
        let configured = plugin.configure(&settings, &context);
        if let Err(told) = configured {
            prop_assert!(told.len() > 20, "{told}");
        }
        // A refused setting leaves a plugin that can still be drawn.
        let _drawn_or_told = plugin.draw(id, true, &context);
        plugin.restore(&settings);
        let mut frame = Frame::black(Size::new(48, 24));
        let _drawn_or_told = plugin.live(Duration::from_millis(50), &mut frame);
    }

    #[test]
    fn texts_of_any_letters_never_panic(message in any::<String>(), scroll in 0..4_usize) {
        let scroll = ["auto", "left", "up", "off"][scroll];
        let settings = json!({"message": message, "scroll": scroll});
        let context = context(Size::new(64, 32));
        let mut plugin = make("text");
        plugin.configure(&settings, &context).unwrap();
        plugin.draw("text", true, &context).unwrap();
    }
}
