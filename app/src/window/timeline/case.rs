//! "Save as test case": a folder with all that is needed to see again what a plugin showed: settings
//! without secrets, size, screens, the journal of the span that is seen, and its pictures. An errand
//! writes it; it is there as a whole or not at all.

mod write;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use egui::{RichText, Ui};
use lumarium_core::frame::{Frame, Size};
use lumarium_core::journal::Entry;
use lumarium_core::snapshot::PluginView;
use lumarium_core::time::{Moment, Wall};
use lumarium_sim::film::Film;

use super::{Timeline, earlier};
use crate::errands::{Errand, Outcome};
use crate::window::text::{fill, t};
use crate::window::view::View;

/// Pictures of one case: more than 200 nobody compares.
const FRAMES_MAX: usize = 200;
/// Rows of pixels of a strip: pictures higher than this many programs do not open.
const ROWS_MAX: u32 = 16_384;
/// Journal entries of one case.
const ENTRIES_MAX: usize = 2_000;

/// What a case is made of.
struct Case {
    plugin: Arc<PluginView>,
    size: Size,
    brightness: u8,
    wall: Wall,
    span: (Moment, Moment),
    journal: Vec<Arc<Entry>>,
    film: Option<Film>,
}

impl Case {
    /// The pictures of the span, each with how long it stayed.
    fn frames(&self) -> Vec<(Arc<Frame>, Duration)> {
        let Some(film) = &self.film else {
            return Vec::new();
        };
        let (from, to) = self.span;
        let most = (ROWS_MAX / self.size.height.max(1)).max(1) as usize;
        let clip = film.clip(from, to, most.min(FRAMES_MAX));
        let starts: Vec<Moment> = clip.iter().map(|(at, _)| *at).skip(1).chain([to]).collect();
        clip.into_iter()
            .zip(starts)
            // A change of the canvas within the span ends the strip: a strip has one size.
            .take_while(|((_, frame), _)| frame.size() == self.size)
            .map(|((at, frame), end)| (Arc::new(frame), end.since(at.max(from))))
            .collect()
    }
}

/// A case on its way to the disk.
#[derive(Debug, Default)]
pub(super) struct Saving {
    errand: Option<Errand<Result<PathBuf, String>>>,
    said: Option<String>,
}

impl Saving {
    fn poll(&mut self) {
        let Some(errand) = self.errand.take() else {
            return;
        };
        match errand.poll() {
            Outcome::Waiting => self.errand = Some(errand),
            Outcome::Done(Ok(path)) => {
                self.said = Some(fill("case.saved", &[("path", &path.display())]));
            }
            Outcome::Done(Err(reason)) => {
                self.said = Some(fill("case.failed", &[("reason", &reason)]));
            }
            Outcome::Lost => self.said = Some(t("case.lost").to_owned()),
        }
    }
}

pub(super) fn button(ui: &mut Ui, view: &View<'_>, timeline: &mut Timeline) {
    timeline.saving.poll();
    let able = view.selected().is_some() && view.tools.root.is_some();
    let able = able && timeline.saving.errand.is_none();
    let button = ui.add_enabled(able, egui::Button::new(t("case.save")));
    if button.clicked() {
        save(view, timeline);
    }
    button
        .on_hover_text(t("case.tip"))
        .on_disabled_hover_text(t("case.select"));
    if let Some(said) = &timeline.saving.said {
        ui.label(RichText::new(said).small().color(view.theme.weak));
    }
}

fn save(view: &View<'_>, timeline: &mut Timeline) {
    let Some(root) = view.tools.root.clone() else {
        return;
    };
    let to = timeline.held.unwrap_or(view.now).min(view.now);
    let from = earlier(to, timeline.span);
    let snapshot = view.state.past.at(to);
    let id = view.selected().map(|plugin| &plugin.id);
    let mut plugins = snapshot.iter().flat_map(|snapshot| snapshot.plugins.iter());
    let Some(plugin) = plugins.find(|plugin| Some(&plugin.id) == id) else {
        return;
    };
    let past = &view.state.past;
    let entries = past.places().rev().filter_map(|place| past.entry(place));
    let mut journal: Vec<_> = entries
        .skip_while(|entry| entry.at > to)
        .take_while(|entry| entry.at >= from)
        .take(ENTRIES_MAX)
        .cloned()
        .collect();
    journal.reverse();
    let before = view.now.since(to).as_millis() as i64;
    let panel = &view.snapshot.panel;
    let wall = view.snapshot.wall.0 + view.now.since(view.snapshot.at).as_millis() as i64;
    let case = Case {
        plugin: Arc::clone(plugin),
        size: panel.size,
        brightness: panel.brightness,
        wall: Wall(wall - before),
        span: (from, to),
        journal,
        film: view.tools.film.clone(),
    };
    timeline.saving.said = None;
    timeline.saving.errand = Some(view.tools.errands.run(move || write::write(&root, &case)));
}
