//! The rows: what was shown, missed frames, each plugin. A state has a letter and a pattern beside its
//! colour.

use egui::{Align2, Color32, FontId, Rect, Stroke, TextStyle, Ui, UiBuilder, pos2, vec2};
use lumarium_core::snapshot::PluginView;

use super::Timeline;
use super::axis::Axis;
use super::tip::describe;
use super::track::{Piece, seen};
use super::walk::{self, Lead};
use crate::window::text::{self, fill, t};
use crate::window::theme::Theme;
use crate::window::view::View;
use crate::window::widgets::walker::{Counted, Rows};

/// Height of a row, in points.
pub(super) const HEIGHT: f32 = 18.0;
/// Rows over those of plugins: shown, missed.
const HEAD: f32 = 2.0 * HEIGHT + 4.0;
/// From this width on a block has its letter or name, in points.
const LETTER: f32 = 12.0;

/// How a state is drawn.
struct Look {
    letter: &'static str,
    colour: Color32,
    /// Lines across it: something is not well, or not done.
    hatched: bool,
}

fn look(state: &str, theme: &Theme) -> Look {
    let (letter, colour, hatched) = match state {
        "loading" => ("L", theme.wait, true),
        "loaded" => ("l", theme.wait, true),
        "configured" => ("C", theme.wait, true),
        "enabled" | "running" => ("E", theme.good, false),
        "unloading" => ("U", theme.wait, false),
        "error" => ("×", theme.bad, true),
        "disabled" => ("–", theme.off, false),
        _ => ("·", theme.off, false),
    };
    Look {
        letter,
        colour,
        hatched,
    }
}

pub(super) fn show(ui: &mut Ui, view: &mut View<'_>, timeline: &mut Timeline, axis: &Axis) {
    // Taken out, so that the rest can be reached meanwhile.
    let mut lead = std::mem::take(&mut timeline.lead);
    let head = Rect::from_min_size(axis.place.min, vec2(axis.place.width(), HEIGHT));
    ui.painter().rect_filled(axis.area, 3.0, view.theme.ground);
    scale(ui, view, timeline, (axis, head));
    first(ui, view, (timeline, &mut lead), (axis, head));
    let below = axis.place.with_min_y(axis.place.top() + HEAD);
    plugins(ui, view, (timeline, &mut lead), (axis, below));
    for (at, colour) in [
        (Some(view.now), view.theme.weak),
        (view.state.stage.at, view.theme.accent),
    ] {
        if let Some(x) = at
            .map(|at| axis.x(at))
            .filter(|x| axis.area.x_range().contains(*x))
        {
            let line = Stroke::new(1.5, colour);
            clipped(ui, axis).vline(x, axis.area.y_range(), line);
        }
    }
    timeline.lead = lead;
}

fn clipped(ui: &Ui, axis: &Axis) -> egui::Painter {
    let clip = axis.place.intersect(ui.clip_rect());
    ui.painter().with_clip_rect(clip)
}

/// What was shown.
fn first(
    ui: &Ui,
    view: &mut View<'_>,
    (timeline, lead): (&mut Timeline, &mut Lead),
    (axis, head): (&Axis, Rect),
) {
    let sense = egui::Sense::focusable_noninteractive();
    let response = ui.interact(head, ui.scope_id().with("shown row"), sense);
    walk::take(ui, view, (timeline, lead), (None, &response), axis);
    let pieces = &timeline.track.shown;
    let chosen = lead.of(None, pieces);
    called(view, &response, t("timeline.shown.row").to_owned(), chosen);
    name(ui, head, t("timeline.shown"), &view.theme);
    let place = head.shrink2(vec2(0.0, 1.5));
    let mut drawn = f32::NEG_INFINITY;
    for (piece, to) in seen(pieces, (axis.start(), axis.end), view.now) {
        let block = axis.block(place, piece.entry.at, to);
        // Thousands of screens within a point are one point.
        if let Some(block) = block.filter(|block| block.right() > drawn + 0.5) {
            drawn = block.right();
            shown(ui, view, piece, block);
        }
    }
    lit(ui, view, axis, (&response, chosen, place));
}

