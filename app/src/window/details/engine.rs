//! With nothing selected: the panel, the root, what differs, what people should know.

use egui::{Label, RichText, Ui};
use lumarium_core::snapshot::Level;

use super::{findings, rows};
use crate::window::action::Action;
use crate::window::text;
use crate::window::view::View;
use crate::window::widgets::button;

pub(super) fn show(ui: &mut Ui, view: &mut View<'_>) {
    ui.label(RichText::new("Panel").heading().color(view.theme.text));
    panel(ui, view);
    rows::section(ui, ("frames", "Frames"), true, |ui| frames(ui, view));
    rows::section(ui, ("findings", "Wanted and real"), true, |ui| {
        if view.snapshot.findings.is_empty() {
            ui.weak(text::t("finding.none"));
        }
        findings::show(ui, view, None);
        ui.horizontal_wrapped(|ui| {
            button::text(ui, view, Action::Reconcile);
            button::text(ui, view, Action::Rescan);
        });
    });
    rows::section(ui, ("notices", "Notices"), true, |ui| notices(ui, view));
    rows::section(ui, ("root", "Root"), true, |ui| {
        let root = view.snapshot.root.display().to_string();
        ui.add(Label::new(RichText::new(root).monospace()).wrap());
    });
}

fn panel(ui: &mut Ui, view: &View<'_>) {
    let panel = &view.snapshot.panel;
    let name = |screen: &lumarium_core::id::Screen| view.name_of(&screen.plugin);
    let rows = [
        (
            "Size",
            format!("{} × {}", panel.size.width, panel.size.height),
        ),
        ("Brightness", format!("{} %", panel.brightness)),
        ("Shows", panel.screen.as_ref().map(name).unwrap_or_default()),
        ("Next", panel.next.as_ref().map(name).unwrap_or_default()),
        (
            "Pinned to",
            panel.pinned.as_ref().map(name).unwrap_or_default(),
        ),
        ("Idle because", panel.idle.clone().unwrap_or_default()),
        ("Transition", text::transition(panel.transition).to_owned()),
        ("Not connected", panel.lost.clone().unwrap_or_default()),
    ];
    rows::table(ui, &view.theme, "panel table", &rows);
}

fn frames(ui: &mut Ui, view: &View<'_>) {
    let stats = view.stats;
    let ms = |ms: f64| format!("{ms:.2} ms");
    let first = stats.first_frame_ms.map(ms).unwrap_or_default();
    let rows = [
        (
            "Wanted",
            format!("{} a second", view.snapshot.panel.refresh_hz),
        ),
        ("Shown", stats.frames.to_string()),
        ("Skipped", stats.missed.to_string()),
        ("First after", first),
        ("Late, median", ms(stats.p50_ms)),
        ("Late, 99 of 100", ms(stats.p99_ms)),
        ("Late, worst", ms(stats.max_ms)),
    ];
    rows::table(ui, &view.theme, "frames table", &rows);
}

fn notices(ui: &mut Ui, view: &View<'_>) {
    if view.snapshot.notices.is_empty() {
        ui.weak("None");
    }
    for notice in view.snapshot.notices.iter().rev() {
        let (word, ink) = match notice.level {
            Level::Error => ("error", view.theme.bad),
            Level::Warning => ("warning", view.theme.wait),
            Level::Info => ("note", view.theme.text),
        };
        let about = notice.plugin.as_ref().map(|id| view.name_of(id));
        let about = about.map(|name| format!(" · {name}")).unwrap_or_default();
        let facts = format!("{} · {word}{about}", text::clock(notice.wall, view.zone));
        rows::happening(ui, &view.theme, &facts, &notice.text, ink);
    }
}
