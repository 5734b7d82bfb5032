//! Leaving with changes that are not saved: asked, whichever way out a person takes.

use egui::{Align, Button, Label, Layout, RichText, Ui, ViewportCommand};
use lumarium_core::id::PluginId;
use lumarium_core::snapshot::Snapshot;

use super::dialog::{Click, Dialog};
use super::outbox::Desk;
use super::state::State;
use super::text::{fill, t};
use super::view::View;

/// How far leaving has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Leaving {
    /// Nobody wants to, or a person was asked and stays.
    #[default]
    No,
    /// As soon as what was sent is saved.
    Saved,
    /// Nothing is asked any more.
    Sure,
}

/// Asks before the window closes on changes that are not saved. An engine that has ended cannot save any.
pub fn guard(ui: &Ui, view: &mut View<'_>) {
    let closes = ui.input(|input| input.viewport().close_requested());
    let ends = view.snapshot.stopping || view.state.leaving == Leaving::Sure;
    let wants = closes || view.state.quit;
    if !wants || ends || view.state.forms.changed().next().is_none() {
        return;
    }
    view.state.quit = false;
    if closes {
        ui.send_viewport_cmd(ViewportCommand::CancelClose);
    }
    view.state.dialog = Some(Dialog::Leave);
    ui.request_repaint();
}

/// Leaves when everything is saved; stays if anything was refused, so that a person can read why.
pub fn finish(state: &mut State, desk: &Desk, snapshot: &Snapshot) {
    // Ended from elsewhere: a window on nothing would only look frozen.
    state.quit |= snapshot.stopping;
    if state.leaving != Leaving::Saved || desk.waits() {
        return;
    }
    let refused = desk.refused().next().is_some();
    state.leaving = if refused { Leaving::No } else { Leaving::Sure };
    state.quit |= !refused;
}

/// What is not saved, and what can be done about it.
pub(super) fn ask(ui: &mut Ui, view: &View<'_>) -> Option<Click> {
    ui.heading(t("leave.title"));
    let changed: Vec<&PluginId> = view.state.forms.changed().collect();
    let mut can = true;
    for id in changed {
        let count = view
            .state
            .forms
            .draft(id)
            .map_or(0, |draft| draft.words().len());
        let name = view.name_of(id);
        let words = fill("leave.one", &[("name", &name), ("n", &count)]);
        ui.add(Label::new(words).wrap());
        if let Some(why) = view.state.forms.hindrance(id, view.snapshot) {
            can = false;
            let why = RichText::new(why).small().color(view.theme.wait);
            ui.add(Label::new(why).wrap());
        }
    }
    ui.add_space(8.0);
    let mut click = None;
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        let save = RichText::new(t("leave.save")).strong();
        let save = ui.add_enabled(can, Button::new(save));
        let discard = RichText::new(t("leave.discard")).color(view.theme.bad);
        let discard = ui.add(Button::new(discard));
        let stay = ui.button(t("leave.stay"));
        if ui.memory(|memory| memory.focused().is_none()) {
            if can { &save } else { &stay }.request_focus();
        }
        for (button, does) in [
            (save, Click::Do),
            (discard, Click::Discard),
            (stay, Click::Leave),
        ] {
            if button.clicked() {
                click = Some(does);
            }
        }
    });
    click
}

/// Sends everything that is not saved, and leaves when it is.
pub(super) fn save(view: &mut View<'_>) {
    while view.desk.refused().next().is_some() {
        view.desk.hide(0);
    }
    let mut forms = std::mem::take(&mut view.state.forms);
    forms.save_all(view);
    view.state.forms = forms;
    view.state.leaving = Leaving::Saved;
}

/// Leaves without what is not saved.
pub(super) fn discard(view: &mut View<'_>) {
    let changed: Vec<PluginId> = view.state.forms.changed().cloned().collect();
    for id in &changed {
        view.state.forms.discard(id);
    }
    view.state.leaving = Leaving::Sure;
    view.state.quit = true;
}
