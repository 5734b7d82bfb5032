//! From edits to one plan: what the files shall hold, what moves, what the record learns. Nothing is touched
//! here, so an edit that cannot be made refuses the whole write.

use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::config::Document;
use crate::config::merge::merge3;
use crate::facts::{Known, RecordFacts};
use crate::host::clock::wall_now;
use crate::host::config_files::{ConfigFiles, Which};
use crate::host::record::RecordOp;
use crate::host::store::{Store, secrets};
use crate::id::PluginId;
use crate::limits;
use crate::message::Edit;

/// A plugin's files on their way to the trash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Move {
    /// Where they are.
    pub(super) from: PathBuf,
    /// Where they go.
    pub(super) to: PathBuf,
}

impl Move {
    /// With paths relative to the root where they are in it: a root may be moved while a change is open.
    pub(super) fn inside(&self, root: &Path) -> Self {
        let inside = |path: &Path| path.strip_prefix(root).unwrap_or(path).to_owned();
        Self {
            from: inside(&self.from),
            to: inside(&self.to),
        }
    }

    /// With absolute paths again.
    pub(super) fn under(&self, root: &Path) -> Self {
        Self {
            from: root.join(&self.from),
            to: root.join(&self.to),
        }
    }
}

/// One write.
#[derive(Clone, Debug, Default)]
pub(super) struct Plan {
    /// The new configuration, if an edit concerns it.
    pub(super) document: Option<Arc<Document>>,
    /// config.json has to be written.
    pub(super) main: bool,
    /// `config_secrets.json` has to be written.
    pub(super) secrets: bool,
    /// Files that move.
    pub(super) moves: Vec<Move>,
    /// What the record learns once the files are there.
    pub(super) record: Vec<RecordOp>,
    /// What the record learns together with the intent, before any file is touched.
    pub(super) early: Vec<RecordOp>,
    /// For the list of what was done.
    pub(super) words: Vec<String>,
}

impl Plan {
    /// How many places are touched; more than one needs an intent.
    pub(super) fn places(&self) -> usize {
        usize::from(self.main)
            + usize::from(self.secrets)
            + self.moves.len()
            + usize::from(!self.record.is_empty() || !self.early.is_empty())
    }
}

impl Store {
    /// The plan, and conflicts with somebody else's edit in words. `base` is the configuration that was in
    /// use before the files were read again for this write.
    pub(super) fn plan(
        &self,
        edits: &[Edit],
        base: Option<&Arc<Document>>,
    ) -> Result<(Plan, Vec<String>), String> {
        if edits.len() > limits::EDITS_MAX {
            return Err(format!(
                "{} changes at once are too many; {} is the most",
                edits.len(),
                limits::EDITS_MAX
            ));
        }
        let mut plan = Plan::default();
        let mut conflicts = Vec::new();
        let theirs = self.config.document();
        let mut draft = Draft {
            store: self,
            base: base.or(theirs),
            document: None,
        };
        for edit in edits {
            draft.edit(edit, &mut plan)?;
        }
        if let Some(mut document) = draft.document {
            if let (Some(base), Some(theirs)) = (base, theirs)
                && base != theirs
            {
                (document, conflicts) = merge3(base, &document, theirs);
            }
            if let Known::Known(disk) = &self.disk {
                let theirs = theirs.map(|theirs| &**theirs);
                secrets::hide(&mut document, theirs, disk).map_err(|error| error.to_string())?;
            }
            check_readable(&document, &self.config)?;
            plan.main = self.config.must_write(Which::Main, &document);
            plan.secrets = self.config.must_write(Which::Secrets, &document);
            plan.document = Some(Arc::new(document));
        }
        let touches_record = !plan.record.is_empty() || !plan.early.is_empty();
        if let (true, Err(why)) = (touches_record || plan.places() > 1, &self.record) {
            return Err(format!("the record cannot be used: {why}"));
        }
        Ok((plan, conflicts))
    }
}

