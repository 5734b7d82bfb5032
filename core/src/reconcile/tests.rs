//! The rules one by one. The laws over all worlds stand in the crossing tests (`reconcile_model`).

use std::path::PathBuf;
use std::sync::Arc;

use serde_json::json;

use super::*;
use crate::facts::{Found, Misfit, Place, Recorded};
use crate::id::SYSTEM_KEYS;
use crate::manifest::Manifest;

mod remedies;

/// Sources that can be changed one at a time.
struct World {
    config: Known<BTreeMap<PluginId, Wish>>,
    disk: Known<Arc<Disk>>,
    record: Known<RecordFacts>,
    running: BTreeMap<PluginId, Fact>,
    unrecoverable: BTreeSet<PluginId>,
    registry: Registry,
}

fn id(text: &str) -> PluginId {
    PluginId::parse(text).unwrap()
}

impl World {
    fn new() -> Self {
        Self {
            config: Known::Known(BTreeMap::new()),
            disk: Known::Known(Arc::default()),
            record: Known::Known(RecordFacts::default()),
            running: BTreeMap::new(),
            unrecoverable: BTreeSet::new(),
            registry: Registry::Absent,
        }
    }

    fn section(mut self, name: &str, enabled: bool) -> Self {
        let Known::Known(config) = &mut self.config else {
            unreachable!()
        };
        config.insert(id(name), Wish { enabled });
        self
    }

    fn found(mut self, name: &str, place: Place, hash: Option<&str>) -> Self {
        let Known::Known(disk) = &mut self.disk else {
            unreachable!()
        };
        let found = Found {
            manifest: Arc::new(Manifest::placeholder(id(name))),
            working_copy: matches!(place, Place::Linked(_)),
            place,
            content_hash: hash.map(Arc::from),
            schema: None,
            problems: Vec::new(),
        };
        Arc::make_mut(disk).found.insert(id(name), Arc::new(found));
        self
    }

    fn folder(self, name: &str) -> Self {
        self.found(name, Place::Folder(PathBuf::from(name)), None)
    }

    fn misfit(mut self, name: Option<&str>) -> Self {
        let Known::Known(disk) = &mut self.disk else {
            unreachable!()
        };
        Arc::make_mut(disk).misfits.push(Misfit {
            path: PathBuf::from("broken"),
            id: name.map(id),
            problems: Vec::new(),
        });
        self
    }

    fn record(&mut self) -> &mut RecordFacts {
        let Known::Known(record) = &mut self.record else {
            unreachable!()
        };
        record
    }

    fn recorded(mut self, name: &str, recorded: Recorded) -> Self {
        self.record().plugins.insert(id(name), recorded);
        self
    }

    fn agreed(self, name: &str, enabled: bool) -> Self {
        let agreed = Some(enabled);
        self.recorded(
            name,
            Recorded {
                agreed,
                ..Recorded::default()
            },
        )
    }

    fn tombstone(mut self, name: &str) -> Self {
        self.record()
            .tombstones
            .insert(id(name), "by a person".to_owned());
        self
    }

    fn loaded(mut self, name: &str) -> Self {
        let fact = Fact {
            loaded: true,
            held: false,
        };
        self.running.insert(id(name), fact);
        self
    }

    fn held(mut self, name: &str) -> Self {
        let fact = Fact {
            loaded: false,
            held: true,
        };
        self.running.insert(id(name), fact);
        self
    }

    fn registry(mut self, entries: &[(&str, &str)]) -> Self {
        let entries = entries
            .iter()
            .map(|(name, target)| (id(name), id(target)))
            .collect();
        self.registry = Registry::Read {
            version: 1,
            entries,
        };
        self
    }

    fn plan(&self) -> Vec<Finding> {
        plan(&Sources {
            config: &self.config,
            disk: &self.disk,
            record: &self.record,
            running: &self.running,
            unrecoverable: &self.unrecoverable,
            registry: &self.registry,
        })
    }

    /// Kind, remedy and whether automatic, without words.
    fn found_kinds(&self) -> Vec<(Kind, Remedy, bool)> {
        let plan = self.plan().into_iter();
        plan.map(|f| (f.kind, f.remedy, f.automatic)).collect()
    }

    #[track_caller]
    fn only(&self) -> (Kind, Remedy, bool) {
        let mut all = self.found_kinds();
        assert_eq!(all.len(), 1, "{all:?}");
        all.remove(0)
    }
}

fn unknown<T>() -> Known<T> {
    Known::Unknown("input/output error".to_owned())
}

fn reinstall(names: &[&str]) -> (Kind, Remedy, bool) {
    let candidates = names.iter().map(|name| id(name)).collect();
    (Kind::MissingOnDisk, Remedy::Reinstall { candidates }, true)
}

fn agreed_off() -> World {
    World::new().section("clock", false).agreed("clock", false)
}

#[test]
fn missing_in_config_is_added_switched_off() {
    let world = World::new().folder("clock");
    assert_eq!(
        world.only(),
        (Kind::MissingInConfig, Remedy::AddSection, true)
    );
}

#[test]
fn bundled_plugins_without_a_section_are_simply_off() {
    let world = World::new().found("clock", Place::Bundled, None);
    assert_eq!(world.plan(), []);
    let loaded = world.loaded("clock");
    assert_eq!(loaded.only(), (Kind::ShouldNotRun, Remedy::Stop, true));
}

