//! Forms that are kept ready, with their drafts: those with changes until they are saved, of the others a few.

use std::collections::HashMap;
use std::sync::Arc;

use lumarium_core::form::{self, Files, Form, Path};
use lumarium_core::id::PluginId;
use lumarium_core::snapshot::{PluginView, Snapshot};
use serde_json::Value;

use super::controls;
use super::draft::Draft;
use super::names::Names;
use super::sheet::Heights;
use crate::errands::{Errand, Outcome};
use crate::window::text::t;

/// Plugins with changes that are not saved, at once: a person keeps a few in mind.
pub const DRAFTS_MAX: usize = 32;
/// Forms kept ready beside those: what one looks at in turn.
const READY_MAX: usize = 8;
/// Copies of files under way.
pub(super) const COPIES_MAX: usize = 8;
/// Problems shown at once.
const NOTES_MAX: usize = 3;
/// Forms, and what was changed in them and not saved.
#[derive(Debug, Default)]
pub struct Forms {
    /// The form that was used last stands last.
    pub(super) known: Vec<Known>,
    pub(super) names: Names,
    pub(super) copies: Vec<Copying>,
    /// The plugin whose form is open, and whose schema was asked for.
    pub(super) looks_at: Option<PluginId>,
    /// The snapshot up to which drafts are kept up.
    kept_up: Option<u64>,
    /// *Save* was pressed.
    pub(super) press: bool,
}

/// One plugin's form.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) plugin: PluginId,
    pub(super) schema: Option<Arc<Value>>,
    pub(super) form: Arc<Form>,
    pub(super) draft: Draft,
    pub(super) opened: HashMap<Path, bool>,
    /// Parts are open unless a person closed them.
    pub(super) all_open: bool,
    pub(super) search: String,
    pub(super) heights: Heights,
    /// Problems of the whole section, and for which revision of the draft they were found.
    pub(super) wrong: (u64, usize),
    /// Changes are saved while they are made.
    pub(super) live: bool,
    /// When the last change was made that is not sent yet, in seconds of the window's time.
    pub(super) changed_at: Option<f64>,
    pub(super) notes: Vec<String>,
    /// The plugin has gone.
    gone: bool,
}

#[derive(Debug)]
pub(super) struct Copying {
    pub(super) plugin: PluginId,
    pub(super) place: Path,
    pub(super) rules: Files,
    pub(super) errand: Errand<Vec<Result<String, String>>>,
}

impl Forms {
    /// Whether a plugin has changes that are not saved.
    pub fn is_changed(&self, plugin: &PluginId) -> bool {
        self.draft(plugin).is_some_and(Draft::is_changed)
    }

    /// Plugins with changes that are not saved.
    pub fn changed(&self) -> impl Iterator<Item = &PluginId> {
        let changed = self.known.iter().filter(|known| known.draft.is_changed());
        changed.map(|known| &known.plugin)
    }

    /// The changes of a plugin, if its form was opened.
    pub fn draft(&self, plugin: &PluginId) -> Option<&Draft> {
        let known = self.known.iter().find(|known| known.plugin == *plugin);
        known.map(|known| &known.draft)
    }

    pub(super) fn draft_mut(&mut self, plugin: &PluginId) -> Option<&mut Draft> {
        let mut known = self.known.iter_mut();
        let known = known.find(|known| known.plugin == *plugin);
        known.map(|known| &mut known.draft)
    }

    /// Asks to save: first the difference is shown, then it is saved.
    pub const fn press_save(&mut self) {
        self.press = true;
    }

    /// Shows or hides the difference.
    pub fn review(&mut self, plugin: &PluginId, on: bool) {
        if let Some(draft) = self.draft_mut(plugin) {
            draft.reviewing = on;
        }
    }

    /// Forgets the changes of a plugin.
    pub fn discard(&mut self, plugin: &PluginId) {
        if let Some(draft) = self.draft_mut(plugin) {
            draft.discard();
        }
    }

    /// Opens all parts of a plugin's form.
    pub fn open_all(&mut self, plugin: &PluginId) {
        let mut known = self.known.iter_mut();
        if let Some(known) = known.find(|known| known.plugin == *plugin) {
            known.all_open = true;
        }
    }

