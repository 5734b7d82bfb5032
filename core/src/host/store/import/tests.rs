use std::collections::BTreeMap;
use std::fs;

use serde_json::json;
use tempfile::TempDir;

use super::*;
use crate::host::vfs::Disk as RealDisk;

struct Bench {
    folder: TempDir,
}

impl Bench {
    /// A LEDMatrix folder as people have it.
    fn new() -> Self {
        let bench = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        let config = json!({
            "timezone": "America/Chicago",
            "plugin_system": {"plugins_directory": "plugin-repos"},
            "hello": {"enabled": true, "color": [1, 2, 3]},
            "gone": {"enabled": true},
        });
        bench.theirs("config/config.json", &config.to_string());
        bench.theirs(
            "config/config_secrets.json",
            r#"{"hello": {"key": "CANARY"}}"#,
        );
        bench.theirs("config/saved_repositories.json", "[]");
        bench.theirs("config/wifi_config.json", "{}");
        bench.plugin("plugin-repos/hello-folder", "hello", "1.0.0");
        bench.theirs("plugin-repos/hello-folder/manager.py", "theirs");
        bench.theirs("plugin-repos/hello-folder/__pycache__/x.pyc", "never");
        bench.theirs("assets/fonts/4x6.bdf", "their font");
        bench.theirs("assets/sports/nfl_logos/a.png", "logo");
        bench.theirs("src/display_controller.py", "program");
        bench
    }

    fn source(&self) -> PathBuf {
        self.folder.path().join("ledmatrix")
    }

    fn root(&self) -> PathBuf {
        self.folder.path().join("root")
    }

    fn theirs(&self, name: &str, text: &str) {
        write(&self.source().join(name), text);
    }

    fn ours(&self, name: &str, text: &str) {
        write(&self.root().join(name), text);
    }

    fn plugin(&self, folder: &str, id: &str, version: &str) {
        let manifest = json!({"id": id, "name": id, "version": version, "class_name": "X",
            "entry_point": "manager.py", "display_modes": [id]});
        self.theirs(&format!("{folder}/manifest.json"), &manifest.to_string());
    }

    fn order(&self, replace: bool) -> Order {
        Order {
            source: self.source(),
            replace,
        }
    }

    fn import(&self, replace: bool) -> Report {
        import(
            &(Arc::new(RealDisk) as _),
            &self.root(),
            &self.order(replace),
        )
        .unwrap()
    }

    fn seen(&self, name: &str) -> Option<String> {
        fs::read_to_string(self.root().join(name)).ok()
    }

    fn setting(&self, path: &str) -> Value {
        let text = self.seen("config/config.json").unwrap();
        let value: Value = serde_json::from_str(&text).unwrap();
        value.pointer(path).cloned().unwrap_or_default()
    }
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// All files below a folder, with what is in them.
fn tree(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.insert(path.clone(), fs::read(path).unwrap_or_default());
            }
        }
    }
    files
}

fn whats(lines: &[Line]) -> Vec<&str> {
    lines.iter().map(|line| line.what.as_str()).collect()
}

#[test]
fn a_new_root_gets_all_of_it_and_the_source_stays_as_it_was() {
    let bench = Bench::new();
    let before = tree(&bench.source());
    let report = bench.import(false);
    assert_eq!(tree(&bench.source()), before);
    assert_eq!(
        whats(&report.taken),
        [
            "settings",
            "secrets",
            "plugin hello",
            "assets/fonts",
            "assets/sports",
            "config/saved_repositories.json",
        ]
    );
    assert!(report.kept.is_empty(), "{:?}", report.kept);
    assert_eq!(
        whats(&report.left),
        ["plugin gone", "config/wifi_config.json", "src"]
    );
    assert_eq!(
        bench.seen("plugin-repos/hello/manager.py").unwrap(),
        "theirs"
    );
    assert_eq!(bench.seen("plugin-repos/hello/__pycache__/x.pyc"), None);
    assert_eq!(bench.seen("assets/sports/nfl_logos/a.png").unwrap(), "logo");
    assert_eq!(bench.setting("/hello/enabled"), json!(true));
    // Only what a person had: none of the bundled plugins of a first start.
    assert_eq!(bench.setting("/clock"), Value::Null);
    assert!(
        bench
            .seen("config/config_secrets.json")
            .unwrap()
            .contains("CANARY")
    );
    assert!(!bench.root().join("state/import").exists());
    let told = serde_json::to_string(&report).unwrap();
    assert!(!told.contains("CANARY"));
}

