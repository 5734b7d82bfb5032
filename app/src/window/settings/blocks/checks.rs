//! The files of the configuration, and this machine: looked at on demand, told as a list.

use egui::{Label, RichText, Ui};

use super::{Block, bad, small, title};
use crate::config_files::{self, Checked};
use crate::doctor::{self, Check, Verdict};
use crate::window::settings::job::Job;
use crate::window::settings::parts::root;
use crate::window::standing::Badge;
use crate::window::text::t;
use crate::window::view::View;
use crate::window::widgets::badge;

/// What was found.
#[derive(Debug, Default)]
pub(in crate::window) struct Checks {
    files: Job<Vec<Checked>>,
    machine: Job<Vec<Check>>,
}

/// The files of the configuration.
pub(super) fn check(ui: &mut Ui, view: &mut View<'_>) {
    title(ui, view, Block::Check);
    let root = root(view.snapshot, view.tools.root.as_ref());
    let checks = &mut view.state.settings.checks;
    if ui.button(t("settings.check.go")).clicked() {
        checks
            .files
            .start(&view.tools.errands, move || config_files::check(&root));
    }
    let files = match checks.files.poll() {
        Job::Done(files) => files.clone(),
        Job::Idle => return,
        Job::Waiting(_) => return small(ui, view, t("settings.reading")),
        Job::Lost => return bad(ui, view, t("settings.lost")),
    };
    for checked in files {
        let verdict = match (checked.state, checked.problems.is_empty()) {
            ("broken", _) => Verdict::Fail,
            (_, false) => Verdict::Warn,
            (_, true) => Verdict::Ok,
        };
        let name = checked.file.file_name().unwrap_or_default();
        let words = format!("{}: {}", name.to_string_lossy(), checked.state);
        line(ui, view, verdict, &words);
        for problem in &checked.problems {
            small(ui, view, problem);
        }
    }
}

/// This machine.
pub(super) fn doctor(ui: &mut Ui, view: &mut View<'_>) {
    title(ui, view, Block::Doctor);
    let root = root(view.snapshot, view.tools.root.as_ref());
    let checks = &mut view.state.settings.checks;
    let mut copy = false;
    ui.horizontal(|ui| {
        if ui.button(t("settings.doctor.go")).clicked() {
            checks
                .machine
                .start(&view.tools.errands, move || doctor::checks(&root));
        }
        let done = matches!(checks.machine, Job::Done(_));
        copy = ui
            .add_enabled(done, egui::Button::new(t("settings.doctor.copy")))
            .clicked();
    });
    let found = match checks.machine.poll() {
        Job::Done(found) => found.clone(),
        Job::Idle => return,
        Job::Waiting(_) => return small(ui, view, t("settings.reading")),
        Job::Lost => return bad(ui, view, t("settings.lost")),
    };
    if copy {
        ui.copy_text(doctor::text(&found));
    }
    for check in &found {
        line(
            ui,
            view,
            check.verdict,
            &format!("{}: {}", check.name, check.found),
        );
        if let Some(advice) = &check.advice {
            small(ui, view, advice);
        }
    }
}

/// A verdict as shape, word and colour, and what it is about.
fn line(ui: &mut Ui, view: &View<'_>, verdict: Verdict, words: &str) {
    let (shape, word, ink) = match verdict {
        Verdict::Ok => (Badge::Works, t("settings.ok"), view.theme.good),
        Verdict::Warn => (Badge::Waits, t("settings.warn"), view.theme.wait),
        Verdict::Fail => (Badge::Broken, t("settings.fail"), view.theme.bad),
    };
    ui.horizontal(|ui| {
        badge::show(ui, shape, &view.theme);
        ui.label(RichText::new(word).small().color(ink));
        ui.add(Label::new(RichText::new(words).color(view.theme.text)).wrap());
    });
}
