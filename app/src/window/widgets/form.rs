//! The form of a plugin's settings, made of its schema: a control for each field, changes that wait until they
//! are saved, and nothing that gets lost. The form edits the JSON value itself; what no control knows stays.

mod cell;
mod controls;
mod draft;
mod kept;
mod names;
mod rows;
mod save;
mod sheet;
mod upload;

use egui::{Margin, RichText, TextEdit, Ui};
use lumarium_core::facts::Place;
use lumarium_core::form::FieldKind;
use lumarium_core::message::Command;
use lumarium_core::snapshot::{Level, PluginView};

pub use self::draft::{Conflict, Draft, Wish};
use self::kept::{COPIES_MAX, Copying, Known};
pub use self::kept::{DRAFTS_MAX, Forms};
use self::names::Names;
pub use self::save::bar;
use crate::window::outbox::Purpose;
use crate::window::plugins::several;
use crate::window::text::{fill, t};
use crate::window::view::View;

/// Seconds without a change after which a form saves itself, where it does.
const APPLY_SECS: f64 = 0.4;

/// Shows the form of a plugin and does what its controls ask for.
pub fn show(ui: &mut Ui, view: &mut View<'_>, plugin: &PluginView) {
    // Taken out, so that the rest of the state can be reached meanwhile.
    let mut forms = std::mem::take(&mut view.state.forms);
    forms.look_at(view, plugin);
    let full = forms.changed().count() >= DRAFTS_MAX && !forms.is_changed(&plugin.id);
    let names = std::mem::take(&mut forms.names);
    let mut wishes = Vec::new();
    if let Some(known) = forms.ready(plugin) {
        if full {
            known.notes = vec![fill("form.too_many", &[("n", &DRAFTS_MAX)])];
        }
        wishes = contents(ui, view, plugin, (known, &names));
    }
    forms.names = names;
    let time = ui.input(|input| input.time);
    if !wishes.is_empty() {
        // What the bar and the list say depends on it.
        ui.ctx().request_repaint();
    }
    for wish in wishes {
        forms.fulfil(view, plugin, (wish, full, time));
    }
    view.state.forms = forms;
}

/// Keeps all drafts up with what is saved, and saves the selected plugin's when that was asked for. Once in
/// each frame, also while no form is shown.
pub fn serve(ui: &Ui, view: &mut View<'_>) {
    let mut forms = std::mem::take(&mut view.state.forms);
    forms.poll();
    for plugin in forms.keep_up(view.snapshot) {
        view.tell(Level::Warning, &fill("gone.told", &[("name", &plugin)]));
    }
    let selected = view.selected();
    if forms.looks_at.as_ref() != selected.map(|plugin| &plugin.id) {
        forms.looks_at = None;
    }
    match selected {
        Some(plugin) => forms.send(ui, view, plugin),
        None => forms.press = false,
    }
    view.state.forms = forms;
}

fn contents(
    ui: &mut Ui,
    view: &View<'_>,
    plugin: &PluginView,
    (known, names): (&mut Known, &Names),
) -> Vec<Wish> {
    let theme = &view.theme;
    if plugin.schema.is_none() {
        ui.weak(t("form.no_schema"));
    }
    if known.form.fields.len() > 1 {
        ui.horizontal(|ui| {
            let edit = TextEdit::singleline(&mut known.search)
                .hint_text(t("form.search"))
                .margin(Margin::symmetric(8, 5))
                .desired_width((ui.available_width() - 92.0).max(80.0));
            ui.add(edit).accessible_name(t("form.search_all"));
            let all = if known.all_open {
                "form.close_all"
            } else {
                "form.open_all"
            };
            if ui.button(word(all)).clicked() {
                known.all_open = !known.all_open;
                known.opened.clear();
            }
        });
    }
    if plugin.development {
        ui.checkbox(&mut known.live, t("form.live"))
            .on_hover_text(t("form.live.tip"));
    }
    for note in &known.notes {
        ui.label(RichText::new(note).small().color(theme.wait));
    }
    let search = known.search.trim().to_lowercase();
    let rows = rows::rows(
        (&known.form, known.draft.value()),
        (&known.opened, known.all_open),
        &search,
    );
    if rows.is_empty() {
        let none = if search.is_empty() {
            "form.none"
        } else {
            "form.no_match"
        };
        ui.weak(word(none));
    }
    let shared = sheet::Shared {
        draft: &known.draft,
        secrets: &plugin.secrets_set,
        names,
        theme,
    };
    let wishes = ui
        .scope(|ui| sheet::show(ui, &rows, &shared, &mut known.heights))
        .inner;
    for problem in &known.form.problems {
        ui.label(RichText::new(&problem.text).small().color(theme.weak));
    }
    wishes
}

