//! Kept copies of the configuration, with a button that goes back to one.

use egui::{Button, Popup, RichText, ScrollArea, Ui};
use lumarium_core::message::Command;

use crate::window::text::{fill, t};
use crate::window::view::View;

/// Copies shown; there are fifty at most.
const SHOWN_MAX: usize = 50;

/// A button that opens the list.
pub(super) fn show(ui: &mut Ui, view: &mut View<'_>) {
    let button = ui.add(Button::new(t("history.title")));
    let button = button.on_hover_text(t("history.tip"));
    if button.clicked() {
        let root = view.tools.root.clone();
        let root = root.unwrap_or_else(|| view.snapshot.root.clone());
        view.state.panel.look_for_copies(&view.tools.errands, root);
    }
    Popup::menu(&button)
        .accessible_name(t("history.title"))
        .show(|ui| {
            ui.set_min_width(260.0);
            ui.label(
                RichText::new(t("history.about"))
                    .small()
                    .color(view.theme.weak),
            );
            let kept = view.state.panel.kept.clone();
            let Some(kept) = kept else {
                ui.weak(t("history.looking"));
                return;
            };
            if kept.is_empty() {
                ui.weak(t("history.none"));
            }
            ScrollArea::vertical().max_height(240.0).show(ui, |ui| {
                for one in kept.iter().take(SHOWN_MAX) {
                    let when = when(one.wall, view.zone);
                    let line = fill("history.line", &[("n", &one.number), ("when", &when)]);
                    let name = fill("history.restore", &[("n", &one.number)]);
                    if ui
                        .button(line)
                        .on_hover_text(&name)
                        .accessible_name(name)
                        .clicked()
                    {
                        view.send(Command::RestoreConfig {
                            revision: one.number,
                        });
                    }
                }
            });
        });
}

fn when(wall: lumarium_core::time::Wall, zone: &jiff::tz::TimeZone) -> String {
    match jiff::Timestamp::from_millisecond(wall.0) {
        Ok(stamp) => {
            let zoned = stamp.to_zoned(zone.clone());
            zoned.strftime("%Y-%m-%d %H:%M:%S").to_string()
        }
        Err(_) => wall.0.to_string(),
    }
}
