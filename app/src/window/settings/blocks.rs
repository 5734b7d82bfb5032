//! What stands on the page beside single settings: each with a title, a sentence, and its own file.

mod canvas;
mod checks;
mod days;
mod durations;
mod history;
mod import;
mod link;
mod looks;
mod others;
mod reconciling;

use egui::{Label, RichText, Ui};

pub(super) use self::checks::Checks;
pub(super) use self::history::Kept;
pub(super) use self::import::Importing;
pub(super) use self::link::Linking;
use super::parts::root;
use crate::window::action::Action;
use crate::window::text::t;
use crate::window::view::View;
use crate::window::widgets::button;

/// A part of the page that is no single setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Block {
    Profiles,
    Canvas,
    Order,
    Durations,
    Days,
    Link,
    Rescan,
    Look,
    Motion,
    Scale,
    Root,
    History,
    Import,
    Check,
    Reconcile,
    Doctor,
    Stop,
    Others,
}

impl Block {
    /// What it is sought by, as a row is by its path.
    pub(super) const fn key(self) -> &'static str {
        match self {
            Self::Profiles => "profiles",
            Self::Canvas => "canvas",
            Self::Order => "order",
            Self::Durations => "durations",
            Self::Days => "days",
            Self::Link => "link",
            Self::Rescan => "rescan",
            Self::Look => "look",
            Self::Motion => "motion",
            Self::Scale => "scale",
            Self::Root => "root",
            Self::History => "history",
            Self::Import => "import",
            Self::Check => "check",
            Self::Reconcile => "reconcile",
            Self::Doctor => "doctor",
            Self::Stop => "stop",
            Self::Others => "others",
        }
    }

    /// Its title, and a sentence about it.
    pub(super) fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Profiles => (t("settings.profiles"), t("settings.profiles.tip")),
            Self::Canvas => (t("settings.canvas"), t("settings.canvas.tip")),
            Self::Order => (t("settings.order"), t("settings.order.tip")),
            Self::Durations => (t("settings.durations"), t("settings.durations.tip")),
            Self::Days => (t("settings.days"), t("settings.days.tip")),
            Self::Link => (t("settings.link"), t("settings.link.tip")),
            Self::Rescan => Action::Rescan.text_and_tooltip(),
            Self::Look => (t("settings.look"), t("settings.look.tip")),
            Self::Motion => Action::Motion.text_and_tooltip(),
            Self::Scale => (t("settings.scale"), t("settings.scale.tip")),
            Self::Root => (t("settings.root"), t("settings.root.tip")),
            Self::History => (t("settings.history"), t("settings.history.tip")),
            Self::Import => (t("settings.import"), t("settings.import.tip")),
            Self::Check => (t("settings.check"), t("settings.check.tip")),
            Self::Reconcile => (t("settings.reconcile"), t("settings.reconcile.tip")),
            Self::Doctor => (t("settings.doctor"), t("settings.doctor.tip")),
            Self::Stop => Action::Quit.text_and_tooltip(),
            Self::Others => (t("settings.others"), t("settings.others.about")),
        }
    }

    /// Shows it.
    pub(super) fn show(self, ui: &mut Ui, view: &mut View<'_>) {
        match self {
            Self::Profiles => canvas::profiles(ui, view),
            Self::Canvas => canvas::result(ui, view),
            Self::Order => order(ui, view),
            Self::Durations => durations::show(ui, view),
            Self::Days => days::show(ui, view),
            Self::Link => link::show(ui, view),
            Self::Rescan => action(ui, view, Action::Rescan),
            Self::Look => looks::look(ui, view),
            Self::Motion => looks::motion(ui, view),
            Self::Scale => looks::scale(ui, view),
            Self::Root => folder(ui, view),
            Self::History => history::show(ui, view),
            Self::Import => import::show(ui, view),
            Self::Check => checks::check(ui, view),
            Self::Reconcile => reconciling::show(ui, view),
            Self::Doctor => checks::doctor(ui, view),
            Self::Stop => action(ui, view, Action::Quit),
            Self::Others => others::show(ui, view),
        }
    }
}

/// A title and a sentence below it.
fn title(ui: &mut Ui, view: &View<'_>, block: Block) {
    let (title, about) = block.words();
    ui.label(RichText::new(title).color(view.theme.text).strong());
    small(ui, view, about);
}

/// A line in small letters.
fn small(ui: &mut Ui, view: &View<'_>, words: &str) {
    ui.add(Label::new(RichText::new(words).small().color(view.theme.weak)).wrap());
}

/// A line that says what is wrong.
fn bad(ui: &mut Ui, view: &View<'_>, words: &str) {
    ui.add(Label::new(RichText::new(words).small().color(view.theme.bad)).wrap());
}

/// A button of an action with what it does.
fn action(ui: &mut Ui, view: &mut View<'_>, action: Action) {
    let (_, tip) = action.text_and_tooltip();
    ui.horizontal(|ui| {
        button::text(ui, view, action);
        small(ui, view, tip);
    });
}

/// The order of the rotation is changed where it is seen.
fn order(ui: &mut Ui, view: &mut View<'_>) {
    title(ui, view, Block::Order);
    if ui.button(t("settings.order.go")).clicked() {
        view.state.list_open = true;
        Action::PageStage.run(view);
    }
}

/// The root: where it is, copied or opened.
fn folder(ui: &mut Ui, view: &mut View<'_>) {
    title(ui, view, Block::Root);
    let root = root(view.snapshot, view.tools.root.as_ref());
    let path = root.display().to_string();
    ui.add(Label::new(RichText::new(&path).monospace()).wrap());
    ui.horizontal(|ui| {
        if ui.button(t("settings.root.copy")).clicked() {
            ui.copy_text(path.clone());
        }
        if ui.button(t("settings.root.open")).clicked() {
            view.state.panel.open_folder(view.tools, root.clone());
        }
    });
}
