//! Linking a plugin that lies elsewhere.

use std::path::PathBuf;

use egui::{TextEdit, Ui};
use lumarium_core::message::Command;

use super::{Block, bad, title};
use crate::window::action::keys::entered;
use crate::window::settings::job::{Job, Told};
use crate::window::text::t;
use crate::window::view::View;

/// The path that is typed, and the errand that looks for it.
#[derive(Debug, Default)]
pub(in crate::window) struct Linking {
    path: String,
    job: Job<Told<PathBuf>>,
}

/// A field for the path, and a button.
pub(super) fn show(ui: &mut Ui, view: &mut View<'_>) {
    title(ui, view, Block::Link);
    let linking = &mut view.state.settings.linking;
    let mut go = false;
    ui.horizontal(|ui| {
        let width = (ui.available_width() - 90.0).max(120.0);
        let field = TextEdit::singleline(&mut linking.path)
            .hint_text(t("settings.link.hint"))
            .desired_width(width);
        let response = ui.add(field).accessible_name(t("settings.link.path"));
        go = entered(ui, &response);
        let typed = !linking.path.trim().is_empty();
        go |= ui
            .add_enabled(typed, egui::Button::new(t("settings.link.go")))
            .clicked();
        go &= typed;
    });
    if go {
        let path = linking.path.trim().to_owned();
        linking.job.start(&view.tools.errands, move || whole(&path));
    }
    match linking.job.poll() {
        Job::Done(Ok(path)) => {
            let path = path.clone();
            linking.job = Job::Idle;
            linking.path.clear();
            view.send(Command::Link { path });
        }
        Job::Done(Err(why)) => {
            let why = why.clone();
            bad(ui, view, &why);
        }
        Job::Lost => bad(ui, view, t("settings.lost")),
        Job::Idle | Job::Waiting(_) => {}
    }
}

/// The whole path: the engine has no working folder.
fn whole(path: &str) -> Told<PathBuf> {
    let home = || directories::UserDirs::new().map(|dirs| dirs.home_dir().to_owned());
    let path = match path.strip_prefix("~/") {
        Some(rest) => home().map_or_else(|| PathBuf::from(path), |home| home.join(rest)),
        None => PathBuf::from(path),
    };
    std::fs::canonicalize(&path).map_err(|error| format!("{}: {error}", path.display()))
}
