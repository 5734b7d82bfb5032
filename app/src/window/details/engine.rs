//! With nothing selected: the panel, the root, what differs, what people should know.

use egui::{Label, RichText, Ui};
use lumarium_core::snapshot::Level;

use super::{findings, gone, rows};
use crate::window::action::Action;
use crate::window::text::{self, fill, t};
use crate::window::view::View;
use crate::window::widgets::button;

pub(super) fn show(ui: &mut Ui, view: &mut View<'_>) {
    gone::show(ui, view);
    ui.label(
        RichText::new(t("engine.panel"))
            .heading()
            .color(view.theme.text),
    );
    panel(ui, view);
    rows::section(ui, ("frames", t("engine.frames")), true, |ui| {
        frames(ui, view);
    });
    rows::section(ui, ("findings", t("engine.findings")), true, |ui| {
        if view.snapshot.findings.is_empty() {
            ui.weak(t("engine.agree"));
        }
        findings::show(ui, view, None);
        ui.horizontal_wrapped(|ui| {
            button::text(ui, view, Action::Reconcile);
            button::text(ui, view, Action::Rescan);
        });
    });
    rows::section(ui, ("notices", t("engine.notices")), true, |ui| {
        notices(ui, view);
    });
    rows::section(ui, ("root", t("engine.root")), true, |ui| {
        let root = view.snapshot.root.display().to_string();
        ui.add(Label::new(RichText::new(root).monospace()).wrap());
    });
}

fn panel(ui: &mut Ui, view: &View<'_>) {
    let panel = &view.snapshot.panel;
    let name = |screen: &lumarium_core::id::Screen| view.name_of(&screen.plugin);
    let rows = [
        (
            t("engine.row.size"),
            format!("{} × {}", panel.size.width, panel.size.height),
        ),
        (
            t("engine.row.brightness"),
            format!("{} %", panel.brightness),
        ),
        (
            t("engine.row.shows"),
            panel.screen.as_ref().map(name).unwrap_or_default(),
        ),
        (
            t("engine.row.next"),
            panel.next.as_ref().map(name).unwrap_or_default(),
        ),
        (
            t("engine.row.pinned"),
            panel.pinned.as_ref().map(name).unwrap_or_default(),
        ),
        (t("engine.row.idle"), panel.idle.clone().unwrap_or_default()),
        (
            t("engine.row.transition"),
            text::transition(panel.transition).to_owned(),
        ),
        (t("engine.row.lost"), panel.lost.clone().unwrap_or_default()),
    ];
    rows::table(ui, &view.theme, "panel table", &rows);
}

fn frames(ui: &mut Ui, view: &View<'_>) {
    let stats = view.stats;
    let ms = |ms: f64| format!("{ms:.2} ms");
    let first = stats.first_frame_ms.map(ms).unwrap_or_default();
    let rows = [
        (
            t("engine.row.wanted"),
            fill("engine.a_second", &[("n", &view.snapshot.panel.refresh_hz)]),
        ),
        (t("engine.row.shown"), stats.frames.to_string()),
        (t("engine.row.skipped"), stats.missed.to_string()),
        (t("engine.row.first"), first),
        (t("engine.row.late_median"), ms(stats.p50_ms)),
        (t("engine.row.late_99"), ms(stats.p99_ms)),
        (t("engine.row.late_worst"), ms(stats.max_ms)),
    ];
    rows::table(ui, &view.theme, "frames table", &rows);
}

fn notices(ui: &mut Ui, view: &View<'_>) {
    if view.snapshot.notices.is_empty() {
        ui.weak(t("engine.none"));
    }
    for notice in view.snapshot.notices.iter().rev() {
        let (word, ink) = match notice.level {
            Level::Error => (t("problem.error"), view.theme.bad),
            Level::Warning => (t("problem.warning"), view.theme.wait),
            Level::Info => (t("engine.note"), view.theme.text),
        };
        let about = notice.plugin.as_ref().map(|id| view.name_of(id));
        let about = about.map(|name| format!(" · {name}")).unwrap_or_default();
        let facts = format!("{} · {word}{about}", text::clock(notice.wall, view.zone));
        rows::happening(ui, &view.theme, &facts, &notice.text, ink);
    }
}
