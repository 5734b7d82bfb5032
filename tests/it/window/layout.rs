//! Everything that can be clicked has a place of its own inside the window, at every size, dark and light.

use egui::Rect;
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use lumarium_app::window::app::App;

use super::fixture::{id, snapshot};
use super::{open, select};

/// What is always there.
const PARTS: [&str; 18] = [
    "Menu",
    "Back",
    "Forward",
    "Plugin list",
    "Timeline",
    "Details",
    "Find anything",
    "Previous screen",
    "Pause",
    "Next screen",
    "Pin",
    "Filter plugins",
    "Fit",
    "Zoom out",
    "Zoom in",
    "Flat",
    "Hide this line",
    "Select nothing",
];

fn places(harness: &Harness<'_, App>) -> Vec<(String, Rect)> {
    let mut places: Vec<_> = PARTS
        .iter()
        .map(|name| (String::from(*name), harness.get_by_label(name).rect()))
        .collect();
    let slider = harness.get_by_role_and_label(egui::Role::Slider, "Brightness");
    places.push(("Brightness".to_owned(), slider.rect()));
    for name in ["128 × 32", "70 %"] {
        // The smallest window leaves the size out.
        let shown = harness.query_all_by_label(name);
        places.extend(shown.map(|node| (name.to_owned(), node.rect())));
    }
    places
}

#[test]
fn nothing_lies_over_anything_else_and_nothing_is_outside() {
    let narrow = (0..12).map(|step| [800.0 + 20.0 * step as f32, 480.0]);
    for size in narrow.chain([[1280.0, 800.0], [1920.0, 1080.0]]) {
        let (mut harness, _fake) = open(snapshot());
        select(&mut harness, "Weather");
        // From a large window to a small one: panels give way that were wide before.
        harness.set_size([2400.0, 1400.0].into());
        harness.run();
        harness.set_size(size.into());
        harness.run();
        let window = Rect::from_min_size(egui::Pos2::ZERO, size.into());
        let places = places(&harness);
        for (index, (name, rect)) in places.iter().enumerate() {
            assert!(window.contains_rect(*rect), "{name} {rect:?} at {size:?}");
            for (other, theirs) in places.iter().skip(index + 1) {
                let over = rect.shrink(0.5).intersects(theirs.shrink(0.5));
                assert!(!over, "{name} {rect:?} and {other} {theirs:?} at {size:?}");
            }
        }
        let matrix = harness.get_by_label_contains("LED matrix").rect();
        assert!(matrix.width() >= 256.0, "{matrix:?} at {size:?}");
        let fits = places.iter().all(|(_, rect)| !rect.intersects(matrix));
        assert!(
            fits && window.contains_rect(matrix),
            "{matrix:?} at {size:?}"
        );
    }
}

#[test]
fn a_refusal_in_a_small_window_has_room_for_words_and_buttons() {
    let (mut harness, fake) = open(snapshot());
    harness.set_size([800.0, 480.0].into());
    harness.run();
    harness.get_by_label("Switch Clock off").click();
    harness.run();
    fake.sent();
    let words = harness.get_by_label("Clock is needed by Weather").rect();
    let offer = harness.get_by_label("Switch all off").rect();
    let list = harness.get_by_label("Filter plugins").rect();
    assert!(!words.intersects(offer), "{words:?} {offer:?}");
    assert!(words.left() > list.right() && words.width() > 100.0);
    let row = harness.get_by_label("Switch Weather off").rect();
    harness.get_by_label("Switch all off").click();
    harness.run();
    let plugin = id("clock");
    let forced = lumarium_core::message::Command::Disable {
        plugin,
        force: true,
    };
    assert_eq!(fake.sent(), [forced]);
    let after = harness.get_by_label("Switch Weather off").rect();
    assert_eq!(row, after, "the list stays where it is");
}

#[test]
fn the_keyboard_reaches_everything_in_reading_order() {
    let (mut harness, _fake) = open(snapshot());
    let mut order = Vec::new();
    for _ in 0..60 {
        harness.key_press(egui::Key::Tab);
        harness.run();
        let focused = harness.root().children_recursive().find(|node| {
            node.accesskit_node().is_focused() && node.accesskit_node().label().is_some()
        });
        let Some(node) = focused else {
            continue;
        };
        let name = node.accesskit_node().label().unwrap_or_default();
        if order.first() == Some(&name) {
            break;
        }
        order.push(name);
    }
    let at = |name: &str| {
        let found = order.iter().position(|one| one.starts_with(name));
        found.unwrap_or_else(|| panic!("{name} cannot be reached: {order:?}"))
    };
    let mut before = None;
    for name in [
        "Plugin list",
        "Details",
        "Previous screen",
        "Next screen",
        "Brightness",
        "Filter plugins",
        "Clock, on",
        "Switch Clock off",
        "Life, off",
        "Switch Life on",
        "Keep as mine",
        "Compare again",
        "Hide this line",
        "Fit",
    ] {
        let place = at(name);
        let (next, earlier) = (Some(place), before);
        // The details' button stands right of the look's and is reached first: from the outside in.
        assert!(next > earlier || name == "Details", "{name}: {order:?}");
        before = next;
    }
}

#[test]
fn a_strip_that_was_high_in_a_narrow_window_is_low_again_in_a_wide_one() {
    let height = |harness: &Harness<'_, App>| {
        let words = harness.query_all_by_label_contains("config.json could not be read");
        let words = words
            .map(|node| node.rect().top())
            .fold(f32::INFINITY, f32::min);
        let matrix = harness.get_by_label("Fit").rect().top();
        matrix - words
    };
    let (mut harness, _fake) = open(snapshot());
    harness.set_size([1280.0, 800.0].into());
    harness.run();
    let before = height(&harness);
    for size in [[420.0, 800.0], [1280.0, 800.0]] {
        harness.set_size(size.into());
        harness.run();
    }
    assert!((height(&harness) - before).abs() < 1.0);
}
