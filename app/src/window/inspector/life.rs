//! The life of a plugin as a picture. Its edges come from `lifecycle::step` itself; the state it is in is
//! filled, the change it made last is lit, and an edge opens the journal where it was taken.

use std::sync::LazyLock;

use egui::{
    Align2, Color32, Painter, Pos2, Rect, Role, ScrollArea, Sense, Shape, Stroke, TextStyle, Ui,
    WidgetInfo, pos2, vec2,
};
use lumarium_core::lifecycle::{Edge, STATES, edges};
use lumarium_core::snapshot::{PluginView, Transition};

use super::{Shown, Tab};
use crate::window::text::{fill, t};
use crate::window::theme::Theme;
use crate::window::view::View;

/// Half the width and height of a state, in points.
const STATE: egui::Vec2 = vec2(46.0, 15.0);
/// The narrowest picture in which states do not lie on each other, in points.
const WIDTH_MIN: f32 = 560.0;
/// Points of a curve.
const STEPS: u8 = 60;
/// How near the pointer must be to an edge, in points.
const NEAR: f32 = 6.0;

/// Where the states stand, in parts of the width and the height: a good life from left to right on top,
/// what ends it below.
fn place(state: &str) -> (f32, f32) {
    match state {
        "discovered" => (0.10, 0.44),
        "loading" => (0.26, 0.12),
        "loaded" => (0.45, 0.12),
        "configured" => (0.64, 0.12),
        "enabled" => (0.88, 0.20),
        "running" => (0.88, 0.62),
        "unloading" => (0.52, 0.62),
        "disabled" => (0.12, 0.90),
        _ => (0.40, 0.92),
    }
}

/// The change that was made last.
fn last(plugin: &PluginView) -> Option<&Transition> {
    plugin.history.iter().rev().max_by_key(|change| change.at)
}

fn took(edge: &Edge, change: &Transition) -> bool {
    (edge.from, edge.to) == (change.from.as_str(), change.to.as_str())
}

/// All edges as text; the state the plugin is in and the change it made last are marked.
pub(super) fn text(plugin: Option<&PluginView>) -> String {
    let mut words = String::new();
    for state in STATES {
        let here = plugin.is_some_and(|plugin| plugin.state.name == state);
        words.push_str(state);
        if here {
            words.extend([" ", t("life.here")]);
        }
        words.push('\n');
        for edge in edges().iter().filter(|edge| edge.from == state) {
            let lit = plugin
                .and_then(last)
                .is_some_and(|change| took(edge, change));
            let mark = if lit { "* " } else { "  " };
            words.extend([mark, "→ ", edge.to, ": ", &edge.causes.join(", "), "\n"]);
        }
    }
    words
}

pub(super) fn show(ui: &mut Ui, view: &mut View<'_>, shown: &Shown) {
    let plugin = shown.plugin();
    let area = ScrollArea::both().id_salt("life").auto_shrink(false);
    area.show(ui, |ui| {
        let height = (ui.available_width() * 0.42).clamp(220.0, 380.0);
        let size = vec2(ui.available_width().max(WIDTH_MIN), height);
        let (rect, response) = ui.allocate_exact_size(size, Sense::click());
        let name = match plugin {
            Some(plugin) => fill(
                "life.name",
                &[("name", &plugin.name), ("state", &plugin.state.name)],
            ),
            None => t("inspector.select").to_owned(),
        };
        response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &name));
        let pointer = response.hover_pos();
        let near = pointer.and_then(|at| nearest(rect, at));
        paint(ui, rect, &view.theme, plugin, near);
        if let Some(edge) = near {
            if response.clicked() {
                open_journal(view, shown, edge);
            }
            response.on_hover_text(tip(edge));
        }
        ui.add_space(6.0);
        list(ui, view, shown);
    });
}

/// Event and cause.
fn tip(edge: &Edge) -> String {
    format!("{} → {}\n{}", edge.from, edge.to, edge.causes.join("\n"))
}

/// The journal lines that took an edge.
fn open_journal(view: &mut View<'_>, shown: &Shown, edge: &Edge) {
    let plugin = shown.selected.as_ref();
    let whose = plugin.map_or_else(String::new, |id| format!("plugin:{id} "));
    let words = format!("{whose}topic:life \"{} → {}\"", edge.from, edge.to);
    view.state.inspector.journal.set(words);
    view.state.inspector.tab = Tab::Journal;
}

/// The edges as buttons: for the keyboard, and for people who do not see the picture.
fn list(ui: &mut Ui, view: &mut View<'_>, shown: &Shown) {
    let plugin = shown.plugin();
    ui.horizontal_wrapped(|ui| {
        for edge in edges() {
            let lit = plugin
                .and_then(last)
                .is_some_and(|change| took(edge, change));
            let name = format!("{} → {}", edge.from, edge.to);
            let button = ui.selectable_label(lit, name);
            if button.clicked() {
                open_journal(view, shown, edge);
            }
            button.on_hover_text(tip(edge));
        }
    });
}

