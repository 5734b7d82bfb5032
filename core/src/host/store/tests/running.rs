//! The store on its thread.

use std::sync::mpsc::{Receiver, sync_channel};
use std::time::Duration;

use super::*;
use crate::facts::Registry;
use crate::host::store::installer::{Installer, NoStore};
use crate::host::store::thread::{StoreRequest, StoreThread};
use crate::message::ReinstallResult;

fn start(rig: &Rig, installer: Box<dyn Installer>) -> (StoreThread, Receiver<StoreEvent>) {
    let (store, first) = rig.open_with(Arc::new(RealDisk));
    let (sender, events) = sync_channel(64);
    sender.send(first).unwrap();
    let on_event = Box::new(move |event| sender.send(event).unwrap_or(()));
    (
        StoreThread::start(store, installer, on_event).unwrap(),
        events,
    )
}

fn next<T>(events: &Receiver<StoreEvent>, mut wanted: impl FnMut(StoreEvent) -> Option<T>) -> T {
    loop {
        let event = events
            .recv_timeout(Duration::from_secs(30))
            .expect("an event");
        if let Some(found) = wanted(event) {
            return found;
        }
    }
}

#[test]
fn requests_are_answered_in_order_and_the_thread_ends() {
    let rig = Rig::new();
    let (thread, events) = start(&rig, Box::new(NoStore));
    let sender = thread.sender();
    assert!(matches!(
        events.recv().unwrap(),
        StoreEvent::Read {
            config: Some(_),
            disk: Some(_),
            record: Some(_),
            ..
        }
    ));
    for ticket in 1..=3 {
        let edits = vec![set(&["clock", "n"], json!(ticket))];
        sender.send(StoreRequest::Write { ticket, edits }).unwrap();
    }
    let path = PathBuf::from("/x");
    sender
        .send(StoreRequest::Inspect { command: 7, path })
        .unwrap();
    for expected in 1..=3 {
        let ticket = next(&events, |event| {
            let StoreEvent::Written { ticket, result } = event else {
                return None;
            };
            assert!(result.is_ok(), "{result:?}");
            Some(ticket)
        });
        assert_eq!(ticket, expected);
    }
    next(&events, |event| {
        matches!(
            event,
            StoreEvent::Inspected {
                command: 7,
                result: Ok(_),
                ..
            }
        )
        .then_some(())
    });
    drop(sender);
    thread.finish();
    // The root is free again.
    assert_eq!(Root::owner(rig.path()), None);
    let mut rest = Vec::new();
    rest.extend(events.iter());
    assert!(
        !rest
            .iter()
            .any(|event| matches!(event, StoreEvent::Written { .. }))
    );
}

#[test]
fn an_edit_in_an_editor_and_a_new_folder_are_noticed() {
    let rig = Rig::new();
    let (thread, events) = start(&rig, Box::new(NoStore));
    // The first write is answered only after the watcher has begun.
    let edits = vec![set(&["clock", "n"], json!(1))];
    thread
        .sender()
        .send(StoreRequest::Write { ticket: 1, edits })
        .unwrap();
    next(&events, |event| {
        matches!(event, StoreEvent::Written { .. }).then_some(())
    });
    let main = rig.read("config/config.json");
    fs::write(rig.paths().main_file(), main.replace("Rome", "Paris")).unwrap();
    let document = next(&events, |event| {
        let StoreEvent::Read {
            config: Some(Known::Known(document)),
            ..
        } = event
        else {
            return None;
        };
        (document.main["clock"]["city"] == json!("Paris")).then_some(document)
    });
    assert_eq!(document.main["clock"]["n"], json!(1));
    fs::create_dir(rig.path().join("plugin-repos/brand-new")).unwrap();
    next(&events, |event| {
        let StoreEvent::Read {
            disk: Some(Known::Known(disk)),
            ..
        } = event
        else {
            return None;
        };
        disk.found.contains_key(&id("brand-new")).then_some(())
    });
    thread.finish();
}

