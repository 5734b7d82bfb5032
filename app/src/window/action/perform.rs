//! Doing an action: a command for the engine, or a change of how the window looks.

use lumarium_core::config::views::PLUGINS_DIRECTORY_DEFAULT;
use lumarium_core::message::{Command, ScreenName};

use super::Action;
use crate::window::dialog::Dialog;
use crate::window::page::Page;
use crate::window::plugins::{order, several};
use crate::window::selection::Selection;
use crate::window::stage::state::Shelf;
use crate::window::stage::{faults, record};
use crate::window::state::{ZOOM_MAX, Zoom};
use crate::window::undo;
use crate::window::view::View;

/// Percent that one press makes the panel brighter or darker.
const BRIGHTNESS_STEP: u8 = 5;

impl Action {
    #[expect(
        clippy::too_many_lines,
        reason = "one line for each action, so that none is forgotten"
    )]
    pub(super) fn perform(self, view: &mut View<'_>) {
        if let Some(command) = self.command(view) {
            view.send(command);
            return;
        }
        if several::perform(self, view) {
            return;
        }
        let state = &mut *view.state;
        match self {
            Self::Record => record::turn(view),
            Self::SaveLast => record::save_last(view),
            Self::FaultsReset => {
                if let Some(faults) = &view.tools.faults {
                    faults::reset(faults);
                }
            }
            Self::ZoomFit => state.zoom = Zoom::Fit,
            Self::ZoomIn => state.zoom = Zoom::Times((state.pitch + 1).min(ZOOM_MAX)),
            Self::ZoomOut => state.zoom = Zoom::Times(state.pitch.saturating_sub(1).max(1)),
            Self::Flat => state.flat = !state.flat,
            Self::Grid => state.stage.grid = !state.stage.grid,
            Self::Live => state.stage.at = None,
            Self::CopyFrame => state.stage.copy = true,
            Self::Sizes => state.stage.sizes.on = !state.stage.sizes.on,
            Self::Recorder => state.stage.turn(Shelf::Recorder),
            Self::Faults => state.stage.turn(Shelf::Faults),
            Self::PageStage => state.trail.go(Page::Stage),
            Self::PageInspector => state.trail.go(Page::Inspector),
            Self::PageStore => state.trail.go(Page::Store),
            Self::PageSettings => state.trail.go(Page::Settings),
            Self::Back => state.trail.back(),
            Self::Forward => state.trail.forward(),
            Self::Palette => state.palette.toggle(),
            Self::Undo => undo::back(view),
            Self::Redo => undo::again(view),
            Self::Menu => state.menu_open = !state.menu_open,
            Self::Bell => state.bell.toggle(),
            Self::Link => state.dialog = Some(Dialog::link()),
            Self::OpenFolder => open_folder(view),
            Self::List => state.list_open = !state.list_open,
            Self::Details => state.details_open = !state.details_open,
            Self::Timeline => state.timeline_open = !state.timeline_open,
            Self::Look => state.prefs.look = state.prefs.look.next(),
            Self::Motion => state.prefs.reduced_motion = !state.prefs.reduced_motion,
            Self::ScaleUp => state.prefs.larger(),
            Self::ScaleDown => state.prefs.smaller(),
            Self::ScaleReset => state.prefs.scale_percent = 100,
            Self::Filter => {
                state.list_open = true;
                state.focus_filter = true;
            }
            Self::Deselect => state.selection = Selection::Nothing,
            Self::Quit => state.quit = true,
            Self::Previous
            | Self::Pause
            | Self::Next
            | Self::Pin
            | Self::ShowNow
            | Self::Switch
            | Self::Reload
            | Self::Retry
            | Self::MoveUp
            | Self::MoveDown
            | Self::ClearHistory
            | Self::SwitchOn
            | Self::SwitchOff
            | Self::Folder
            | Self::CopyId
            | Self::SaveSettings
            | Self::DiscardSettings
            | Self::Unlink
            | Self::Uninstall
            | Self::Reconcile
            | Self::Rescan
            | Self::Brighter
            | Self::Dimmer => {}
        }
    }

    /// The command behind it; absent: it only changes how the window looks.
    #[expect(
        clippy::too_many_lines,
        reason = "one line for each action, so that none is forgotten"
    )]
    fn command(self, view: &View<'_>) -> Option<Command> {
        let panel = &view.snapshot.panel;
        let plugin = view.selected();
        let id = || plugin.map(|plugin| plugin.id.clone());
        Some(match self {
            Self::Previous => Command::Previous,
            Self::Pause => Command::Pause { on: !panel.paused },
            Self::Next => Command::Next,
            Self::Pin if panel.pinned.is_some() => Command::Unpin,
            Self::Pin => Command::Pin { screen: None },
            Self::ShowNow => Command::Show {
                screen: ScreenName {
                    plugin: id()?,
                    name: None,
                },
                millis: u64::from(view.state.stage.show_secs) * 1_000,
            },
            Self::Switch if plugin?.wanted => Command::Disable {
                plugin: id()?,
                force: false,
            },
            Self::Switch => Command::Enable { plugin: id()? },
            Self::MoveUp => order::moved(view.snapshot, plugin?, -1)?,
            Self::MoveDown => order::moved(view.snapshot, plugin?, 1)?,
            Self::Reconcile => Command::Reconcile { force: false },
            Self::Rescan => Command::Rescan,
            Self::Brighter => Command::Brightness {
                percent: panel.brightness.saturating_add(BRIGHTNESS_STEP).min(100),
            },
            Self::Dimmer => Command::Brightness {
                percent: panel.brightness.saturating_sub(BRIGHTNESS_STEP),
            },
            Self::Reload
            | Self::Retry
            | Self::ClearHistory
            | Self::SwitchOn
            | Self::SwitchOff
            | Self::Folder
            | Self::CopyId
            | Self::SaveSettings
            | Self::DiscardSettings
            | Self::Unlink
            | Self::Uninstall
            | Self::ZoomFit
            | Self::ZoomIn
            | Self::ZoomOut
            | Self::Flat
            | Self::Grid
            | Self::Live
            | Self::CopyFrame
            | Self::Sizes
            | Self::Recorder
            | Self::Record
            | Self::SaveLast
            | Self::Faults
            | Self::FaultsReset
            | Self::PageStage
            | Self::PageInspector
            | Self::PageStore
            | Self::PageSettings
            | Self::Back
            | Self::Forward
            | Self::Timeline
            | Self::Palette
            | Self::Undo
            | Self::Redo
            | Self::Menu
            | Self::Bell
            | Self::Link
            | Self::OpenFolder
            | Self::List
            | Self::Details
            | Self::Look
            | Self::Motion
            | Self::ScaleUp
            | Self::ScaleDown
            | Self::ScaleReset
            | Self::Filter
            | Self::Deselect
            | Self::Quit => return None,
        })
    }
}

/// The plugin folder in the system's own window of files.
fn open_folder(view: &mut View<'_>) {
    if let Some(root) = &view.tools.root {
        let config = &view.snapshot.config;
        let named = config.pointer("/plugin_system/plugins_directory");
        let named = named.and_then(|name| name.as_str());
        let folder = root.join(named.unwrap_or(PLUGINS_DIRECTORY_DEFAULT));
        view.state.panel.open_folder(&view.tools.errands, folder);
    }
}
