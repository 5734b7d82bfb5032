//! What the window remembers from one start to the next.

use std::fs;
use std::path::Path;

use egui_kittest::kittest::Queryable as _;
use lumarium_app::errands::{Errands, Outcome};
use lumarium_app::window::app::App;
use lumarium_app::window::page::Page;
use lumarium_app::window::prefs::Look;
use lumarium_app::window::remembered::{Remembered, finish, load, save};
use lumarium_app::window::state::Zoom;
use lumarium_app::window::tools::Tools;

use crate::window::fixture::{Fake, snapshot};
use crate::window::jiff_utc;

fn root() -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    fs::create_dir(root.path().join("state")).unwrap();
    root
}

fn tools(root: &Path) -> Tools {
    Tools {
        root: Some(root.to_owned()),
        ..Tools::default()
    }
}

#[test]
fn what_was_saved_is_loaded_and_an_empty_root_has_the_default() {
    let root = root();
    assert_eq!(load(root.path()), Remembered::default());
    let mut other = Remembered {
        page: Page::Settings,
        list_open: false,
        zoom: Zoom::Times(7),
        panels: [Some(300.0), None, Some(180.0)],
        ..Remembered::default()
    };
    other.prefs.look = Look::HighContrast;
    other.prefs.scale_percent = 125;
    save(root.path(), &other).unwrap();
    assert_eq!(load(root.path()), other);
}

#[test]
fn a_file_that_cannot_be_read_is_kept_aside_and_the_window_opens_as_new() {
    for bad in [
        "{nonsense",
        "7",
        r#"{"version": 99}"#,
        r#"{"page": "moon"}"#,
    ] {
        let root = root();
        let file = root.path().join("state/window.json");
        fs::write(&file, bad).unwrap();
        assert_eq!(load(root.path()), Remembered::default(), "{bad}");
        assert!(!file.exists(), "{bad}");
        let kept = fs::read_to_string(root.path().join("state/window.json.kept"));
        assert_eq!(kept.unwrap(), bad);
    }
}

#[test]
fn values_out_of_range_are_brought_into_it() {
    let mut broken = Remembered {
        zoom: Zoom::Times(0),
        panels: [Some(f32::NAN), Some(-3.0), Some(1e9)],
        ..Remembered::default()
    };
    broken.prefs.scale_percent = 9;
    let fake = Fake::new(snapshot());
    let app = App::new(fake, None, jiff_utc()).as_left(broken);
    let mut harness = egui_kittest::Harness::builder()
        .with_size([1280.0, 800.0])
        .build_ui_state(|ui, app: &mut App| app.show(ui), app);
    harness.run();
    let state = harness.state_mut().state_mut();
    assert_eq!(state.zoom, Zoom::Times(1));
    assert_eq!(state.prefs.scale_percent, 75);
}

#[test]
fn a_change_is_written_after_a_second_and_the_end_writes_the_rest() {
    let root = root();
    let fake = Fake::new(snapshot());
    let tools = tools(root.path());
    let errands: Errands = tools.errands.clone();
    let app = App::new(fake, None, jiff_utc())
        .with_tools(tools)
        .as_left(load(root.path()));
    let unwritten = app.unwritten();
    let mut harness = egui_kittest::Harness::builder()
        .with_size([1280.0, 800.0])
        .with_step_dt(0.25)
        .build_ui_state(|ui, app: &mut App| app.show(ui), app);
    harness.run_steps(2);
    harness.state_mut().state_mut().flat = true;
    harness.run_steps(2);
    assert!(!load(root.path()).flat, "not while it may change again");
    for _ in 0..10 {
        harness.step();
        assert_eq!(errands.run(|| ()).wait(), Outcome::Done(()));
    }
    let written = load(root.path());
    assert!(written.flat, "{written:?}");
    assert!(written.panels[0].is_some(), "with the widths of the panels");
    harness.state_mut().state_mut().prefs.look = Look::Light;
    harness.run_steps(1);
    assert_eq!(load(root.path()).prefs.look, Look::System);
    finish(root.path(), &errands, &unwritten);
    assert_eq!(load(root.path()).prefs.look, Look::Light);
}

#[test]
fn panels_are_as_wide_as_they_were_left() {
    let wide = Remembered {
        panels: [Some(400.0), Some(290.0), None],
        ..Remembered::default()
    };
    let left = |remembered: Remembered| {
        let app = App::new(Fake::new(snapshot()), None, jiff_utc()).as_left(remembered);
        let mut harness = egui_kittest::Harness::builder()
            .with_size([1600.0, 800.0])
            .build_ui_state(|ui, app: &mut App| app.show(ui), app);
        harness.run();
        harness.get_by_label("Filter plugins").rect().width()
    };
    let (before, after) = (left(Remembered::default()), left(wide));
    assert!((after - before - 128.0).abs() < 3.0, "{before} and {after}");
}
