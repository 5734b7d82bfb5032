//! Everything about one plugin, what people look for first on top.

use egui::{Align, Label, Layout, RichText, Ui};
use lumarium_core::id::PluginId;
use lumarium_core::manifest::{RuntimeKind, Severity};
use lumarium_core::snapshot::{FailingView, PluginView};

use super::{actions, findings, history, log, process, revisions, rows, screens, state};
use crate::window::action::Action;
use crate::window::standing::{self, Group};
use crate::window::text::{self, fill, t};
use crate::window::theme::ICON_BUTTON;
use crate::window::view::View;
use crate::window::widgets::{self, badge, button, form, icon, icon::Icon};

pub(super) fn show(ui: &mut Ui, view: &mut View<'_>, plugin: &PluginView) {
    ui.push_id(plugin.id.as_str(), |ui| {
        head(ui, view, plugin);
        why(ui, view, plugin);
        fonts(ui, view, plugin);
        findings::show(ui, view, Some(&plugin.id));
        buttons(ui, view, plugin);
        rows::section(ui, ("state", t("panel.state")), true, |ui| {
            state::show(ui, view, plugin);
        });
        rows::section(ui, ("settings", t("panel.settings")), true, |ui| {
            form::show(ui, view, plugin);
            revisions::show(ui, view);
        });
        if !plugin.actions.is_empty() {
            rows::section(ui, ("actions", t("panel.actions")), true, |ui| {
                actions::show(ui, view, plugin);
            });
        }
        rows::section(ui, ("screens", t("panel.screens")), true, |ui| {
            screens::show(ui, view, plugin);
        });
        if plugin.process.is_some() {
            rows::section(ui, ("process", t("panel.process")), true, |ui| {
                process::show(ui, view, plugin);
            });
        }
        needs(ui, view, plugin);
        rows::section(ui, ("errors", t("panel.errors")), true, |ui| {
            history::errors(ui, view, plugin);
        });
        rows::section(ui, ("transitions", t("panel.transitions")), true, |ui| {
            history::transitions(ui, view, plugin);
        });
        rows::section(ui, ("log", t("panel.log")), true, |ui| {
            log::show(ui, view, plugin);
        });
        button::text(ui, view, Action::ClearHistory);
    });
}

fn head(ui: &mut Ui, view: &mut View<'_>, plugin: &PluginView) {
    let standing = standing::of(plugin, &view.snapshot.panel, view.now);
    widgets::line(ui, ICON_BUTTON, |ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let close = (Icon::Close, t("panel.close"), false);
            button::icon(ui, view, Action::Deselect, close);
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let up = ui.link(t("list.title")).on_hover_text(t("panel.up"));
                if up.accessible_name(t("panel.up")).clicked() {
                    Action::Deselect.run(view);
                }
                ui.label(RichText::new("›").color(view.theme.weak));
                let name = RichText::new(&plugin.name).heading();
                ui.add(Label::new(name.color(view.theme.text)).truncate());
            });
        });
    });
    ui.horizontal_wrapped(|ui| {
        badge::show(ui, standing.badge, &view.theme);
        ui.add_space(-4.0);
        let colour = badge::colour(standing.badge, &view.theme);
        ui.label(RichText::new(standing.word).color(colour));
        let told = plugin
            .reason
            .as_ref()
            .is_some_and(|reason| reason.ends_with(&standing.hint));
        if !standing.hint.is_empty() && !told && group_is_on(plugin) {
            ui.label(RichText::new(&standing.hint).color(view.theme.weak));
        }
        let since = text::span(view.now.since(plugin.state.since));
        let facts = fill("panel.since", &[("time", &since), ("run", &plugin.run)]);
        let version = plugin.version.as_deref().unwrap_or_default();
        let kind = format!("{facts} · {} {version}", plugin.runtime.name());
        ui.label(RichText::new(kind.trim()).small().color(view.theme.weak));
    });
    if !plugin.description.is_empty() {
        ui.add(Label::new(RichText::new(&plugin.description).color(view.theme.weak)).wrap());
    }
}

fn group_is_on(plugin: &PluginView) -> bool {
    standing::group(plugin) == Group::On
}