    /// Problems of a plugin's settings as they would be saved.
    pub(super) fn wrong(&self, plugin: &PluginId) -> usize {
        let known = self.known.iter().find(|known| known.plugin == *plugin);
        known.map_or(0, |known| known.wrong.1)
    }

    /// The form of a plugin, as its schema and settings are now; it stands last.
    pub(super) fn ready(&mut self, plugin: &PluginView) -> Option<&mut Known> {
        let at = self
            .known
            .iter()
            .position(|known| known.plugin == plugin.id);
        let mut known = match at {
            Some(at) => self.known.remove(at),
            None => Known::new(plugin),
        };
        if !same(known.schema.as_ref(), plugin.schema.as_ref()) {
            known.form = Arc::new(form_of(plugin));
            known.schema.clone_from(&plugin.schema);
        }
        known.draft.merge(&plugin.settings);
        if known.wrong.0 != known.draft.revision {
            let wrong = form::check_form(&known.form, known.draft.value());
            known.wrong = (known.draft.revision, wrong.len());
        }
        self.known.push(known);
        self.forget_some();
        self.known.last_mut()
    }

    /// Takes over what was saved, also for plugins that are not selected. Gives the plugins with changes that
    /// have gone since.
    pub(super) fn keep_up(&mut self, snapshot: &Snapshot) -> Vec<PluginId> {
        let mut lost = Vec::new();
        if self.kept_up == Some(snapshot.revision) {
            return lost;
        }
        self.kept_up = Some(snapshot.revision);
        for known in &mut self.known {
            let plugin = snapshot.plugin(&known.plugin);
            if let Some(plugin) = plugin {
                known.draft.merge(&plugin.settings);
            } else if !known.gone && known.draft.is_changed() {
                lost.push(known.plugin.clone());
            }
            known.gone = plugin.is_none();
        }
        lost
    }

    /// Forms without changes go when there are many; changes stay.
    fn forget_some(&mut self) {
        let ready = self.known.iter().filter(|known| !known.draft.is_changed());
        if ready.count() > READY_MAX {
            let oldest = self
                .known
                .iter()
                .position(|known| !known.draft.is_changed());
            if let Some(oldest) = oldest {
                self.known.remove(oldest);
            }
        }
    }

    /// Brings in what errands brought, also for forms that are not shown.
    pub(super) fn poll(&mut self) {
        self.names.poll();
        for copying in std::mem::take(&mut self.copies) {
            let done = match copying.errand.poll() {
                Outcome::Waiting => {
                    self.copies.push(copying);
                    continue;
                }
                Outcome::Done(done) => done,
                Outcome::Lost => vec![Err(t("panel.errand_lost").to_owned())],
            };
            let known = self.known.iter_mut();
            let mut known = known.filter(|known| known.plugin == copying.plugin);
            let Some(known) = known.next() else { continue };
            for one in done {
                match one {
                    Ok(path) => {
                        let held = form::get(known.draft.value(), &copying.place).cloned();
                        let wish = controls::files::name_it(
                            &copying.rules,
                            &copying.place,
                            held.as_ref(),
                            &path,
                        );
                        known.draft.apply(&known.form, wish);
                    }
                    Err(why) => known.note(why),
                }
            }
        }
    }
}

impl Known {
    fn new(plugin: &PluginView) -> Self {
        Self {
            plugin: plugin.id.clone(),
            schema: plugin.schema.clone(),
            form: Arc::new(form_of(plugin)),
            draft: Draft::new(&plugin.settings),
            opened: HashMap::new(),
            all_open: false,
            search: String::new(),
            heights: Heights::default(),
            wrong: (u64::MAX, 0),
            live: false,
            changed_at: None,
            notes: Vec::new(),
            gone: false,
        }
    }

    fn note(&mut self, words: String) {
        if self.notes.len() >= NOTES_MAX {
            self.notes.remove(0);
        }
        self.notes.push(words);
    }
}

/// The same schema: a plugin that was reloaded has an equal one in another place.
fn same(one: Option<&Arc<Value>>, other: Option<&Arc<Value>>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => Arc::ptr_eq(one, other) || one == other,
        (None, None) => true,
        (_, _) => false,
    }
}

fn form_of(plugin: &PluginView) -> Form {
    let none = Value::Object(serde_json::Map::new());
    let mut form = Form::from_schema(plugin.schema.as_deref().unwrap_or(&none));
    form.fields.retain(|field| field.key != "enabled");
    form
}
