//! The brightness slider: sends while it is dragged, but not more often than can be seen.

use std::time::Duration;

use lumarium_core::message::Command;

use super::{text, view::View};

/// Seconds between two commands while the slider moves.
const SEND_EVERY: f64 = 0.1;
/// Seconds the slider keeps a person's value while the engine takes it over.
const KEEP: f64 = 1.5;

/// What the slider remembers.
#[derive(Debug, Default)]
pub struct Brightness {
    /// A person's value, until the engine has it.
    wish: Option<u8>,
    /// The wish was sent.
    sent: bool,
    /// When the last command was sent, in seconds of the window's time.
    at: f64,
}

/// The slider with its percentage, and with a label where there is room.
pub fn show(ui: &mut egui::Ui, view: &mut View<'_>, wide: bool) {
    let time = ui.input(|input| input.time);
    let real = view.snapshot.panel.brightness;
    let slider = &mut view.state.brightness;
    if slider.sent && (slider.wish == Some(real) || time - slider.at > KEEP) {
        slider.wish = None;
    }
    let mut value = slider.wish.unwrap_or(real);
    let ink = view.theme.weak;
    let label = wide.then(|| {
        ui.label(egui::RichText::new(text::t("stage.brightness")).color(ink))
            .id
    });
    if !wide {
        ui.spacing_mut().slider_width = 90.0;
    }
    // The part left of the knob is the light that is on.
    ui.visuals_mut().selection.bg_fill = view.theme.accent;
    let response = ui
        .add(
            egui::Slider::new(&mut value, 0..=100)
                .show_value(false)
                .step_by(1.0),
        )
        .on_hover_text(text::t("stage.brightness.tip"));
    let response = match label {
        Some(label) => response.labelled_by(label),
        None => response.accessible_name(text::t("stage.brightness")),
    };
    ui.add_sized(
        [44.0, 20.0],
        egui::Label::new(format!("{value} %")).selectable(false),
    );
    if response.changed() {
        slider.wish = Some(value);
        slider.sent = false;
    }
    if slider.wish.is_some() {
        ui.request_repaint_after(Duration::from_secs_f64(KEEP));
    }
    let Some(percent) = slider.wish.filter(|_| !slider.sent) else {
        return;
    };
    let wait = slider.at + SEND_EVERY - time;
    if wait <= 0.0 || response.drag_stopped() {
        slider.sent = true;
        slider.at = time;
        view.send(Command::Brightness { percent });
    } else {
        ui.request_repaint_after(Duration::from_secs_f64(wait));
    }
}
