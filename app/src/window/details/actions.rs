//! What a plugin offers to do beside showing: most often to sign in somewhere. A button, what it said, and, where
//! it asks for something, a field for that.

use std::collections::BTreeMap;

use egui::{Label, RichText, TextEdit, Ui};
use lumarium_core::id::PluginId;
use lumarium_core::limits;
use lumarium_core::manifest::PluginAction;
use lumarium_core::message::Command;
use lumarium_core::snapshot::PluginView;

use super::rows;
use crate::window::outbox::{Acted, Purpose};
use crate::window::text::{fill, t};
use crate::window::view::View;

/// Actions whose words are remembered.
const REMEMBERED_MAX: usize = 64;

/// What actions said, and what was typed for them.
#[derive(Debug, Default)]
pub struct Memory {
    actions: BTreeMap<(PluginId, String), One>,
}

#[derive(Debug, Default)]
struct One {
    input: String,
    said: Option<Result<String, String>>,
}

impl Memory {
    /// Keeps what an action said.
    pub fn keep(&mut self, acted: Acted) {
        if self.actions.len() >= REMEMBERED_MAX {
            self.actions.clear();
        }
        let one = self
            .actions
            .entry((acted.plugin, acted.action))
            .or_default();
        // A key that was taken is not shown any longer.
        if acted.result.is_ok() {
            one.input.clear();
        }
        one.said = Some(acted.result);
    }
}

pub(super) fn show(ui: &mut Ui, view: &mut View<'_>, plugin: &PluginView) {
    for action in &plugin.actions {
        ui.push_id(&action.id, |ui| one(ui, view, plugin, action));
    }
}

fn one(ui: &mut Ui, view: &mut View<'_>, plugin: &PluginView, action: &PluginAction) {
    let key = (plugin.id.clone(), action.id.clone());
    let runs = view.desk.acts(&plugin.id, &action.id);
    let mut kept = view
        .state
        .panel
        .actions
        .actions
        .remove(&key)
        .unwrap_or_default();
    let mut input = None;
    ui.label(RichText::new(&action.title).strong());
    if !action.description.is_empty() {
        let text = RichText::new(&action.description).color(view.theme.weak);
        ui.add(Label::new(text).wrap());
    }
    ui.horizontal(|ui| {
        let button = ui.add_enabled(!runs, egui::Button::new(&action.button));
        let name = fill("action.run", &[("name", &action.title)]);
        if button.accessible_name(name).clicked() {
            kept.said = None;
            input = Some(None);
        }
        if runs {
            ui.spinner();
            ui.label(RichText::new(t("action.runs")).color(view.theme.weak));
        }
    });
    if let Some(said) = kept.said.as_ref().filter(|_| !runs) {
        output(ui, view, said);
    }
    // The second step makes sense once the first has been taken.
    if let Some(prompt) = action
        .prompt
        .as_ref()
        .filter(|_| kept.said.is_some() && !runs)
    {
        ui.add(Label::new(prompt).wrap());
        let field = TextEdit::singleline(&mut kept.input)
            .char_limit(limits::ACTION_INPUT_MAX / 8)
            .desired_width(f32::INFINITY);
        ui.add(field).accessible_name(prompt.as_str());
        let ready = !kept.input.trim().is_empty();
        let button = ui.add_enabled(ready, egui::Button::new(&action.prompt_button));
        if button.clicked() {
            input = Some(Some(kept.input.trim().to_owned().into()));
        }
    }
    ui.add_space(4.0);
    view.state.panel.actions.actions.insert(key, kept);
    if let Some(input) = input {
        let (plugin, action) = (plugin.id.clone(), action.id.clone());
        let command = Command::RunAction {
            plugin,
            action,
            input,
        };
        view.outbox.give(command, Purpose::Part);
    }
}

/// What it said, with addresses that can be opened.
fn output(ui: &mut Ui, view: &View<'_>, said: &Result<String, String>) {
    let (text, colour) = match said {
        Ok(text) => (text, view.theme.good),
        Err(text) => (text, view.theme.bad),
    };
    rows::card(ui, &view.theme, colour, |ui| {
        for line in text.lines() {
            let address = line
                .split_whitespace()
                .find(|word| word.starts_with("https://") || word.starts_with("http://"));
            ui.add(Label::new(RichText::new(line).monospace()).wrap());
            if let Some(address) = address {
                ui.hyperlink_to(t("action.open"), address);
            }
        }
    });
}