/// What a screen reader says of a row, and of the piece that was walked to.
fn called(view: &View<'_>, response: &egui::Response, row: String, chosen: Option<&Piece>) {
    let words = match chosen {
        None => row,
        Some(piece) => {
            let when = text::clock(piece.entry.wall, view.zone);
            let parts: [(&str, &dyn std::fmt::Display); 3] =
                [("row", &row), ("when", &when), ("what", &piece.entry.text)];
            fill("timeline.piece", &parts)
        }
    };
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Row, true, &words));
}

/// Where the keyboard stands: a frame round the row and the piece, and what the piece is.
fn lit(
    ui: &Ui,
    view: &View<'_>,
    axis: &Axis,
    (response, chosen, place): (&egui::Response, Option<&Piece>, Rect),
) {
    if !response.has_focus() {
        return;
    }
    let line = Stroke::new(1.0, view.theme.accent);
    let inside = egui::StrokeKind::Inside;
    ui.painter().rect_stroke(response.rect, 2.0, line, inside);
    let Some(piece) = chosen else { return };
    let Some(block) = axis.block(place, piece.entry.at, piece.entry.at) else {
        return;
    };
    let frame = block.expand2(vec2(3.0, 1.0));
    let line = Stroke::new(2.0, view.theme.accent);
    ui.painter()
        .rect_stroke(frame, 2.0, line, egui::StrokeKind::Outside);
    egui::Tooltip::always_open(ui.ctx().clone(), ui.layer_id(), response.id, frame)
        .show(|ui| ui.label(describe(view, piece)));
}

/// Missed frames, and how long ago.
fn scale(ui: &Ui, view: &View<'_>, timeline: &Timeline, (axis, head): (&Axis, Rect)) {
    let theme = &view.theme;
    let painter = clipped(ui, axis);
    let missed = head.translate(vec2(0.0, HEIGHT));
    name(ui, missed, t("timeline.missed"), theme);
    for (at, _) in &timeline.track.missed {
        if let Some(block) = axis.block(missed.shrink2(vec2(0.0, 4.0)), *at, *at) {
            painter.rect_filled(block.expand2(vec2(1.0, 0.0)), 0.0, theme.bad);
        }
    }
    for (x, ago) in axis.ticks(view.now) {
        painter.vline(x, axis.area.y_range(), Stroke::new(1.0, theme.line));
        let at = pos2(x + 3.0, missed.center().y);
        let words = format!("−{}", text::span(ago));
        painter.text(at, Align2::LEFT_CENTER, words, small(ui), theme.weak);
    }
}

/// Only the rows that are seen are made.
fn plugins(
    ui: &mut Ui,
    view: &mut View<'_>,
    (timeline, lead): (&mut Timeline, &mut Lead),
    (axis, below): (&Axis, Rect),
) {
    let mut inner = ui.new_child(UiBuilder::new().max_rect(below));
    inner.set_clip_rect(below.intersect(ui.clip_rect()));
    inner.spacing_mut().item_spacing.y = 0.0;
    let snapshot = view.snapshot;
    let count = snapshot.plugins.len();
    egui::ScrollArea::vertical()
        .id_salt("timeline rows")
        .auto_shrink(false)
        .show_rows(&mut inner, HEIGHT, count, |ui, seen| {
            let rows = Rows {
                seen: seen.clone(),
                count,
                height: HEIGHT,
            };
            let stop = lead.rows.stop(ui, &rows, &Counted(count));
            for (key, plugin) in (0..).zip(&snapshot.plugins).take(seen.end).skip(seen.start) {
                let size = vec2(ui.available_width(), HEIGHT);
                let (row, _) = ui.allocate_exact_size(size, egui::Sense::hover());
                let response = lead.rows.upon(ui, (key, row), stop == Some(key));
                let of = (Some(&plugin.id), &response);
                walk::take(ui, view, (timeline, lead), of, axis);
                let words = fill(
                    "timeline.row",
                    &[("name", &plugin.name), ("state", &plugin.state.name)],
                );
                let pieces = timeline.track.row(of.0);
                let chosen = pieces.and_then(|pieces| lead.of(of.0, pieces));
                called(view, &response, words, chosen);
                line(ui, view, timeline, (plugin, axis, row));
                lit(
                    ui,
                    view,
                    axis,
                    (&response, chosen, row.shrink2(vec2(0.0, 3.0))),
                );
            }
        });
}

