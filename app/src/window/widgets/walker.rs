//! Rows of which only those are made that are seen, for the keyboard: Tab stops at one of them, arrows, Page, Home
//! and End walk through all, and what was walked to is brought into sight.

use std::collections::VecDeque;
use std::ops::Range;

use egui::style::ScrollAnimation;
use egui::{EventFilter, Id, Rect, Response, Sense, Stroke, StrokeKind, Ui, vec2};

use crate::window::action::keys::{self, RowKey};
use crate::window::theme::Theme;

/// Rows by a key that stays with a row when others come and go; keys grow from row to row.
pub(in crate::window) trait Keys {
    /// The key of the row in this place.
    fn key(&self, place: usize) -> Option<u64>;
    /// Where the row with this key stands; if it is gone, the one after it.
    fn place(&self, key: u64) -> usize;
}

impl Keys for VecDeque<u64> {
    fn key(&self, place: usize) -> Option<u64> {
        self.get(place).copied()
    }

    fn place(&self, key: u64) -> usize {
        self.partition_point(|each| *each < key)
    }
}

/// Rows that are called by their place.
pub(in crate::window) struct Counted(pub(in crate::window) usize);

impl Keys for Counted {
    fn key(&self, place: usize) -> Option<u64> {
        (place < self.0).then_some(place as u64)
    }

    fn place(&self, key: u64) -> usize {
        usize::try_from(key).unwrap_or(usize::MAX)
    }
}

/// What is seen of the rows.
pub(in crate::window) struct Rows {
    /// The places that are made.
    pub(in crate::window) seen: Range<usize>,
    /// All of them.
    pub(in crate::window) count: usize,
    /// The height of one, with the gap to the next.
    pub(in crate::window) height: f32,
}

/// The row that the keyboard stands on.
#[derive(Debug, Default)]
pub(in crate::window) struct Walker {
    lead: Option<u64>,
    /// Bring it into sight and give it the keyboard.
    reveal: bool,
}

/// The widget of a row, in the `Ui` of the rows.
fn id(ui: &Ui, key: u64) -> Id {
    ui.scope_id().with(("row", key))
}

impl Walker {
    /// Takes the keys of this frame if a row has the keyboard; the key of the row that Tab stops at. Called where
    /// the rows are made, before the first of them.
    pub(in crate::window) fn stop(
        &mut self,
        ui: &Ui,
        rows: &Rows,
        keys: &impl Keys,
    ) -> Option<u64> {
        let last = rows.count.checked_sub(1)?;
        let mut lead = self.lead.map(|key| keys.place(key).min(last));
        if let (Some(at), Some(key)) = (lead, self.lead)
            && ui.memory(|memory| memory.has_focus(id(ui, key)))
            && let Some(pressed) = keys::row_key(ui)
        {
            let page = rows.seen.len().saturating_sub(2).max(1);
            let to = match pressed {
                RowKey::By(by) => at.saturating_add_signed(by),
                RowKey::Page(by) => at.saturating_add_signed(by.saturating_mul(page as isize)),
                RowKey::First => 0,
                RowKey::Last => last,
            };
            lead = Some(to.min(last));
            self.lead = lead.and_then(|lead| keys.key(lead));
            self.reveal = true;
        }
        if let (true, Some(lead)) = (self.reveal, lead) {
            let below = lead as f32 - rows.seen.start as f32;
            let top = ui.max_rect().left_top() + vec2(0.0, below * rows.height);
            let place = Rect::from_min_size(top, vec2(1.0, rows.height));
            ui.scroll_to_rect_animation(place, None, ScrollAnimation::none());
            if !rows.seen.contains(&lead) {
                ui.ctx().request_repaint();
            }
        }
        let stop = lead.filter(|lead| rows.seen.contains(lead));
        keys.key(stop.unwrap_or(rows.seen.start))
    }

    /// Whether a key has led to another row in this frame.
    pub(in crate::window) const fn moved(&self) -> bool {
        self.reveal
    }

    /// The row with this key, in this place, to be clicked; `stops`: Tab stops at it.
    pub(in crate::window) fn row(&mut self, ui: &Ui, at: (u64, Rect), stops: bool) -> Response {
        let sense = if stops { Sense::click() } else { Sense::CLICK };
        self.sensing(ui, at, sense)
    }

    /// The row with this key, in this place, on something that takes the pointer itself.
    pub(in crate::window) fn upon(&mut self, ui: &Ui, at: (u64, Rect), stops: bool) -> Response {
        let sense = if stops {
            Sense::focusable_noninteractive()
        } else {
            Sense::hover()
        };
        self.sensing(ui, at, sense)
    }

    fn sensing(&mut self, ui: &Ui, (key, rect): (u64, Rect), sense: Sense) -> Response {
        let response = ui.interact(rect, id(ui, key), sense);
        if self.lead == Some(key) && std::mem::take(&mut self.reveal) {
            response.request_focus();
        }
        // While another row is to be revealed, the keyboard still stands on the one before.
        if response.gained_focus() && !self.reveal {
            self.lead = Some(key);
        }
        if response.has_focus() {
            // The keys go through the rows, not to what stands beside them.
            let arrows = EventFilter {
                vertical_arrows: true,
                ..EventFilter::default()
            };
            ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, arrows));
        }
        if response.clicked() {
            self.lead = Some(key);
        }
        response
    }
}

/// What lies under a row: chosen, under the pointer, with the keyboard.
pub(in crate::window) fn ground(ui: &Ui, response: &Response, chosen: bool, theme: &Theme) {
    let fill = match (chosen, response.hovered() || response.has_focus()) {
        (true, _) => theme.selected,
        (false, true) => theme.raised,
        (false, false) => return,
    };
    ui.painter().rect_filled(response.rect, 4.0, fill);
    if response.has_focus() {
        let line = Stroke::new(1.0, theme.accent);
        let rect = response.rect;
        ui.painter()
            .rect_stroke(rect, 4.0, line, StrokeKind::Inside);
    }
}
