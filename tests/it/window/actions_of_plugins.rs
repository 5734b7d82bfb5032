//! What a plugin offers to do beside showing.

use std::sync::Arc;

use egui_kittest::kittest::Queryable as _;
use lumarium_core::manifest::PluginAction;
use lumarium_core::message::Command;
use lumarium_core::snapshot::{PluginView, Snapshot};

use super::fixture::{id, snapshot};
use super::{click, open, select};

fn sign_in() -> PluginAction {
    PluginAction {
        id: "sign-in".to_owned(),
        title: "Calendar account".to_owned(),
        description: "Lets it read your calendar".to_owned(),
        button: "Sign in".to_owned(),
        script: "sign_in.py".to_owned(),
        sign_in: true,
        prompt: Some("Paste the code".to_owned()),
        prompt_button: "Finish".to_owned(),
        success: String::new(),
        failure: String::new(),
        hidden: false,
    }
}

fn with_action() -> Snapshot {
    let mut snapshot = snapshot();
    for plugin in &mut snapshot.plugins {
        if plugin.id == id("clock") {
            let plugin: &mut PluginView = Arc::make_mut(plugin);
            plugin.actions = vec![sign_in()];
        }
    }
    snapshot
}

fn run(input: Option<&str>) -> Command {
    Command::RunAction {
        plugin: id("clock"),
        action: "sign-in".to_owned(),
        input: input.map(Into::into),
    }
}

#[test]
fn an_action_is_run_from_its_button_and_asks_for_what_it_needs() {
    let (mut harness, fake) = open(with_action());
    select(&mut harness, "Clock");
    assert!(harness.query_by_label("Paste the code").is_none());
    click(&mut harness, "Run: Calendar account");
    assert_eq!(fake.sent(), [run(None)]);
    // What it said, and the field that it asks for.
    harness.run();
    harness.get_by_label("done");
    let field = harness.get_by_role_and_label(egui::Role::TextInput, "Paste the code");
    field.focus();
    harness.run();
    harness
        .get_by_role_and_label(egui::Role::TextInput, "Paste the code")
        .type_text("4711");
    harness.run();
    click(&mut harness, "Finish");
    assert_eq!(fake.sent(), [run(Some("4711"))]);
    harness.run();
    let field = harness.get_by_role_and_label(egui::Role::TextInput, "Paste the code");
    assert_eq!(field.value().as_deref().unwrap_or_default(), "");
}

#[test]
fn an_action_that_fails_says_why_and_stays_to_be_tried_again() {
    let (mut harness, fake) = open(with_action());
    select(&mut harness, "Clock");
    fake.refuse("no credentials.json");
    click(&mut harness, "Run: Calendar account");
    harness.run();
    harness.get_by_label_contains("no credentials.json");
    fake.sent();
    click(&mut harness, "Run: Calendar account");
    assert_eq!(fake.sent(), [run(None)]);
}