#[test]
fn the_same_again_takes_nothing_over() {
    let bench = Bench::new();
    bench.import(false);
    let before = tree(&bench.root());
    let report = bench.import(false);
    assert!(report.taken.is_empty(), "{:?}", report.taken);
    assert_eq!(whats(&report.kept), ["plugin hello"]);
    assert_eq!(report.files, 0);
    let after = tree(&bench.root());
    let shown = |tree: BTreeMap<PathBuf, Vec<u8>>| -> BTreeMap<PathBuf, Vec<u8>> {
        let state = bench.root().join("state");
        tree.into_iter()
            .filter(|(path, _)| !path.starts_with(&state))
            .collect()
    };
    assert_eq!(shown(before), shown(after));
}

#[test]
fn what_is_ours_stays_and_is_named() {
    let bench = Bench::new();
    bench.ours(
        "config/config.json",
        r#"{"timezone": "Europe/Berlin", "hello": {"enabled": false}}"#,
    );
    bench.ours(
        "config/config_secrets.json",
        r#"{"hello": {"key": "OURS"}}"#,
    );
    bench.ours(
        "plugin-repos/mine/manifest.json",
        r#"{"id": "hello", "version": "9.0.0", "entry_point": "m.py"}"#,
    );
    bench.ours("assets/fonts/4x6.bdf", "our font");
    let report = bench.import(false);
    assert_eq!(
        whats(&report.kept),
        [
            "setting timezone",
            "setting hello.enabled",
            "secrets",
            "plugin hello",
            "assets/fonts/4x6.bdf",
        ]
    );
    assert_eq!(bench.setting("/timezone"), json!("Europe/Berlin"));
    assert_eq!(bench.setting("/hello/color"), json!([1, 2, 3]));
    assert_eq!(bench.seen("assets/fonts/4x6.bdf").unwrap(), "our font");
    assert_eq!(bench.seen("plugin-repos/hello/manager.py"), None);
    assert!(
        bench
            .seen("config/config_secrets.json")
            .unwrap()
            .contains("OURS")
    );
}

