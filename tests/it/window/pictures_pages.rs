//! Pictures of the pages, each in one look and size, and together in all of them: what lies over something else,
//! is cut off or cannot be read is seen here. See `pictures` for how they are compared and blessed.

use std::sync::Arc;

use egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use lumarium_app::window::app::App;
use lumarium_app::window::inspector::Tab;
use lumarium_app::window::page::Page;
use lumarium_app::window::prefs::Look;
use lumarium_app::window::selection::Selection;
use lumarium_core::journal::{Topic, change};
use lumarium_core::snapshot::{Level, Notice, Snapshot};
use lumarium_core::time::Wall;
use serde_json::json;

use super::fixture::{Fake, id, snapshot};
use super::open_at;
use super::pictures::{assert_picture, resize};

const LARGE: [f32; 2] = [1280.0, 800.0];
const SMALL: [f32; 2] = [800.0, 480.0];

/// A window of this size and look, in which time all but stands still.
fn window(snapshot: Snapshot, size: [f32; 2], look: Look) -> (Harness<'static, App>, Arc<Fake>) {
    let (mut harness, fake) = open_at(snapshot, 1e-3);
    harness.state_mut().state_mut().prefs.look = look;
    harness.state_mut().state_mut().prefs.reduced_motion = true;
    resize(&mut harness, size);
    (harness, fake)
}

/// Changes what the window remembers, and lets it come to rest.
fn with(
    harness: &mut Harness<'_, App>,
    change: impl FnOnce(&mut lumarium_app::window::state::State),
) {
    change(harness.state_mut().state_mut());
    harness.run_steps(6);
}

/// A plugin with many kinds of settings.
fn settings(snapshot: &mut Snapshot) {
    let news = Arc::make_mut(&mut snapshot.plugins[2]);
    news.schema = Some(Arc::new(json!({ "type": "object", "properties": {
        "feeds": { "type": "array", "items": { "type": "object", "properties": {
            "name": { "type": "string" }, "url": { "type": "string", "format": "uri" } } } },
        "mode": { "type": "string", "enum": ["switch", "scroll"], "default": "switch" },
        "speed": { "type": "integer", "minimum": 1, "maximum": 10, "default": 4 },
        "bright": { "type": "boolean", "default": true },
        "color": { "type": "array", "items": { "type": "integer", "minimum": 0, "maximum": 255 },
            "minItems": 3, "maxItems": 3, "default": [255, 128, 0] },
        "key": { "type": "string", "x-secret": true },
    } })));
    news.settings = json!({ "feeds": [{ "name": "World", "url": "https://example.org/rss" }],
        "speed": 40, "bright": false });
}

fn told(fake: &Fake) {
    for round in 0..6 {
        let secs = round * 9;
        fake.tell(secs, Topic::Show, "clock", "shows clock");
        fake.tell(
            secs + 2,
            Topic::Life,
            "news",
            &change("loading", "enabled", "enable hook returned"),
        );
        fake.tell(
            secs + 4,
            Topic::Failure,
            "news",
            "update failed: no answer within 5 s",
        );
        fake.tell(secs + 4, Topic::Show, "weather", "shows weather");
        fake.tell(
            secs + 5,
            Topic::Late,
            "news",
            "late report of run 2 dropped: drawn",
        );
        fake.tell(
            secs + 6,
            Topic::Life,
            "news",
            &change("enabled", "loading", "its files changed"),
        );
    }
}

/// The inspector on News.
fn inspector(size: [f32; 2], look: Look, tab: Tab) -> Harness<'static, App> {
    let (mut harness, fake) = window(snapshot(), size, look);
    told(&fake);
    with(&mut harness, |state| {
        state.selection = Selection::Plugin(id("news"));
        state.inspector.tab = tab;
        state.trail.go(Page::Inspector);
    });
    harness
}

#[test]
fn the_inspector_wish_and_fact() {
    let harness = inspector(LARGE, Look::Dark, Tab::Wanted);
    assert_picture("inspector-wanted", &harness);
}

#[test]
fn the_inspector_life_light() {
    let harness = inspector(LARGE, Look::Light, Tab::Life);
    assert_picture("inspector-life-light", &harness);
}

