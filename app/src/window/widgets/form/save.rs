//! The bar under a form that has changes: how many, what they are, save, discard.

use egui::{Button, Frame, Label, Margin, RichText, ScrollArea, Ui};
use lumarium_core::id::PluginId;
use lumarium_core::message::Command;
use lumarium_core::snapshot::{PluginView, Snapshot};

use super::Forms;
use crate::window::action::Action;
use crate::window::text::{fill, t};
use crate::window::view::View;
use crate::window::widgets::button;

/// Lines of the difference that are shown; the rest is counted.
const LINES_MAX: usize = 200;
/// Height of the difference, in points.
const HEIGHT_MAX: f32 = 240.0;

/// Shows the bar, if there is something to save.
pub fn bar(ui: &mut Ui, view: &mut View<'_>, plugin: &PluginView) {
    let Some(draft) = view.state.forms.draft(&plugin.id) else {
        return;
    };
    if !draft.is_changed() {
        return;
    }
    let words = draft.words();
    let facts = Facts {
        unread: draft.unread(),
        conflicts: draft.conflicts.len(),
        wrong: view.state.forms.wrong(&plugin.id),
        reviewing: draft.reviewing,
    };
    let theme = view.theme.clone();
    let frame = Frame::new()
        .fill(theme.tinted(theme.accent))
        .corner_radius(6.0)
        .inner_margin(Margin::symmetric(10, 8));
    egui::Panel::bottom("save")
        .frame(frame)
        .show_separator_line(false)
        .show(ui, |ui| {
            ui.set_min_width(ui.available_width());
            if facts.reviewing {
                difference(ui, &words);
            }
            lines(ui, view, &facts);
            buttons(ui, view, plugin, (&words, &facts));
        });
}

struct Facts {
    unread: usize,
    conflicts: usize,
    wrong: usize,
    reviewing: bool,
}

fn difference(ui: &mut Ui, words: &[String]) {
    ui.label(RichText::new(t("save.title")).strong());
    ScrollArea::vertical()
        .id_salt("difference")
        .max_height(HEIGHT_MAX)
        .show(ui, |ui| {
            for line in words.iter().take(LINES_MAX) {
                ui.add(Label::new(RichText::new(line).monospace()).wrap());
            }
            if let Some(more) = words.len().checked_sub(LINES_MAX).filter(|more| *more > 0) {
                ui.weak(fill("save.more", &[("n", &more)]));
            }
        });
}

/// What stands in the way, or should be known.
fn lines(ui: &mut Ui, view: &View<'_>, facts: &Facts) {
    let theme = &view.theme;
    for (count, key, ink) in [
        (facts.unread, "save.unread", theme.bad),
        (facts.conflicts, "save.conflicts", theme.wait),
        (facts.wrong, "save.wrong", theme.wait),
    ] {
        if count > 0 {
            let words = RichText::new(words(key, count)).small().color(ink);
            ui.add(Label::new(words).wrap());
        }
    }
}

fn words(key: &'static str, count: usize) -> String {
    fill(key, &[("n", &count)])
}

fn buttons(
    ui: &mut Ui,
    view: &mut View<'_>,
    plugin: &PluginView,
    (words, facts): (&[String], &Facts),
) {
    ui.horizontal_wrapped(|ui| {
        let count = self::words("save.count", words.len());
        ui.label(RichText::new(count).color(view.theme.text));
        let can = facts.unread == 0 && facts.conflicts == 0;
        let save = if facts.reviewing {
            "save.send"
        } else {
            "save.review"
        };
        let save = RichText::new(word(save)).strong();
        let tip = Action::SaveSettings.tooltip(ui.ctx());
        let button = ui.add_enabled(can, Button::new(save)).on_hover_text(tip);
        if button.clicked() {
            Action::SaveSettings.run(view);
            ui.ctx().request_repaint();
        }
        if facts.reviewing && ui.button(t("save.back")).clicked() {
            view.state.forms.review(&plugin.id, false);
        }
        button::text(ui, view, Action::DiscardSettings);
    });
}

fn word(key: &'static str) -> &'static str {
    t(key)
}

impl Forms {
    /// Why the changes of a plugin cannot be saved now.
    pub fn hindrance(&self, plugin: &PluginId, snapshot: &Snapshot) -> Option<&'static str> {
        let draft = self.draft(plugin)?;
        if snapshot.plugin(plugin).is_none() {
            return Some(t("leave.gone"));
        }
        if draft.unread() > 0 {
            return Some(t("leave.unread"));
        }
        (!draft.conflicts.is_empty()).then(|| t("leave.conflicts"))
    }

    /// Sends all changes of all plugins.
    pub fn save_all(&mut self, view: &mut View<'_>) {
        let changed = self.known.iter_mut();
        for known in changed.filter(|known| known.draft.is_changed()) {
            let edits = known.draft.edits();
            if !edits.is_empty() {
                view.send(Command::EditSettings {
                    plugin: known.plugin.clone(),
                    edits,
                });
            }
        }
    }

    /// Whether to save now; else what would be saved is shown first.
    pub(super) fn saves(&mut self, plugin: &PluginView) -> bool {
        if !std::mem::take(&mut self.press) {
            return false;
        }
        let Some(draft) = self.draft_mut(&plugin.id) else {
            return false;
        };
        if draft.unread() > 0 || !draft.conflicts.is_empty() {
            draft.reviewing = true;
            return false;
        }
        let ready = draft.reviewing;
        draft.reviewing = !ready;
        ready
    }
}