#[test]
fn what_is_replaced_goes_to_the_trash() {
    let bench = Bench::new();
    bench.ours("config/config.json", r#"{"timezone": "Europe/Berlin"}"#);
    bench.ours(
        "plugin-repos/hello/manifest.json",
        r#"{"id": "hello", "version": "9.0.0", "entry_point": "m.py"}"#,
    );
    bench.ours("assets/fonts/4x6.bdf", "our font");
    let report = bench.import(true);
    assert!(report.kept.is_empty(), "{:?}", report.kept);
    assert_eq!(bench.setting("/timezone"), json!("America/Chicago"));
    assert_eq!(
        bench.seen("plugin-repos/hello/manager.py").unwrap(),
        "theirs"
    );
    assert_eq!(bench.seen("assets/fonts/4x6.bdf").unwrap(), "their font");
    let trash = tree(&bench.root().join("state/trash"));
    assert_eq!(trash.len(), 2, "{trash:?}");
    assert!(trash.values().any(|bytes| bytes == b"our font"));
}

#[test]
fn our_stand_in_fonts_make_room() {
    let bench = Bench::new();
    bench.ours("config/config.json", "{}");
    let packs = Packs::new(Paths::new(bench.root()), Arc::new(RealDisk));
    packs.offer_own().unwrap();
    let report = bench.import(false);
    assert!(report.kept.is_empty(), "{:?}", report.kept);
    assert_eq!(bench.seen("assets/fonts/4x6.bdf").unwrap(), "their font");
    assert!(
        bench
            .seen("assets/fonts/5x7.bdf")
            .unwrap()
            .starts_with("STARTFONT")
    );
}

#[test]
fn links_devices_and_what_is_too_large_are_refused_with_a_reason() {
    let bench = Bench::new();
    let assets = bench.source().join("assets");
    std::os::unix::fs::symlink("/etc/passwd", assets.join("link")).unwrap();
    std::os::unix::fs::symlink("/etc", bench.source().join("plugin-repos/hello-folder/etc"))
        .unwrap();
    std::os::unix::fs::symlink("/tmp", bench.source().join("plugin-repos/dev")).unwrap();
    let socket = std::os::unix::net::UnixListener::bind(assets.join("sports/socket")).unwrap();
    let large = fs::File::create(assets.join("sports/large")).unwrap();
    large.set_len(limits::IMPORT_FILE_BYTES_MAX + 1).unwrap();
    bench.theirs("plugin-repos/bad/manifest.json", "{");
    fs::create_dir(bench.source().join("plugin-repos/empty")).unwrap();
    let report = bench.import(false);
    drop(socket);
    let left = whats(&report.left);
    for what in [
        "assets/link",
        "plugin hello/etc",
        "plugin dev",
        "assets/sports/socket",
        "assets/sports/large",
        "plugin bad",
        "plugin empty",
    ] {
        assert!(left.contains(&what), "{what} is not in {left:?}");
    }
    assert!(report.left.iter().all(|line| line.why.len() > 10));
    assert!(!bench.root().join("assets/link").exists());
    assert!(!bench.root().join("plugin-repos/hello/etc").exists());
    assert!(bench.root().join("plugin-repos/hello/manager.py").exists());
}

#[test]
fn a_folder_of_plugins_elsewhere_is_not_followed() {
    let bench = Bench::new();
    bench.theirs(
        "config/config.json",
        r#"{"plugin_system": {"plugins_directory": "../other", "x": 1}}"#,
    );
    let report = bench.import(false);
    let left = whats(&report.left);
    assert!(
        left.contains(&"setting plugin_system.plugins_directory"),
        "{left:?}"
    );
    assert!(left.contains(&"../other"), "{left:?}");
    assert_eq!(bench.setting("/plugin_system"), json!({"x": 1}));
    assert!(bench.root().join("plugin-repos/hello/manager.py").exists());
}

#[test]
fn a_preview_says_the_same_and_writes_nothing() {
    let bench = Bench::new();
    let preview = preview(&RealDisk, &bench.root(), &bench.order(false)).unwrap();
    assert!(!bench.root().exists());
    assert_eq!(preview, bench.import(false));
}

#[test]
fn what_is_no_ledmatrix_or_the_root_itself_is_refused() {
    let bench = Bench::new();
    let refused = |source: &Path, root: &Path| {
        let order = Order {
            source: source.to_owned(),
            replace: false,
        };
        let refused = import(&(Arc::new(RealDisk) as _), root, &order).unwrap_err();
        assert!(
            !root.exists() || root == source || root.starts_with(source),
            "{refused}"
        );
        refused
    };
    let empty = tempfile::tempdir().unwrap();
    let error = refused(empty.path(), &bench.root());
    assert!(matches!(error, ImportError::NoLedmatrix { .. }), "{error}");
    let error = refused(&bench.source(), &bench.source());
    assert!(matches!(error, ImportError::Itself { .. }), "{error}");
    let error = refused(&bench.source(), &bench.source().join("assets"));
    assert!(matches!(error, ImportError::Itself { .. }), "{error}");
    bench.theirs("config/config.json", "{");
    let error = import(
        &(Arc::new(RealDisk) as _),
        &bench.root(),
        &bench.order(false),
    )
    .unwrap_err();
    assert!(matches!(error, ImportError::Config { .. }), "{error}");
    assert!(!bench.root().join("plugin-repos/hello").exists());
}

#[test]
fn a_root_that_somebody_owns_is_left_alone() {
    let bench = Bench::new();
    let owned = Root::open(&bench.root()).unwrap();
    let error = import(
        &(Arc::new(RealDisk) as _),
        &bench.root(),
        &bench.order(false),
    )
    .unwrap_err();
    assert!(
        matches!(error, ImportError::Root(RootError::Owned { .. })),
        "{error}"
    );
    drop(owned);
    assert!(!bench.root().join("plugin-repos/hello").exists());
}