struct Draft<'a> {
    store: &'a Store,
    base: Option<&'a Arc<Document>>,
    document: Option<Document>,
}

impl Draft<'_> {
    fn edit(&mut self, edit: &Edit, plan: &mut Plan) -> Result<(), String> {
        match edit {
            Edit::Set {
                path,
                value,
                secret,
            } => {
                let document = self.document()?;
                document
                    .set(path, value.0.clone(), *secret)
                    .map_err(|error| error.to_string())?;
                // The value may be secret; the path is enough for the list.
                plan.words.push(format!("set {}", path.join(".")));
            }
            Edit::AddSection { plugin } => self.add_section(plugin, plan)?,
            // Nothing on disk: see `Store::apply`.
            Edit::Rebuilt => {}
            Edit::Remove { path } => {
                self.document()?.remove(path);
                plan.words.push(format!("removed {}", path.join(".")));
            }
            Edit::Replace { document } => {
                self.may_write()?;
                self.document = Some(Document::clone(document));
                plan.words.push("replaced the configuration".to_owned());
            }
            Edit::Restore { revision } => {
                self.may_write()?;
                let copy = self.files().history().get(&*self.store.vfs, *revision);
                let copy = copy.ok_or_else(|| {
                    format!(
                        "there is no whole copy {revision} of the configuration; \
                         `lumarium config history` lists them"
                    )
                })?;
                self.document = Some(copy);
                plan.words
                    .push(format!("restored copy {revision} of the configuration"));
            }
            Edit::Link { plugin, path } => link(plugin, path, plan)?,
            Edit::Uninstall {
                plugin,
                path,
                keep_settings,
            } => self.uninstall(plugin, path.as_deref(), *keep_settings, plan)?,
            Edit::Agree { .. }
            | Edit::Adopt { .. }
            | Edit::Unlink { .. }
            | Edit::Forgive { .. }
            | Edit::Position { .. } => plan.record.extend(record_op(edit)),
        }
        Ok(())
    }

    /// Somebody may have written one since it was found missing: theirs stays.
    fn add_section(&mut self, plugin: &PluginId, plan: &mut Plan) -> Result<(), String> {
        if self.document()?.section(plugin).is_some() {
            return Ok(());
        }
        self.document()?
            .set(
                &[plugin.as_str(), "enabled"],
                serde_json::Value::Bool(false),
                false,
            )
            .map_err(|error| error.to_string())?;
        plan.record.push(RecordOp::Agree {
            plugin: plugin.clone(),
            enabled: false,
        });
        plan.words.push(format!("section for {plugin}"));
        Ok(())
    }

    fn uninstall(
        &mut self,
        plugin: &PluginId,
        path: Option<&Path>,
        keep_settings: bool,
        plan: &mut Plan,
    ) -> Result<(), String> {
        let facts = match &self.store.record {
            Ok(record) => record.facts(),
            Err(why) => return Err(format!("the record cannot be used: {why}")),
        };
        if !keep_settings {
            self.document()?.remove(&[plugin.as_str()]);
        }
        if let Some(path) = path.filter(|path| !is_linked(facts, plugin, path)) {
            plan.moves
                .push(self.to_trash(plugin, path, plan.moves.len())?);
        }
        plan.early.push(RecordOp::Bury {
            plugin: plugin.clone(),
            text: format!("uninstalled by a person on {}", wall_now()),
        });
        plan.record.push(RecordOp::Forget {
            plugin: plugin.clone(),
        });
        if facts.links.contains_key(plugin) {
            plan.record.push(RecordOp::Unlink {
                plugin: plugin.clone(),
            });
        }
        plan.words.push(format!("uninstalled {plugin}"));
        Ok(())
    }

    /// Only what stands directly in the folder of plugins is moved.
    fn to_trash(&self, plugin: &PluginId, path: &Path, earlier: usize) -> Result<Move, String> {
        let folder = self.store.plugins_folder();
        let folder = folder.ok_or("the configuration cannot be read, so nothing is removed")?;
        let name = path.file_name().ok_or("this is not the path of a plugin")?;
        let climbs = path.components().any(|part| part == Component::ParentDir);
        let vfs = &self.store.vfs;
        let real = |path: &Path| vfs.resolve(path).map_err(|error| error.to_string());
        let parent = path.parent().ok_or("this is not the path of a plugin")?;
        if climbs || real(parent)? != real(&folder)? {
            return Err(format!(
                "{} is not in the folder of plugins, so it is not removed",
                path.display()
            ));
        }
        let trash = self.store.paths().trash();
        let used = match vfs.list(&trash) {
            Ok(names) => names,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(format!("the trash cannot be read: {error}")),
        };
        let taken = |number: &usize| used.contains(&format!("{plugin}-{number}"));
        // One of so many numbers is free.
        let number = (1..=used.len() + 1)
            .map(|number| number + earlier)
            .find(|number| !taken(number))
            .unwrap_or(1);
        Ok(Move {
            from: path.to_owned(),
            to: trash.join(format!("{plugin}-{number}")).join(name),
        })
    }

    fn files(&self) -> &ConfigFiles {
        &self.store.config
    }

    fn may_write(&self) -> Result<(), String> {
        self.files().blocked().map_or(Ok(()), Err)
    }

    fn document(&mut self) -> Result<&mut Document, String> {
        if self.document.is_none() {
            self.may_write()?;
            let now = self.base.ok_or(
                "config.json cannot be understood and there is no good copy of it; repair it, \
                 or import a configuration as a whole",
            )?;
            self.document = Some(Document::clone(now));
        }
        self.document
            .as_mut()
            .ok_or_else(|| "there is no configuration".to_owned())
    }
}

