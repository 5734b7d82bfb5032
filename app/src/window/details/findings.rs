//! Where wish and fact differ, with a button for each answer a person can give.

use egui::{Label, RichText, Ui};
use lumarium_core::id::PluginId;
use lumarium_core::message::{Command, Decision};
use lumarium_core::reconcile::{Finding, Kind, Remedy};

use super::rows;
use crate::window::text::{self, fill, t};
use crate::window::view::View;

/// The findings about `plugin`, or all of them.
pub(super) fn show(ui: &mut Ui, view: &mut View<'_>, plugin: Option<&PluginId>) {
    let snapshot = view.snapshot;
    let about = |finding: &&Finding| plugin.is_none() || finding.plugin.as_ref() == plugin;
    for (index, finding) in snapshot.findings.iter().filter(about).enumerate() {
        ui.push_id(("finding", index), |ui| {
            one(ui, view, finding, plugin.is_none());
        });
    }
}

fn one(ui: &mut Ui, view: &mut View<'_>, finding: &Finding, with_name: bool) {
    let theme = view.theme.clone();
    let asks = matches!(finding.remedy, Remedy::Ask { .. });
    let colour = if asks { theme.wait } else { theme.off };
    rows::card(ui, &theme, colour, |ui| {
        let what = text::finding(finding.kind);
        let title = match &finding.plugin {
            Some(id) if with_name => format!("{}: {}", view.name_of(id), lower(what)),
            _ => what.to_owned(),
        };
        ui.add(Label::new(RichText::new(title).strong()).wrap());
        let sides: [(&str, &dyn std::fmt::Display); 2] =
            [("is", &finding.current), ("should", &finding.expected)];
        let words = fill("finding.sides", &sides);
        ui.add(Label::new(RichText::new(words).small().color(theme.weak)).wrap());
        if let (Remedy::Ask { .. }, Some(id)) = (&finding.remedy, &finding.plugin) {
            ui.horizontal_wrapped(|ui| answers(ui, view, finding.kind, id));
        } else {
            let does = remedy(&finding.remedy);
            ui.label(RichText::new(does).small().color(theme.weak));
        }
    });
}

fn lower(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_lowercase().chain(letters).collect()
    })
}

/// The answers that fit a kind of finding: text, tooltip, decision.
fn choices(kind: Kind) -> Vec<(&'static str, &'static str, Decision)> {
    match kind {
        Kind::VersionMismatch => vec![
            (t("decide.mine"), t("decide.mine.tip"), Decision::KeepAsMine),
            (
                t("decide.restore"),
                t("decide.restore.tip"),
                Decision::Restore,
            ),
        ],
        Kind::FoundAgain => vec![
            (t("decide.keep"), t("decide.keep.tip"), Decision::Keep),
            (t("decide.delete"), t("decide.delete.tip"), Decision::Delete),
        ],
        Kind::MissingOnDisk => {
            vec![(t("decide.forget"), t("decide.forget.tip"), Decision::Delete)]
        }
        Kind::MissingInConfig
        | Kind::EnabledMismatch
        | Kind::StateCorrupted
        | Kind::NotRunning
        | Kind::ShouldNotRun => Vec::new(),
    }
}

fn answers(ui: &mut Ui, view: &mut View<'_>, kind: Kind, id: &PluginId) {
    for (words, tooltip, decision) in choices(kind) {
        if ui.button(words).on_hover_text(tooltip).clicked() {
            view.send(Command::Decide {
                plugin: id.clone(),
                decision,
            });
        }
    }
}

fn remedy(remedy: &Remedy) -> &'static str {
    match remedy {
        Remedy::AddSection => t("remedy.add_section"),
        Remedy::Reinstall { .. } => t("remedy.reinstall"),
        Remedy::SetEnabled { .. } => t("remedy.set_enabled"),
        Remedy::Adopt => t("remedy.adopt"),
        Remedy::Wait => t("remedy.wait"),
        Remedy::Ask { .. } => t("remedy.ask"),
        Remedy::RebuildRecord => t("remedy.rebuild"),
        Remedy::Load => t("remedy.load"),
        Remedy::Stop => t("remedy.stop"),
    }
}
