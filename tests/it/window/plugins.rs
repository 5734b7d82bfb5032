//! The list of plugins and the panel of what is selected: keys, menus, several at once.

use std::sync::Arc;

use egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use lumarium_app::window::app::App;
use lumarium_app::window::selection::Selection;
use lumarium_core::facts::Place;
use lumarium_core::id::Screen;
use lumarium_core::message::{Command, ScreenName};
use lumarium_core::snapshot::Snapshot;

use super::fixture::{id, snapshot};
use super::{click, open, select};

fn selected(harness: &mut Harness<'_, App>) -> Vec<String> {
    let ids = harness.state_mut().state_mut().selection.ids().to_vec();
    ids.iter().map(ToString::to_string).collect()
}

fn click_with(harness: &mut Harness<'_, App>, start: &str, modifiers: Modifiers) {
    let start = format!("{start}, ");
    harness
        .get_by_label_contains(&start)
        .click_modifiers(modifiers);
    harness.run();
}

#[test]
fn the_filter_also_finds_author_and_reason() {
    let mut world = snapshot();
    Arc::make_mut(&mut world.plugins[4]).author = "Conway".to_owned();
    let (mut harness, _fake) = open(world);
    for (typed, found, gone) in [
        ("conw", "Life, ", "Clock, "),
        ("a key", "Ticker, ", "Life, "),
    ] {
        harness.state_mut().state_mut().list.filter = typed.to_owned();
        harness.run();
        harness.get_by_label_contains(found);
        assert!(harness.query_by_label_contains(gone).is_none(), "{typed}");
    }
}

#[test]
fn arrow_keys_move_the_selection_and_shift_extends_it() {
    let (mut harness, _fake) = open(snapshot());
    for (key, expected) in [
        (Key::ArrowDown, "clock"),
        (Key::ArrowDown, "weather"),
        (Key::ArrowDown, "news"),
        (Key::ArrowUp, "weather"),
    ] {
        harness.key_press(key);
        harness.run();
        assert_eq!(selected(&mut harness), [expected]);
    }
    harness.key_press_modifiers(Modifiers::SHIFT, Key::ArrowDown);
    harness.run();
    harness.key_press_modifiers(Modifiers::SHIFT, Key::ArrowDown);
    harness.run();
    assert_eq!(selected(&mut harness), ["weather", "news", "life"]);
    harness.get_by_label("3 plugins selected");
}

#[test]
fn ctrl_and_shift_clicks_select_several_and_all_are_switched() {
    let (mut harness, fake) = open(snapshot());
    select(&mut harness, "Clock");
    click_with(&mut harness, "Life", Modifiers::COMMAND);
    assert_eq!(selected(&mut harness), ["clock", "life"]);
    click_with(&mut harness, "Clock", Modifiers::COMMAND);
    assert_eq!(selected(&mut harness), ["life"]);
    select(&mut harness, "Clock");
    click_with(&mut harness, "News", Modifiers::SHIFT);
    assert_eq!(selected(&mut harness), ["clock", "weather", "news"]);
    click(&mut harness, "Switch off");
    let off = |plugin| Command::Disable {
        plugin: id(plugin),
        force: false,
    };
    assert_eq!(fake.sent(), ["clock", "weather", "news"].map(off));
    click(&mut harness, "Retry");
    assert_eq!(fake.sent(), [Command::Retry { plugin: id("news") }]);
}

#[test]
fn many_are_switched_in_portions_and_none_is_forgotten() {
    let mut world = snapshot();
    world.plugins = (0..100)
        .map(|number| std::sync::Arc::new(super::plugin(&format!("P{number}"), false)))
        .collect();
    let ids: Vec<_> = world.plugins.iter().map(|one| one.id.clone()).collect();
    let (mut harness, fake) = open(world);
    harness.state_mut().state_mut().selection = Selection::of(ids.clone());
    harness.run();
    click(&mut harness, "Switch on");
    harness.run_steps(10);
    let on = |plugin: lumarium_core::id::PluginId| Command::Enable { plugin };
    assert_eq!(fake.sent(), ids.into_iter().map(on).collect::<Vec<_>>());
}

#[test]
fn the_menu_of_a_row_opens_by_mouse_and_by_key_and_acts_on_it() {
    let (mut harness, fake) = open(snapshot());
    harness.get_by_label_contains("News, ").click_secondary();
    harness.run();
    assert_eq!(selected(&mut harness), ["news"]);
    let menu = harness.get_by_label("Menu of the selection");
    menu.get_by_label("Retry").click();
    harness.run();
    assert_eq!(fake.sent(), [Command::Retry { plugin: id("news") }]);
    select(&mut harness, "Clock");
    harness.key_press(Key::ArrowDown);
    harness.run();
    harness.key_press_modifiers(Modifiers::SHIFT, Key::F10);
    harness.run();
    let menu = harness.get_by_label("Menu of the selection");
    menu.get_by_label("Restart").click();
    harness.run();
    assert_eq!(
        fake.sent(),
        [Command::Reload {
            plugin: id("weather")
        }]
    );
}

#[test]
fn a_row_under_the_pointer_has_quick_buttons_and_a_broken_one_always_has_its_help() {
    let (mut harness, fake) = open(snapshot());
    assert!(harness.query_by_label("Restart Weather").is_none());
    click(&mut harness, "Retry Ticker");
    assert_eq!(
        fake.sent(),
        [Command::Retry {
            plugin: id("ticker")
        }]
    );
    harness.get_by_label_contains("Weather, ").hover();
    harness.run();
    click(&mut harness, "Restart Weather");
    assert_eq!(
        fake.sent(),
        [Command::Reload {
            plugin: id("weather")
        }]
    );
}

