//! Zones, dials, and the exact turn of the second.

use super::*;

fn at(settings: &Value, wall: Wall) -> (Frame, Hooks) {
    let context = Context {
        wall,
        ..context(Size::new(128, 64))
    };
    let mut plugin = make("clock");
    plugin.configure(settings, &context).unwrap();
    let (content, hooks) = plugin.draw("clock", true, &context).unwrap();
    let Content::Still(frame) = content else {
        panic!("a clock is a still picture");
    };
    ((*frame).clone(), hooks)
}

fn wall(text: &str) -> Wall {
    Wall(text.parse::<jiff::Timestamp>().unwrap().as_millisecond())
}

#[test]
fn it_draws_again_at_the_turn_of_the_second() {
    let (_, hooks) = at(&json!({}), MORNING);
    assert_eq!(hooks.redraw_after, Some(Duration::from_millis(750)));
    let (_, hooks) = at(&json!({}), Wall(MORNING.0 + 750));
    assert_eq!(hooks.redraw_after, Some(Duration::from_secs(1)));
    let (_, hooks) = at(&json!({}), Wall(-1));
    assert_eq!(hooks.redraw_after, Some(Duration::from_millis(1)));
}

#[test]
fn without_seconds_it_draws_once_a_minute() {
    let settings = json!({"seconds": false, "blink_colon": false});
    let (_, hooks) = at(&settings, MORNING);
    assert_eq!(hooks.redraw_after, Some(Duration::from_millis(32_750)));
    let (_, hooks) = at(&json!({"seconds": false}), MORNING);
    assert_eq!(hooks.redraw_after, Some(Duration::from_millis(750)));
}

#[test]
fn the_same_hour_of_different_zones_looks_the_same() {
    for face in ["digital", "analog", "binary", "minimal"] {
        let zone = |zone: &str| json!({"face": face, "time_zone": zone});
        let berlin = at(&zone("Europe/Berlin"), wall("2026-11-20T09:41:00Z")).0;
        let new_york = at(&zone("America/New_York"), wall("2026-11-20T15:41:00Z")).0;
        let utc = at(&zone("UTC"), wall("2026-11-20T10:41:00Z")).0;
        assert!(berlin == new_york, "{face}");
        assert!(berlin == utc, "{face}");
        let panel = at(&json!({ "face": face }), wall("2026-11-20T09:41:00Z")).0;
        assert!(berlin == panel, "{face}: an empty zone is the panel's");
    }
}

#[test]
fn summer_time_begins_and_ends() {
    let berlin = json!({"time_zone": "Europe/Berlin", "date": false});
    let utc = json!({"time_zone": "UTC", "date": false});
    let same = |moment: &str, shown: &str| {
        let (berlin, utc) = (at(&berlin, wall(moment)).0, at(&utc, wall(shown)).0);
        assert!(berlin == utc, "{moment}");
    };
    same("2026-03-29T00:59:58Z", "2026-03-29T01:59:58Z");
    same("2026-03-29T01:00:00Z", "2026-03-29T03:00:00Z");
    same("2026-10-25T00:59:58Z", "2026-10-25T02:59:58Z");
    same("2026-10-25T01:00:00Z", "2026-10-25T02:00:00Z");
}

#[test]
fn twelve_hours_tell_morning_from_afternoon() {
    for face in ["digital", "binary"] {
        let settings = json!({"hours": "12h", "time_zone": "UTC", "date": false, "face": face});
        let morning = at(&settings, wall("2026-11-20T02:00:00Z")).0;
        let afternoon = at(&settings, wall("2026-11-20T14:00:00Z")).0;
        assert!(morning != afternoon, "{face}");
        let midnight = at(&settings, wall("2026-11-20T00:00:00Z")).0;
        let noon = at(&settings, wall("2026-11-20T12:00:00Z")).0;
        assert!(midnight != noon, "{face}");
    }
}

#[test]
fn an_unknown_zone_is_named_with_an_example() {
    let told = error("clock", &json!({"time_zone": "Mars/Olympus"}));
    assert!(
        told.contains("Mars/Olympus") && told.contains("Europe/Berlin"),
        "{told}"
    );
}

#[test]
fn a_time_outside_the_calendar_is_told() {
    let context = Context {
        wall: Wall(i64::MAX),
        ..context(Size::new(64, 32))
    };
    let told = make("clock").draw("clock", true, &context).unwrap_err();
    assert!(told.contains("set the clock"), "{told}");
}

#[test]
fn seconds_are_seen_at_every_size() {
    for face in ["digital", "analog", "binary", "minimal"] {
        for size in SIZES.into_iter().filter(|size| size.height >= 16) {
            let show = |wall| {
                let context = Context {
                    wall,
                    ..context(size)
                };
                let mut plugin = make("clock");
                let settings = json!({ "face": face, "blink_colon": false });
                plugin.configure(&settings, &context).unwrap();
                still_of(plugin.draw("clock", true, &context).unwrap().0)
            };
            // Far enough apart for a line that moves a pixel at a time.
            assert!(
                show(MORNING) != show(Wall(MORNING.0 + 5_000)),
                "{face} at {size}"
            );
        }
    }
}
