//! Doing an action: a command for the engine, or a change of how the window looks.

use lumarium_core::config::views::PLUGINS_DIRECTORY_DEFAULT;
use lumarium_core::message::Command;

use super::Action;
use crate::window::dialog::Dialog;
use crate::window::page::Page;
use crate::window::plugins::several;
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
        if several::perform(self, view) {
            return;
        }
        let panel = &view.snapshot.panel;
        let brightness = |percent: u8| Command::Brightness { percent };
        let state = &mut *view.state;
        match self {
            Self::Previous => view.send(Command::Previous),
            Self::Pause => view.send(Command::Pause { on: !panel.paused }),
            Self::Next => view.send(Command::Next),
            Self::Pin if panel.pinned.is_some() => view.send(Command::Unpin),
            Self::Pin => view.send(Command::Pin { screen: None }),
            Self::Reconcile => view.send(Command::Reconcile { force: false }),
            Self::Rescan => view.send(Command::Rescan),
            Self::Brighter => {
                let more = panel.brightness.saturating_add(BRIGHTNESS_STEP);
                view.send(brightness(more.min(100)));
            }
            Self::Dimmer => {
                let less = panel.brightness.saturating_sub(BRIGHTNESS_STEP);
                view.send(brightness(less));
            }
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
            // Done above, for one plugin or for all that are selected.
            Self::ShowNow
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
            | Self::Uninstall => {}
        }
    }
}

/// The plugin folder in the system's own window of files.
fn open_folder(view: &mut View<'_>) {
    if let Some(root) = &view.tools.root {
        let config = &view.snapshot.config;
        let named = config.pointer("/plugin_system/plugins_directory");
        let named = named.and_then(|name| name.as_str());
        let folder = root.join(named.unwrap_or(PLUGINS_DIRECTORY_DEFAULT));
        view.state.panel.open_folder(view.tools, folder);
    }
}