fn line(
    ui: &Ui,
    view: &View<'_>,
    timeline: &Timeline,
    (plugin, axis, row): (&PluginView, &Axis, Rect),
) {
    name(ui, row, &plugin.name, &view.theme);
    let bar = row.shrink2(vec2(0.0, 3.0));
    let Some(pieces) = timeline.track.plugins.get(&plugin.id) else {
        // The journal says nothing of it: it has been so since then.
        if let Some(block) = axis.block(bar, plugin.state.since, view.now) {
            state(ui, view, &plugin.state.name, block);
        }
        return;
    };
    let mut drawn = f32::NEG_INFINITY;
    for (piece, to) in seen(pieces, (axis.start(), axis.end), view.now) {
        let end = if piece.mark { piece.entry.at } else { to };
        let Some(block) = axis.block(bar, piece.entry.at, end) else {
            continue;
        };
        if piece.mark {
            let tip = pos2(block.left(), row.bottom() - 1.0);
            let sides = [tip - vec2(3.0, 5.0), tip + vec2(3.0, -5.0)];
            let shape = vec![tip, sides[0], sides[1]];
            ui.painter().add(egui::Shape::convex_polygon(
                shape,
                view.theme.bad,
                Stroke::NONE,
            ));
        } else if block.right() > drawn + 0.5 {
            // Thousands of changes within a point are one point.
            drawn = block.right();
            state(ui, view, piece.state(), block);
        }
    }
}

fn state(ui: &Ui, view: &View<'_>, state: &str, block: Rect) {
    let look = look(state, &view.theme);
    let painter = ui.painter().with_clip_rect(block.intersect(ui.clip_rect()));
    painter.rect_filled(block, 2.0, view.theme.tinted(look.colour));
    painter.hline(
        block.x_range(),
        block.top() + 1.0,
        Stroke::new(2.0, look.colour),
    );
    if look.hatched {
        let mut x = block.left() - block.height();
        while x < block.right() {
            let (from, to) = (
                pos2(x, block.bottom()),
                pos2(x + block.height(), block.top()),
            );
            painter.line_segment([from, to], Stroke::new(1.0, look.colour));
            x += 5.0;
        }
    }
    if block.width() >= LETTER {
        let at = pos2(block.left() + 3.0, block.center().y);
        painter.text(
            at,
            Align2::LEFT_CENTER,
            look.letter,
            small(ui),
            view.theme.text,
        );
    }
}

fn shown(ui: &Ui, view: &View<'_>, piece: &Piece, block: Rect) {
    let theme = &view.theme;
    let painter = ui.painter().with_clip_rect(block.intersect(ui.clip_rect()));
    let Some(id) = &piece.entry.plugin else {
        painter.rect_stroke(
            block,
            2.0,
            Stroke::new(1.0, theme.off),
            egui::StrokeKind::Inside,
        );
        return;
    };
    let selected = view.state.selection.is(id);
    let ground = if selected {
        theme.selected
    } else {
        theme.raised
    };
    painter.rect_filled(block, 2.0, ground);
    painter.vline(
        block.left(),
        block.y_range(),
        Stroke::new(2.0, theme.accent),
    );
    if block.width() >= LETTER {
        let at = pos2(block.left() + 5.0, block.center().y);
        painter.text(
            at,
            Align2::LEFT_CENTER,
            view.name_of(id),
            small(ui),
            theme.text,
        );
    }
}

fn name(ui: &Ui, row: Rect, name: &str, theme: &Theme) {
    let clip = row.with_max_x(row.left() + super::axis::NAMES - 6.0);
    let painter = ui.painter().with_clip_rect(clip.intersect(ui.clip_rect()));
    let at = pos2(row.left() + 2.0, row.center().y);
    painter.text(at, Align2::LEFT_CENTER, name, small(ui), theme.weak);
}

fn small(ui: &Ui) -> FontId {
    TextStyle::Small.resolve(ui.style())
}
