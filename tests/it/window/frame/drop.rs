//! Files and folders dropped on the window.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use lumarium_app::errands::{Errands, Outcome};
use lumarium_app::window::app::App;
use lumarium_app::window::tools::Tools;
use lumarium_core::message::Command;
use serde_json::json;

use crate::window::fixture::{Fake, snapshot};
use crate::window::{click, jiff_utc};

#[derive(Debug)]
pub(in crate::window) struct File(pub(in crate::window) PathBuf);

impl egui::DroppedFile for File {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        Err("the window reads no file".to_owned())
    }
}

struct Place {
    harness: Harness<'static, App>,
    fake: Arc<Fake>,
    errands: Errands,
    root: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir_all(root.path().join("config")).unwrap();
        let fake = Fake::new(snapshot());
        let tools = Tools {
            root: Some(root.path().to_owned()),
            ..Tools::default()
        };
        let errands = tools.errands.clone();
        let app = App::new(Arc::clone(&fake) as _, None, jiff_utc()).with_tools(tools);
        let mut harness = Harness::builder()
            .with_size([1280.0, 1400.0])
            .build_ui_state(|ui, app: &mut App| app.show(ui), app);
        harness.run_steps(2);
        Self {
            harness,
            fake,
            errands,
            root,
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.root.path().join(name)
    }

    fn drop_file(&mut self, path: &Path) {
        let file = Arc::new(File(path.to_owned()));
        self.harness.input_mut().dropped_files.push(file);
        self.harness.step();
        // All errands before this one are done, too.
        assert_eq!(self.errands.run(|| ()).wait(), Outcome::Done(()));
        self.harness.run_steps(3);
    }
}

#[test]
fn plugins_are_linked_whatever_part_of_them_is_dropped() {
    let mut place = Place::new();
    let folder = place.path("mine");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("manifest.json"), "{}").unwrap();
    let script = place.path("face.star");
    fs::write(&script, "").unwrap();
    for (dropped, linked) in [
        (folder.clone(), folder.clone()),
        (folder.join("manifest.json"), folder),
        (script.clone(), script),
    ] {
        place.drop_file(&dropped);
        assert_eq!(place.fake.sent(), [Command::Link { path: linked }]);
    }
    place.harness.get_by_label("face.star is linked");
}

#[test]
fn a_configuration_is_imported_only_after_its_changes_were_shown() {
    let mut place = Place::new();
    let ours = json!({ "clock": { "face": "digital", "seconds": true }, "other": 1 });
    fs::write(place.path("config/config.json"), ours.to_string()).unwrap();
    let theirs =
        json!({ "clock": { "face": "analog", "seconds": true }, "news": { "feed": "CANARY" } });
    let file = place.path("config.json");
    fs::write(&file, theirs.to_string()).unwrap();
    place.drop_file(&file);
    assert_eq!(place.fake.sent(), []);
    place
        .harness
        .get_by_label("2 settings would change; all others stay");
    place.harness.get_by_label("changed  clock.face");
    place.harness.get_by_label("new      news.feed");
    assert!(place.harness.query_by_label_contains("CANARY").is_none());
    click(&mut place.harness, "Cancel");
    assert_eq!(place.fake.sent(), []);
    place.drop_file(&file);
    click(&mut place.harness, "Import");
    let import = Command::ImportConfig {
        main: theirs.as_object().unwrap().clone(),
        secrets: serde_json::Map::new(),
    };
    assert_eq!(place.fake.sent(), [import]);
}

#[test]
fn anything_else_is_told_what_can_be_dropped() {
    let mut place = Place::new();
    let empty = place.path("empty");
    fs::create_dir(&empty).unwrap();
    let picture = place.path("me.png");
    fs::write(&picture, "x").unwrap();
    let broken = place.path("broken.json");
    fs::write(&broken, "{").unwrap();
    for (path, words) in [
        (empty, "empty has no manifest.json"),
        (picture, "me.png is no plugin and no configuration"),
        (broken, "broken.json could not be read as a configuration"),
    ] {
        place.drop_file(&path);
        place.harness.get_by_label_contains(words);
        assert_eq!(place.fake.sent(), []);
    }
}

#[test]
fn while_something_is_held_over_the_window_the_frame_says_so_without_a_panic() {
    let mut place = Place::new();
    let held = egui::HoveredFile::default();
    place.harness.input_mut().hovered_files.push(held);
    place.harness.run_steps(2);
    place.harness.input_mut().hovered_files.clear();
    place.harness.run_steps(1);
}
