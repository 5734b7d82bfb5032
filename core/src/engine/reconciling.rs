//! Wish against fact, once per change and never per read; and acting on what is found.

use std::path::Path;
use std::sync::Arc;

use super::Engine;
use super::edits::Why;
use crate::facts::{Found, Known, Misfit, Registry};
use crate::id::PluginId;
use crate::journal::Topic;
use crate::lifecycle::Event;
use crate::message::{CommandId, Edit, Effect, Refusal, ReinstallResult};
use crate::reconcile::{self, Fact, Finding, Kind, Remedy, Sources};
use crate::snapshot::Level;
use crate::time::Now;

impl Engine {
    /// Plans again if a source has changed since the last plan, and acts.
    pub(super) fn reconcile_if_changed(&mut self, now: Now) {
        if self.writes.retry_due(now.at) {
            self.writes.forget_failure();
            self.unplanned = true;
        }
        if !self.unplanned {
            return;
        }
        self.unplanned = false;
        self.drop_gone(now);
        let findings = self.plan();
        if findings != self.findings {
            self.note_findings(now, &findings);
            self.findings = findings;
        }
        if self.setup.act && self.stopping.is_none() {
            self.act_on_findings(now);
        }
    }

    /// Plugins whose files and section went away while they ran are forgotten when they have ended.
    fn drop_gone(&mut self, now: Now) {
        let Known::Known(config) = &self.config else {
            return;
        };
        let gone = |(id, plugin): (&PluginId, &super::plugin::Plugin)| {
            let ended = !plugin.is_loaded() && !plugin.alive;
            (ended && plugin.found.is_none() && config.section(id).is_none()).then(|| id.clone())
        };
        let gone: Vec<PluginId> = self.plugins.iter().filter_map(gone).collect();
        for id in gone {
            self.forget(now, &id);
        }
    }

    fn plan(&self) -> Vec<Finding> {
        let config = match &self.config {
            Known::Known(config) => Known::Known(reconcile::wishes(&config.main)),
            Known::Unknown(why) => Known::Unknown(why.clone()),
        };
        let running = self
            .plugins
            .iter()
            .map(|(id, plugin)| {
                let held = plugin.is_held() || !self.setup.run_plugins;
                (
                    id.clone(),
                    Fact {
                        loaded: plugin.is_loaded(),
                        held,
                    },
                )
            })
            .collect();
        reconcile::plan(&Sources {
            config: &config,
            disk: &self.disk,
            record: &self.record,
            running: &running,
            unrecoverable: &self.unrecoverable,
            registry: &self.registry,
        })
    }

    /// Loads and stops are in the life of their plugins already; the others are told.
    fn note_findings(&mut self, now: Now, findings: &[Finding]) {
        let fresh: Vec<Finding> = findings
            .iter()
            .filter(|finding| !matches!(finding.kind, Kind::NotRunning | Kind::ShouldNotRun))
            .filter(|finding| !self.findings.contains(finding))
            .cloned()
            .collect();
        for finding in fresh {
            let name = finding
                .plugin
                .as_ref()
                .map_or("the record", PluginId::as_str);
            let text = format!(
                "{name}: {}; expected: {}",
                finding.current, finding.expected
            );
            self.note(now, Topic::Reconcile, finding.plugin.as_ref(), text.clone());
            if matches!(finding.remedy, Remedy::Ask { .. }) {
                self.notify(now, Level::Warning, finding.plugin.as_ref(), &text);
            }
        }
        self.revision += 1;
    }

    fn act_on_findings(&mut self, now: Now) {
        let findings: Vec<Finding> = self
            .findings
            .iter()
            .filter(|finding| finding.automatic)
            .cloned()
            .collect();
        let mut edits = Vec::new();
        for finding in findings {
            let Some(id) = &finding.plugin else { continue };
            match &finding.remedy {
                Remedy::Stop => self.stop(now, id),
                Remedy::Load => self.start(now, id),
                Remedy::AddSection => edits.push(Edit::AddSection { plugin: id.clone() }),
                Remedy::SetEnabled { enabled } => edits.extend(self.edits_agree(id, *enabled)),
                Remedy::Adopt => edits.extend(self.edit_adopt(id)),
                Remedy::Reinstall { candidates } => self.reinstall(now, id, candidates),
                Remedy::RebuildRecord | Remedy::Wait | Remedy::Ask { .. } => {}
            }
        }
        if self
            .findings
            .iter()
            .any(|finding| finding.remedy == Remedy::RebuildRecord)
        {
            edits.extend(self.edits_rebuild());
        }
        // What people are writing now may change the findings: theirs comes first.
        if !edits.is_empty() && !self.is_writing() && self.writes.may_reconcile(now.at) {
            self.note(
                now,
                Topic::Reconcile,
                None,
                format!("writes {} changes", edits.len()),
            );
            self.write(now, edits, Why::Reconcile);
        }
    }

    fn stop(&mut self, now: Now, id: &PluginId) {
        let by = self.off_by(id);
        let event = match self.plugins.get(id) {
            Some(plugin) if plugin.found.is_some() && !plugin.wanted => Event::SwitchOff(by),
            Some(_) => Event::Unload,
            None => return,
        };
        let leaving = self.plugins.get(id).is_some_and(|plugin| {
            matches!(plugin.state, crate::lifecycle::State::Unloading { .. })
        });
        if !leaving {
            self.life(now, id, event);
            self.forget_pictures(id);
        }
    }

    /// The configuration is written only where it differs: a section that says it already, or is no
    /// plugin's at all, stays as it is.
    fn edits_agree(&self, id: &PluginId, enabled: bool) -> Vec<Edit> {
        let says = self.config.get().map(|config| config.enabled(id));
        if says == Some(enabled) {
            vec![Edit::Agree {
                plugin: id.clone(),
                enabled,
            }]
        } else {
            self.edits_enabled(id, enabled)
        }
    }

