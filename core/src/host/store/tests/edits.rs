//! What edits do, and what they refuse.

use serde_json::Map;

use super::*;

#[test]
fn opening_an_existing_folder_changes_nothing_of_it() {
    let rig = Rig::new();
    let before = walk(rig.path());
    drop(rig.open());
    drop(rig.open());
    assert_eq!(rig.read("config/config.json"), MAIN);
    assert_eq!(rig.read("config/config_secrets.json"), SECRETS);
    let ours = [rig.path().join("state"), rig.path().join("cache")];
    let mut after = walk(rig.path());
    after.retain(|path| !ours.iter().any(|own| path.starts_with(own)));
    assert_eq!(after, before);
}

#[test]
fn a_write_that_changes_nothing_does_not_touch_the_file() {
    let rig = Rig::new();
    let mut store = rig.open();
    store
        .apply(&[set(&["clock", "city"], json!("Rome"))])
        .unwrap();
    assert_eq!(rig.read("config/config.json"), MAIN);
}

#[test]
fn unknown_keys_and_order_are_kept_and_secrets_stay_away() {
    let rig = Rig::new();
    let mut store = rig.open();
    let written = store
        .apply(&[
            secret(&["clock", "token"], "hidden"),
            set(&["clock", "face"], json!(2)),
        ])
        .unwrap();
    assert!(written.config.is_some() && written.disk.is_none());
    let main = rig.read("config/config.json");
    assert!(
        !main.contains("hidden") && !main.contains("s3cret"),
        "{main}"
    );
    assert!(rig.read("config/config_secrets.json").contains("hidden"));
    let keys: Map<String, Value> = serde_json::from_str(&main).unwrap();
    assert_eq!(
        keys.keys().collect::<Vec<_>>(),
        ["timezone", "clock", "weather", "unknown_key"]
    );
    let expected = MAIN.replace("\"city\": \"Rome\"", "\"city\": \"Rome\", \"face\": 2");
    assert_eq!(main, expected, "every other byte stays");
}

#[test]
fn uninstalled_is_gone_everywhere_and_its_files_are_in_the_trash() {
    let rig = Rig::new();
    let mut store = rig.open();
    let written = store.apply(&[uninstall(&rig, "weather")]).unwrap();
    assert!(
        written
            .record
            .unwrap()
            .tombstones
            .contains_key(&id("weather"))
    );
    assert!(!written.disk.unwrap().found.contains_key(&id("weather")));
    drop(store);
    let seen = rig.seen();
    assert_eq!(seen.plugins, ["clock"]);
    assert!(
        seen.trash
            .contains(&PathBuf::from("weather-1/weather/manifest.json"))
    );
    let document = seen.document.unwrap();
    assert!(!document.main.contains_key("weather") && document.secrets.is_empty());
    // Somebody puts the files back: the tombstone stays, and a second removal finds a place.
    let folder = rig.path().join("plugin-repos/weather");
    fs::create_dir(&folder).unwrap();
    let mut store = rig.open();
    store.apply(&[uninstall(&rig, "weather")]).unwrap();
    store
        .apply(&[Edit::Forgive {
            plugin: id("weather"),
        }])
        .unwrap();
    drop(store);
    let seen = rig.seen();
    assert!(seen.facts.tombstones.is_empty());
    assert!(seen.trash.contains(&PathBuf::from("weather-2/weather")));
}

#[test]
fn a_tombstone_survives_the_loss_of_the_whole_record() {
    let rig = Rig::new();
    let mut store = rig.open();
    store.apply(&[uninstall(&rig, "weather")]).unwrap();
    drop(store);
    fs::write(rig.paths().record(), b"").unwrap();
    assert!(rig.seen().facts.tombstones.contains_key(&id("weather")));
}

#[test]
fn nothing_outside_the_folder_of_plugins_is_removed() {
    let rig = Rig::new();
    let mut store = rig.open();
    let root = rig.paths().root().to_owned();
    let inside = root.join("plugin-repos");
    for path in [
        root.join("config"),
        inside.join(".."),
        inside.join("../config"),
        inside.join("clock/manifest.json"),
        PathBuf::from("/"),
        inside.clone(),
    ] {
        let edit = Edit::Uninstall {
            plugin: id("clock"),
            path: Some(path.clone()),
            keep_settings: false,
        };
        let before = walk(rig.path());
        let why = store.apply(&[edit]).unwrap_err();
        assert_eq!(walk(rig.path()), before, "{}: {why}", path.display());
        assert!(store.record_facts().get().unwrap().tombstones.is_empty());
    }
}

