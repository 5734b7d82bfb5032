//! The store of the simulated world: takes its time, fails when told to, and reads again after others' edits.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use lumarium_core::config::Document;
use lumarium_core::facts::{Known, Misfit, Registry};
use lumarium_core::id::PluginId;
use lumarium_core::manifest::Problem;
use lumarium_core::message::{
    CommandId, Edit, Event, ReinstallResult, StoreEvent, Ticket, Written,
};

use super::durable::enabled;
use super::{Coming, World, fixture};

/// Reads that fail in a row; then one goes well, as after a card that was put back.
const UNKNOWN_IN_A_ROW_MAX: u32 = 3;

/// What the store has to do.
#[derive(Debug)]
pub(super) enum Job {
    Write {
        ticket: Ticket,
        edits: Vec<Edit>,
    },
    Read {
        config: bool,
        disk: bool,
        record: bool,
        tries: u32,
    },
    Inspect {
        command: CommandId,
        path: PathBuf,
    },
    Reinstall {
        plugin: PluginId,
        candidates: Vec<PluginId>,
    },
    Registry,
    FilesChanged {
        plugin: PluginId,
    },
}

impl World {
    /// Puts a job into the store's queue: one after the other, as it has one thread.
    pub(super) fn store(&mut self, job: Job) {
        let slow = self.disk_fails > 0;
        let wait = self.chance.millis(1, if slow { 900 } else { 20 });
        let busy = self
            .coming
            .iter()
            .rev()
            .find(|(_, coming)| matches!(coming, Coming::Store(_)));
        let busy = busy.map_or(0, |((at, _), _)| *at);
        let own = matches!(job, Job::Write { .. } | Job::Inspect { .. });
        let start = if own {
            busy.max(self.time).min(self.time + 5_000_000_000)
        } else {
            self.time
        };
        self.send_at(start + wait.as_nanos() as u64, Coming::Store(job));
    }

    /// Does a job and tells the engine.
    pub(super) fn work(&mut self, job: Job) {
        let fails = self.chance.percent(self.disk_fails);
        let event = match job {
            Job::Write { ticket, .. } if fails => StoreEvent::Written {
                ticket,
                result: Err("no space left on the device".to_owned()),
            },
            Job::Write { ticket, edits } => {
                let result = self.durable.write(&edits);
                if let Ok(written) = &result {
                    self.note_told(written);
                }
                self.write_diary(&format!(
                    "written {ticket}: {}",
                    if result.is_ok() { "well" } else { "failed" }
                ));
                StoreEvent::Written { ticket, result }
            }
            Job::Read {
                config,
                disk,
                record,
                tries,
            } => self.read(config, disk, record, tries, fails),
            Job::Inspect { command, path } => {
                let found = self.durable.elsewhere.get(&path).cloned();
                let problems = vec![Problem::error("there is no plugin here; name its folder")];
                let result = found.ok_or_else(|| Misfit {
                    path: path.clone(),
                    id: None,
                    problems,
                });
                StoreEvent::Inspected {
                    command,
                    path,
                    result,
                }
            }
            Job::Reinstall { plugin, candidates } => self.reinstall(plugin, &candidates, fails),
            Job::Registry => StoreEvent::Registry(self.registry(fails)),
            Job::FilesChanged { plugin } => StoreEvent::FilesChanged {
                plugins: vec![plugin],
            },
        };
        self.handle(Event::Store(event));
    }

