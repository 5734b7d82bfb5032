use std::sync::mpsc::{Receiver, sync_channel};
use std::time::Duration;

use super::*;

fn id(text: &str) -> PluginId {
    PluginId::parse(text).unwrap()
}

fn targets() -> Targets {
    Targets {
        config: PathBuf::from("/r/config"),
        plugins: Some(PathBuf::from("/r/plugin-repos")),
        copies: BTreeMap::from([
            (id("mine"), PathBuf::from("/srv/mine")),
            (id("single"), PathBuf::from("/r/plugin-repos/single.py")),
        ]),
    }
}

/// What a path should mean: `c` the configuration, `p` the plugins.
#[track_caller]
fn check(path: &str, signs: &str, copies: &[&str]) {
    let change = change_of_path(&targets(), Path::new(path));
    let expected = Change {
        config: signs.contains('c'),
        plugins: signs.contains('p'),
        copies: copies.iter().map(|text| id(text)).collect(),
    };
    assert_eq!(change, expected, "{path}");
}

#[test]
fn paths_mean_what_they_should() {
    check("/r/config/config.json", "c", &[]);
    check("/r/config/config_secrets.json", "c", &[]);
    check("/r/config/.config.json.lumarium-tmp", "", &[]);
    check("/r/config/wifi_config.json", "", &[]);
    check("/r/plugin-repos/clock", "p", &[]);
    check("/r/plugin-repos/clock/__pycache__", "", &[]);
    check("/r/plugin-repos/single.py", "p", &["single"]);
    check("/srv/mine/src/deep/manager.py", "", &["mine"]);
    check("/srv/mine/.git/index", "", &[]);
    check("/srv/mine/x/__pycache__/a.pyc", "", &[]);
    check("/srv/mine/.manager.py.swp", "", &[]);
    check("/elsewhere", "", &[]);
}

#[test]
fn reading_a_file_is_no_change() {
    use notify::event::{AccessKind, AccessMode};
    let kind = EventKind::Access(AccessKind::Close(AccessMode::Read));
    let event = notify::Event::new(kind).add_path(PathBuf::from("/r/config/config.json"));
    assert!(change_of(&targets(), &event).is_empty());
    let lost = notify::Event::new(EventKind::Other).set_flag(notify::event::Flag::Rescan);
    assert_eq!(change_of(&targets(), &lost), everything(&targets()));
}

fn wait(changes: &Receiver<Change>, wanted: impl Fn(&Change) -> bool) -> Change {
    let mut all = Change::default();
    while !wanted(&all) {
        all.add(
            changes
                .recv_timeout(Duration::from_secs(30))
                .expect("a change"),
        );
    }
    all
}

#[test]
fn changes_of_real_files_are_told_and_the_end_is_the_end() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    let copy = root.join("mine");
    for name in ["config", "plugin-repos", "mine/src"] {
        std::fs::create_dir_all(root.join(name)).unwrap();
    }
    let (sender, changes) = sync_channel(64);
    let mut watch = Watch::start(Box::new(move |change| sender.send(change).is_ok())).unwrap();
    let all = Targets {
        config: root.join("config"),
        plugins: Some(root.join("plugin-repos")),
        copies: BTreeMap::from([(id("mine"), copy.clone())]),
    };
    assert!(watch.follow(all.clone()).is_empty());
    assert!(watch.follow(all).is_empty());
    std::fs::write(root.join("config/config.json"), "{}").unwrap();
    std::fs::create_dir(root.join("plugin-repos/new")).unwrap();
    std::fs::write(copy.join("src/manager.py"), "pass").unwrap();
    let change = wait(&changes, |all| {
        all.config && all.plugins && !all.copies.is_empty()
    });
    assert_eq!(change.copies, BTreeSet::from([id("mine")]));
    drop(watch);
    // The thread ends with its watcher: the channel closes.
    while changes.recv_timeout(Duration::from_secs(30)).is_ok() {}
    assert!(changes.recv().is_err());
}

#[test]
fn a_change_without_room_is_told_again() {
    let (sender, changes) = sync_channel(1);
    let refused = std::sync::atomic::AtomicBool::new(false);
    let debounce = Debounce::start(Box::new(move |change| {
        refused.swap(true, std::sync::atomic::Ordering::Relaxed) && sender.send(change).is_ok()
    }))
    .unwrap();
    debounce.add(Change {
        config: true,
        ..Change::default()
    });
    assert!(wait(&changes, |all| all.config).config);
}
