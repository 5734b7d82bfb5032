//! Every operation fails once, and from then on: the result is old or new, never else, and "done" is durable.
//! A fault that stays until the end of the process is also what a crash at that point leaves.

use super::*;
use crate::host::vfs::faulty::{Fault, Faulty};

type Edits = fn(&Rig) -> Vec<Edit>;

/// A root that has been in use: a link, a tombstone, agreed values, copies of the configuration.
fn used() -> Rig {
    let rig = Rig::new();
    let mut store = rig.open();
    let edits = [
        Edit::Link {
            plugin: id("mine"),
            path: PathBuf::from("/somewhere/mine"),
        },
        Edit::Agree {
            plugin: id("clock"),
            enabled: true,
        },
    ];
    store.apply(&edits).unwrap();
    store
        .apply(&[set(&["clock", "city"], json!("Bern"))])
        .unwrap();
    let bury = Edit::Uninstall {
        plugin: id("buried"),
        path: None,
        keep_settings: false,
    };
    store.apply(&[bury]).unwrap();
    drop(store);
    rig
}

fn check(edits: Edits) {
    let used = used();
    let old = used.seen();
    let used = used.copy();
    // A clean run says what new is, and which operations there are.
    let clean = used.copy();
    let vfs = Arc::new(Faulty::new(Arc::new(RealDisk)));
    let (mut store, _) = clean.open_with(Arc::clone(&vfs) as Arc<dyn Vfs>);
    vfs.heal();
    store.apply(&edits(&clean)).unwrap();
    let bites = Fault::ALL.map(|fault| (fault, vfs.would_bite(fault)));
    drop(store);
    let new = clean.seen();
    assert_ne!(old, new, "the edit does something");
    for (fault, bites) in bites {
        for at in (1..)
            .zip(bites)
            .filter_map(|(at, bites)| bites.then_some(at))
        {
            // A full disk stays full; the others happen once. Reads and looks do not fill disks.
            let for_ever = fault == Fault::NoSpace;
            check_one(&used.copy(), edits, (fault, at, for_ever), (&old, &new));
        }
    }
}

fn check_one(
    rig: &Rig,
    edits: Edits,
    (fault, at, for_ever): (Fault, u64, bool),
    (old, new): (&Seen, &Seen),
) {
    let case = format!("{fault:?} at {at}, for ever: {for_ever}");
    let vfs = Arc::new(Faulty::new(Arc::new(RealDisk)));
    let (mut store, _) = rig.open_with(Arc::clone(&vfs) as Arc<dyn Vfs>);
    vfs.arm(at, fault, for_ever);
    let result = store.apply(&edits(rig));
    let told = store.document().map(|document| Document::clone(document));
    match &result {
        Ok(_) => assert_eq!(told, new.document, "{case}"),
        Err(why) => {
            assert_eq!(told, old.document, "{case}: {why}");
            assert!(why.len() > 10, "{case}: {why}");
        }
    }
    if for_ever {
        // The process ends here, as in a crash.
        drop(store);
    } else {
        vfs.heal();
        let position = Edit::Position {
            screen: "after".to_owned(),
        };
        store.apply(&[position]).unwrap();
        drop(store);
    }
    let mut now = rig.seen();
    if now.facts.position.as_deref() == Some("after") {
        now.facts.position.clone_from(&old.facts.position);
        if now.facts.plugins == new.facts.plugins && now.document == new.document {
            now.facts.position.clone_from(&new.facts.position);
        }
    }
    match result {
        Ok(_) => assert_eq!(now, *new, "{case}: done was not durable"),
        Err(why) if for_ever => assert!(now == *old || now == *new, "{case}: {why}: {now:#?}"),
        Err(why) => assert_eq!(now, *old, "{case}: {why}"),
    }
}

#[test]
fn set_one() {
    check(|_| vec![super::set(&["clock", "enabled"], json!(false))]);
}

#[test]
fn set_with_agreement() {
    check(|_| {
        vec![
            super::set(&["weather", "enabled"], json!(true)),
            Edit::Agree {
                plugin: id("weather"),
                enabled: true,
            },
        ]
    });
}

