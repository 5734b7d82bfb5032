//! The line over the timeline: following or not, how much is seen, where, and what can be kept.

use egui::{RichText, Ui};

use super::{Timeline, case, look_back, text, toggle};
use crate::window::text::t;
use crate::window::view::View;

/// Following or not, in a word.
pub(super) fn state(timeline: &Timeline) -> &'static str {
    t(if timeline.follows() {
        "timeline.following"
    } else {
        "timeline.paused"
    })
}

pub(super) fn show(ui: &mut Ui, view: &mut View<'_>, timeline: &mut Timeline) {
    ui.horizontal_wrapped(|ui| {
        ui.label(RichText::new(t("timeline.title")).strong());
        let follow = ui.selectable_label(timeline.follows(), state(timeline));
        if follow.on_hover_text(t("timeline.follow.tip")).clicked() {
            toggle(view, timeline);
        }
        if view.state.stage.at.is_some() && ui.button(t("inspector.go_live")).clicked() {
            view.state.stage.at = None;
            timeline.held = None;
        }
        ui.separator();
        for (key, parts) in [("timeline.earlier", -0.25), ("timeline.later", 0.25)] {
            if ui.button(t(key)).clicked() {
                timeline.pan(view.now, parts);
            }
        }
        for (key, factor) in [("timeline.wider", 2.0), ("timeline.closer", 0.5)] {
            if ui.button(t(key)).clicked() {
                timeline.zoom(factor, None);
            }
        }
        if ui.button(t("timeline.whole")).clicked()
            && let Some(start) = timeline.track.start()
        {
            let whole = view.now.since(start);
            timeline.zoom(
                whole.as_secs_f64() / timeline.span.as_secs_f64().max(1e-3),
                None,
            );
            timeline.held = None;
        }
        ui.label(
            RichText::new(look_back(timeline))
                .small()
                .color(view.theme.weak),
        );
        ui.separator();
        case::button(ui, view, timeline);
        if ui.button(t("timeline.copy")).clicked() {
            let words = text(view, timeline);
            ui.ctx().copy_text(words);
        }
    });
}