#[test]
fn uninstalling_a_working_copy_leaves_its_files() {
    let rig = Rig::new();
    let copy = tempfile::tempdir().unwrap();
    let mut store = rig.open();
    let path = copy.path().to_owned();
    store
        .apply(&[Edit::Link {
            plugin: id("mine"),
            path: path.clone(),
        }])
        .unwrap();
    let edit = Edit::Uninstall {
        plugin: id("mine"),
        path: Some(path.clone()),
        keep_settings: true,
    };
    let written = store.apply(&[edit]).unwrap();
    assert!(written.disk.is_some());
    assert!(links(&store).is_empty() && path.exists());
}

#[test]
fn all_or_none() {
    let rig = Rig::new();
    let mut store = rig.open();
    let before = Seen::of(&store);
    let edits = [
        set(&["clock", "city"], json!("Oslo")),
        Edit::Position {
            screen: "clock".to_owned(),
        },
        set(&["timezone", "deeper"], json!(1)),
    ];
    let why = store.apply(&edits).unwrap_err();
    assert!(why.contains("timezone"), "{why}");
    assert_eq!(Seen::of(&store), before);
    assert_eq!(rig.read("config/config.json"), MAIN);
}

#[test]
fn what_could_not_be_read_back_is_refused() {
    let rig = Rig::new();
    let mut store = rig.open();
    let deep = vec!["k"; 200];
    assert!(store.apply(&[set(&deep, json!(1))]).is_err());
    let long = "x".repeat(limits::CONFIG_BYTES_MAX as usize);
    assert!(
        store
            .apply(&[set(&["clock", "city"], json!(long))])
            .is_err()
    );
    assert_eq!(rig.read("config/config.json"), MAIN);
}

#[test]
fn an_edit_of_somebody_else_is_merged_and_conflicts_are_told() {
    let rig = Rig::new();
    let mut store = rig.open();
    let theirs = MAIN
        .replace("Rome", "Paris")
        .replace("[1, 2]", "[3]")
        .replace("\"enabled\": false", "\"enabled\": false, \"new\": 1");
    fs::write(rig.paths().main_file(), &theirs).unwrap();
    let written = store
        .apply(&[set(&["clock", "city"], json!("Oslo"))])
        .unwrap();
    let document = written.config.unwrap();
    assert_eq!(document.main["clock"]["city"], json!("Oslo"));
    assert_eq!(document.main["unknown_key"], json!([3]));
    assert_eq!(document.main["weather"]["new"], json!(1));
    let events = store.take_waiting();
    let notices: Vec<String> = events
        .into_iter()
        .filter_map(|event| {
            if let StoreEvent::Read { notices, .. } = event {
                Some(notices.join("\n"))
            } else {
                None
            }
        })
        .collect();
    assert!(
        notices
            .iter()
            .any(|text| text.contains("clock.city was changed")),
        "{notices:?}"
    );
    // Their version is in the history.
    let kept = store
        .history()
        .into_iter()
        .filter_map(|copy| store.config.history().get(&RealDisk, copy.number));
    assert!(
        kept.into_iter()
            .any(|copy| copy.main["clock"]["city"] == json!("Paris"))
    );
}

#[test]
fn a_whole_new_configuration_does_not_lose_an_edit_of_somebody_else() {
    let rig = Rig::new();
    let mut store = rig.open();
    let mut document = Document::clone(store.document().unwrap());
    document.main.insert("imported".to_owned(), json!({}));
    fs::write(rig.paths().main_file(), MAIN.replace("Rome", "Paris")).unwrap();
    store
        .apply(&[Edit::Replace {
            document: Arc::new(document),
        }])
        .unwrap();
    let main = rig.read("config/config.json");
    assert!(
        main.contains("Paris") && main.contains("imported"),
        "{main}"
    );
}