#[test]
fn set_with_secret() {
    check(|_| {
        vec![
            super::set(&["weather", "city"], json!("Oslo")),
            secret(&["weather", "api_key"], "n3w"),
            secret(&["clock", "token"], "t"),
        ]
    });
}

#[test]
fn remove_from_both() {
    check(|_| {
        vec![Edit::Remove {
            path: vec!["weather".to_owned()],
        }]
    });
}

#[test]
fn uninstall_one() {
    check(|rig| vec![uninstall(rig, "weather")]);
}

#[test]
fn replace_and_restore() {
    check(|_| {
        let mut document = crate::config::default_document();
        document
            .secrets
            .insert("clock".to_owned(), json!({ "k": 1 }));
        vec![Edit::Replace {
            document: Arc::new(document),
        }]
    });
    check(|_| vec![Edit::Restore { revision: 1 }]);
}

#[test]
fn record_only() {
    check(|_| {
        vec![
            Edit::Link {
                plugin: id("other"),
                path: PathBuf::from("/somewhere/other"),
            },
            Edit::Unlink { plugin: id("mine") },
            Edit::Forgive {
                plugin: id("buried"),
            },
            Edit::Adopt {
                plugin: id("clock"),
                content_hash: Some("00".to_owned()),
                version: None,
            },
        ]
    });
}

#[test]
fn link_with_section() {
    check(|_| {
        vec![
            Edit::Link {
                plugin: id("other"),
                path: PathBuf::from("/somewhere/other"),
            },
            super::set(&["other", "enabled"], json!(true)),
        ]
    });
}

#[test]
fn opening_with_a_failing_disk_loses_nothing() {
    let used = used();
    let old = used.seen();
    let vfs = Arc::new(Faulty::new(Arc::new(RealDisk)));
    drop(used.copy().open_with(Arc::clone(&vfs) as Arc<dyn Vfs>));
    for at in 1..=vfs.count() {
        for for_ever in [false, true] {
            let rig = used.copy();
            let main = rig.read("config/config.json");
            let vfs = Arc::new(Faulty::new(Arc::new(RealDisk)));
            vfs.arm(at, Fault::Io, for_ever);
            let (store, event) = rig.open_with(Arc::clone(&vfs) as Arc<dyn Vfs>);
            let StoreEvent::Read {
                config: Some(config),
                notices,
                ..
            } = event
            else {
                panic!("the first event has everything");
            };
            // What could not be read is unknown or the last good copy, never a default.
            if let Known::Known(document) = config {
                let expected = old.document.as_ref().unwrap();
                assert_eq!(document.main, expected.main, "at {at}");
                let told = notices
                    .iter()
                    .any(|text| text.contains("config_secrets.json"));
                assert!(told || document.secrets == expected.secrets, "at {at}");
            }
            drop(store);
            assert_eq!(rig.read("config/config.json"), main, "at {at}");
            assert_eq!(rig.seen(), old, "at {at}");
        }
    }
}

#[test]
fn a_crash_while_finishing_is_finished_the_next_time() {
    // Stop an uninstall after each operation, and then its finishing after each operation.
    let used = used();
    let old = used.seen();
    let clean = used.copy();
    let mut store = clean.open();
    store.apply(&[uninstall(&clean, "weather")]).unwrap();
    drop(store);
    let new = clean.seen();
    for at in (1..60).step_by(3) {
        let rig = used.copy();
        let vfs = Arc::new(Faulty::new(Arc::new(RealDisk)));
        let (mut store, _) = rig.open_with(Arc::clone(&vfs) as Arc<dyn Vfs>);
        vfs.arm(at, Fault::Io, true);
        let result = store.apply(&[uninstall(&rig, "weather")]);
        drop(store);
        for again in (1..60).step_by(7) {
            let rig = rig.copy();
            let vfs = Arc::new(Faulty::new(Arc::new(RealDisk)));
            vfs.arm(again, Fault::Io, true);
            drop(rig.open_with(Arc::clone(&vfs) as Arc<dyn Vfs>));
            let now = rig.seen();
            let legal = now == new || (result.is_err() && now == old);
            assert!(legal, "{at}, {again}: {now:#?}");
        }
    }
}
