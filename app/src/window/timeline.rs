//! The timeline at the bottom: what was shown, and how each plugin stood, over time. Made from the journal;
//! each frame looks only at what is new, and makes only the rows that are seen.

mod axis;
mod bar;
mod case;
mod rows;
mod tip;
mod track;
mod walk;

use std::time::Duration;

use egui::{Frame, Margin, Panel, Role, Sense, Ui, WidgetInfo, vec2};
use lumarium_core::time::Moment;

use self::axis::Axis;
use self::track::Track;
use super::text::{fill, t};
use super::view::View;

/// What is seen at first: as much as the film keeps.
const SPAN: Duration = Duration::from_mins(1);
/// The closest look.
const SPAN_MIN: Duration = Duration::from_secs(1);
/// The widest look: a week.
const SPAN_MAX: Duration = Duration::from_hours(168);
/// The narrowest timeline, in points.
const HEIGHT_MIN: f32 = 150.0;
/// The tallest timeline, in points.
const HEIGHT_MAX: f32 = 250.0;
/// How often a timeline that follows is drawn.
const EVERY: Duration = Duration::from_millis(100);

/// What the timeline remembers.
#[derive(Debug)]
pub struct Timeline {
    track: Track,
    span: Duration,
    /// The moment at the right end while the view stands still; absent: it follows.
    held: Option<Moment>,
    saving: case::Saving,
    lead: walk::Lead,
}

impl Default for Timeline {
    fn default() -> Self {
        Self {
            track: Track::default(),
            span: SPAN,
            held: None,
            saving: case::Saving::default(),
            lead: walk::Lead::default(),
        }
    }
}

impl Timeline {
    /// Stands still so that `at` is seen.
    pub fn hold(&mut self, at: Moment) {
        let end = self.held.unwrap_or_default();
        let seen = at <= end && end.since(at) <= self.span;
        if !seen {
            self.held = Some(at.plus(self.span / 2));
        }
    }

    /// Whether it follows the time.
    pub const fn follows(&self) -> bool {
        self.held.is_none()
    }

    fn zoom(&mut self, factor: f64, keep: Option<(Moment, f64)>) {
        let millis = self.span.as_secs_f64() * factor;
        let span = Duration::from_secs_f64(millis.clamp(0.001, 1e9)).clamp(SPAN_MIN, SPAN_MAX);
        if let (Some((at, part)), Some(_)) = (keep, self.held) {
            self.held = Some(at.plus(span.mul_f64((1.0 - part).clamp(0.0, 1.0))));
        }
        self.span = span;
    }

    fn pan(&mut self, from: Moment, parts: f64) {
        let way = self.span.mul_f64(parts.abs());
        let end = self.held.unwrap_or(from);
        self.held = Some(if parts < 0.0 {
            earlier(end, way)
        } else {
            end.plus(way)
        });
    }
}

fn earlier(at: Moment, by: Duration) -> Moment {
    Moment::from_nanos(at.as_nanos().saturating_sub(by.as_nanos() as u64))
}

/// Shows the timeline, if it is open.
pub fn show(ui: &mut Ui, view: &mut View<'_>) {
    let mut open = view.state.timeline_open;
    let frame = Frame::new()
        .fill(view.theme.panel)
        .inner_margin(Margin::symmetric(10, 6));
    Panel::bottom("timeline")
        .default_size(190.0)
        .size_range(HEIGHT_MIN..=HEIGHT_MAX)
        .frame(frame)
        .show_collapsible(ui, &mut open, |ui| contents(ui, view));
    view.state.timeline_open = open;
}

fn contents(ui: &mut Ui, view: &mut View<'_>) {
    let mut timeline = std::mem::take(&mut view.state.timeline);
    timeline
        .track
        .look(&view.state.past, view.stats.missed, view.now);
    bar::show(ui, view, &mut timeline);
    body(ui, view, &mut timeline);
    if timeline.follows() {
        ui.request_repaint_after(EVERY);
    }
    view.state.timeline = timeline;
}

/// Names on the left, time on the right.
fn body(ui: &mut Ui, view: &mut View<'_>, timeline: &mut Timeline) {
    let (place, response) = ui.allocate_exact_size(
        vec2(ui.available_width(), ui.available_height().max(60.0)),
        Sense::click_and_drag(),
    );
    let axis = Axis::new(place, timeline.held.unwrap_or(view.now), timeline.span);
    let name = fill(
        "timeline.name",
        &[
            ("state", &bar::state(timeline)),
            ("n", &timeline.track.count()),
        ],
    );
    response.widget_info(|| WidgetInfo::labeled(Role::ScrollView, true, &name));
    let hovered = response.hover_pos().filter(|at| axis.area.contains(*at));
    if let Some(at) = hovered {
        let part = f64::from((at.x - axis.area.left()) / axis.area.width().max(1.0));
        // The wheel over the time zooms; over the names it scrolls.
        let wheel = ui.input_mut(|input| std::mem::take(&mut input.smooth_scroll_delta.y));
        if wheel != 0.0 {
            timeline.zoom(
                (-f64::from(wheel) / 200.0).exp(),
                Some((axis.moment(at.x), part)),
            );
        }
    }
    if response.dragged() {
        let parts = f64::from(-response.drag_delta().x / axis.area.width().max(1.0));
        timeline.pan(axis.end, parts);
    }
    if response.clicked() {
        match hovered.filter(|_| response.clicked_by(egui::PointerButton::Primary)) {
            Some(at) => {
                let moment = axis.moment(at.x).min(view.now);
                view.state.stage.at = Some(moment);
                timeline.held = Some(axis.end);
            }
            // Space or Enter while it has the keyboard.
            None => toggle(view, timeline),
        }
    }
    rows::show(ui, view, timeline, &axis);
    if let Some(at) = hovered
        && let Some(words) = tip::tip(view, timeline, &axis, at)
    {
        response.on_hover_text_at_pointer(words);
    }
}

/// Stands still, or follows again and shows the present.
fn toggle(view: &mut View<'_>, timeline: &mut Timeline) {
    if timeline.follows() {
        timeline.held = Some(view.now);
    } else {
        timeline.held = None;
        view.state.stage.at = None;
    }
}

/// How far one looks back, in words.
fn look_back(timeline: &Timeline) -> String {
    fill(
        "timeline.span",
        &[("time", &super::text::span(timeline.span))],
    )
}

/// What is seen, as text.
fn text(view: &View<'_>, timeline: &Timeline) -> String {
    let end = timeline.held.unwrap_or(view.now);
    let from = earlier(end, timeline.span);
    let words = timeline.track.text(view.snapshot, (from, end), view.zone);
    format!("{}\n{words}", t("timeline.title"))
}
