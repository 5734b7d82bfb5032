//! The rows: what was shown, missed frames, each plugin. A state has a letter and a pattern beside its
//! colour.

use egui::{Align2, Color32, FontId, Pos2, Rect, Stroke, TextStyle, Ui, UiBuilder, pos2, vec2};
use lumarium_core::snapshot::PluginView;
use lumarium_core::time::Moment;

use super::Timeline;
use super::axis::Axis;
use super::track::{Piece, seen};
use crate::window::text::{self, fill, t};
use crate::window::theme::Theme;
use crate::window::view::View;

/// Height of a row, in points.
const HEIGHT: f32 = 18.0;
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

pub(super) fn show(ui: &mut Ui, view: &View<'_>, timeline: &Timeline, axis: &Axis) {
    let theme = &view.theme;
    let end = view.now;
    let head = Rect::from_min_size(axis.place.min, vec2(axis.place.width(), HEIGHT));
    let painter = ui
        .painter()
        .with_clip_rect(axis.place.intersect(ui.clip_rect()));
    painter.rect_filled(axis.area, 3.0, theme.ground);
    name(ui, head, t("timeline.shown"), theme);
    let span = (axis.start(), axis.end);
    for (piece, to) in seen(&timeline.track.shown, span, end) {
        if let Some(block) = axis.block(head.shrink2(vec2(0.0, 1.5)), piece.entry.at, to) {
            shown(ui, view, piece, block);
        }
    }
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
    let below = axis.place.with_min_y(axis.place.top() + HEAD);
    plugins(ui, view, timeline, (axis, below));
    for (at, colour) in [
        (Some(view.now), theme.weak),
        (view.state.stage.at, theme.accent),
    ] {
        if let Some(x) = at
            .map(|at| axis.x(at))
            .filter(|x| axis.area.x_range().contains(*x))
        {
            painter.vline(x, axis.area.y_range(), Stroke::new(1.5, colour));
        }
    }
}

/// Only the rows that are seen are made.
fn plugins(ui: &mut Ui, view: &View<'_>, timeline: &Timeline, (axis, below): (&Axis, Rect)) {
    let mut inner = ui.new_child(UiBuilder::new().max_rect(below));
    inner.set_clip_rect(below.intersect(ui.clip_rect()));
    inner.spacing_mut().item_spacing.y = 0.0;
    let count = view.snapshot.plugins.len();
    egui::ScrollArea::vertical()
        .id_salt("timeline rows")
        .auto_shrink(false)
        .show_rows(&mut inner, HEIGHT, count, |ui, rows| {
            for plugin in view.snapshot.plugins.get(rows).unwrap_or(&[]) {
                let size = vec2(ui.available_width(), HEIGHT);
                let (row, response) = ui.allocate_exact_size(size, egui::Sense::hover());
                let words = fill(
                    "timeline.row",
                    &[("name", &plugin.name), ("state", &plugin.state.name)],
                );
                response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &words));
                line(ui, view, timeline, (plugin, axis, row));
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

/// Changes that one tooltip tells.
const TIPS_MAX: usize = 8;

fn describe(view: &View<'_>, piece: &Piece) -> String {
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
