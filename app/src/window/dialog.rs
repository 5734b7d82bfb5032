//! Questions over everything else: link a folder, import a configuration, leave without saving. Escape leaves
//! them.

use std::path::PathBuf;

use egui::{Align, Id, Label, Layout, Modal, RichText, ScrollArea, TextEdit, Ui};
use lumarium_core::message::Command;
use serde_json::{Map, Value};

use super::action::keys;
use super::leave;
use super::text::{fill, t};
use super::theme::PALETTE_WIDTH;
use super::view::View;

/// Changes that are listed; the rest is counted.
const CHANGES_MAX: usize = 200;

/// A question.
#[derive(Debug)]
pub enum Dialog {
    /// Which folder or file is to be linked; as typed.
    Link(String),
    /// Whether a configuration is to be imported.
    Import(Box<Import>),
    /// What shall become of changes that are not saved.
    Leave,
}

/// A configuration that was dropped on the window.
#[derive(Debug)]
pub struct Import {
    path: PathBuf,
    values: Map<String, Value>,
    secret: bool,
    /// The paths of what would be another value, without the values: one of them may be a secret.
    changes: Vec<Change>,
}

/// One value that would be another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Keys from the top, joined by dots.
    pub path: String,
    /// There is none now.
    pub new: bool,
}

impl Dialog {
    /// Asks for a folder.
    pub const fn link() -> Self {
        Self::Link(String::new())
    }
}

impl Import {
    /// What importing `values` over `now` would change. `secret`: into the file of secrets.
    pub fn new(
        path: PathBuf,
        values: Map<String, Value>,
        secret: bool,
        now: &Map<String, Value>,
    ) -> Self {
        let mut changes = Vec::new();
        differences(&values, Some(now), "", &mut changes);
        Self {
            path,
            values,
            secret,
            changes,
        }
    }

    /// What would be another value.
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }

    fn command(self) -> Command {
        let (main, secrets) = if self.secret {
            (Map::new(), self.values)
        } else {
            (self.values, Map::new())
        };
        Command::ImportConfig { main, secrets }
    }
}

/// Objects are merged, so that what is not named stays as it is.
fn differences(
    new: &Map<String, Value>,
    now: Option<&Map<String, Value>>,
    above: &str,
    found: &mut Vec<Change>,
) {
    for (key, value) in new {
        let path = if above.is_empty() {
            key.clone()
        } else {
            format!("{above}.{key}")
        };
        let before = now.and_then(|now| now.get(key));
        let merged = before.is_none_or(Value::is_object);
        if let Some(inner) = value.as_object().filter(|_| merged) {
            differences(inner, before.and_then(Value::as_object), &path, found);
        } else if before != Some(value) {
            let new = before.is_none();
            found.push(Change { path, new });
        }
    }
}

/// What a person did with a dialog.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Click {
    /// What was asked.
    Do,
    /// The other thing.
    Discard,
    /// Nothing.
    Leave,
}

/// Shows the dialog, if there is one.
pub fn show(ui: &Ui, view: &mut View<'_>) {
    let Some(mut dialog) = view.state.dialog.take() else {
        return;
    };
    let shown = Modal::new(Id::unique("dialog")).show(ui.ctx(), |ui| {
        ui.set_width(PALETTE_WIDTH.min(ui.ctx().content_rect().width() - 48.0));
        match &mut dialog {
            Dialog::Link(path) => link(ui, view, path),
            Dialog::Import(import) => ask(ui, view, import),
            Dialog::Leave => leave::ask(ui, view),
        }
    });
    let leave = shown.should_close() || shown.inner == Some(Click::Leave);
    match (shown.inner, dialog) {
        (Some(Click::Do), Dialog::Link(path)) => view.send(Command::Link {
            path: PathBuf::from(path.trim()),
        }),
        (Some(Click::Do), Dialog::Import(import)) => view.send(import.command()),
        (Some(Click::Do), Dialog::Leave) => leave::save(view),
        (Some(Click::Discard), Dialog::Leave) => leave::discard(view),
        (_, dialog) if !leave => view.state.dialog = Some(dialog),
        _ => {}
    }
}

fn link(ui: &mut Ui, view: &View<'_>, path: &mut String) -> Option<Click> {
    ui.heading(t("link.title"));
    ui.add(Label::new(RichText::new(t("link.text")).color(view.theme.weak)).wrap());
    ui.add_space(6.0);
    let entered = keys::complete(ui.ctx());
    let field = TextEdit::singleline(path)
        .hint_text(t("link.hint"))
        .desired_width(f32::INFINITY);
    let field = ui.add(field).accessible_name(t("link.field"));
    if ui.memory(|memory| memory.focused().is_none()) {
        field.request_focus();
    }
    let ready = PathBuf::from(path.trim()).is_absolute();
    if !ready && !path.trim().is_empty() {
        ui.label(RichText::new(t("link.absolute")).color(view.theme.wait));
    }
    let click = buttons(ui, t("link.do"), ready);
    if entered && ready {
        return Some(Click::Do);
    }
    click
}

fn ask(ui: &mut Ui, view: &View<'_>, import: &Import) -> Option<Click> {
    ui.heading(t("import.title"));
    let from = RichText::new(import.path.display().to_string()).monospace();
    ui.add(Label::new(from.color(view.theme.weak)).wrap());
    let count = import.changes.len();
    let words = match count {
        0 => t("import.nothing").to_owned(),
        _ => fill("import.changes", &[("n", &count)]),
    };
    ui.add(Label::new(words).wrap());
    ui.add_space(4.0);
    let height = ui.ctx().content_rect().height() * 0.4;
    ScrollArea::vertical()
        .max_height(height)
        .auto_shrink([false, true])
        .show(ui, |ui| {
            for change in import.changes.iter().take(CHANGES_MAX) {
                let key = if change.new {
                    "import.new"
                } else {
                    "import.changed"
                };
                let words = fill(key, &[("path", &change.path)]);
                ui.add(Label::new(RichText::new(words).monospace()).wrap());
            }
            if count > CHANGES_MAX {
                let more = fill("import.more", &[("n", &(count - CHANGES_MAX))]);
                ui.label(RichText::new(more).color(view.theme.weak));
            }
        });
    buttons(ui, t("import.do"), count > 0)
}

/// What is done, and *Cancel*.
fn buttons(ui: &mut Ui, words: &str, ready: bool) -> Option<Click> {
    ui.add_space(8.0);
    let mut click = None;
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        if ui.add_enabled(ready, egui::Button::new(words)).clicked() {
            click = Some(Click::Do);
        }
        if ui.button(t("dialog.cancel")).clicked() {
            click = Some(Click::Leave);
        }
    });
    click
}