    fn edit_adopt(&self, id: &PluginId) -> Option<Edit> {
        let found = self.plugins.get(id)?.found.as_ref()?;
        Some(Edit::Adopt {
            plugin: id.clone(),
            content_hash: found.content_hash.as_deref().map(str::to_owned),
            version: found.manifest.version.clone(),
        })
    }

    /// The record from configuration and disk. What has a section and no files may have been
    /// uninstalled by a person, which the damaged record no longer says: it must not come back.
    fn edits_rebuild(&self) -> Vec<Edit> {
        let (Known::Known(config), Known::Known(disk)) = (&self.config, &self.disk) else {
            return Vec::new();
        };
        let misfit = |id: &PluginId| {
            disk.misfits
                .iter()
                .any(|misfit| misfit.id.as_ref() == Some(id))
        };
        let mut edits = Vec::new();
        for id in config.section_ids() {
            if disk.found.contains_key(&id) || misfit(&id) {
                let enabled = config.enabled(&id);
                edits.push(Edit::Agree {
                    plugin: id,
                    enabled,
                });
            } else {
                edits.push(Edit::Uninstall {
                    plugin: id,
                    path: None,
                    keep_settings: true,
                });
            }
        }
        edits.push(Edit::Rebuilt);
        edits
    }

    fn reinstall(&mut self, now: Now, id: &PluginId, candidates: &[PluginId]) {
        if self.reinstalling.insert(id.clone()) {
            self.note(
                now,
                Topic::Reconcile,
                Some(id),
                "is installed again".to_owned(),
            );
            let (plugin, candidates) = (id.clone(), candidates.to_vec());
            self.out.push(Effect::Reinstall { plugin, candidates });
        }
    }

    pub(super) fn reinstalled(&mut self, now: Now, id: &PluginId, result: &ReinstallResult) {
        self.reinstalling.remove(id);
        let text = match result {
            ReinstallResult::Done => "was installed again".to_owned(),
            ReinstallResult::Transient(why) => format!("could not be reached: {why}"),
            ReinstallResult::Failed(why) => {
                self.unrecoverable.insert(id.clone());
                format!(
                    "could not be installed again: {why}; \
                         use `lumarium reconcile --force` to try once more"
                )
            }
        };
        self.note(now, Topic::Reconcile, Some(id), text);
        match result {
            ReinstallResult::Done => self.out.push(Effect::Rescan),
            ReinstallResult::Failed(_) => self.unplanned = true,
            // Planned again when the registry is read again, not at once: that would be a loop.
            ReinstallResult::Transient(_) => {}
        }
    }

    pub(super) fn take_registry(&mut self, now: Now, registry: Registry) {
        let version = |registry: &Registry| match registry {
            Registry::Read { version, .. } => Some(*version),
            Registry::Absent | Registry::OutOfReach(_) => None,
        };
        if version(&registry) > version(&self.registry) {
            self.unrecoverable.clear();
        }
        // A registry that went out of reach is still known as it was.
        let keep = matches!(registry, Registry::OutOfReach(_)) && version(&self.registry).is_some();
        if !keep {
            self.registry = registry;
        }
        self.note(
            now,
            Topic::Reconcile,
            None,
            "the registry was read".to_owned(),
        );
        self.unplanned = true;
    }

    /// A person asks for a pass.
    pub(super) fn reconcile_now(&mut self, now: Now, id: CommandId, force: bool) {
        if force {
            self.unrecoverable.clear();
            self.reinstalling.clear();
            self.writes.forget_failure();
        }
        self.unplanned = true;
        self.reconcile_if_changed(now);
        let open = self.findings.len();
        let automatic = self
            .findings
            .iter()
            .filter(|finding| finding.automatic)
            .count();
        let text = match (open, automatic) {
            (0, _) => "what is wanted and what is agree".to_owned(),
            (1, 0) => "1 finding, which needs you".to_owned(),
            (1, _) => "1 finding, repaired by itself".to_owned(),
            _ => format!("{open} findings, {automatic} of them repaired by themselves"),
        };
        self.answer_after_writes(now, id, text);
    }

    /// Answers when what reconciliation writes now is durable.
    fn answer_after_writes(&mut self, now: Now, id: CommandId, text: String) {
        if self.writes.reconciling() {
            self.write(now, Vec::new(), Why::Command(vec![(id, text)]));
        } else {
            self.answer(now, id, Ok(text));
        }
    }

    /// A path was looked at for a link.
    pub(super) fn inspected(
        &mut self,
        now: Now,
        command: CommandId,
        path: &Path,
        result: Result<Arc<Found>, Misfit>,
    ) {
        let found = match result {
            Ok(found) => found,
            Err(misfit) => {
                let why: Vec<&str> = misfit.problems.iter().map(|p| p.text.as_str()).collect();
                let what = format!("{} is not a plugin: {}", path.display(), why.join("; "));
                self.answer(
                    now,
                    command,
                    Err(Refusal::new(what, "a plugin has a manifest.json")),
                );
                return;
            }
        };
        let id = found.manifest.id.clone();
        let mut edits = vec![
            Edit::Forgive { plugin: id.clone() },
            Edit::Link {
                plugin: id.clone(),
                path: path.to_path_buf(),
            },
        ];
        let section = self.config.get().and_then(|config| config.section_key(&id));
        if section.is_none() {
            edits.extend(self.edits_enabled(&id, false));
        }
        let text = format!("linked {id}; it is reloaded when its files change");
        self.write_for(now, command, edits, text);
    }
}
