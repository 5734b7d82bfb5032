//! A root small enough to be compared and hashed, and what the remedies do to it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use lumarium_core::facts::{Disk, Found, Known, Misfit, Place, RecordFacts, Recorded, Registry};
use lumarium_core::id::PluginId;
use lumarium_core::manifest::Manifest;
use lumarium_core::reconcile::{Fact, Finding, Remedy, Sources, plan, wishes};
use serde_json::{Map, Value, json};

/// What is in the plugin folder under one id; the number stands for the content.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) enum Files {
    #[default]
    None,
    Folder(u8),
    WorkingCopy(u8),
    Misfit,
    Bundled,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[expect(clippy::struct_excessive_bools, reason = "each is a source of its own")]
pub(crate) struct Plugin {
    pub(crate) section: Option<bool>,
    pub(crate) agreed: Option<bool>,
    pub(crate) wished: Option<bool>,
    pub(crate) hash: Option<u8>,
    pub(crate) source: bool,
    pub(crate) tombstone: bool,
    pub(crate) files: Files,
    pub(crate) loaded: bool,
    pub(crate) held: bool,
    pub(crate) unrecoverable: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Store {
    Absent,
    OutOfReach,
    KnowsAll,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Unread {
    Nothing,
    Config,
    Disk,
    Record,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct World {
    pub(crate) plugins: Vec<Plugin>,
    pub(crate) unread: Unread,
    pub(crate) repaired: bool,
    pub(crate) store: Store,
}

pub(crate) fn id(index: usize) -> PluginId {
    PluginId::parse(&format!("p{index}")).unwrap()
}

pub(crate) fn index(id: &PluginId) -> usize {
    id.as_str()[1..].parse().unwrap()
}

impl World {
    pub(crate) fn plan(&self) -> Vec<Finding> {
        let read = |source| self.unread != source;
        let config = known(read(Unread::Config), wishes(&self.main()));
        let disk = known(read(Unread::Disk), std::sync::Arc::new(self.disk()));
        let record = known(read(Unread::Record), self.record());
        plan(&Sources {
            config: &config,
            disk: &disk,
            record: &record,
            running: &self.each(|plugin| {
                let any = plugin.loaded || plugin.held;
                any.then_some(Fact {
                    loaded: plugin.loaded,
                    held: plugin.held,
                })
            }),
            unrecoverable: &self
                .each(|plugin| plugin.unrecoverable.then_some(()))
                .into_keys()
                .collect::<BTreeSet<_>>(),
            registry: &match self.store {
                Store::Absent => Registry::Absent,
                Store::OutOfReach => Registry::OutOfReach("no route".to_owned()),
                Store::KnowsAll => Registry::Read {
                    version: 1,
                    entries: (0..self.plugins.len()).map(|at| (id(at), id(at))).collect(),
                },
            },
        })
    }

    pub(crate) fn automatic(&self) -> Vec<Finding> {
        let mut plan = self.plan();
        plan.retain(|finding| finding.automatic);
        plan
    }

    /// Does what a finding says, as the engine and the store do it.
    pub(crate) fn apply(&mut self, finding: &Finding) {
        let Some(plugin) = &finding.plugin else {
            return self.rebuild();
        };
        let knows_all = self.store == Store::KnowsAll;
        let plugin = &mut self.plugins[index(plugin)];
        match &finding.remedy {
            Remedy::AddSection => plugin.agree(false),
            Remedy::SetEnabled { enabled } => plugin.agree(*enabled),
            Remedy::Reinstall { .. } if knows_all || plugin.source => plugin.install(),
            Remedy::Reinstall { .. } => plugin.unrecoverable = true,
            Remedy::Adopt => plugin.hash = plugin.files.content(),
            Remedy::Load => plugin.loaded = true,
            Remedy::Stop => plugin.loaded = false,
            Remedy::RebuildRecord => self.rebuild(),
            Remedy::Ask { .. } | Remedy::Wait => {}
        }
    }

    /// What was lost may have been tombstones: a section without files gets one.
    pub(crate) fn rebuild(&mut self) {
        self.repaired = false;
        for plugin in &mut self.plugins {
            plugin.tombstone |= plugin.section.is_some() && plugin.files == Files::None;
        }
    }

    /// LEDMatrix's main file: plugins among the system's own sections.
    fn main(&self) -> Map<String, Value> {
        let mut main = Map::new();
        main.insert("display".to_owned(), json!({"enabled": true}));
        main.insert("schedule".to_owned(), json!({"enabled": true}));
        for (at, plugin) in self.plugins.iter().enumerate() {
            if let Some(enabled) = plugin.section {
                main.insert(id(at).to_string(), json!({"enabled": enabled}));
            }
        }
        main
    }

    fn disk(&self) -> Disk {
        let found = self.each(|plugin| match plugin.files {
            Files::None | Files::Misfit => None,
            Files::Folder(_) => Some(Place::Folder(PathBuf::from("folder"))),
            Files::WorkingCopy(_) => Some(Place::Linked(PathBuf::from("copy"))),
            Files::Bundled => Some(Place::Bundled),
        });
        let found = found.into_iter().map(|(id, place)| {
            let content = self.plugins[index(&id)].files.content();
            let found = Found {
                manifest: Arc::new(Manifest::placeholder(id.clone())),
                working_copy: matches!(place, Place::Linked(_)),
                place,
                content_hash: content.map(|content| Arc::from(content.to_string())),
                schema: None,
                problems: Vec::new(),
            };
            (id, Arc::new(found))
        });
        let misfits = self.each(|plugin| (plugin.files == Files::Misfit).then_some(()));
        Disk {
            found: found.collect(),
            misfits: misfits
                .into_keys()
                .map(|id| Misfit {
                    path: PathBuf::from("broken"),
                    id: Some(id),
                    problems: Vec::new(),
                })
                .collect(),
        }
    }

    fn record(&self) -> RecordFacts {
        RecordFacts {
            plugins: self.each(|plugin| {
                let recorded = Recorded {
                    agreed: plugin.agreed,
                    enabled: plugin.wished,
                    content_hash: plugin.hash.map(|hash| hash.to_string()),
                    version: None,
                    source: plugin.source.then(|| "somewhere".to_owned()),
                };
                (recorded != Recorded::default()).then_some(recorded)
            }),
            tombstones: self.each(|plugin| plugin.tombstone.then(|| "by a person".to_owned())),
            repaired: Vec::from_iter(self.repaired.then(|| "rows lost".to_owned())),
            ..RecordFacts::default()
        }
    }

    fn each<T>(&self, pick: impl Fn(&Plugin) -> Option<T>) -> BTreeMap<PluginId, T> {
        let all = self.plugins.iter().enumerate();
        all.filter_map(|(at, plugin)| Some((id(at), pick(plugin)?)))
            .collect()
    }
}

impl Plugin {
    /// The value stands in configuration and record, and both know it.
    pub(crate) fn agree(&mut self, enabled: bool) {
        self.section = Some(enabled);
        self.agreed = Some(enabled);
        self.wished = None;
    }

    pub(crate) fn install(&mut self) {
        self.files = Files::Folder(0);
        self.hash = Some(0);
    }

    /// Whether its files could be run.
    pub(crate) fn usable(&self) -> bool {
        match self.files {
            Files::Folder(_) | Files::WorkingCopy(_) | Files::Bundled => true,
            Files::None | Files::Misfit => false,
        }
    }
}

impl Files {
    pub(crate) fn content(self) -> Option<u8> {
        match self {
            Self::Folder(content) | Self::WorkingCopy(content) => Some(content),
            Self::None | Self::Misfit | Self::Bundled => None,
        }
    }
}

fn known<T>(read: bool, value: T) -> Known<T> {
    if read {
        Known::Known(value)
    } else {
        Known::Unknown("input/output error".to_owned())
    }
}
