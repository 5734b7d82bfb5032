use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex};
use std::thread;

use proptest::prelude::{any, proptest};
use serde_json::{Value, json};

use super::wire::{self, Ask};
use super::{Client, ClientError, Control, ControlError};
use crate::frame::{Frame, Size};
use crate::host::clock::Monotonic;
use crate::host::diagnostics::Desk;
use crate::host::handle::{Handle, Input, Shared, lock};
use crate::host::queue::{Receiver, queue};
use crate::id::PluginId;
use crate::limits;
use crate::message::{By, Command, Refusal, TransitionKind};
use crate::snapshot::{PanelView, PlayerStats, Snapshot};
use crate::time::{Moment, Wall};

fn snapshot(revision: u64) -> Snapshot {
    Snapshot {
        revision,
        at: Moment::ZERO,
        wall: Wall(0),
        root: PathBuf::from("root"),
        panel: PanelView {
            size: Size::new(64, 32),
            brightness: 80,
            refresh_hz: 60,
            screen: None,
            since: Moment::ZERO,
            until: None,
            next: None,
            paused: false,
            pinned: None,
            idle: None,
            transition: TransitionKind::Cut,
            schedule: None,
            lost: None,
        },
        plugins: Vec::new(),
        misfits: Vec::new(),
        findings: Vec::new(),
        notices: Vec::new(),
        config: Arc::default(),
        fonts: None,
        stopping: false,
    }
}

fn handle() -> (Handle, Receiver<Input>) {
    let (commands, envelopes) = queue("engine", 8);
    let shared = Shared {
        snapshot: Mutex::new(Arc::new(snapshot(1))),
        journal: Mutex::new(Vec::new()),
        frame: Mutex::new((Frame::black(Size::new(64, 32)), 0)),
        stats: Mutex::new(PlayerStats::default()),
        wakes: Mutex::new(Vec::new()),
        next_command: AtomicU64::new(1),
        diagnostics: Desk::new(Arc::new(Monotonic::start())),
    };
    let shared = Arc::new(shared);
    (Handle { shared, commands }, envelopes)
}

fn publish(handle: &Handle, revision: u64) {
    *lock(&handle.shared.snapshot) = Arc::new(snapshot(revision));
    let wakes: Vec<_> = lock(&handle.shared.wakes)
        .iter()
        .filter_map(std::sync::Weak::upgrade)
        .collect();
    for wake in wakes {
        wake();
    }
}

/// Answers every command like an engine that says what it was told.
fn answering(envelopes: Receiver<Input>) -> thread::JoinHandle<Vec<Command>> {
    thread::Builder::new()
        .name("answering".to_owned())
        .spawn(move || {
            let mut seen = Vec::new();
            while let Ok(input) = envelopes.recv() {
                let Input::Command(envelope) = input else {
                    continue;
                };
                assert_eq!(envelope.by, By::Cli);
                let answer = if envelope.command == Command::Next {
                    Ok("next".to_owned())
                } else {
                    Err(Refusal::new("no", "do something else"))
                };
                envelope.answer.send(answer).unwrap();
                seen.push(envelope.command);
            }
            seen
        })
        .unwrap()
}

fn socket_in(folder: &tempfile::TempDir) -> PathBuf {
    folder.path().join(super::SOCKET)
}

struct Raw(BufReader<UnixStream>);

impl Raw {
    fn connect(path: &Path) -> Self {
        Self(BufReader::new(UnixStream::connect(path).unwrap()))
    }

    fn say(&mut self, bytes: &[u8]) {
        self.0.get_mut().write_all(bytes).unwrap();
    }

    fn hear(&mut self) -> Value {
        let mut line = String::new();
        self.0.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap()
    }

    fn closed(&mut self) -> bool {
        self.0.read_line(&mut String::new()).unwrap_or(0) == 0
    }
}

