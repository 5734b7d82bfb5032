//! Kept configurations: a list, what going back would change, and going back.

use std::sync::Arc;

use egui::{RichText, Ui};
use lumarium_core::host::config_files::history::Revision;
use lumarium_core::message::Command;
use serde_json::Value;

use super::{Block, bad, small, title};
use crate::config_files;
use crate::window::settings::job::{Job, Told};
use crate::window::settings::parts::root;
use crate::window::text::{fill, t};
use crate::window::view::View;

/// The list and the difference that is open.
#[derive(Debug, Default)]
pub(in crate::window) struct Kept {
    open: bool,
    /// The configuration that the list was made with.
    with: Option<Arc<Value>>,
    list: Job<Vec<Revision>>,
    /// The copy whose difference is shown.
    chosen: Option<u64>,
    difference: Job<Told<Vec<String>>>,
}

/// A button that opens the list.
pub(super) fn show(ui: &mut Ui, view: &mut View<'_>) {
    title(ui, view, Block::History);
    let open = view.state.settings.kept.open;
    let words = if open {
        t("settings.history.close")
    } else {
        t("settings.history.open")
    };
    if ui.button(words).clicked() {
        let kept = &mut view.state.settings.kept;
        *kept = Kept {
            open: !open,
            ..Kept::default()
        };
    }
    if view.state.settings.kept.open {
        list(ui, view);
    }
}

fn list(ui: &mut Ui, view: &mut View<'_>) {
    let root = root(view.snapshot, view.tools.root.as_ref());
    let kept = &mut view.state.settings.kept;
    let config = &view.snapshot.config;
    // A new configuration is a new copy.
    if !kept
        .with
        .as_ref()
        .is_some_and(|with| Arc::ptr_eq(with, config))
    {
        kept.with = Some(Arc::clone(config));
        let root = root.clone();
        kept.list
            .start(&view.tools.errands, move || config_files::history(&root));
        kept.chosen = None;
    }
    let copies = match kept.list.poll() {
        Job::Done(copies) => copies.clone(),
        Job::Lost => return bad(ui, view, t("settings.lost")),
        Job::Idle | Job::Waiting(_) => return small(ui, view, t("settings.reading")),
    };
    if copies.is_empty() {
        small(ui, view, t("settings.history.none"));
    }
    for copy in copies {
        one(ui, view, &copy);
        if view.state.settings.kept.chosen == Some(copy.number) {
            difference(ui, view);
        }
    }
}

fn one(ui: &mut Ui, view: &mut View<'_>, copy: &Revision) {
    let number = copy.number;
    ui.horizontal(|ui| {
        ui.label(RichText::new(fill("settings.history.number", &[("n", &number)])).monospace());
        let when = when(copy, view.zone);
        small(ui, view, &when);
        let words = fill("settings.history.compare", &[("n", &number)]);
        let compare = ui.small_button(t("settings.history.compare.short"));
        compare.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &words));
        if compare.on_hover_text(&words).clicked() {
            let root = root(view.snapshot, view.tools.root.as_ref());
            let kept = &mut view.state.settings.kept;
            kept.chosen = Some(number);
            let look =
                move || config_files::since(&root, number).map_err(|error| error.to_string());
            kept.difference.start(&view.tools.errands, look);
        }
        let words = fill("settings.history.restore", &[("n", &number)]);
        let back = ui.small_button(t("settings.history.restore.short"));
        back.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &words));
        if back
            .on_hover_text(t("settings.history.restore.tip"))
            .clicked()
        {
            view.send(Command::RestoreConfig { revision: number });
        }
    });
}

/// Day and time of a copy.
fn when(copy: &Revision, zone: &jiff::tz::TimeZone) -> String {
    match jiff::Timestamp::from_millisecond(copy.wall.0) {
        Ok(stamp) => stamp
            .to_zoned(zone.clone())
            .strftime("%Y-%m-%d %H:%M:%S")
            .to_string(),
        Err(_) => fill("time.raw", &[("n", &copy.wall.0)]),
    }
}

fn difference(ui: &mut Ui, view: &mut View<'_>) {
    ui.indent("difference", |ui| {
        match view.state.settings.kept.difference.poll() {
            Job::Done(Ok(lines)) => {
                let lines = lines.clone();
                if lines.is_empty() {
                    small(ui, view, t("settings.history.same"));
                }
                for line in lines {
                    ui.monospace(line);
                }
            }
            Job::Done(Err(why)) => {
                let why = why.clone();
                bad(ui, view, &why);
            }
            Job::Lost => bad(ui, view, t("settings.lost")),
            Job::Idle | Job::Waiting(_) => small(ui, view, t("settings.reading")),
        }
    });
}