/// The reason and the failure, if there are any.
fn why(ui: &mut Ui, view: &mut View<'_>, plugin: &PluginView) {
    let theme = view.theme.clone();
    let theme = &theme;
    if plugin.reason.is_none() && plugin.state.failing.is_none() {
        return;
    }
    let offline = plugin.state.is_offline();
    let colour = match (standing::group(plugin), &plugin.state.failing) {
        _ if offline => theme.off,
        (Group::Broken, _) => theme.bad,
        (_, Some(_)) => theme.wait,
        (_, None) => theme.off,
    };
    rows::card(ui, theme, colour, |ui| {
        if let Some(failing) = &plugin.state.failing {
            ui.add(Label::new(failure_line(failing)).wrap());
            let mut facts = if offline {
                vec![t("panel.offline").to_owned()]
            } else {
                let stage = fill("panel.in_stage", &[("stage", &failing.stage)]);
                vec![stage, text::times(failing.count)]
            };
            facts.push(match failing.retry_at {
                Some(at) => text::retry_in(at.since(view.now)),
                None => t("panel.waits").to_owned(),
            });
            facts.retain(|fact| !fact.is_empty());
            let facts = RichText::new(facts.join(" · ")).small().color(theme.weak);
            ui.add(Label::new(facts).wrap());
            ui.add_space(2.0);
            button::text(ui, view, Action::Retry);
        }
        if let Some(reason) = &plugin.reason
            && plugin
                .state
                .failing
                .as_ref()
                .is_none_or(|failing| !reason.contains(&failure_line(failing)))
        {
            ui.add(Label::new(reason).wrap());
        }
    });
}

/// What its texts are drawn with, while that is not what its author drew with.
fn fonts(ui: &mut Ui, view: &View<'_>, plugin: &PluginView) {
    let theirs = plugin.runtime == RuntimeKind::Python && plugin.wanted;
    if let Some(words) = view.snapshot.fonts.as_ref().filter(|_| theirs) {
        rows::card(ui, &view.theme, view.theme.wait, |ui| {
            ui.add(Label::new(words).wrap());
        });
    }
}

fn failure_line(failing: &FailingView) -> String {
    if failing.text.is_empty() {
        failing.failure.to_string()
    } else {
        failing.text.clone()
    }
}

fn buttons(ui: &mut Ui, view: &mut View<'_>, plugin: &PluginView) {
    ui.add_space(2.0);
    ui.horizontal_wrapped(|ui| {
        let switch = if plugin.wanted {
            t("panel.off")
        } else {
            t("panel.on")
        };
        button::named(ui, view, Action::Switch, switch);
        button::text(ui, view, Action::ShowNow);
        button::text(ui, view, Action::Reload);
        more(ui, view);
    });
    if let Some(note) = view.state.panel.note.clone() {
        let theme = view.theme.clone();
        rows::card(ui, &theme, theme.wait, |ui| {
            ui.add(Label::new(note).wrap());
        });
    }
    let refused: Vec<_> = view
        .desk
        .refused()
        .filter(|one| one.plugin.as_ref() == Some(&plugin.id))
        .cloned()
        .collect();
    for one in refused {
        let colour = view.theme.wait;
        let theme = view.theme.clone();
        rows::card(ui, &theme, colour, |ui| {
            ui.add(Label::new(one.line).wrap());
        });
    }
}

/// What is wanted seldom: behind three dots.
fn more(ui: &mut Ui, view: &mut View<'_>) {
    let theme = view.theme.clone();
    let dots = icon::button(ui, Icon::More, t("panel.more"), false, &theme);
    let dots = dots.on_hover_text(t("panel.more"));
    egui::Popup::menu(&dots)
        .accessible_name(t("panel.more"))
        .show(|ui| {
            for action in [
                Action::Folder,
                Action::CopyId,
                Action::ClearHistory,
                Action::MoveUp,
                Action::MoveDown,
                Action::Unlink,
                Action::Uninstall,
            ] {
                if action.enabled(view) {
                    button::text(ui, view, action);
                }
            }
        });
}

fn names(view: &View<'_>, ids: &[PluginId]) -> String {
    let names: Vec<String> = ids.iter().map(|id| view.name_of(id)).collect();
    names.join(", ")
}

/// What it needs, who needs it, what could stand in for it, what is wrong with its files.
fn needs(ui: &mut Ui, view: &View<'_>, plugin: &PluginView) {
    let linked = [
        (t("panel.needs"), plugin.requires.join(", ")),
        (t("panel.needed_by"), names(view, &plugin.dependents)),
        (t("panel.alternatives"), names(view, &plugin.alternatives)),
    ];
    if linked.iter().any(|(_, value)| !value.is_empty()) {
        rows::section(ui, ("needs", t("panel.dependencies")), true, |ui| {
            rows::table(ui, &view.theme, "needs table", &linked);
        });
    }
    if plugin.problems.is_empty() {
        return;
    }
    rows::section(ui, ("problems", t("panel.problems")), true, |ui| {
        for problem in &plugin.problems {
            let (word, ink) = match problem.severity {
                Severity::Error => (t("problem.error"), view.theme.bad),
                Severity::Warning => (t("problem.warning"), view.theme.wait),
                Severity::Hint => (t("problem.hint"), view.theme.text),
            };
            rows::happening(ui, &view.theme, word, &problem.text, ink);
        }
    });
}
