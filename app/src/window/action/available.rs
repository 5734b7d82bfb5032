//! Whether an action can be done now.

use super::Action;
use crate::window::page::Page;
use crate::window::plugins::order;
use crate::window::selection::Selection;
use crate::window::stage::faults;
use crate::window::standing::{self, Group};
use crate::window::state::ZOOM_MAX;
use crate::window::view::View;

impl Action {
    /// Whether it can be done now.
    pub fn enabled(self, view: &View<'_>) -> bool {
        let selected = view.selected();
        match self {
            Self::Previous | Self::Next | Self::Pause => {
                let panel = &view.snapshot.panel;
                panel.screen.is_some() || panel.paused
            }
            Self::Pin => view.snapshot.panel.screen.is_some(),
            Self::ShowNow => selected.is_some_and(|plugin| standing::group(plugin) == Group::On),
            Self::Switch | Self::ClearHistory => selected.is_some(),
            Self::Reload => selected.is_some_and(|plugin| plugin.wanted && plugin.place.is_some()),
            Self::Retry => selected.is_some_and(|plugin| plugin.state.failing.is_some()),
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
            | Self::List
            | Self::Details
            | Self::Look
            | Self::Filter
            | Self::Quit => true,
        }
    }
}
