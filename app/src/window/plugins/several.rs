//! Actions on plugins: what fits which, and doing it for one or for all that are selected.

use std::path::PathBuf;

use lumarium_core::facts::Place;
use lumarium_core::id::Screen;
use lumarium_core::message::{Command, ScreenName};
use lumarium_core::snapshot::PluginView;

use crate::window::action::Action;
use crate::window::plugins::order;
use crate::window::standing::{self, Group};
use crate::window::text::{fill, t};
use crate::window::view::View;

/// Commands of one frame for many plugins: the outbox takes 32, and people have other wishes, too.
const AT_ONCE: usize = 16;

impl Action {
    /// Whether it makes sense for this plugin.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the others are not about one plugin"
    )]
    pub fn fits(self, plugin: &PluginView) -> bool {
        match self {
            Self::Reload => plugin.wanted && plugin.place.is_some(),
            Self::Retry => plugin.state.failing.is_some(),
            Self::SwitchOn => !plugin.wanted,
            Self::SwitchOff => plugin.wanted,
            Self::ShowNow => standing::group(plugin) == Group::On,
            _ => matches!(self, Self::Switch | Self::ClearHistory),
        }
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the others are not about one plugin"
    )]
    /// The command that does it for this plugin, if it makes sense; *Show now* shows it for `secs`.
    pub fn for_plugin(self, plugin: &PluginView, secs: u32) -> Option<Command> {
        let id = plugin.id.clone();
        self.fits(plugin).then_some(match self {
            Self::Reload => Command::Reload { plugin: id },
            Self::Retry => Command::Retry { plugin: id },
            Self::Switch if !plugin.wanted => Command::Enable { plugin: id },
            Self::SwitchOn => Command::Enable { plugin: id },
            Self::Switch | Self::SwitchOff => Command::Disable {
                plugin: id,
                force: false,
            },
            Self::ShowNow => show_now(plugin, None, secs),
            Self::ClearHistory => Command::ClearHistory { plugin: id },
            _ => return None,
        })
    }
}

/// Shows one of its screens, or its first, for so many seconds.
pub fn show_now(plugin: &PluginView, screen: Option<&str>, secs: u32) -> Command {
    Command::Show {
        screen: ScreenName {
            plugin: plugin.id.clone(),
            name: screen.map(str::to_owned),
        },
        millis: u64::from(secs) * 1_000,
    }
}

/// Stays on one of its screens, or rotates again if it is the one that is pinned: the short word for it, the
/// long one, and the command.
pub fn pin(view: &View<'_>, plugin: &PluginView, screen: &str) -> (&'static str, String, Command) {
    let pinned = view.snapshot.panel.pinned.as_ref();
    let this = |pinned: &Screen| pinned.plugin == plugin.id && &*pinned.name == screen;
    if pinned.is_some_and(this) {
        let name = fill("screens.unpin_one", &[("name", &screen)]);
        return (t("screens.unpin"), name, Command::Unpin);
    }
    let name = fill("screens.pin_one", &[("name", &screen)]);
    let screen = ScreenName {
        plugin: plugin.id.clone(),
        name: Some(screen.to_owned()),
    };
    let screen = Some(screen);
    (t("screens.pin"), name, Command::Pin { screen })
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the others are done elsewhere"
)]
/// Does an action for all selected plugins. `false`: it is none of those.
pub fn perform(action: Action, view: &mut View<'_>) -> bool {
    match action {
        Action::Reload
        | Action::Retry
        | Action::SwitchOn
        | Action::SwitchOff
        | Action::ClearHistory => {
            let chosen = view.chosen();
            let secs = view.state.stage.show_secs;
            let commands = chosen.iter();
            let commands = commands.filter_map(|plugin| action.for_plugin(plugin, secs));
            view.state.list.waiting.extend(commands);
            send_some(view);
        }
        Action::ShowNow | Action::Switch => {
            let secs = view.state.stage.show_secs;
            let plugin = view.selected();
            if let Some(command) = plugin.and_then(|plugin| action.for_plugin(plugin, secs)) {
                view.send(command);
            }
        }
        Action::MoveUp => step(view, -1),
        Action::MoveDown => step(view, 1),
        Action::Folder => {
            if let Some(folder) = view.selected().and_then(folder) {
                view.state.panel.open_folder(view.tools, folder);
            }
        }
        Action::CopyId => {
            let ids = view.state.selection.ids().iter();
            let ids: Vec<&str> = ids.map(lumarium_core::id::PluginId::as_str).collect();
            view.state.panel.copy = Some(ids.join("\n"));
        }
        Action::SaveSettings => {
            view.state.details_open = true;
            view.state.forms.press_save();
        }
        Action::DiscardSettings => {
            if let Some(plugin) = view.selected() {
                view.state.forms.discard(&plugin.id);
            }
        }
        Action::Unlink => {
            if let Some(plugin) = view.selected().map(|plugin| plugin.id.clone()) {
                view.send(Command::Unlink { plugin });
            }
        }
        Action::Uninstall => view.state.panel.asks = view.selected().map(|one| one.id.clone()),
        _ => return false,
    }
    true
}

/// Moves the selected plugin in the rotation.
fn step(view: &mut View<'_>, by: isize) {
    let plugin = view.selected();
    if let Some(command) = plugin.and_then(|plugin| order::moved(view.snapshot, plugin, by)) {
        view.send(command);
    }
}

/// Sends what waits, a few in each frame. `true`: more waits.
pub(super) fn send_some(view: &mut View<'_>) -> bool {
    for _ in 0..AT_ONCE {
        let Some(command) = view.state.list.waiting.pop_front() else {
            return false;
        };
        view.send(command);
    }
    !view.state.list.waiting.is_empty()
}

/// Where its files are, for the system's file manager.
pub fn folder(plugin: &PluginView) -> Option<PathBuf> {
    match plugin.place.as_ref()? {
        Place::Bundled => None,
        Place::Folder(path) => Some(path.clone()),
        Place::File(path) => path.parent().map(PathBuf::from),
        Place::Linked(path) if path.extension().is_some() => path.parent().map(PathBuf::from),
        Place::Linked(path) => Some(path.clone()),
    }
}

/// A working copy elsewhere.
pub fn is_linked(plugin: &PluginView) -> bool {
    matches!(plugin.place, Some(Place::Linked(_)))
}

/// It has files here, or at least a section: it can be removed.
pub fn is_installed(plugin: &PluginView) -> bool {
    !matches!(plugin.place, Some(Place::Linked(_) | Place::Bundled))
}