#[test]
fn commands_snapshots_journal_and_stats_pass_through() {
    let folder = tempfile::tempdir().unwrap();
    let (handle, envelopes) = handle();
    let engine = answering(envelopes);
    let control = Control::start(&socket_in(&folder), handle).unwrap();
    let mut client = Client::connect(&socket_in(&folder)).unwrap();
    assert_eq!(client.command(&Command::Next).unwrap().unwrap(), "next");
    let refusal = client.command(&Command::Unpin).unwrap().unwrap_err();
    assert_eq!(refusal, Refusal::new("no", "do something else"));
    assert_eq!(client.snapshot().unwrap(), snapshot(1));
    assert!(client.journal(0).unwrap().is_empty());
    assert_eq!(client.stats().unwrap(), PlayerStats::default());
    drop(control);
    assert_eq!(engine.join().unwrap(), [Command::Next, Command::Unpin]);
}

#[test]
fn the_socket_is_for_its_user_only_and_goes_with_the_host() {
    let folder = tempfile::tempdir().unwrap();
    let path = socket_in(&folder);
    let control = Control::start(&path, handle().0).unwrap();
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&path), 0o600);
    assert_eq!(mode(path.parent().unwrap()), 0o700);
    drop(control);
    assert!(!path.exists());
    assert!(matches!(
        Client::connect(&path),
        Err(ClientError::Nobody { .. })
    ));
}

#[test]
fn a_stale_socket_is_replaced_and_a_living_one_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let path = socket_in(&folder);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    drop(UnixListener::bind(&path).unwrap());
    assert!(path.exists());
    let control = Control::start(&path, handle().0).unwrap();
    let second = Control::start(&path, handle().0).unwrap_err();
    assert!(matches!(second, ControlError::InUse { .. }));
    assert!(Client::connect(&path).unwrap().snapshot().is_ok());
    drop(control);
}

#[test]
fn another_file_at_the_place_is_put_aside() {
    let folder = tempfile::tempdir().unwrap();
    let path = socket_in(&folder);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(&path, "mine").unwrap();
    let control = Control::start(&path, handle().0).unwrap();
    let aside = path.with_extension("aside");
    assert_eq!(std::fs::read_to_string(aside).unwrap(), "mine");
    drop(control);
}

#[test]
fn a_long_root_gets_a_short_place_that_clients_find() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x".repeat(120)).join("control.sock");
    let control = Control::start(&path, handle().0).unwrap();
    assert!(control.path().as_os_str().len() <= limits::CONTROL_PATH_MAX);
    assert!(path.with_extension("path").is_file());
    assert_eq!(
        Client::connect(&path).unwrap().snapshot().unwrap().revision,
        1
    );
    std::fs::write(path.with_extension("path"), "/somewhere/else").unwrap();
    assert!(Client::connect(&path).is_ok());
    let home = control.path().parent().unwrap().to_owned();
    drop(control);
    std::fs::remove_dir(home).unwrap();
}

#[test]
fn bad_lines_are_answered_and_the_connection_lives_on() {
    let folder = tempfile::tempdir().unwrap();
    let control = Control::start(&socket_in(&folder), handle().0).unwrap();
    let mut raw = Raw::connect(control.path());
    for line in ["no json", "[]", r#"{"v":1}"#, "\u{0}", r#"{"v":1,"id":-1}"#] {
        raw.say(format!("{line}\n").as_bytes());
        let answer = raw.hear();
        assert!(answer["error"].is_string(), "{line}: {answer}");
        assert!(answer["hint"].is_string(), "{line}: {answer}");
    }
    raw.say(b"{\"v\":2,\"id\":7,\"do\":\"snapshot\"}\n");
    let answer = raw.hear();
    assert_eq!(answer["id"], 7);
    assert!(answer["error"].as_str().unwrap().contains("version 1"));
    raw.say(b"\n{\"v\":1,\"id\":8,\"do\":\"dance\"}\n");
    assert_eq!(raw.hear()["id"], 8);
    raw.say(b"{\"v\":1,\"id\":9,\"do\":\"sta");
    raw.say(b"ts\"}\n");
    assert_eq!(raw.hear()["ok"]["frames"], 0);
}

#[test]
fn a_line_without_end_is_cut_off() {
    let folder = tempfile::tempdir().unwrap();
    let control = Control::start(&socket_in(&folder), handle().0).unwrap();
    let mut raw = Raw::connect(control.path());
    raw.say(&vec![b'x'; limits::CONTROL_LINE_MAX + 1]);
    assert!(raw.hear()["error"].as_str().unwrap().contains("longer"));
    assert!(raw.closed());
}

