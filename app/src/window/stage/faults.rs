//! What goes wrong with the simulated panel, on demand: slow, lossy, unplugged. A real panel has none of it.

use std::time::Duration;

use egui::{Checkbox, Label, RichText, Slider, Ui};
use lumarium_sim::faults::Faults;

use crate::window::action::Action;
use crate::window::text::{fill, t};
use crate::window::view::View;
use crate::window::widgets::button;

/// The slowest panel of the slider; the command line goes further.
const SLOW_MAX_MILLIS: u64 = 500;
/// How often the counters are read while they are seen.
const COUNT_EVERY: Duration = Duration::from_millis(500);

/// Whether anything goes wrong on purpose.
pub fn any(faults: &Faults) -> bool {
    !faults.slow().is_zero() || faults.dropped() > 0 || faults.disconnected()
}

/// Makes the panel well again.
pub fn reset(faults: &Faults) {
    faults.set_slow(Duration::ZERO);
    faults.set_dropped(0);
    faults.set_disconnected(false);
}

/// The switches and what became of the frames.
pub fn show(ui: &mut Ui, view: &mut View<'_>) {
    let Some(faults) = view.tools.faults.clone() else {
        return;
    };
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().slider_width = 110.0;
        let mut slow = faults.slow().as_millis() as u64;
        let words = ui.label(t("faults.slow"));
        let most = SLOW_MAX_MILLIS.max(slow);
        let slider = Slider::new(&mut slow, 0..=most).suffix(t("faults.millis"));
        if ui.add(slider).labelled_by(words.id).changed() {
            faults.set_slow(Duration::from_millis(slow));
        }
        let mut dropped = faults.dropped();
        let words = ui.label(t("faults.drop"));
        let slider = Slider::new(&mut dropped, 0..=100).suffix(t("faults.percent"));
        if ui.add(slider).labelled_by(words.id).changed() {
            faults.set_dropped(dropped);
        }
        let mut unplugged = faults.disconnected();
        if ui
            .add(Checkbox::new(&mut unplugged, t("faults.unplug")))
            .changed()
        {
            faults.set_disconnected(unplugged);
        }
        button::text(ui, view, Action::FaultsReset);
    });
    let tally = faults.tally();
    let words = fill(
        "faults.tally",
        &[
            ("shown", &tally.shown),
            ("dropped", &tally.dropped),
            ("refused", &tally.refused),
        ],
    );
    ui.add(Label::new(RichText::new(words).color(view.theme.weak)).truncate());
    ui.request_repaint_after(COUNT_EVERY);
}
