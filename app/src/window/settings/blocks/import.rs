//! Taking over the configuration of a LEDMatrix: looked at first, imported then, as one change.

use std::path::PathBuf;

use egui::{Button, TextEdit, Ui};
use lumarium_core::message::Command;

use super::{Block, bad, small, title};
use crate::config_files::{self, Import};
use crate::window::action::keys::entered;
use crate::window::settings::job::{Job, Told};
use crate::window::settings::parts::root;
use crate::window::text::{fill, t};
use crate::window::view::View;

/// The path that is typed, and what was found there.
#[derive(Debug, Default)]
pub(in crate::window) struct Importing {
    path: String,
    job: Job<Told<Import>>,
}

/// A field for the path, what would change, and a button.
pub(super) fn show(ui: &mut Ui, view: &mut View<'_>) {
    title(ui, view, Block::Import);
    let root = root(view.snapshot, view.tools.root.as_ref());
    let importing = &mut view.state.settings.importing;
    let mut go = false;
    ui.horizontal(|ui| {
        let width = (ui.available_width() - 110.0).max(120.0);
        let field = TextEdit::singleline(&mut importing.path)
            .hint_text(t("settings.import.hint"))
            .desired_width(width);
        let response = ui.add(field).accessible_name(t("settings.import.path"));
        if response.changed() {
            importing.job = Job::Idle;
        }
        go = entered(ui, &response);
        let typed = !importing.path.trim().is_empty();
        go |= ui
            .add_enabled(typed, Button::new(t("settings.import.look")))
            .clicked();
        go &= typed;
    });
    if go {
        let path = PathBuf::from(importing.path.trim());
        let look = move || config_files::look(&root, &path).map_err(|error| error.to_string());
        importing.job.start(&view.tools.errands, look);
    }
    match importing.job.poll() {
        Job::Done(Ok(import)) => {
            let import = import.clone();
            found(ui, view, import);
        }
        Job::Done(Err(why)) => {
            let why = why.clone();
            bad(ui, view, &why);
        }
        Job::Lost => bad(ui, view, t("settings.lost")),
        Job::Idle => {}
        Job::Waiting(_) => small(ui, view, t("settings.reading")),
    }
}

fn found(ui: &mut Ui, view: &mut View<'_>, import: Import) {
    if import.changes.is_empty() {
        return small(ui, view, t("settings.import.same"));
    }
    for line in &import.changes {
        ui.monospace(line);
    }
    let count = import.changes.len();
    if ui
        .button(fill("settings.import.go", &[("n", &count)]))
        .clicked()
    {
        view.state.settings.importing = Importing::default();
        view.send(Command::ImportConfig {
            main: import.main,
            secrets: import.secrets,
        });
    }
}
