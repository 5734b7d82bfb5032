//! The rows of a form, of which only those are drawn that are seen.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use egui::Ui;

use super::cell::{self, Cell};
use super::draft::{Draft, Wish};
use super::names::Names;
use super::rows::Row;
use crate::window::theme::Theme;

/// Rows so far outside, in points, are drawn too, so that Tab finds what comes next.
const BEYOND: f32 = 160.0;

/// How high rows were when they were last drawn.
#[derive(Debug, Default)]
pub(super) struct Heights {
    width: f32,
    known: HashMap<u64, f32>,
}

/// What the rows share.
pub(super) struct Shared<'a> {
    /// The changes.
    pub(super) draft: &'a Draft,
    /// Secrets that are set.
    pub(super) secrets: &'a [Vec<String>],
    /// Names of time zones and fonts.
    pub(super) names: &'a Names,
    /// The colours.
    pub(super) theme: &'a Theme,
}

/// Draws the rows that are seen; gives what their controls ask for.
pub(super) fn show(
    ui: &mut Ui,
    rows: &[Row<'_>],
    shared: &Shared<'_>,
    heights: &mut Heights,
) -> Vec<Wish> {
    let width = ui.available_width().round();
    if (heights.width - width).abs() > 0.5 {
        *heights = Heights {
            width,
            known: HashMap::new(),
        };
    }
    let seen = ui.clip_rect().expand(BEYOND);
    let mut wishes = Vec::new();
    ui.spacing_mut().item_spacing.y = 2.0;
    let gap = ui.spacing().item_spacing.y;
    // Rows that are not seen become one space.
    let mut space = 0.0;
    for row in rows {
        let key = key(row);
        let height = heights.known.get(&key).copied();
        let height = height.unwrap_or_else(|| cell::height(row));
        let top = ui.cursor().min.y + space;
        if top > seen.bottom() || top + height < seen.top() {
            space += height;
            continue;
        }
        if space > 0.0 {
            ui.add_space(std::mem::take(&mut space));
        }
        let before = ui.cursor().min.y;
        ui.push_id(key, |ui| {
            let mut cell = Cell {
                row,
                draft: shared.draft,
                secrets: shared.secrets,
                names: shared.names,
                theme: shared.theme,
                wishes: &mut wishes,
            };
            cell::show(ui, &mut cell);
        });
        let drawn = ui.cursor().min.y - before;
        heights.known.insert(key, drawn.max(gap));
    }
    if space > 0.0 {
        ui.add_space(space);
    }
    wishes
}

fn key(row: &Row<'_>) -> u64 {
    let mut hasher = DefaultHasher::new();
    row.path.hash(&mut hasher);
    std::mem::discriminant(&row.part).hash(&mut hasher);
    row.depth.hash(&mut hasher);
    hasher.finish()
}