#[test]
fn files_of_a_working_copy_are_watched() {
    let rig = Rig::new();
    let copy = tempfile::tempdir().unwrap();
    let path = copy.path().canonicalize().unwrap();
    let (thread, events) = start(&rig, Box::new(NoStore));
    let edits = vec![Edit::Link {
        plugin: id("mine"),
        path: path.clone(),
    }];
    thread
        .sender()
        .send(StoreRequest::Write { ticket: 1, edits })
        .unwrap();
    // A second request is answered after the watch was set.
    thread
        .sender()
        .send(StoreRequest::Inspect {
            command: 1,
            path: path.clone(),
        })
        .unwrap();
    next(&events, |event| {
        matches!(event, StoreEvent::Inspected { .. }).then_some(())
    });
    fs::write(path.join("manager.py"), "pass").unwrap();
    let plugins = next(&events, |event| {
        let StoreEvent::FilesChanged { plugins } = event else {
            return None;
        };
        Some(plugins)
    });
    assert_eq!(plugins, [id("mine")]);
    thread.finish();
}

struct Fake {
    plugins: PathBuf,
}

impl Installer for Fake {
    fn install(&self, plugin: &PluginId, candidates: &[PluginId]) -> ReinstallResult {
        if !candidates.contains(&id("weather2")) {
            return ReinstallResult::Transient("out of reach".to_owned());
        }
        fs::create_dir(self.plugins.join(plugin.as_str())).unwrap();
        ReinstallResult::Done
    }

    fn registry(&self) -> Registry {
        Registry::OutOfReach("offline".to_owned())
    }
}

#[test]
fn a_reinstall_goes_through_the_port() {
    let rig = Rig::new();
    let plugins = rig.path().join("plugin-repos");
    let (thread, events) = start(&rig, Box::new(Fake { plugins }));
    for candidates in [vec![], vec![id("weather2")]] {
        let plugin = id("weather2");
        thread
            .sender()
            .send(StoreRequest::Reinstall { plugin, candidates })
            .unwrap();
    }
    let ended = |event| {
        let StoreEvent::Reinstalled { result, .. } = event else {
            return None;
        };
        Some(result)
    };
    assert!(matches!(
        next(&events, ended),
        ReinstallResult::Transient(_)
    ));
    let mut disk = None;
    let result = next(&events, |event| {
        if let StoreEvent::Read {
            disk: Some(Known::Known(new)),
            ..
        } = event
        {
            disk = Some(new);
            return None;
        }
        ended(event)
    });
    assert_eq!(result, ReinstallResult::Done);
    assert!(disk.unwrap().found.contains_key(&id("weather2")));
    thread.finish();
    assert!(matches!(
        NoStore.install(&id("x"), &[]),
        ReinstallResult::Failed(_)
    ));
}

#[test]
fn the_schema_of_a_plugin_that_is_off_is_read_on_demand_and_again_when_its_file_changes() {
    let rig = Rig::new();
    let file = rig.path().join("plugin-repos/weather/config_schema.json");
    fs::write(&file, r#"{"properties": {"a": {"type": "string"}}}"#).unwrap();
    let (mut store, _) = rig.open_with(Arc::new(RealDisk));
    let schema = |store: &Store| {
        let found = &store.disk().get().unwrap().found[&id("weather")];
        (found.schema.clone(), found.problems.len())
    };
    assert_eq!(schema(&store), (None, 0), "it is off, and nobody has asked");
    assert!(store.read_schema(&id("weather")).is_some());
    assert!(schema(&store).0.unwrap()["properties"]["a"].is_object());
    assert!(
        store.read_schema(&id("weather")).is_none(),
        "the same is no news"
    );
    assert!(store.read_schema(&id("nobody")).is_none());
    fs::write(&file, "{nonsense").unwrap();
    assert!(store.read_schema(&id("weather")).is_some());
    assert_eq!(schema(&store), (None, 1), "it says what is wrong");
    fs::write(&file, r#"{"properties": {"b": {"type": "string"}}}"#).unwrap();
    store.rescan();
    let (now, problems) = schema(&store);
    assert!(
        now.unwrap()["properties"]["b"].is_object(),
        "it stays looked at"
    );
    assert_eq!(problems, 0);
    for number in 0..=limits::SCHEMAS_LOOKED_AT_MAX {
        let name = format!("more{number}");
        fs::create_dir(rig.path().join("plugin-repos").join(&name)).unwrap();
        store.rescan();
        store.read_schema(&id(&name));
    }
    store.rescan();
    assert_eq!(schema(&store).0, None, "only so many are kept");
}
