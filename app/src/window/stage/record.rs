//! The recorder: the last seconds of the film, or from now on, into a file. An errand writes it.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use egui::{ComboBox, DragValue, Label, ProgressBar, RichText, TextEdit, Ui};
use lumarium_core::limits;
use lumarium_core::snapshot::Level;
use lumarium_core::time::Moment;
use lumarium_sim::recorder::Format;

use crate::errands::{Errand, Outcome};
use crate::recording::Job;
use crate::window::action::Action;
use crate::window::page::Page;
use crate::window::stage::state::Shelf;
use crate::window::text::{self, fill, t};
use crate::window::view::View;
use crate::window::widgets::button;

/// The folder of the root that recordings go to.
const FOLDER: &str = "recordings";
/// What can be written, with the ends of names.
const FORMATS: [(Format, &str); 4] = [
    (Format::Gif, ".gif"),
    (Format::Webp, ".webp"),
    (Format::Apng, ".apng"),
    (Format::Png, ".png"),
];
/// Pixels for each LED in files and on the clipboard.
pub const PITCH: u32 = 8;

/// How often is looked how far a file is.
const PROGRESS_EVERY: Duration = Duration::from_millis(100);

/// What the recorder remembers.
#[derive(Debug)]
pub struct Recorder {
    /// How many of the last seconds are saved.
    pub secs: u32,
    /// What is written.
    pub format: Format,
    /// As LEDs, not one pixel each.
    pub leds: bool,
    /// The name a person typed; empty: the proposed one.
    pub name: String,
    /// Since when it records.
    pub since: Option<Moment>,
    writing: Option<Writing>,
    result: Option<Result<PathBuf, String>>,
}

/// A file that is being written.
#[derive(Debug)]
struct Writing {
    errand: Errand<Result<PathBuf, String>>,
    /// Percent that are done.
    done: Arc<AtomicU32>,
}

impl Default for Recorder {
    fn default() -> Self {
        Self {
            secs: 10,
            format: Format::Gif,
            leds: true,
            name: String::new(),
            since: None,
            writing: None,
            result: None,
        }
    }
}

impl Recorder {
    /// Whether a file is being written.
    pub const fn writes(&self) -> bool {
        self.writing.is_some()
    }
}

/// Begins to record, or ends and writes.
pub fn turn(view: &mut View<'_>) {
    match view.state.stage.recorder.since.take() {
        None => view.state.stage.recorder.since = Some(view.now),
        Some(since) => save(view, since, view.now),
    }
}

/// Writes the last seconds.
pub fn save_last(view: &mut View<'_>) {
    let secs = u64::from(view.state.stage.recorder.secs);
    let back = view.now.as_nanos().saturating_sub(secs * 1_000_000_000);
    save(view, Moment::from_nanos(back), view.now);
}

fn save(view: &mut View<'_>, from: Moment, to: Moment) {
    let Some(film) = view.tools.film.clone() else {
        return;
    };
    let Some((start, end)) = film.span() else {
        view.state.stage.recorder.result = Some(Err(t("record.nothing").to_owned()));
        return;
    };
    let recorder = &view.state.stage.recorder;
    // The film knows a still picture only as long as it was last seen.
    let to = to.min(end);
    let from = if recorder.format == Format::Png {
        to
    } else {
        from.clamp(start, to)
    };
    let Some(path) = path(view) else {
        view.state.stage.recorder.result = Some(Err(t("record.no_folder").to_owned()));
        return;
    };
    let job = Job {
        film,
        from,
        to,
        format: recorder.format,
        pitch: recorder.leds.then_some(PITCH),
        path,
    };
    let recorder = &mut view.state.stage.recorder;
    recorder.result = None;
    recorder.name.clear();
    let done = Arc::new(AtomicU32::new(0));
    let told = Arc::clone(&done);
    let told = move |part: f32| told.store((part * 100.0) as u32, Ordering::Relaxed);
    let errand = view.tools.errands.run(move || job.write(&told));
    recorder.writing = Some(Writing { errand, done });
}

/// Where it goes: what was typed, in the folder for recordings unless it is a whole path.
fn path(view: &View<'_>) -> Option<PathBuf> {
    let recorder = &view.state.stage.recorder;
    let typed = recorder.name.trim();
    let mut name = if typed.is_empty() {
        proposed(view)
    } else {
        typed.to_owned()
    };
    if Format::of_name(&name) != Some(recorder.format) {
        name.push_str(ending(recorder.format));
    }
    let name = PathBuf::from(name);
    if name.is_absolute() {
        return Some(name);
    }
    Some(view.tools.root.as_ref()?.join(FOLDER).join(name))
}

fn ending(format: Format) -> &'static str {
    let known = FORMATS.iter().find(|(known, _)| *known == format);
    known.map_or("", |(_, ending)| ending)
}

