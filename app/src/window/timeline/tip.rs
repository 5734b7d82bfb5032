//! What the timeline says of the moment under the pointer.

use egui::Pos2;
use lumarium_core::time::Moment;

use super::Timeline;
use super::axis::Axis;
use super::rows::HEIGHT;
use super::track::{Piece, seen};
use crate::window::text::{self, fill};
use crate::window::view::View;

/// Changes that one tooltip tells.
const TIPS_MAX: usize = 8;

/// What is said of the moment under the pointer.
pub(super) fn tip(view: &View<'_>, timeline: &Timeline, axis: &Axis, at: Pos2) -> Option<String> {
    let moment = axis.moment(at.x);
    let before = |pieces: &std::collections::VecDeque<Piece>| {
        let later = pieces.partition_point(|piece| piece.entry.at <= moment);
        pieces
            .get(later.checked_sub(1)?)
            .map(|piece| describe(view, piece))
    };
    let row = (at.y - axis.place.top()) / HEIGHT;
    if row < 1.0 {
        return before(&timeline.track.shown);
    }
    // The nearest changes of all plugins: rows may be scrolled, time is not.
    let near = axis.moment(at.x - 6.0)..=axis.moment(at.x + 6.0);
    let mut found: Vec<&Piece> = timeline
        .track
        .plugins
        .values()
        .flat_map(|pieces| seen(pieces, (*near.start(), *near.end()), *near.end()))
        .map(|(piece, _)| piece)
        .filter(|piece| near.contains(&piece.entry.at))
        .take(TIPS_MAX)
        .collect();
    found.sort_by_key(|piece| piece.entry.number);
    if found.is_empty() {
        return Some(ago(view, moment));
    }
    let lines: Vec<String> = found
        .into_iter()
        .map(|piece| describe(view, piece))
        .collect();
    Some(lines.join("\n"))
}

/// When, who and what.
pub(super) fn describe(view: &View<'_>, piece: &Piece) -> String {
    let clock = text::clock(piece.entry.wall, view.zone);
    let name = piece.entry.plugin.as_ref().map(|id| view.name_of(id));
    format!("{clock} {} {}", name.unwrap_or_default(), piece.entry.text)
}

fn ago(view: &View<'_>, moment: Moment) -> String {
    fill(
        "timeline.ago",
        &[("time", &text::span(view.now.since(moment)))],
    )
}
