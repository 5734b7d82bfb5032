//! Settings that need files: kept configurations, imports, checks, links; on a root of the test's own.

use std::path::Path;
use std::sync::Arc;

use egui::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use lumarium_app::errands::{Errands, Outcome};
use lumarium_app::window::app::App;
use lumarium_app::window::page::Page;
use lumarium_app::window::tools::Tools;
use lumarium_core::config::Document;
use lumarium_core::host::config_files::history::History;
use lumarium_core::host::root::Paths;
use lumarium_core::host::vfs::Disk;
use lumarium_core::message::Command;
use serde_json::{Value, json};

use super::fixture::{Fake, snapshot};
use super::{click, jiff_utc};

/// The page on a root.
struct Desk {
    harness: Harness<'static, App>,
    fake: Arc<Fake>,
    errands: Errands,
    root: tempfile::TempDir,
}

impl Desk {
    fn open(search: &str, config: &Value) -> Self {
        let root = tempfile::tempdir().unwrap();
        write(&root.path().join("config/config.json"), config);
        let mut snapshot = snapshot();
        snapshot.config = Arc::new(config.clone());
        snapshot.notices.clear();
        let fake = Fake::new(snapshot);
        let errands = Errands::new();
        let tools = Tools {
            errands: errands.clone(),
            root: Some(root.path().to_owned()),
            ..Tools::default()
        };
        let app = App::new(Arc::clone(&fake) as _, None, jiff_utc()).with_tools(tools);
        let mut harness = Harness::builder()
            .with_size([1280.0, 1400.0])
            .with_max_steps(40)
            .build_ui_state(|ui, app: &mut App| app.show(ui), app);
        let state = harness.state_mut().state_mut();
        state.trail.go(Page::Settings);
        search.clone_into(&mut state.settings.search);
        harness.run();
        Self {
            harness,
            fake,
            errands,
            root,
        }
    }

    /// What was asked for is done when this one is, which comes after it.
    fn done(&mut self) {
        assert_eq!(self.errands.run(|| ()).wait(), Outcome::Done(()));
        self.harness.run();
    }

    fn click(&mut self, name: &str) {
        click(&mut self.harness, name);
        self.done();
    }

    fn type_into(&mut self, name: &str, text: &str) {
        let field = self.harness.get_by_role_and_label(Role::TextInput, name);
        field.focus();
        self.harness.run();
        let field = self.harness.get_by_role_and_label(Role::TextInput, name);
        field.type_text(text);
        self.harness.run();
    }

    fn says(&self, words: &str) -> bool {
        self.harness.query_all_by_label_contains(words).count() > 0
    }
}

fn write(path: &Path, value: &Value) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, value.to_string()).unwrap();
}

fn document(main: &Value, secrets: &Value) -> Document {
    Document {
        main: main.as_object().cloned().unwrap(),
        secrets: secrets.as_object().cloned().unwrap(),
    }
}

#[test]
fn kept_configurations_are_listed_compared_and_restored() {
    let mut desk = Desk::open(
        "last good copies",
        &json!({"timezone": "UTC", "a": {"n": 2}}),
    );
    let paths = Paths::new(desk.root.path().to_owned());
    let old = json!({"timezone": "Europe/Oslo", "a": {"n": 2}});
    let secrets = json!({"a": {"api_key": "canary"}});
    let number = History::new(paths.config_history())
        .add(&Disk, &document(&old, &secrets))
        .unwrap();
    desk.click("Show kept configurations");
    desk.click(&format!("Compare no. {number} with now"));
    assert!(desk.says("timezone: \"UTC\" → \"Europe/Oslo\""));
    assert!(!desk.says("canary"));
    desk.click(&format!("Restore no. {number}"));
    assert_eq!(
        desk.fake.sent(),
        [Command::RestoreConfig { revision: number }]
    );
}

#[test]
fn an_import_is_looked_at_before_it_is_made() {
    let mut desk = Desk::open("ledmatrix folder", &json!({"timezone": "UTC"}));
    let theirs = tempfile::tempdir().unwrap();
    let main = json!({"timezone": "UTC", "display": {"hardware": {"rows": 64}}, "weather": {"enabled": true}});
    let secrets = json!({"weather": {"api_key": "canary"}});
    write(&theirs.path().join("config/config.json"), &main);
    write(&theirs.path().join("config/config_secrets.json"), &secrets);
    desk.type_into(
        "Path of the configuration",
        &theirs.path().display().to_string(),
    );
    desk.click("Look");
    assert_eq!(desk.fake.sent(), []);
    for line in ["display", "weather", "1 sections of secrets"] {
        assert!(desk.says(line), "{line}");
    }
    assert!(!desk.says("canary") && !desk.says("timezone:"));
    desk.click("Import 3 changes");
    let document = document(&main, &secrets);
    let import = Command::ImportConfig {
        main: document.main,
        secrets: document.secrets,
    };
    assert_eq!(desk.fake.sent(), [import]);
}

#[test]
fn what_is_no_configuration_is_named_and_nothing_is_sent() {
    let mut desk = Desk::open("ledmatrix folder", &json!({}));
    let missing = desk.root.path().join("nowhere");
    desk.type_into("Path of the configuration", &missing.display().to_string());
    desk.click("Look");
    assert!(desk.says("there is no configuration"));
    assert_eq!(desk.fake.sent(), []);
}

#[test]
fn the_files_and_the_machine_are_examined_on_demand() {
    let mut desk = Desk::open("", &json!({"a b": {}}));
    desk.harness.state_mut().state_mut().settings.search = "both files can be read".to_owned();
    desk.harness.run();
    desk.click("Check now");
    assert!(desk.says("config.json: ok") && desk.says("config_secrets.json: absent"));
    assert!(desk.says("\"a b\" is left alone"));
    desk.harness.state_mut().state_mut().settings.search = "works on this machine".to_owned();
    desk.harness.run();
    desk.click("Examine now");
    assert!(desk.says("config:") && desk.says("owner:"));
    desk.harness.get_by_label("Copy as text").click();
    desk.harness.step();
    let commands = &desk.harness.output().platform_output.commands;
    let copied = commands.iter().find_map(|command| {
        if let egui::OutputCommand::CopyText(text) = command {
            Some(text.as_str())
        } else {
            None
        }
    });
    assert!(
        copied.is_some_and(|text| text.contains("owner")),
        "{copied:?}"
    );
}

#[test]
fn a_plugin_elsewhere_is_linked_by_its_whole_path() {
    let mut desk = Desk::open("folder or file elsewhere", &json!({}));
    let folder = desk.root.path().join("elsewhere");
    std::fs::create_dir(&folder).unwrap();
    let typed = desk.root.path().join("config/../elsewhere");
    desk.type_into("Path of the plugin", &typed.display().to_string());
    desk.click("Link");
    let path = std::fs::canonicalize(folder).unwrap();
    assert_eq!(desk.fake.sent(), [Command::Link { path }]);
    desk.type_into("Path of the plugin", "/no/such/place");
    desk.click("Link");
    assert!(desk.says("/no/such/place: "));
    assert_eq!(desk.fake.sent(), []);
}
