//! Everything about one plugin, what people look for first on top.

use egui::{Align, Label, Layout, RichText, Ui};
use lumarium_core::facts::Place;
use lumarium_core::id::PluginId;
use lumarium_core::manifest::Severity;
use lumarium_core::snapshot::{FailingView, PluginView};

use super::{findings, history, rows};
use crate::window::action::Action;
use crate::window::standing::{self, Group};
use crate::window::text;
use crate::window::theme::ICON_BUTTON;
use crate::window::view::View;
use crate::window::widgets::{self, badge, button, icon::Icon};

pub(super) fn show(ui: &mut Ui, view: &mut View<'_>, plugin: &PluginView) {
    ui.push_id(plugin.id.as_str(), |ui| {
        head(ui, view, plugin);
        why(ui, view, plugin);
        findings::show(ui, view, Some(&plugin.id));
        buttons(ui, view, plugin);
        rows::section(ui, ("state", "State"), true, |ui| state(ui, view, plugin));
        needs(ui, view, plugin);
        rows::section(ui, ("transitions", "Transitions"), true, |ui| {
            history::transitions(ui, view, plugin);
        });
        rows::section(ui, ("errors", "Errors"), true, |ui| {
            history::errors(ui, view, plugin);
        });
        rows::section(ui, ("log", "Log"), true, |ui| {
            history::log(ui, view, plugin);
        });
        rows::section(ui, ("settings", "Settings"), false, |ui| {
            settings(ui, plugin);
        });
        button::text(ui, view, Action::ClearHistory);
    });
}

fn head(ui: &mut Ui, view: &mut View<'_>, plugin: &PluginView) {
    let standing = standing::of(plugin, &view.snapshot.panel, view.now);
    widgets::line(ui, ICON_BUTTON, |ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            button::icon(
                ui,
                view,
                Action::Deselect,
                (Icon::Close, "Select nothing", false),
            );
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
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
        let version = plugin.version.as_deref().unwrap_or_default();
        let kind = format!("{} {version}", plugin.runtime.name());
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
    let colour = match (standing::group(plugin), &plugin.state.failing) {
        (Group::Broken, _) => theme.bad,
        (_, Some(_)) => theme.wait,
        (_, None) => theme.off,
    };
    rows::card(ui, theme, colour, |ui| {
        if let Some(failing) = &plugin.state.failing {
            ui.add(Label::new(failure_line(failing)).wrap());
            let mut facts = vec![format!("in {}", failing.stage), text::times(failing.count)];
            facts.push(match failing.retry_at {
                Some(at) => text::retry_in(at.since(view.now)),
                None => "waits for a new version, new settings, or Retry".to_owned(),
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
            "Switch off"
        } else {
            "Switch on"
        };
        button::named(ui, view, Action::Switch, switch);
        button::text(ui, view, Action::ShowNow);
        button::text(ui, view, Action::Reload);
    });
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

fn names(view: &View<'_>, ids: &[PluginId]) -> String {
    let names: Vec<String> = ids.iter().map(|id| view.name_of(id)).collect();
    names.join(", ")
}

fn state(ui: &mut Ui, view: &View<'_>, plugin: &PluginView) {
    let clock = |wall: Option<_>| {
        wall.map(|wall| text::clock(wall, view.zone))
            .unwrap_or_default()
    };
    let millis = |millis: Option<u64>| {
        millis
            .map(|millis| format!("{millis} ms"))
            .unwrap_or_default()
    };
    let because = plugin.state.because_of.as_ref();
    let place = match &plugin.place {
        None => "no files".to_owned(),
        Some(Place::Bundled) => "in this program".to_owned(),
        Some(Place::Folder(path) | Place::File(path)) => path.display().to_string(),
        Some(Place::Linked(path)) => format!("{} (linked)", path.display()),
    };
    let screens: Vec<String> = plugin
        .screens
        .iter()
        .map(|screen| {
            let content = screen.content.as_deref().unwrap_or("not drawn yet");
            let on = if screen.on { ", on now" } else { "" };
            let stay = text::span(std::time::Duration::from_millis(screen.duration_millis));
            format!("{} ({content}, {stay}{on})", screen.name)
        })
        .collect();
    let loaded = if plugin.state.loaded {
        ""
    } else {
        ", not loaded"
    };
    let on_off = |on: bool| if on { "on" } else { "off" }.to_owned();
    let rows = [
        ("Wanted", on_off(plugin.wanted)),
        ("State", format!("{}{loaded}", plugin.state.name)),
        (
            "Since",
            format!("{} ago", text::span(view.now.since(plugin.state.since))),
        ),
        (
            "Because of",
            because.map(|id| view.name_of(id)).unwrap_or_default(),
        ),
        ("Run", plugin.run.to_string()),
        ("Loaded in", millis(plugin.load_millis)),
        ("Last update", clock(plugin.last_update)),
        ("Last draw", clock(plugin.last_draw)),
        ("Updates every", millis_words(plugin.update_interval_millis)),
        ("Screens", screens.join("\n")),
        ("Id", plugin.id.to_string()),
        ("Author", plugin.author.clone()),
        ("Files", place),
        (
            "Development",
            if plugin.development {
                "watched, reloads by itself".into()
            } else {
                String::new()
            },
        ),
        ("Late reports", some_count(plugin.late_reports)),
    ];
    rows::table(ui, &view.theme, "state table", &rows);
}

fn millis_words(millis: Option<u64>) -> String {
    millis
        .map(|millis| text::span(std::time::Duration::from_millis(millis)))
        .unwrap_or_default()
}

fn some_count(count: u64) -> String {
    if count == 0 {
        String::new()
    } else {
        format!("{count} dropped")
    }
}

/// What it needs, who needs it, what could stand in for it, what is wrong with its files.
fn needs(ui: &mut Ui, view: &View<'_>, plugin: &PluginView) {
    let linked = [
        ("Needs", plugin.requires.join(", ")),
        ("Needed by", names(view, &plugin.dependents)),
        ("Alternatives", names(view, &plugin.alternatives)),
    ];
    if linked.iter().any(|(_, value)| !value.is_empty()) {
        rows::section(ui, ("needs", "Dependencies"), true, |ui| {
            rows::table(ui, &view.theme, "needs table", &linked);
        });
    }
    if plugin.problems.is_empty() {
        return;
    }
    rows::section(ui, ("problems", "Problems"), true, |ui| {
        for problem in &plugin.problems {
            let (word, ink) = match problem.severity {
                Severity::Error => ("error", view.theme.bad),
                Severity::Warning => ("warning", view.theme.wait),
                Severity::Hint => ("hint", view.theme.text),
            };
            rows::happening(ui, &view.theme, word, &problem.text, ink);
        }
    });
}

fn settings(ui: &mut Ui, plugin: &PluginView) {
    let none = plugin
        .settings
        .as_object()
        .is_none_or(serde_json::Map::is_empty);
    if none {
        ui.weak("All settings stand at their defaults");
        return;
    }
    let words = serde_json::to_string_pretty(&plugin.settings).unwrap_or_default();
    ui.add(Label::new(RichText::new(words).monospace()).wrap());
}