    /// A part that cannot be read now is read again later.
    #[expect(
        clippy::fn_params_excessive_bools,
        reason = "the three parts of a job, and whether the disk fails"
    )]
    fn read(
        &mut self,
        config: bool,
        disk: bool,
        record: bool,
        tries: u32,
        fails: bool,
    ) -> StoreEvent {
        let fails = fails && tries < UNKNOWN_IN_A_ROW_MAX;
        if fails {
            let again = Job::Read {
                config,
                disk,
                record,
                tries: tries + 1,
            };
            let wait = self.chance.millis(1_000, 20_000);
            self.send_in(wait, Coming::Store(again));
        }
        self.write_diary(&format!(
            "read: config {config}, disk {disk}, record {record}, fails {fails}"
        ));
        let why = || Known::Unknown("input/output error".to_owned());
        if config && !fails {
            self.tell_config(self.durable.config.clone());
        }
        self.told_record |= record && !fails;
        StoreEvent::Read {
            config: config.then(|| {
                if fails {
                    why()
                } else {
                    Known::Known(Arc::new(self.durable.config.clone()))
                }
            }),
            disk: disk.then(|| {
                if fails {
                    Known::Unknown("input/output error".to_owned())
                } else {
                    Known::Known(Arc::new(self.durable.disk.clone()))
                }
            }),
            record: record.then(|| {
                if fails {
                    Known::Unknown("input/output error".to_owned())
                } else {
                    Known::Known(self.durable.record.clone())
                }
            }),
            notices: Vec::new(),
        }
    }

    fn note_told(&mut self, written: &Written) {
        if let Some(config) = &written.config {
            self.tell_config(Document::clone(config));
        }
    }

    /// Remembers since when the engine knows that a plugin is switched off.
    fn tell_config(&mut self, config: Document) {
        for name in fixture::IDS {
            let plugin = fixture::id(name);
            if enabled(&config, &plugin) {
                self.off_since.remove(&plugin);
            } else {
                self.off_since.entry(plugin).or_insert(self.time);
            }
        }
        self.told = Some(config);
    }

    fn reinstall(&mut self, plugin: PluginId, candidates: &[PluginId], fails: bool) -> StoreEvent {
        let known = candidates
            .iter()
            .find(|candidate| matches!(candidate.as_str(), "base" | "face" | "middle"));
        // Uninstalled while this waited: the store looks once more before it puts files there.
        let buried = self.durable.record.tombstones.contains_key(&plugin);
        let result = match known {
            _ if buried => ReinstallResult::Failed(format!("{plugin} was uninstalled")),
            _ if fails => ReinstallResult::Transient("the network is down".to_owned()),
            Some(candidate) => {
                let found = fixture::found(candidate.as_str(), "1.0.0");
                self.durable.disk.found.insert(plugin.clone(), found);
                let disk = Job::Read {
                    config: false,
                    disk: true,
                    record: false,
                    tries: 0,
                };
                self.send_in(Duration::from_millis(1), Coming::Store(disk));
                ReinstallResult::Done
            }
            None => ReinstallResult::Failed(format!("{plugin} is in no registry")),
        };
        self.write_diary(&format!("reinstall {plugin}: {result:?}"));
        StoreEvent::Reinstalled { plugin, result }
    }

    fn registry(&self, fails: bool) -> Registry {
        if fails {
            return Registry::OutOfReach("the network is down".to_owned());
        }
        let ids = ["base", "face", "middle"].map(fixture::id);
        let entries: BTreeMap<PluginId, PluginId> =
            ids.into_iter().map(|id| (id.clone(), id)).collect();
        Registry::Read {
            version: self.registry_version,
            entries,
        }
    }

    /// Somebody else edits the configuration; it is noticed a moment later.
    pub(crate) fn edit_outside(&mut self, edit: impl FnOnce(&mut Document)) {
        edit(&mut self.durable.config);
        self.write_diary(&format!(
            "somebody edits the configuration: {:?}",
            self.durable.config.main
        ));
        self.store(Job::Read {
            config: true,
            disk: false,
            record: false,
            tries: 0,
        });
    }

    /// Somebody else removes a plugin's files.
    pub(crate) fn remove_outside(&mut self, plugin: &PluginId) {
        self.durable.disk.found.remove(plugin);
        self.write_diary(&format!("somebody removes the files of {plugin}"));
        self.store(Job::Read {
            config: false,
            disk: true,
            record: false,
            tries: 0,
        });
    }

    /// Somebody else puts a plugin's files there.
    pub(crate) fn put_outside(&mut self, name: &str, version: &str) {
        self.durable
            .disk
            .found
            .insert(fixture::id(name), fixture::found(name, version));
        self.write_diary(&format!("somebody puts {name} {version} there"));
        self.store(Job::Read {
            config: false,
            disk: true,
            record: false,
            tries: 0,
        });
    }

    /// The files of a working copy change.
    pub(crate) fn touch_files(&mut self, plugin: &PluginId) {
        self.store(Job::FilesChanged {
            plugin: plugin.clone(),
        });
    }

    /// The registry is read again.
    pub(crate) fn read_registry(&mut self) {
        self.store(Job::Registry);
    }

    /// A source cannot be read for a while.
    pub(crate) fn lose_sight(&mut self) {
        let [config, disk, record] = [0; 3].map(|_| self.chance.percent(50));
        let before = std::mem::replace(&mut self.disk_fails, 100);
        let job = Job::Read {
            config,
            disk,
            record,
            tries: 0,
        };
        self.work(job);
        self.disk_fails = before;
    }
}
