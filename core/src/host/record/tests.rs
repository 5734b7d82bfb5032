use std::fs;

use super::*;
use crate::host::vfs::Disk;
use crate::id::PluginId;

fn id(text: &str) -> PluginId {
    PluginId::parse(text).unwrap()
}

fn ops() -> Vec<RecordOp> {
    let mut all = vec![
        RecordOp::Bury {
            plugin: id("gone"),
            text: "by a person".to_owned(),
        },
        RecordOp::Link {
            plugin: id("mine"),
            path: PathBuf::from("/srv/mine"),
        },
        RecordOp::Position {
            screen: "clock".to_owned(),
        },
    ];
    for number in 0..20 {
        let plugin = id(&format!("Plugin-{number}"));
        all.push(RecordOp::Agree {
            plugin: plugin.clone(),
            enabled: number % 2 == 0,
        });
        all.push(RecordOp::Adopt {
            plugin,
            content_hash: Some("ab".repeat(32)),
            version: Some("1.0.0".to_owned()),
        });
    }
    all
}

fn place() -> (tempfile::TempDir, Paths) {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("state")).unwrap();
    let paths = Paths::new(folder.path().to_owned());
    (folder, paths)
}

fn open(paths: &Paths) -> Record {
    Record::open(paths, Arc::new(Disk)).unwrap()
}

#[test]
fn what_is_committed_is_there_again() {
    let (_folder, paths) = place();
    let mut record = open(&paths);
    record.commit(&ops(), IntentChange::Open("{}")).unwrap();
    record.note("did it");
    let facts = record.facts().clone();
    drop(record);
    let record = open(&paths);
    assert_eq!(*record.facts(), facts);
    assert_eq!(facts.plugins.len(), 20);
    assert!(
        facts.plugins.keys().any(|id| id.as_str() == "Plugin-3"),
        "the spelling stays"
    );
    assert_eq!(record.intent(), Some("{}"));
    assert_eq!(record.operations()[0].text, "did it");
}

#[test]
fn the_record_is_private() {
    use std::os::unix::fs::PermissionsExt as _;
    let (_folder, paths) = place();
    open(&paths).back_up().unwrap();
    for path in [paths.record(), paths.record_backups().join("lumarium-1.db")] {
        assert_eq!(
            fs::metadata(path).unwrap().permissions().mode() & 0o777,
            0o600
        );
    }
}

#[test]
fn operations_are_bounded() {
    let (_folder, paths) = place();
    let mut record = open(&paths);
    record.operations = (1..=limits::OPERATIONS_MAX as u64)
        .map(|number| Operation {
            number,
            wall: crate::time::Wall(0),
            text: String::new(),
        })
        .collect();
    record.note("one more");
    assert_eq!(record.operations().len(), limits::OPERATIONS_MAX);
    assert_eq!(
        record.operations().last().unwrap().number,
        limits::OPERATIONS_MAX as u64 + 1
    );
}

#[test]
fn fields_of_a_newer_version_survive() {
    let (_folder, paths) = place();
    let mut record = open(&paths);
    let row = Row::new(
        Table::Plugins,
        "clock",
        r#"{"id":"clock","agreed":true,"grants":["net"]}"#.to_owned(),
    );
    record
        .write(&[(Table::Plugins, "clock".to_owned(), Some(row))])
        .unwrap();
    drop(record);
    let mut record = open(&paths);
    record
        .commit(
            &[RecordOp::Agree {
                plugin: id("clock"),
                enabled: false,
            }],
            IntentChange::Keep,
        )
        .unwrap();
    let (found, _) = rows::rows(&record.connection, Table::Plugins, false);
    assert!(
        found[0].body.contains("grants") && found[0].body.contains("\"agreed\":false"),
        "{found:?}"
    );
}

/// All damages of a file: cut, flipped, zeroed at 80 places, and replaced by random bytes.
fn damages(bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    let step = (bytes.len() / 80).max(16);
    for at in (0..bytes.len()).step_by(step) {
        all.push(bytes[..at].to_vec());
        let mut flipped = bytes.to_vec();
        flipped[at + (at / step) % step.min(bytes.len() - at)] ^= 1 << (at / step % 8);
        all.push(flipped);
        let mut zeroed = bytes.to_vec();
        let end = (at + 512).min(bytes.len());
        zeroed[at..end].fill(0);
        all.push(zeroed);
    }
    all.push(
        (0..8192_u32)
            .map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8)
            .collect(),
    );
    all
}