/// `clock-20261121-124500`.
fn proposed(view: &View<'_>) -> String {
    let screen = view.snapshot.panel.screen.as_ref();
    let who = screen.map_or("lumarium", |screen| screen.plugin.as_str());
    let later = view.now.since(view.snapshot.at).as_millis() as i64;
    let stamp = jiff::Timestamp::from_millisecond(view.snapshot.wall.0.saturating_add(later));
    let when = stamp.unwrap_or_default().to_zoned(view.zone.clone());
    format!("{who}-{}", when.strftime("%Y%m%d-%H%M%S"))
}

/// Looks whether a file was written, and ends a recording that is as long as the film.
pub fn step(ui: &Ui, view: &mut View<'_>) {
    let recorder = &mut view.state.stage.recorder;
    if let Some(writing) = &recorder.writing {
        let result = match writing.errand.poll() {
            Outcome::Waiting => None,
            Outcome::Done(result) => Some(result),
            Outcome::Lost => Some(Err(t("record.lost").to_owned())),
        };
        if let Some(result) = result {
            recorder.writing = None;
            recorder.result = Some(result);
            tell(view);
        } else {
            ui.request_repaint_after(PROGRESS_EVERY);
        }
    }
    let Some(since) = view.state.stage.recorder.since else {
        return;
    };
    if view.now.since(since) >= limits::FILM_LENGTH {
        turn(view);
    }
    ui.request_repaint_after(Duration::from_secs(1));
}

/// Says what became of a file to somebody who does not see the shelf.
fn tell(view: &mut View<'_>) {
    let seen =
        view.state.trail.page() == Page::Stage && view.state.stage.shelf == Some(Shelf::Recorder);
    let Some(result) = view.state.stage.recorder.result.clone().filter(|_| !seen) else {
        return;
    };
    match result {
        Ok(path) => {
            let words = fill("record.saved", &[("path", &path.display())]);
            view.tell(Level::Info, &words);
        }
        Err(why) => view.tell(Level::Error, &fill("record.failed", &[("why", &why)])),
    }
}

/// The recorder's shelf.
pub fn show(ui: &mut Ui, view: &mut View<'_>) {
    ui.horizontal_wrapped(|ui| {
        button::text(ui, view, Action::SaveLast);
        let recorder = &mut view.state.stage.recorder;
        let most = limits::FILM_LENGTH.as_secs() as u32;
        let secs = DragValue::new(&mut recorder.secs).range(1..=most);
        ui.add(secs.suffix(t("record.seconds")))
            .accessible_name(t("record.length"));
        let name = match recorder.since {
            Some(since) => {
                let time = text::span(view.now.since(since));
                fill("record.stop", &[("time", &time)])
            }
            None => t("record.start").to_owned(),
        };
        ui.separator();
        button::named(ui, view, Action::Record, &name);
        ui.separator();
        choices(ui, view);
    });
    let hint = proposed(view);
    let field = TextEdit::singleline(&mut view.state.stage.recorder.name);
    let width = ui.available_width().min(420.0);
    let field = field.hint_text(hint).desired_width(width);
    ui.add(field)
        .on_hover_text(t("record.name.tip"))
        .accessible_name(t("record.name"));
    result(ui, view);
}

fn choices(ui: &mut Ui, view: &mut View<'_>) {
    let recorder = &mut view.state.stage.recorder;
    ComboBox::from_id_salt("record format")
        .selected_text(recorder.format.to_string())
        .width(64.0)
        .show_ui(ui, |ui| {
            for (format, _) in FORMATS {
                ui.selectable_value(&mut recorder.format, format, format.to_string());
            }
        })
        .response
        .accessible_name(t("record.format"));
    ui.checkbox(&mut recorder.leds, t("record.leds"))
        .on_hover_text(t("record.leds.tip"));
}

fn result(ui: &mut Ui, view: &mut View<'_>) {
    let recorder = &view.state.stage.recorder;
    if let Some(writing) = &recorder.writing {
        let percent = writing.done.load(Ordering::Relaxed);
        let words = fill("record.writing", &[("n", &percent)]);
        let bar = ProgressBar::new(percent as f32 / 100.0).desired_width(240.0);
        ui.add(bar.text(words.as_str())).accessible_name(words);
        return;
    }
    match &recorder.result {
        None => {
            let words = RichText::new(t("record.hint")).color(view.theme.weak);
            ui.add(Label::new(words).truncate());
        }
        Some(Ok(path)) => {
            let path = path.display().to_string();
            ui.horizontal(|ui| {
                if ui.button(t("record.copy_path")).clicked() {
                    ui.ctx().copy_text(path.clone());
                }
                let words = fill("record.saved", &[("path", &path)]);
                ui.add(Label::new(words).truncate());
            });
        }
        Some(Err(why)) => {
            let words = fill("record.failed", &[("why", why)]);
            ui.add(Label::new(RichText::new(words).color(view.theme.bad)).wrap());
        }
    }
}