#[test]
fn damage_while_running_keeps_the_settings_in_use() {
    let rig = Rig::new();
    let mut store = rig.open();
    fs::write(rig.paths().main_file(), "{\"clock\": {\"ena").unwrap();
    let Some(StoreEvent::Read {
        config: Some(Known::Known(document)),
        notices,
        ..
    }) = store.reread()
    else {
        panic!("told");
    };
    assert_eq!(document.main["clock"]["city"], json!("Rome"));
    assert_eq!(notices.len(), 1, "{notices:?}");
    assert!(store.reread().is_none(), "told once");
    store
        .apply(&[set(&["clock", "city"], json!("Oslo"))])
        .unwrap();
    assert_eq!(
        rig.read("config/config.json.damaged-1"),
        "{\"clock\": {\"ena"
    );
    assert!(rig.read("config/config.json").contains("Oslo"));
}

#[test]
fn damage_without_a_copy_forbids_changes_but_not_an_import() {
    let rig = Rig::new();
    fs::write(rig.paths().main_file(), "garbage").unwrap();
    let mut store = rig.open();
    assert!(matches!(store.disk(), Known::Unknown(_)));
    let why = store
        .apply(&[set(&["clock", "enabled"], json!(true))])
        .unwrap_err();
    assert!(why.contains("repair it"), "{why}");
    assert_eq!(rig.read("config/config.json"), "garbage");
    let document = Arc::new(crate::config::default_document());
    store.apply(&[Edit::Replace { document }]).unwrap();
    assert_eq!(rig.read("config/config.json.damaged-1"), "garbage");
    assert!(store.document().is_some());
}

#[test]
fn a_kept_copy_can_be_restored() {
    let rig = Rig::new();
    let mut store = rig.open();
    store
        .apply(&[
            set(&["clock", "city"], json!("Oslo")),
            secret(&["clock", "k"], "x"),
        ])
        .unwrap();
    let list = store.history();
    assert_eq!(
        list.iter().map(|copy| copy.number).collect::<Vec<_>>(),
        [1, 2]
    );
    store.apply(&[Edit::Restore { revision: 1 }]).unwrap();
    let document = store.document().unwrap();
    assert_eq!(document.main["clock"]["city"], json!("Rome"));
    assert!(!document.secrets.contains_key("clock"));
    assert!(store.apply(&[Edit::Restore { revision: 99 }]).is_err());
    assert!(
        store
            .operations()
            .iter()
            .any(|operation| operation.text.contains("restored copy 1"))
    );
}

#[test]
fn an_interrupted_change_meets_an_edit_of_somebody_else() {
    use crate::host::vfs::faulty::{Fault, Faulty};
    // Stop between the commit of the intent and the files, then edit, then start.
    for at in 1..60 {
        let rig = Rig::new();
        let vfs = Arc::new(Faulty::new(Arc::new(RealDisk)));
        let (mut store, _) = rig.open_with(Arc::clone(&vfs) as Arc<dyn Vfs>);
        vfs.arm(at, Fault::Io, true);
        let result = store.apply(&[
            set(&["clock", "city"], json!("Oslo")),
            secret(&["clock", "k"], "x"),
        ]);
        drop(store);
        if result.is_ok() {
            break;
        }
        let main = rig.read("config/config.json");
        fs::write(rig.paths().main_file(), main.replace("UTC", "Europe/Rome")).unwrap();
        let document = rig.seen().document.unwrap();
        assert_eq!(document.main["timezone"], json!("Europe/Rome"), "at {at}");
        let old = document.main["clock"]["city"] == json!("Rome")
            && !document.secrets.contains_key("clock");
        let new = document.main["clock"]["city"] == json!("Oslo")
            && document.secrets.contains_key("clock");
        assert!(old || new, "at {at}: {document:?}");
    }
}

#[test]
fn a_moved_folder_of_plugins_is_looked_at() {
    let rig = Rig::new();
    let elsewhere = tempfile::tempdir().unwrap();
    fs::create_dir(elsewhere.path().join("other")).unwrap();
    let mut store = rig.open();
    let path = elsewhere.path().to_str().unwrap();
    let written = store
        .apply(&[set(&["plugin_system", "plugins_directory"], json!(path))])
        .unwrap();
    assert!(written.disk.unwrap().found.contains_key(&id("other")));
}