#[test]
fn clients_beyond_the_limit_are_told_so() {
    let folder = tempfile::tempdir().unwrap();
    let control = Control::start(&socket_in(&folder), handle().0).unwrap();
    let ask = b"{\"v\":1,\"id\":1,\"do\":\"stats\"}\n";
    let mut clients = Vec::new();
    for _ in 0..limits::CONTROL_CLIENTS_MAX {
        let mut raw = Raw::connect(control.path());
        raw.say(ask);
        assert!(raw.hear()["ok"].is_object());
        clients.push(raw);
    }
    let mut late = Client::connect(control.path()).unwrap();
    let Err(ClientError::Refused(refusal)) = late.stats() else {
        panic!("one client too many was served");
    };
    assert!(refusal.what.contains("32"));
}

#[test]
fn a_subscriber_gets_the_newest_and_skips_what_it_missed() {
    let folder = tempfile::tempdir().unwrap();
    let (handle, _envelopes) = handle();
    let control = Control::start(&socket_in(&folder), handle.clone()).unwrap();
    let mut stream = Client::connect(control.path())
        .unwrap()
        .subscribe()
        .unwrap();
    assert_eq!(stream.next().unwrap().unwrap().revision, 1);
    // The subscriber does not read meanwhile, and nobody waits for it.
    for revision in 2..=50_000 {
        publish(&handle, revision);
    }
    let mut seen = 0_u64;
    let mut last = 1;
    while last != 50_000 {
        let revision = stream.next().unwrap().unwrap().revision;
        assert!(revision > last);
        last = revision;
        seen += 1;
    }
    assert!(seen < 49_999, "nothing was folded");
    drop(control);
    assert!(stream.next().is_none_or(|end| end.is_err()));
}

#[test]
fn a_silent_subscriber_does_not_hold_up_the_end() {
    let folder = tempfile::tempdir().unwrap();
    let (handle, _envelopes) = handle();
    let control = Control::start(&socket_in(&folder), handle.clone()).unwrap();
    let stream = Client::connect(control.path())
        .unwrap()
        .subscribe()
        .unwrap();
    publish(&handle, 2);
    drop(control);
    drop(stream);
}

#[test]
fn the_words_on_the_socket_are_as_documented() {
    let plugin = PluginId::parse("clock").unwrap();
    let command = Command::Disable {
        plugin,
        force: true,
    };
    let line = wire::request_line(3, &Ask::Command { command }).unwrap();
    let value: Value = serde_json::from_slice(&line).unwrap();
    let expected = json!({"v": 1, "id": 3, "do": "command",
        "command": {"command": "disable", "plugin": "clock", "force": true}});
    assert_eq!(value, expected);
    assert_eq!(wire::parse(&line).unwrap().id, 3);
    let line: Value = serde_json::from_slice(&wire::ok_line(4, &"done")).unwrap();
    assert_eq!(line, json!({"v": 1, "id": 4, "ok": "done"}));
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        if let Err(bad) = wire::parse(&bytes) {
            assert!(!bad.refusal.what.is_empty());
            assert!(bad.refusal.hint.is_some());
        }
    }

    #[test]
    fn any_object_is_read_or_refused_with_its_number(
        id in any::<u64>(),
        fields in proptest::collection::btree_map("[a-z]{1,8}", any::<i64>(), 0..5),
        word in "command|snapshot|journal|stats|subscribe|[a-z]{0,6}",
    ) {
        let fields: BTreeMap<String, i64> = fields;
        let mut object = json!(fields);
        object["v"] = json!(1);
        object["id"] = json!(id);
        object["do"] = json!(word);
        match wire::parse(object.to_string().as_bytes()) {
            Ok(request) => assert_eq!(request.id, id),
            Err(bad) => assert_eq!(bad.id, Some(id)),
        }
    }

    #[test]
    fn a_request_survives_the_way(since in any::<u64>(), id in any::<u64>()) {
        let ask = Ask::Journal { since };
        let line = wire::request_line(id, &ask).unwrap();
        let request = wire::parse(&line).unwrap();
        assert_eq!((request.id, request.ask), (id, ask));
    }
}
