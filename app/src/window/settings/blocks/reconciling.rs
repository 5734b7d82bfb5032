//! Wish against fact: what differs, what would be done about it, and doing it.

use egui::{RichText, Ui};
use lumarium_core::message::Command;
use lumarium_core::reconcile::Finding;

use super::{Block, small, title};
use crate::findings::findings_text;
use crate::window::action::Action;
use crate::window::text::{self, fill, t};
use crate::window::view::View;
use crate::window::widgets::button;

/// Findings at once; more are counted.
const FINDINGS_MAX: usize = 50;

/// The findings, and buttons.
pub(super) fn show(ui: &mut Ui, view: &mut View<'_>) {
    title(ui, view, Block::Reconcile);
    let findings = &view.snapshot.findings;
    if findings.is_empty() {
        small(ui, view, t("settings.reconcile.none"));
    }
    for finding in findings.iter().take(FINDINGS_MAX) {
        one(ui, view, finding);
    }
    if findings.len() > FINDINGS_MAX {
        let more = findings.len() - FINDINGS_MAX;
        small(ui, view, &fill("settings.more", &[("n", &more)]));
    }
    ui.horizontal_wrapped(|ui| {
        button::text(ui, view, Action::Reconcile);
        let force = ui.button(t("settings.reconcile.force"));
        if force
            .on_hover_text(t("settings.reconcile.force.tip"))
            .clicked()
        {
            view.send(Command::Reconcile { force: true });
        }
        if ui.button(t("settings.reconcile.copy")).clicked() {
            ui.copy_text(findings_text(&view.snapshot.findings));
        }
    });
}

fn one(ui: &mut Ui, view: &View<'_>, finding: &Finding) {
    let plugin = finding.plugin.as_ref();
    let name = plugin.map_or_else(|| t("settings.record").to_owned(), |id| view.name_of(id));
    let kind = text::finding(finding.kind);
    let who = if finding.automatic {
        t("settings.reconcile.automatic")
    } else {
        t("settings.reconcile.asks")
    };
    ui.label(RichText::new(format!("{name}: {kind}")).color(view.theme.text));
    let sides = [
        ("current", &finding.current as &dyn std::fmt::Display),
        ("expected", &finding.expected),
        ("who", &who),
    ];
    small(ui, view, &fill("settings.finding", &sides));
}