#[test]
fn the_inspector_journal_with_the_timeline() {
    let mut harness = inspector(LARGE, Look::Dark, Tab::Journal);
    with(&mut harness, |state| state.timeline_open = true);
    assert_picture("inspector-journal-timeline", &harness);
}

#[test]
fn the_inspector_in_the_smallest_window() {
    let harness = inspector(SMALL, Look::Dark, Tab::Wanted);
    assert_picture("inspector-small", &harness);
}

#[test]
fn the_journal_in_the_smallest_window_light() {
    let harness = inspector(SMALL, Look::Light, Tab::Journal);
    assert_picture("journal-light-small", &harness);
}

fn page(page: Page, size: [f32; 2], look: Look) -> Harness<'static, App> {
    let (mut harness, _fake) = window(snapshot(), size, look);
    with(&mut harness, |state| state.trail.go(page));
    harness
}

#[test]
fn the_settings() {
    let harness = page(Page::Settings, LARGE, Look::Light);
    assert_picture("settings-light", &harness);
}

#[test]
fn the_settings_in_high_contrast() {
    let harness = page(Page::Settings, LARGE, Look::HighContrast);
    assert_picture("settings-contrast", &harness);
}

#[test]
fn the_settings_in_the_smallest_window() {
    let harness = page(Page::Settings, SMALL, Look::Dark);
    assert_picture("settings-small", &harness);
}

#[test]
fn the_store() {
    let harness = page(Page::Store, SMALL, Look::Dark);
    assert_picture("store-small", &harness);
}

#[test]
fn the_stage_in_high_contrast() {
    let harness = page(Page::Stage, LARGE, Look::HighContrast);
    assert_picture("stage-contrast", &harness);
}

#[test]
fn the_form_of_a_plugin() {
    let mut world = snapshot();
    settings(&mut world);
    let (mut harness, _fake) = window(world, [620.0, 900.0], Look::Dark);
    with(&mut harness, |state| {
        state.selection = Selection::Plugin(id("news"));
        state.list_open = false;
        state.trail.go(Page::Store);
    });
    assert_picture("form", &harness);
}

#[test]
fn the_palette() {
    let (mut harness, _fake) = window(snapshot(), SMALL, Look::Light);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::K);
    harness.run_steps(4);
    harness.get_by_label("Search everything").type_text("sw");
    harness.run_steps(4);
    assert_picture("palette-light-small", &harness);
}

#[test]
fn a_dialog() {
    let (mut harness, _fake) = window(snapshot(), SMALL, Look::Dark);
    with(&mut harness, |state| {
        state.trail.go(Page::Store);
        state.dialog = Some(lumarium_app::window::dialog::Dialog::link());
    });
    assert_picture("dialog-small", &harness);
}

#[test]
fn a_toast_and_the_bell() {
    let (mut harness, fake) = window(snapshot(), SMALL, Look::Dark);
    with(&mut harness, |state| state.trail.go(Page::Store));
    fake.change(|snapshot| {
        for (number, level, text) in [
            (2, Level::Info, "Clock 1.3.0 was loaded"),
            (
                3,
                Level::Warning,
                "News answers slowly: 5 s and more; it is tried again in a minute",
            ),
            (
                4,
                Level::Error,
                "Ticker does not work: it needs a key; open its settings",
            ),
        ] {
            snapshot.notices.push(Notice {
                number,
                wall: Wall(1_790_000_000_000),
                level,
                plugin: None,
                text: text.to_owned(),
            });
        }
    });
    harness.run_steps(6);
    harness.key_press_modifiers(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::M);
    harness.run_steps(6);
    assert_picture("bell-small", &harness);
}

#[test]
fn the_welcome() {
    let mut empty = snapshot();
    empty.plugins.clear();
    empty.misfits.clear();
    empty.findings.clear();
    empty.notices.clear();
    empty.panel.screen = None;
    empty.panel.next = None;
    empty.panel.until = None;
    let (harness, _fake) = window(empty, LARGE, Look::Light);
    assert_picture("welcome-light", &harness);
}