#[test]
fn uninstalling_asks_once_and_can_keep_the_settings() {
    let mut world = snapshot();
    Arc::make_mut(&mut world.plugins[4]).place = Some(Place::Folder("/srv/life".into()));
    let (mut harness, fake) = open(world);
    for (answer, keep_settings) in [
        ("Uninstall, keep settings", true),
        ("Uninstall, forget settings", false),
    ] {
        select(&mut harness, "Life");
        click(&mut harness, "More actions");
        // Selecting it has its schema read.
        fake.sent();
        click(&mut harness, "Uninstall…");
        assert_eq!(fake.sent(), [], "it asks first");
        click(&mut harness, answer);
        let plugin = id("life");
        assert_eq!(
            fake.sent(),
            [Command::Uninstall {
                plugin,
                keep_settings
            }]
        );
    }
    click(&mut harness, "More actions");
    click(&mut harness, "Uninstall…");
    click(&mut harness, "Cancel");
    assert_eq!(fake.sent(), []);
}

#[test]
fn a_linked_plugin_can_be_unlinked_and_not_uninstalled() {
    let mut world = snapshot();
    Arc::make_mut(&mut world.plugins[4]).place = Some(Place::Linked("/srv/life".into()));
    let (mut harness, fake) = open(world);
    select(&mut harness, "Life");
    fake.sent();
    click(&mut harness, "More actions");
    assert!(harness.query_by_label("Uninstall…").is_none());
    click(&mut harness, "Unlink");
    assert_eq!(fake.sent(), [Command::Unlink { plugin: id("life") }]);
}

#[test]
fn ids_and_log_go_to_the_clipboard() {
    let (mut harness, _fake) = open(snapshot());
    select(&mut harness, "News");
    let copied = |harness: &Harness<'_, App>| {
        let commands = &harness.output().platform_output.commands;
        commands.iter().find_map(|command| match command {
            egui::OutputCommand::CopyText(text) => Some(text.clone()),
            egui::OutputCommand::CopyImage(_)
            | egui::OutputCommand::OpenUrl(_)
            | egui::OutputCommand::TextSelectionSettled(_) => None,
        })
    };
    harness.get_by_label("Copy").click();
    let mut texts = Vec::new();
    for _ in 0..4 {
        harness.step();
        texts.extend(copied(&harness));
    }
    assert_eq!(texts, ["14:13:20 fetched 3 rows\n"]);
}

#[test]
fn a_screen_is_shown_by_its_own_button() {
    let (mut harness, fake) = open(snapshot());
    select(&mut harness, "Weather");
    click(&mut harness, "Show screen weather now");
    let sent = fake.sent();
    let named = matches!(&sent[..], [Command::Show { screen, .. }] if screen.name.as_deref() == Some("weather"));
    assert!(named, "{sent:?}");
}

/// The clock has a second screen.
fn two_screens() -> Snapshot {
    let mut world = snapshot();
    let clock = Arc::make_mut(&mut world.plugins[0]);
    let mut second = clock.screens[0].clone();
    second.name = Arc::from("moon");
    clock.screens.push(second);
    world
}

#[test]
fn a_chosen_screen_is_pinned_from_its_row_and_from_the_details() {
    let (mut harness, fake) = open(two_screens());
    let moon = |name: &str| ScreenName {
        plugin: id("clock"),
        name: Some(name.to_owned()),
    };
    select(&mut harness, "Clock");
    click(&mut harness, "Pin screen moon");
    let screen = Some(moon("moon"));
    assert_eq!(fake.sent(), [Command::Pin { screen }]);
    fake.change(|snapshot| {
        snapshot.panel.pinned = Some(Screen {
            plugin: id("clock"),
            name: Arc::from("moon"),
        });
    });
    harness.run();
    click(&mut harness, "Unpin screen moon");
    assert_eq!(fake.sent(), [Command::Unpin]);

    harness.get_by_label_contains("Clock, ").click_secondary();
    harness.run();
    let menu = harness.get_by_label("Menu of the selection");
    menu.get_by_label_contains("Screens").hover();
    harness.run();
    let pins = harness.get_all_by_label("Pin screen clock");
    // The menu lies over the details, and stands last.
    pins.last().unwrap().click();
    harness.run();
    let screen = Some(moon("clock"));
    assert_eq!(fake.sent(), [Command::Pin { screen }]);
}

#[test]
fn the_only_screen_of_a_plugin_is_pinned_from_its_row() {
    let (mut harness, fake) = open(snapshot());
    harness.state_mut().state_mut().details_open = false;
    harness.get_by_label_contains("Weather, ").click_secondary();
    harness.run();
    let menu = harness.get_by_label("Menu of the selection");
    menu.get_by_label("Pin screen weather").click();
    harness.run();
    let sent = fake.sent();
    let pinned =
        matches!(&sent[..], [Command::Pin { screen: Some(one) }] if one.plugin == id("weather"));
    assert!(pinned, "{sent:?}");
}

#[test]
fn the_breadcrumb_leads_back_to_the_panel() {
    let (mut harness, _fake) = open(snapshot());
    select(&mut harness, "Weather");
    click(&mut harness, "Back to the panel");
    assert_eq!(selected(&mut harness), Vec::<String>::new());
}
