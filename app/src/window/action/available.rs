//! Whether an action can be done now.

use super::Action;
use crate::window::page::Page;
use crate::window::plugins::{order, several};
use crate::window::prefs::{SCALE_MAX, SCALE_MIN};
use crate::window::selection::Selection;
use crate::window::stage::faults;
use crate::window::standing::{self, Group};
use crate::window::state::ZOOM_MAX;
use crate::window::view::View;

impl Action {
    /// Whether it can be done now.
    #[expect(
        clippy::too_many_lines,
        reason = "one line for each action, so that none is forgotten"
    )]
    pub fn enabled(self, view: &View<'_>) -> bool {
        let selected = view.selected();
        match self {
            Self::Previous | Self::Next | Self::Pause => {
                let panel = &view.snapshot.panel;
                panel.screen.is_some() || panel.paused
            }
            Self::Pin => view.snapshot.panel.screen.is_some(),
            Self::ShowNow => selected.is_some_and(|plugin| standing::group(plugin) == Group::On),
            Self::Switch => selected.is_some(),
            Self::Reload | Self::Retry | Self::SwitchOn | Self::SwitchOff | Self::ClearHistory => {
                view.chosen().iter().any(|plugin| self.fits(plugin))
            }
            Self::CopyId => !view.chosen().is_empty(),
            Self::Folder => selected.is_some_and(|plugin| several::folder(plugin).is_some()),
            Self::Unlink => selected.is_some_and(several::is_linked),
            Self::Uninstall => selected.is_some_and(several::is_installed),
            Self::SaveSettings | Self::DiscardSettings => {
                let forms = &view.state.forms;
                selected.is_some_and(|plugin| forms.is_changed(&plugin.id))
            }
            Self::MoveUp => {
                selected.is_some_and(|plugin| order::can_move(view.snapshot, plugin, -1))
            }
            Self::MoveDown => {
                selected.is_some_and(|plugin| order::can_move(view.snapshot, plugin, 1))
            }
            Self::ZoomIn => view.state.pitch < ZOOM_MAX,
            Self::ZoomOut => view.state.pitch > 1,
            Self::Live => view.state.stage.at.is_some(),
            Self::CopyFrame => view.state.trail.page() == Page::Stage,
            Self::Record => view.tools.film.is_some() && !view.state.stage.recorder.writes(),
            Self::SaveLast => {
                let recorder = &view.state.stage.recorder;
                view.tools.film.is_some() && !recorder.writes() && recorder.since.is_none()
            }
            Self::Sizes => view.tools.workshop.is_some(),
            Self::Faults => view.tools.faults.is_some(),
            Self::FaultsReset => view.tools.faults.as_ref().is_some_and(faults::any),
            Self::Brighter => view.snapshot.panel.brightness < 100,
            Self::Dimmer => view.snapshot.panel.brightness > 0,
            Self::Undo => view.state.undo.can_back(),
            Self::Redo => view.state.undo.can_again(),
            Self::OpenFolder => view.tools.root.is_some(),
            Self::ScaleUp => view.state.prefs.scale_percent < SCALE_MAX,
            Self::ScaleDown => view.state.prefs.scale_percent > SCALE_MIN,
            Self::Deselect => view.state.selection != Selection::Nothing,
            Self::Back => view.state.trail.can_back(),
            Self::Forward => view.state.trail.can_forward(),
            Self::Reconcile
            | Self::Rescan
            | Self::ZoomFit
            | Self::Flat
            | Self::Grid
            | Self::Recorder
            | Self::PageStage
            | Self::PageInspector
            | Self::PageStore
            | Self::PageSettings
            | Self::Timeline
            | Self::Palette
            | Self::Menu
            | Self::Bell
            | Self::Link
            | Self::List
            | Self::Details
            | Self::Look
            | Self::Motion
            | Self::ScaleReset
            | Self::Filter
            | Self::Quit => true,
        }
    }
}