#[test]
fn missing_on_disk_is_reinstalled_from_the_registry_or_the_record() {
    assert_eq!(
        agreed_off().registry(&[("clock", "clock")]).only(),
        reinstall(&["clock"])
    );
    let recorded = Recorded {
        agreed: Some(false),
        source: Some("folder".to_owned()),
        ..Recorded::default()
    };
    assert_eq!(
        agreed_off().recorded("clock", recorded).only(),
        reinstall(&["clock"])
    );
    let (kind, remedy, automatic) = agreed_off().only();
    assert_eq!((kind, automatic), (Kind::MissingOnDisk, false));
    assert!(matches!(remedy, Remedy::Ask { .. }));
}

#[test]
fn candidates_are_the_id_the_id_without_prefix_and_aliases() {
    let world = World::new()
        .section("ledmatrix-stocks", true)
        .agreed("ledmatrix-stocks", true);
    let world = world.registry(&[("stocks", "stock-ticker")]);
    assert_eq!(
        world.only(),
        reinstall(&["ledmatrix-stocks", "stocks", "stock-ticker"])
    );
}

#[test]
fn a_failed_repair_is_not_retried_by_later_passes_until_force_or_a_newer_registry() {
    let mut world = agreed_off().registry(&[("clock", "clock")]);
    world.unrecoverable.insert(id("clock"));
    let (kind, remedy, automatic) = world.only();
    assert_eq!((kind, automatic), (Kind::MissingOnDisk, false));
    assert!(matches!(remedy, Remedy::Ask { .. }));
    world.unrecoverable.clear();
    assert_eq!(world.only(), reinstall(&["clock"]));
}

#[test]
fn a_registry_out_of_reach_marks_nothing_and_waits() {
    let mut world = agreed_off();
    world.registry = Registry::OutOfReach("no route".to_owned());
    assert_eq!(world.only(), (Kind::MissingOnDisk, Remedy::Wait, false));
}

#[test]
fn seed_r08_an_uninstalled_plugin_never_returns_by_itself() {
    let section = agreed_off()
        .registry(&[("clock", "clock")])
        .tombstone("clock");
    let (kind, remedy, automatic) = section.only();
    assert_eq!((kind, automatic), (Kind::MissingOnDisk, false));
    assert!(matches!(remedy, Remedy::Ask { .. }));
    let files = World::new().folder("clock").tombstone("clock");
    let (kind, remedy, automatic) = files.only();
    assert_eq!((kind, automatic), (Kind::FoundAgain, false));
    let choices = vec!["Keep".to_owned(), "Delete".to_owned()];
    assert_eq!(remedy, Remedy::Ask { choices });
}

#[test]
fn files_put_back_do_not_run_even_if_a_restored_backup_wants_them_on() {
    let world = World::new()
        .section("clock", true)
        .folder("clock")
        .tombstone("clock");
    assert_eq!(world.only().0, Kind::FoundAgain);
    let loaded = world.loaded("clock");
    assert_eq!(loaded.plan()[0].remedy, Remedy::Stop);
}

#[test]
fn seed_r08_a_leftover_secret_makes_no_plugin() {
    // The secrets are no argument: only the main file has sections.
    let main = json!({"clock": {"enabled": true}});
    assert_eq!(wishes(main.as_object().unwrap()).len(), 1);
}

#[test]
fn seed_r26_system_keys_are_left_alone() {
    let mut main = serde_json::Map::new();
    for key in SYSTEM_KEYS {
        main.insert(key.to_owned(), json!({"enabled": true}));
        main.insert(key.to_uppercase(), json!({"enabled": true}));
    }
    main.insert("../x".to_owned(), json!({"enabled": true}));
    main.insert("word".to_owned(), json!("no section"));
    assert_eq!(wishes(&main), BTreeMap::new());
}

#[test]
fn seed_r24_a_missing_enabled_means_off_everywhere() {
    let main =
        json!({"a": {}, "b": {"enabled": "true"}, "c": {"enabled": null}, "d": {"enabled": true}});
    let on: Vec<bool> = wishes(main.as_object().unwrap())
        .values()
        .map(|w| w.enabled)
        .collect();
    assert_eq!(on, [false, false, false, true]);
}

#[test]
fn seed_r07_transient_read_error_writes_nothing() {
    for source in 0..3 {
        let mut world = World::new()
            .section("clock", true)
            .section("gone", true)
            .folder("clock")
            .folder("extra")
            .found("mine", Place::Folder("mine".into()), Some("hash"))
            .registry(&[("gone", "gone")]);
        match source {
            0 => world.config = unknown(),
            1 => world.disk = unknown(),
            _ => world.record = unknown(),
        }
        for finding in world.plan().into_iter().filter(|finding| finding.automatic) {
            assert!(
                matches!(finding.remedy, Remedy::Load | Remedy::Stop),
                "source {source}: {finding:?}"
            );
        }
    }
}

#[test]
fn an_unreadable_disk_stops_nothing_and_an_unreadable_configuration_neither() {
    let mut world = World::new()
        .section("clock", true)
        .agreed("clock", true)
        .loaded("clock");
    world.disk = unknown();
    assert_eq!(world.plan(), []);
    let mut world = World::new().folder("clock").loaded("clock");
    world.config = unknown();
    assert_eq!(world.plan(), []);
}

#[test]
fn seed_r09_what_only_the_record_knows_is_no_finding() {
    let world = World::new().agreed("old", true);
    assert_eq!(world.plan(), []);
}