fn paint(ui: &Ui, rect: Rect, theme: &Theme, plugin: Option<&PluginView>, near: Option<&Edge>) {
    let painter = ui.painter().with_clip_rect(rect.intersect(ui.clip_rect()));
    let last = plugin.and_then(last);
    // What is lit is drawn last, over the others.
    let weight = |edge: &Edge| {
        let lit = last.is_some_and(|change| took(edge, change));
        (near == Some(edge), lit)
    };
    let mut order: Vec<&Edge> = edges().iter().collect();
    order.sort_by_key(|edge| weight(edge));
    for edge in order {
        let (line, width) = match weight(edge) {
            (true, _) => (theme.text, 2.4),
            (false, true) => (theme.accent, 2.4),
            (false, false) => (theme.line.lerp_to_gamma(theme.weak, 0.55), 1.0),
        };
        arrow(&painter, &curve(rect, edge), Stroke::new(width, line));
    }
    let font = TextStyle::Body.resolve(ui.style());
    for state in STATES {
        let here = plugin.is_some_and(|plugin| plugin.state.name == state);
        let area = Rect::from_center_size(point(rect, state), STATE * 2.0);
        let (ground, ink, line) = colours(theme, state, here);
        painter.rect(
            area,
            8.0,
            ground,
            Stroke::new(1.4, line),
            egui::StrokeKind::Inside,
        );
        painter.text(
            area.center(),
            Align2::CENTER_CENTER,
            state,
            font.clone(),
            ink,
        );
    }
}

fn colours(theme: &Theme, state: &str, here: bool) -> (Color32, Color32, Color32) {
    let colour = match state {
        "error" => theme.bad,
        "enabled" | "running" => theme.good,
        "disabled" | "discovered" => theme.off,
        _ => theme.wait,
    };
    if here {
        (colour, theme.ground, colour)
    } else {
        (theme.raised, theme.text, colour)
    }
}

fn point(rect: Rect, state: &str) -> Pos2 {
    let (x, y) = place(state);
    let inner = rect.shrink2(STATE + vec2(2.0, 2.0));
    let at = |part: f32, from: f32, to: f32| egui::lerp(from..=to, part);
    let spread = |part: f32| ((part - 0.10) / 0.80).clamp(0.0, 1.0);
    pos2(
        at(spread(x), inner.left(), inner.right()),
        at(spread(y), inner.top(), inner.bottom()),
    )
}

/// From border to border; the way there and the way back bend to different sides.
fn curve(rect: Rect, edge: &Edge) -> Vec<Pos2> {
    let (from, to) = (point(rect, edge.from), point(rect, edge.to));
    let way = to - from;
    let bend = vec2(-way.y, way.x).normalized() * (way.length() * 0.11).min(34.0);
    let middle = from + way * 0.5 + bend;
    let whole = (0..=STEPS).map(|step| {
        let part = f32::from(step) / f32::from(STEPS);
        let (one, two) = (from.lerp(middle, part), middle.lerp(to, part));
        one.lerp(two, part)
    });
    let inside = |at: &Pos2, centre: Pos2| {
        let off = *at - centre;
        off.x.abs() <= STATE.x && off.y.abs() <= STATE.y
    };
    whole
        .filter(|at| !inside(at, from) && !inside(at, to))
        .collect()
}

fn arrow(painter: &Painter, points: &[Pos2], stroke: Stroke) {
    painter.add(Shape::line(points.to_vec(), stroke));
    let [.., before, tip] = points else { return };
    let way = (*tip - *before).normalized() * 7.0;
    let side = vec2(-way.y, way.x) * 0.45;
    let head = vec![*tip, *tip - way + side, *tip - way - side];
    painter.add(Shape::convex_polygon(head, stroke.color, Stroke::NONE));
}

/// The edge next to the pointer, if one is near.
fn nearest(rect: Rect, at: Pos2) -> Option<&'static Edge> {
    static EDGES: LazyLock<&'static [Edge]> = LazyLock::new(edges);
    let distance = |edge: &Edge| {
        let points = curve(rect, edge);
        let each = points.windows(2).filter_map(|pair| match pair {
            [one, two] => Some(far(at, *one, *two)),
            _ => None,
        });
        each.fold(f32::INFINITY, f32::min)
    };
    let all = EDGES.iter().map(|edge| (distance(edge), edge));
    let near = all.filter(|(distance, _)| *distance <= NEAR);
    near.min_by(|one, other| one.0.total_cmp(&other.0))
        .map(|(_, edge)| edge)
}

/// How far a point is from a piece of a line.
fn far(at: Pos2, one: Pos2, two: Pos2) -> f32 {
    let way = two - one;
    let part = ((at - one).dot(way) / way.length_sq().max(0.01)).clamp(0.0, 1.0);
    at.distance(one + way * part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_edge_can_be_hit_somewhere() {
        let rect = Rect::from_min_size(Pos2::ZERO, vec2(700.0, 300.0));
        for edge in edges() {
            let points = curve(rect, edge);
            assert!(points.len() >= 2, "{edge:?}");
            let hit = points.iter().any(|at| nearest(rect, *at) == Some(edge));
            assert!(hit, "{edge:?} lies under others");
        }
    }

    #[test]
    fn states_do_not_lie_on_each_other() {
        let rect = Rect::from_min_size(Pos2::ZERO, vec2(WIDTH_MIN, 220.0));
        for (index, one) in STATES.into_iter().enumerate() {
            for other in STATES.into_iter().skip(index + 1) {
                let off = point(rect, one) - point(rect, other);
                let apart = off.x.abs() >= 2.0 * STATE.x || off.y.abs() >= 2.0 * STATE.y;
                assert!(apart, "{one} {other}");
            }
        }
    }
}
