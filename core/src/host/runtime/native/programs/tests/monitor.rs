//! History over a reload, and machines that tell nothing.

use super::*;

#[test]
fn history_survives_a_reload() {
    let context = context(Size::new(128, 64));
    let mut before = super::super::monitor::Monitor::example();
    before.configure(&json!({}), &context).unwrap();
    let saved = before.save().unwrap();
    let bytes = saved.to_string().len();
    assert!(bytes < crate::limits::SAVED_STATE_BYTES_MAX, "{bytes}");
    let mut after = super::super::monitor::Monitor::example();
    after.restore(&json!({"series": [[1], "x", [null]]}));
    let damaged = after.draw("monitor", true, &context).unwrap();
    after.restore(&saved);
    let restored = after.draw("monitor", true, &context).unwrap();
    assert_eq!(after.save(), Some(saved));
    assert!(still_of(restored.0) != still_of(damaged.0));
}

#[test]
fn rows_can_be_left_out() {
    let all_off = json!({
        "show_cpu": false, "show_memory": false, "show_network": false, "show_temperature": false
    });
    let (content, _) = drawn("monitor", &all_off, Size::new(64, 32));
    assert_eq!(content.kind(), "nothing");
    let one = json!({"show_memory": false, "show_network": false, "show_temperature": false});
    let size = Size::new(64, 32);
    let elapsed = Duration::ZERO;
    assert!(
        picture("monitor", &one, size, elapsed) != picture("monitor", &json!({}), size, elapsed)
    );
}

#[test]
fn it_measures_as_often_as_it_was_told() {
    let (_, hooks) = drawn("monitor", &json!({"update_interval": 5}), Size::new(64, 32));
    assert_eq!(hooks.update_interval, Some(Duration::from_secs(5)));
    assert_eq!(hooks.redraw_after, Some(Duration::from_secs(1)));
}

#[test]
fn this_machine_can_be_asked() {
    let mut plugin = super::super::programs().make("monitor").unwrap();
    let context = context(Size::new(128, 64));
    plugin.configure(&json!({}), &context).unwrap();
    plugin.update(&context).unwrap();
    let (content, _) = plugin.draw("monitor", true, &context).unwrap();
    assert_eq!(content.kind(), "still");
}
