//! The timeline by keyboard: Tab stops at the row of what was shown and at one row of a plugin. Up and down walk
//! through the rows, left and right through the pieces of a row; Enter or Space take stage and inspector to the
//! moment of the piece.

use std::collections::VecDeque;

use egui::{EventFilter, Response, Ui};
use lumarium_core::id::PluginId;

use super::Timeline;
use super::axis::Axis;
use super::track::Piece;
use crate::window::action::keys::{self, PieceKey};
use crate::window::selection::Selection;
use crate::window::view::View;
use crate::window::widgets::walker::Walker;

/// Where the keyboard stands.
#[derive(Debug, Default)]
pub(super) struct Lead {
    /// The row of a plugin.
    pub(super) rows: Walker,
    /// The piece, by its row (absent: what was shown) and the number of its entry.
    piece: Option<(Option<PluginId>, u64)>,
}

impl Lead {
    /// The piece of this row that was walked to.
    pub(super) fn of<'a>(
        &self,
        row: Option<&PluginId>,
        pieces: &'a VecDeque<Piece>,
    ) -> Option<&'a Piece> {
        pieces.get(self.place(row, pieces)?)
    }

    fn place(&self, row: Option<&PluginId>, pieces: &VecDeque<Piece>) -> Option<usize> {
        let (mine, number) = self.piece.as_ref()?;
        let at = pieces.partition_point(|piece| piece.entry.number < *number);
        let same = pieces.get(at)?.entry.number == *number;
        (mine.as_ref() == row && same).then_some(at)
    }
}

/// Takes the keys for the pieces of a row, if it has the keyboard.
pub(super) fn take(
    ui: &Ui,
    view: &mut View<'_>,
    (timeline, lead): (&mut Timeline, &mut Lead),
    (row, response): (Option<&PluginId>, &Response),
    axis: &Axis,
) {
    if !response.has_focus() {
        return;
    }
    let arrows = EventFilter {
        horizontal_arrows: true,
        vertical_arrows: row.is_some(),
        ..EventFilter::default()
    };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, arrows));
    let Some(key) = keys::piece_key(ui) else {
        return;
    };
    let Some(pieces) = timeline.track.row(row) else {
        return;
    };
    let at = lead.place(row, pieces);
    match key {
        PieceKey::By(by) => {
            let seen = pieces.partition_point(|piece| piece.entry.at <= axis.end);
            let to = at.map_or(seen.saturating_sub(1), |at| at.saturating_add_signed(by));
            let Some(piece) = pieces.get(to.min(pieces.len().saturating_sub(1))) else {
                return;
            };
            lead.piece = Some((row.cloned(), piece.entry.number));
            let at = piece.entry.at;
            if (axis.start()..=axis.end).contains(&at) {
                timeline.held = Some(axis.end);
            } else {
                timeline.hold(at);
            }
        }
        PieceKey::Pick => {
            let Some(entry) = at.and_then(|at| pieces.get(at)).map(|piece| &piece.entry) else {
                return;
            };
            view.state.stage.at = Some(entry.at.min(view.now));
            if let Some(id) = &entry.plugin {
                view.state.selection = Selection::Plugin(id.clone());
            }
            timeline.held = Some(axis.end);
        }
    }
    // What was drawn before the key is to be drawn anew.
    ui.ctx().request_repaint();
}