fn link(plugin: &PluginId, path: &Path, plan: &mut Plan) -> Result<(), String> {
    if path.to_str().is_none() || !path.is_absolute() {
        return Err(format!(
            "{} cannot be linked; give an absolute path of ordinary characters",
            path.display()
        ));
    }
    plan.record.push(RecordOp::Link {
        plugin: plugin.clone(),
        path: path.to_owned(),
    });
    plan.words.push(format!("linked {plugin}"));
    Ok(())
}

/// The edits that concern the record only.
fn record_op(edit: &Edit) -> Option<RecordOp> {
    match edit.clone() {
        Edit::Agree { plugin, enabled } => Some(RecordOp::Agree { plugin, enabled }),
        Edit::Adopt {
            plugin,
            content_hash,
            version,
        } => Some(RecordOp::Adopt {
            plugin,
            content_hash,
            version,
        }),
        Edit::Unlink { plugin } => Some(RecordOp::Unlink { plugin }),
        Edit::Forgive { plugin } => Some(RecordOp::Forgive { plugin }),
        Edit::Position { screen } => Some(RecordOp::Position { screen }),
        Edit::Set { .. }
        | Edit::Remove { .. }
        | Edit::Replace { .. }
        | Edit::Restore { .. }
        | Edit::Link { .. }
        | Edit::AddSection { .. }
        | Edit::Rebuilt
        | Edit::Uninstall { .. } => None,
    }
}

fn is_linked(facts: &RecordFacts, plugin: &PluginId, path: &Path) -> bool {
    facts.links.get(plugin).is_some_and(|linked| linked == path)
}

/// What is written must be readable again: within the size and the depth that reading allows.
fn check_readable(document: &Document, files: &ConfigFiles) -> Result<(), String> {
    let main = files.text(Which::Main, document);
    let secrets = files.text(Which::Secrets, document);
    match Document::parse(main.as_bytes(), Some(secrets.as_bytes())) {
        Ok(again) if again == *document => Ok(()),
        Ok(_) => Err("the new configuration would not be read back as it is".to_owned()),
        Err(error) => Err(format!(
            "the new configuration could not be read back: {error}"
        )),
    }
}
