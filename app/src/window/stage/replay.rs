//! Looking back: the picture of a moment of the last minute instead of the present one.

use egui::{Align, Frame as Area, Label, Layout, Margin, RichText, Ui};
use lumarium_core::frame::{Frame, Size};
use lumarium_core::time::{Moment, Wall};
use lumarium_sim::film::Film;

use crate::window::action::Action;
use crate::window::text::{self, fill};
use crate::window::view::View;
use crate::window::widgets::{self, button};

/// The picture of a moment, read from the film once.
#[derive(Debug)]
pub struct Past {
    asked: Option<Moment>,
    found: bool,
    frame: Frame,
}

impl Default for Past {
    fn default() -> Self {
        Self {
            asked: None,
            found: false,
            frame: Frame::black(Size::new(1, 1)),
        }
    }
}

impl Past {
    /// The picture that was on at `at`; absent if nobody knows it any more.
    pub fn look(&mut self, film: Option<&Film>, at: Moment) -> Option<&Frame> {
        if self.asked != Some(at) {
            self.asked = Some(at);
            self.found = film.is_some_and(|film| film.at(at, &mut self.frame).is_some());
        }
        self.found.then_some(&self.frame)
    }
}

/// `12 s ago`.
pub fn ago(view: &View<'_>, at: Moment) -> String {
    let time = text::span(view.now.since(at));
    fill("stage.ago", &[("time", &time)])
}

/// Says over the picture that it is not the present one, with the way back.
pub fn mark(ui: &mut Ui, view: &mut View<'_>, at: Moment, known: bool) {
    let since = view.snapshot.at.since(at).as_millis() as i64;
    let wall = Wall(view.snapshot.wall.0.saturating_sub(since));
    let when = text::clock(wall, view.zone);
    let words = if known {
        fill("stage.past", &[("ago", &ago(view, at)), ("when", &when)])
    } else {
        fill("stage.past.gone", &[("when", &when)])
    };
    Area::new()
        .fill(view.theme.selected)
        .inner_margin(Margin::symmetric(12, 4))
        .show(ui, |ui| {
            widgets::line(ui, 26.0, |ui| {
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    button::text(ui, view, Action::Live);
                    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                        let words = RichText::new(words).strong().color(view.theme.text);
                        ui.add(Label::new(words).truncate());
                    });
                });
            });
        });
    // The words grow older each second.
    ui.request_repaint_after(std::time::Duration::from_secs(1));
}