fn word(key: &'static str) -> &'static str {
    t(key)
}

impl Forms {
    /// Has the schema read whenever a form is opened: that of a plugin that is off was not, and its file may
    /// have changed since.
    fn look_at(&mut self, view: &mut View<'_>, plugin: &PluginView) {
        if self.looks_at.as_ref() == Some(&plugin.id) {
            return;
        }
        self.looks_at = Some(plugin.id.clone());
        if plugin.place.as_ref().and_then(Place::path).is_some() {
            let plugin = plugin.id.clone();
            view.outbox
                .give(Command::ReadSchema { plugin }, Purpose::Part);
        }
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "all others are about the value"
    )]
    fn fulfil(
        &mut self,
        view: &mut View<'_>,
        plugin: &PluginView,
        (wish, full, time): (Wish, bool, f64),
    ) {
        let root = view.tools.root.clone();
        let root = root.unwrap_or_else(|| view.snapshot.root.clone());
        match wish {
            Wish::Zones => self.names.want_zones(&view.tools.errands),
            Wish::Fonts => {
                let own = several::folder(plugin).unwrap_or_else(|| root.clone());
                let folders = ["assets/fonts", "fonts"].map(|name| own.join(name));
                let folders = [folders.to_vec(), vec![root.join("assets/fonts")]].concat();
                self.names.want_fonts(&view.tools.errands, folders);
            }
            Wish::ShowFolder(name) => {
                if let Some(own) = several::folder(plugin) {
                    let folder = own.join(name);
                    view.state.panel.open_folder(view.tools, folder);
                }
            }
            Wish::Copy(place, sources) => {
                let known = self.known.last();
                let field = known.and_then(|known| known.form.field(&place));
                let Some(FieldKind::Files(rules)) = field.map(|field| &field.kind) else {
                    return;
                };
                let rules = rules.clone();
                if self.copies.len() >= COPIES_MAX {
                    return;
                }
                let upload = upload::Upload {
                    root,
                    plugin: plugin.id.clone(),
                    rules: rules.clone(),
                    sources,
                };
                let errand = view.tools.errands.run(move || upload::copy(&upload));
                self.copies.push(Copying {
                    plugin: plugin.id.clone(),
                    place,
                    rules,
                    errand,
                });
            }
            Wish::Open(path, open) => {
                if let Some(known) = self.known.last_mut() {
                    known.opened.insert(path, open);
                }
            }
            wish => {
                if let (Some(known), false) = (self.known.last_mut(), full) {
                    known.draft.apply(&known.form, wish);
                    known.changed_at = Some(time);
                    known.notes.clear();
                }
            }
        }
    }

    /// Sends what is to be saved: after *Save*, or a moment after the last change where a form saves itself.
    fn send(&mut self, ui: &Ui, view: &mut View<'_>, plugin: &PluginView) {
        let mut now = self.saves(plugin);
        let mut known = self.known.iter_mut();
        let Some(known) = known.find(|known| known.plugin == plugin.id) else {
            return;
        };
        if let (true, Some(at)) = (known.live, known.changed_at) {
            let waits = at + APPLY_SECS - ui.input(|input| input.time);
            let draft = &known.draft;
            if waits > 0.0 {
                let wait = std::time::Duration::from_secs_f64(waits);
                ui.ctx().request_repaint_after(wait);
            } else if draft.is_changed() && draft.unread() == 0 && draft.conflicts.is_empty() {
                now = true;
            }
        }
        if !now {
            return;
        }
        known.changed_at = None;
        let edits = known.draft.edits();
        if !edits.is_empty() {
            view.send(Command::EditSettings {
                plugin: plugin.id.clone(),
                edits,
            });
        }
    }
}