#[test]
fn any_damage_with_a_backup_loses_nothing_and_keeps_the_original() {
    let (_folder, paths) = place();
    let mut record = open(&paths);
    record.commit(&ops(), IntentChange::Keep).unwrap();
    record.back_up().unwrap();
    let facts = record.facts().clone();
    drop(record);
    let whole = fs::read(paths.record()).unwrap();
    for damage in damages(&whole) {
        fs::write(paths.record(), &damage).unwrap();
        let record = open(&paths);
        let mut now = record.facts().clone();
        let repaired = std::mem::take(&mut now.repaired);
        assert_eq!(now, facts, "{repaired:?}");
        drop(record);
        if !repaired.is_empty() {
            let mut kept = fs::read_dir(paths.state())
                .unwrap()
                .map(|entry| entry.unwrap().path());
            assert!(
                kept.any(|path| path.to_string_lossy().contains("db.damaged-")
                    && fs::read(path).unwrap() == damage)
            );
        }
        for entry in fs::read_dir(paths.state()).unwrap() {
            let path = entry.unwrap().path();
            if path.to_string_lossy().contains(".damaged-") {
                fs::remove_file(path).unwrap();
            }
        }
        assert!(open(&paths).facts().repaired.is_empty(), "repaired once");
    }
}

#[test]
fn damage_without_a_backup_keeps_what_can_be_read_and_says_so() {
    let (_folder, paths) = place();
    let mut record = open(&paths);
    record.commit(&ops(), IntentChange::Keep).unwrap();
    drop(record);
    let whole = fs::read(paths.record()).unwrap();
    let mut saved = 0;
    for damage in damages(&whole) {
        fs::write(paths.record(), &damage).unwrap();
        let record = open(&paths);
        let facts = record.facts();
        if facts.repaired.is_empty() {
            assert_eq!(
                (
                    facts.plugins.len(),
                    facts.tombstones.len(),
                    facts.links.len()
                ),
                (20, 1, 1)
            );
        }
        saved += usize::from(!facts.repaired.is_empty() && facts.tombstones.len() == 1);
        drop(record);
        for entry in fs::read_dir(paths.state()).unwrap() {
            let path = entry.unwrap().path();
            if path.to_string_lossy().contains(".damaged-") {
                fs::remove_file(path).unwrap();
            }
        }
    }
    assert!(
        saved >= 50,
        "salvage brought the tombstone back only {saved} times"
    );
}

#[test]
fn a_lost_record_comes_back_from_the_backup() {
    let (_folder, paths) = place();
    let mut record = open(&paths);
    record.commit(&ops(), IntentChange::Keep).unwrap();
    record.back_up().unwrap();
    drop(record);
    fs::remove_file(paths.record()).unwrap();
    fs::write(paths.record_backups().join("lumarium-2.db"), "rubbish").unwrap();
    let record = open(&paths);
    assert_eq!(record.facts().tombstones.len(), 1);
    assert!(record.facts().repaired[0].contains("backup"));
}

#[test]
fn backups_rotate() {
    let (_folder, paths) = place();
    let mut record = open(&paths);
    let name = |number: u32| paths.record_backups().join(format!("lumarium-{number}.db"));
    for number in 0..4 {
        let plugin = id(&format!("p{number}"));
        record
            .commit(
                &[RecordOp::Agree {
                    plugin,
                    enabled: true,
                }],
                IntentChange::Keep,
            )
            .unwrap();
        record.back_up().unwrap();
        record.back_up().unwrap();
    }
    assert!(name(1).exists() && name(2).exists());
    let (rows, _) = backup::newest(&paths.record_backups()).unwrap();
    assert_eq!(
        rows.keys().filter(|(table, _)| *table == "plugins").count(),
        4
    );
    fs::remove_file(name(
        if fs::metadata(name(1)).unwrap().modified().unwrap()
            > fs::metadata(name(2)).unwrap().modified().unwrap()
        {
            1
        } else {
            2
        },
    ))
    .unwrap();
    let (rows, _) = backup::newest(&paths.record_backups()).unwrap();
    assert_eq!(
        rows.keys().filter(|(table, _)| *table == "plugins").count(),
        3
    );
}
