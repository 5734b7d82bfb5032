//! How the window looks: colours, motion, scale. Kept by the window, not in the configuration.

use egui::{Align, Layout, RichText, Ui};

use super::{Block, small, title};
use crate::window::action::Action;
use crate::window::prefs::Look;
use crate::window::text::{fill, t};
use crate::window::view::View;
use crate::window::widgets::{button, switch};

/// The four looks side by side.
pub(super) fn look(ui: &mut Ui, view: &mut View<'_>) {
    title(ui, view, Block::Look);
    ui.horizontal_wrapped(|ui| {
        for look in Look::ALL {
            let lit = view.state.prefs.look == look;
            if ui.selectable_label(lit, t(look.key())).clicked() {
                view.state.prefs.look = look;
            }
        }
    });
}

/// A switch for motion.
pub(super) fn motion(ui: &mut Ui, view: &mut View<'_>) {
    let (name, tip) = Action::Motion.text_and_tooltip();
    let still = view.state.prefs.reduced_motion;
    ui.horizontal(|ui| {
        ui.label(RichText::new(name).strong());
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let (rect, _) = ui.allocate_exact_size(switch::SIZE, egui::Sense::hover());
            let key = if still {
                "settings.switch_off"
            } else {
                "settings.switch_on"
            };
            let words = fill(key, &[("name", &name)]);
            if switch::show(ui, rect, still, &words, &view.theme).clicked() {
                Action::Motion.run(view);
            }
        });
    });
    small(ui, view, tip);
}

/// Smaller and larger, with the present scale between.
pub(super) fn scale(ui: &mut Ui, view: &mut View<'_>) {
    title(ui, view, Block::Scale);
    ui.horizontal(|ui| {
        button::text(ui, view, Action::ScaleDown);
        let percent = view.state.prefs.scale_percent;
        ui.label(fill("settings.percent", &[("n", &percent)]));
        button::text(ui, view, Action::ScaleUp);
        button::text(ui, view, Action::ScaleReset);
    });
}
