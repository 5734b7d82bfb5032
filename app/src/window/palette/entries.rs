//! What the palette finds: actions, plugins, settings.

use lumarium_core::id::PluginId;
use lumarium_core::message::Command;

use super::Group;
use crate::window::action::Action;
use crate::window::page::Page;
use crate::window::selection::Selection;
use crate::window::settings;
use crate::window::text::{fill, t};
use crate::window::view::View;

/// One thing that can be found.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Under which title it stands.
    pub group: Group,
    /// What it is called.
    pub text: String,
    /// More about it, searched too; may be empty.
    pub hint: String,
    /// Stands on the right: keys, or a state; may be empty.
    pub right: String,
    /// It can be done now.
    pub enabled: bool,
    /// What happens.
    pub does: Does,
}

/// What happens when an entry is picked.
#[derive(Clone, Debug, PartialEq)]
pub enum Does {
    /// An action.
    Act(Action),
    /// Selects a plugin on the stage.
    Select(PluginId),
    /// Switches a plugin on or off.
    Switch(PluginId, bool),
    /// Shows a setting: of a plugin, or of Lumarium itself. Keys from the top, joined by dots.
    Setting(Option<PluginId>, String),
}

impl Entry {
    /// A setting of Lumarium itself (`plugin` absent) or of a plugin.
    pub fn setting(plugin: Option<PluginId>, path: &str, text: &str, hint: &str) -> Self {
        Self {
            group: Group::Settings,
            text: text.to_owned(),
            hint: hint.to_owned(),
            right: String::new(),
            enabled: true,
            does: Does::Setting(plugin, path.to_owned()),
        }
    }
}

/// Everything that can be found now.
pub(super) fn all(ctx: &egui::Context, view: &View<'_>) -> Vec<Entry> {
    let (can, cannot): (Vec<_>, Vec<_>) = Action::ALL
        .iter()
        .filter(|action| **action != Action::Palette)
        .map(|action| act(ctx, view, *action))
        .partition(|entry| entry.enabled);
    let mut entries = can;
    entries.extend(cannot);
    for plugin in &view.snapshot.plugins {
        let word = if plugin.wanted {
            "state.on"
        } else {
            "state.off"
        };
        entries.push(Entry {
            group: Group::Plugins,
            text: plugin.name.clone(),
            hint: plugin.id.to_string(),
            right: t(word).to_owned(),
            enabled: true,
            does: Does::Select(plugin.id.clone()),
        });
        let key = if plugin.wanted {
            "palette.switch_off"
        } else {
            "palette.switch_on"
        };
        entries.push(Entry {
            group: Group::Switches,
            text: fill(key, &[("name", &plugin.name)]),
            hint: plugin.id.to_string(),
            right: String::new(),
            enabled: true,
            does: Does::Switch(plugin.id.clone(), !plugin.wanted),
        });
    }
    entries.extend(settings::palette_entries(view));
    entries
}

fn act(ctx: &egui::Context, view: &View<'_>, action: Action) -> Entry {
    let (text, tooltip) = action.text_and_tooltip();
    let keys = action.shortcut();
    let keys = keys.map(|keys| ctx.format_shortcut(&keys));
    Entry {
        group: Group::Actions,
        text: text.to_owned(),
        hint: tooltip.to_owned(),
        right: keys.unwrap_or_default(),
        enabled: action.enabled(view),
        does: Does::Act(action),
    }
}

impl Does {
    /// Does it.
    pub(super) fn run(self, view: &mut View<'_>) {
        match self {
            Self::Act(action) => action.run(view),
            Self::Select(plugin) => select(view, plugin),
            Self::Switch(plugin, true) => view.send(Command::Enable { plugin }),
            Self::Switch(plugin, false) => view.send(Command::Disable {
                plugin,
                force: false,
            }),
            Self::Setting(plugin, path) => {
                match plugin {
                    Some(plugin) => select(view, plugin),
                    None => view.state.trail.go(Page::Settings),
                }
                view.state.sought = Some(path);
            }
        }
    }
}

/// Shows a plugin: the details are open, and a page that has them.
fn select(view: &mut View<'_>, plugin: PluginId) {
    view.state.selection = Selection::Plugin(plugin);
    view.state.details_open = true;
    if view.state.trail.page() == Page::Settings {
        view.state.trail.go(Page::Stage);
    }
}
