//! The journal with a filter: `plugin:clock topic:life words "some words"`. Each frame looks only at what
//! is new, and makes only the lines that are seen.

mod filter;
mod rows;

use egui::{Margin, RichText, TextEdit, Ui};
use lumarium_core::journal::Topic;

pub use self::filter::Filter;
use super::Shown;
use crate::window::text::{fill, t};
use crate::window::view::View;

pub(super) fn show(ui: &mut Ui, view: &mut View<'_>, shown: &Shown) {
    controls(ui, view);
    let mut filter = std::mem::take(&mut view.state.inspector.journal);
    filter.refresh(&view.state.past);
    let lost = view.state.past.lost();
    let count = fill(
        "journal.count",
        &[("n", &filter.found.len()), ("lost", &lost)],
    );
    ui.label(RichText::new(count).small().color(view.theme.weak));
    rows::show(ui, view, shown, &mut filter);
    view.state.inspector.journal = filter;
}

fn controls(ui: &mut Ui, view: &mut View<'_>) {
    ui.horizontal_wrapped(|ui| {
        let filter = &mut view.state.inspector.journal;
        let mut typed = filter.typed.clone();
        let field = ui
            .add(
                TextEdit::singleline(&mut typed)
                    .hint_text(t("journal.hint"))
                    .margin(Margin::symmetric(8, 4))
                    .desired_width((ui.available_width() - 90.0).clamp(120.0, 260.0)),
            )
            .accessible_name(t("journal.filter"));
        if field.changed() {
            filter.set(typed);
        }
        let follow = ui.selectable_label(filter.follows, t("journal.follow"));
        if follow.on_hover_text(t("journal.follow.tip")).clicked() {
            filter.follows = !filter.follows;
            filter.jumps = filter.follows;
        }
    });
    ui.horizontal_wrapped(|ui| {
        for topic in Topic::ALL {
            let filter = &mut view.state.inspector.journal;
            let on = filter.wanted.topics.iter().any(|name| name == topic.name());
            if ui.selectable_label(on, topic.name()).clicked() {
                filter.toggle(topic);
            }
        }
    });
}
