//! The stage: zoom, faults, the recorder, the clipboard, a look back.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use egui::{Key, Modifiers, OutputCommand};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use image::AnimationDecoder as _;
use lumarium_app::preview::Workshop;
use lumarium_app::window::app::App;
use lumarium_app::window::page::Page;
use lumarium_app::window::state::Zoom;
use lumarium_app::window::tools::Tools;
use lumarium_core::frame::{Frame, Rgb, Size};
use lumarium_core::host::clock::Monotonic;
use lumarium_core::host::runtime::native::NativeRuntime;
use lumarium_core::host::runtime::native::programs::programs;
use lumarium_core::message::{Command, ScreenName};
use lumarium_core::time::Moment;
use lumarium_sim::faults::Faults;
use lumarium_sim::film::Film;

use super::fixture::{Fake, id, snapshot};
use super::{click, jiff_utc, select};

type Window = Harness<'static, App>;

/// A window that reaches `tools`.
fn open(tools: Tools) -> (Window, Arc<Fake>) {
    let fake = Fake::new(snapshot());
    let app = App::new(Arc::clone(&fake) as _, None, jiff_utc()).with_tools(tools);
    let mut harness = Harness::builder()
        .with_size([1600.0, 1000.0])
        .with_max_steps(40)
        .with_step_dt(0.25)
        .build_ui_state(|ui, app: &mut App| app.show(ui), app);
    harness.run_steps(4);
    (harness, fake)
}

/// A film of plain colours, one each 100 ms, from 30 s to the snapshot's 60 s.
pub(super) fn film() -> Film {
    let film = Film::default();
    for number in 0..=300_u32 {
        let mut frame = Frame::black(Size::new(128, 32));
        frame.fill(Rgb::new(number as u8, 0, 7));
        film.push(
            &frame,
            Moment::from_millis(30_000 + u64::from(number) * 100),
        );
    }
    film
}

fn tap(harness: &mut Window, modifiers: Modifiers, key: Key) {
    harness.key_press_modifiers(modifiers, key);
    harness.run_steps(2);
}

const CTRL_SHIFT: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);

/// What the next frames want of the system.
fn wanted(harness: &mut Window) -> Vec<OutputCommand> {
    let mut all = Vec::new();
    for _ in 0..5 {
        harness.step();
        all.extend(harness.output().platform_output.commands.clone());
    }
    all
}

/// The sizes of pictures that the next frames put onto the clipboard.
fn copied(harness: &mut Window) -> Vec<[usize; 2]> {
    let size = |command| {
        if let OutputCommand::CopyImage(image) = command {
            return Some(image.size);
        }
        None
    };
    wanted(harness).into_iter().filter_map(size).collect()
}

#[test]
fn faults_are_set_by_name_seen_in_the_bar_and_reset() {
    let faults = Faults::default();
    let tools = Tools {
        faults: Some(faults.clone()),
        ..Tools::default()
    };
    let (mut harness, _fake) = open(tools);
    harness.get_by_label("Faults").click();
    harness.run_steps(3);
    harness.get_by_label("Unplugged").click();
    harness.run_steps(2);
    assert!(faults.disconnected());
    for (name, keys) in [("Slow by", 3), ("Lose", 5)] {
        harness
            .get_by_role_and_label(egui::Role::Slider, name)
            .focus();
        harness.run_steps(2);
        for _ in 0..keys {
            harness.key_press(Key::ArrowRight);
            harness.run_steps(1);
        }
    }
    assert!(!faults.slow().is_zero());
    assert_eq!(faults.dropped(), 5);
    harness.get_by_label("Faults on");
    harness.get_by_label_contains("0 frames shown, 0 lost, 0 refused");
    harness.get_by_label("No faults").click();
    harness.run_steps(2);
    assert!(!faults.disconnected() && faults.slow().is_zero() && faults.dropped() == 0);
    assert!(harness.query_by_label("Faults on").is_none());
}

#[test]
fn a_real_panel_has_no_faults_to_set() {
    let (mut harness, _fake) = open(Tools::default());
    assert!(harness.query_by_label("Faults").is_none());
    tap(&mut harness, CTRL_SHIFT, Key::F);
    assert!(harness.query_by_label("Unplugged").is_none());
}

#[test]
fn a_look_back_shows_the_film_and_the_way_back() {
    let tools = Tools {
        film: Some(film()),
        ..Tools::default()
    };
    let (mut harness, _fake) = open(tools);
    harness.state_mut().state_mut().stage.at = Some(Moment::from_secs(48));
    harness.run_steps(2);
    harness.get_by_label_contains("s ago, at ");
    let matrix = harness
        .get_by_label_contains("LED matrix 128 by 32, ")
        .rect();
    harness.hover_at(matrix.center());
    harness.run_steps(2);
    // 180 pictures after the first; who drew it is not known here.
    assert!(harness.query_by_label_contains("from Clock").is_none());
    harness.get_by_label_contains("  #B40007");
    harness.get_by_label("Back to live").click();
    harness.run_steps(2);
    harness.get_by_label_contains("LED matrix 128 by 32, showing Clock");
    harness.state_mut().state_mut().stage.at = Some(Moment::from_secs(5));
    harness.run_steps(2);
    harness.get_by_label_contains("is no longer kept");
    tap(&mut harness, Modifiers::NONE, Key::Home);
    assert!(harness.query_by_label("Back to live").is_none());
}

#[test]
fn the_picture_goes_to_the_clipboard_as_leds_or_one_pixel_each() {
    let (mut harness, _fake) = open(Tools::default());
    harness.get_by_label("Copy picture").click();
    assert_eq!(copied(&mut harness), [[1024, 256]]);
    click(&mut harness, "Flat");
    // Into the next frame as it is: a key press takes several frames, and only the last one's wishes are seen.
    harness.input_mut().events.push(egui::Event::Key {
        key: Key::C,
        physical_key: None,
        pressed: true,
        repeat: false,
        modifiers: Modifiers::NONE,
    });
    assert_eq!(copied(&mut harness), [[128, 32]]);
}

/// Lets the errand end and the window look.
fn finish(harness: &mut Window, tools: &Tools) {
    tools.errands.run(|| ()).wait();
    harness.run_steps(3);
}

fn files(folder: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<_> = names.collect();
    names.sort();
    names
}

#[test]
fn the_last_seconds_become_a_file_named_after_plugin_and_time() {
    let root = tempfile::tempdir().unwrap();
    let tools = Tools {
        film: Some(film()),
        root: Some(root.path().to_owned()),
        ..Tools::default()
    };
    let (mut harness, _fake) = open(tools.clone());
    harness.get_by_label("Recorder").click();
    harness.run_steps(3);
    harness.get_by_label("As LEDs").click();
    harness.get_by_label("Save the last").click();
    harness.run_steps(2);
    finish(&mut harness, &tools);
    let folder = root.path().join("recordings");
    let names = files(&folder);
    let [name] = &names[..] else {
        panic!("{names:?}");
    };
    assert!(
        name.starts_with("clock-2026") && name.contains(".gif"),
        "{name}"
    );
    harness.get_by_label_contains("Saved as ");
    let bytes = std::fs::read(folder.join(name)).unwrap();
    assert_eq!(bytes[6..10], [128, 0, 32, 0]);
    harness.get_by_label("Copy path").click();
    let path = folder.join(name).display().to_string();
    let said = wanted(&mut harness);
    assert!(said.contains(&OutputCommand::CopyText(path)), "{said:?}");
}

/// The open recorder of a film, which writes below this root.
fn recorder(root: &Path, film: &Film) -> (Harness<'static, App>, Tools) {
    let tools = Tools {
        film: Some(film.clone()),
        root: Some(root.to_owned()),
        ..Tools::default()
    };
    let (mut harness, _fake) = open(tools.clone());
    tap(&mut harness, Modifiers::NONE, Key::V);
    (harness, tools)
}

#[test]
fn recording_from_now_ends_with_a_file_of_the_chosen_format_and_name() {
    let root = tempfile::tempdir().unwrap();
    let film = film();
    let (mut harness, tools) = recorder(root.path(), &film);
    harness.get_by_label("Format").click();
    harness.run_steps(2);
    harness.get_by_label("WebP").click();
    harness.run_steps(2);
    harness.get_by_label("File name").focus();
    harness.get_by_label("File name").type_text("mine");
    harness.run_steps(2);
    harness.get_by_label("Record from now").click();
    harness.run_steps(2);
    harness.get_by_label("Recording");
    let mut frame = Frame::black(Size::new(128, 32));
    frame.fill(Rgb::WHITE);
    film.push(&frame, Moment::from_secs(70));
    harness.run_steps(8);
    harness.get_by_label_contains("Stop and save").click();
    harness.run_steps(2);
    finish(&mut harness, &tools);
    assert_eq!(files(&root.path().join("recordings")), ["mine.webp"]);
}

#[test]
fn a_recording_goes_on_and_ends_whichever_page_is_open() {
    let root = tempfile::tempdir().unwrap();
    let film = film();
    let (mut harness, tools) = recorder(root.path(), &film);
    harness.get_by_label("As LEDs").click();
    harness.get_by_label("Record from now").click();
    harness.run_steps(2);
    let since = harness.state_mut().state_mut().stage.recorder.since;
    harness.state_mut().state_mut().trail.go(Page::Inspector);
    // What is shown while somebody looks at another page.
    for number in 1..=61_u64 {
        let mut frame = Frame::black(Size::new(128, 32));
        frame.fill(Rgb::new(number as u8, 200, 7));
        film.push(&frame, since.unwrap().plus(Duration::from_secs(number)));
    }
    // As long as the film is, at 0.25 s a frame: then it would lose its beginning.
    harness.run_steps(4 * 60 + 4);
    let recorder = &harness.state_mut().state_mut().stage.recorder;
    assert_eq!(recorder.since, None, "it has ended by itself");
    finish(&mut harness, &tools);
    let folder = root.path().join("recordings");
    let names = files(&folder);
    let [name] = &names[..] else {
        panic!("{names:?}");
    };
    harness.get_by_label_contains("Saved as ");
    let bytes = std::fs::read(folder.join(name)).unwrap();
    let gif = image::codecs::gif::GifDecoder::new(std::io::Cursor::new(bytes)).unwrap();
    let frames = gif.into_frames().collect_frames().unwrap();
    let green = |frame: &image::Frame| frame.buffer().get_pixel(5, 5).0[1];
    let seen = frames.iter().filter(|frame| green(frame) == 200).count();
    assert!(
        (59..=61).contains(&seen),
        "{seen} of the pictures after the start"
    );
}

#[test]
fn a_file_that_is_being_written_says_how_far_it_is() {
    let root = tempfile::tempdir().unwrap();
    let tools = Tools {
        film: Some(film()),
        root: Some(root.path().to_owned()),
        ..Tools::default()
    };
    let (mut harness, _fake) = open(tools.clone());
    tap(&mut harness, Modifiers::NONE, Key::V);
    // The thread of errands is busy until the bar was seen.
    let (go, gate) = std::sync::mpsc::sync_channel::<()>(1);
    tools.errands.run(move || gate.recv().ok());
    harness.get_by_label("Save the last").click();
    harness.run_steps(2);
    harness.get_by_label("Writing the file, 0 %");
    go.send(()).unwrap();
    finish(&mut harness, &tools);
    harness.get_by_label_contains("Saved as ");
}

#[test]
fn what_cannot_be_written_is_said_and_nothing_is_overwritten() {
    let root = tempfile::tempdir().unwrap();
    let there = root.path().join("there.gif");
    std::fs::write(&there, "kept").unwrap();
    let tools = Tools {
        film: Some(film()),
        root: None,
        ..Tools::default()
    };
    let (mut harness, _fake) = open(tools.clone());
    tap(&mut harness, Modifiers::NONE, Key::V);
    harness.get_by_label("Save the last").click();
    harness.run_steps(2);
    harness.get_by_label_contains("no folder is known here");
    harness.get_by_label("File name").focus();
    harness
        .get_by_label("File name")
        .type_text(there.to_str().unwrap());
    harness.run_steps(2);
    harness.get_by_label("Save the last").click();
    harness.run_steps(2);
    finish(&mut harness, &tools);
    harness.get_by_label_contains("there is a file");
    assert_eq!(std::fs::read(&there).unwrap(), b"kept");
}

#[test]
fn show_now_takes_the_seconds_that_were_chosen() {
    let (mut harness, fake) = open(Tools::default());
    select(&mut harness, "Weather");
    harness.get_by_label("Show for 15 s").click();
    harness.run_steps(3);
    harness.get_by_label("For 60 s").click();
    harness.run_steps(3);
    let screen = ScreenName {
        plugin: id("weather"),
        name: None,
    };
    let show = Command::Show {
        screen,
        millis: 60_000,
    };
    assert_eq!(fake.sent(), std::slice::from_ref(&show));
    tap(&mut harness, Modifiers::COMMAND, Key::Enter);
    assert_eq!(fake.sent(), [show]);
}

#[test]
fn keys_make_the_panel_brighter_and_dimmer() {
    let (mut harness, fake) = open(Tools::default());
    tap(&mut harness, Modifiers::NONE, Key::CloseBracket);
    tap(&mut harness, Modifiers::NONE, Key::OpenBracket);
    let percent = |percent| Command::Brightness { percent };
    assert_eq!(fake.sent(), [percent(75), percent(65)]);
}

#[test]
fn the_wheel_with_ctrl_makes_the_matrix_larger_where_the_pointer_is() {
    let (mut harness, _fake) = open(Tools::default());
    // Larger than the stage: what is smaller stays in the middle.
    harness.state_mut().state_mut().zoom = Zoom::Times(32);
    harness.run_steps(2);
    let at = egui::pos2(700.0, 400.0);
    let led = |harness: &Window| {
        let rect = harness.get_by_label_contains("LED matrix").rect();
        (at - rect.min) / rect.size() * egui::vec2(128.0, 32.0)
    };
    let before = led(&harness);
    harness.hover_at(at);
    for _ in 0..5 {
        harness.event(egui::Event::Zoom(1.05));
        harness.step();
    }
    harness.run_steps(3);
    let pitch = harness.state_mut().state_mut().pitch;
    assert!((40..=42).contains(&pitch), "{pitch}");
    let after = led(&harness);
    assert!((after - before).length() < 0.5, "{before:?} {after:?}");
}

#[test]
fn a_large_matrix_is_moved_by_dragging() {
    let (mut harness, _fake) = open(Tools::default());
    for _ in 0..12 {
        tap(&mut harness, Modifiers::NONE, Key::Plus);
    }
    let before = harness.get_by_label_contains("LED matrix").rect();
    let from = egui::pos2(700.0, 400.0);
    harness.hover_at(from);
    harness.step();
    harness.drag_at(from);
    harness.step();
    harness.hover_at(from - egui::vec2(80.0, 0.0));
    harness.step();
    harness.drop_at(from - egui::vec2(80.0, 0.0));
    harness.run_steps(4);
    let after = harness.get_by_label_contains("LED matrix").rect();
    assert!(after.min.x < before.min.x - 40.0, "{before:?} {after:?}");
}

#[test]
fn the_grid_is_a_mask_of_its_own() {
    let (mut harness, _fake) = open(Tools::default());
    click(&mut harness, "Grid");
    assert!(harness.state_mut().state_mut().stage.grid);
    tap(&mut harness, Modifiers::NONE, Key::G);
    assert!(!harness.state_mut().state_mut().stage.grid);
}

#[test]
fn in_a_narrow_window_the_tools_are_in_a_menu() {
    let tools = Tools {
        faults: Some(Faults::default()),
        film: Some(film()),
        ..Tools::default()
    };
    let (mut harness, _fake) = open(tools);
    harness.set_size(egui::vec2(800.0, 480.0));
    harness.run_steps(3);
    assert!(harness.query_by_label("Recorder").is_none());
    harness.get_by_label("More").click();
    harness.run_steps(3);
    harness.get_by_label("Recorder").click();
    harness.run_steps(3);
    harness.get_by_label("Save the last");
}

/// What previews run on in a window of this process.
pub(super) fn workshop() -> Workshop {
    let clock = Arc::new(Monotonic::start());
    let assets = std::env::temp_dir();
    let native = NativeRuntime::new(programs(), Arc::clone(&clock) as _, assets);
    Workshop::new(vec![Arc::new(native)], clock)
}

#[test]
fn the_plugin_that_is_on_or_selected_is_shown_at_the_chosen_sizes() {
    let tools = Tools {
        workshop: Some(workshop()),
        ..Tools::default()
    };
    let (mut harness, _fake) = open(tools);
    tap(&mut harness, Modifiers::NONE, Key::S);
    let until = |harness: &mut Window, words: &str| {
        while harness.query_all_by_label_contains(words).count() == 0 {
            std::thread::yield_now();
            harness.step();
        }
    };
    until(&mut harness, "LED matrix 128 by 64, preview of Clock");
    let chosen = harness.get_by_role_and_label(egui::Role::Button, "128 × 64");
    chosen.click();
    harness.run_steps(2);
    harness.get_by_label("Another size").focus();
    harness.get_by_label("Another size").type_text("96x48");
    harness.run_steps(2);
    click(&mut harness, "Add size");
    until(&mut harness, "LED matrix 96 by 48, preview of Clock");
    assert!(
        harness
            .query_by_label_contains("LED matrix 128 by 64")
            .is_none()
    );
    // Weather of the fixture is bundled in name only: the reason stands on its tiles.
    select(&mut harness, "Weather");
    until(
        &mut harness,
        "It does not work: there is no bundled plugin weather",
    );
    click(&mut harness, "Sizes");
    harness.get_by_label_contains("LED matrix 128 by 32, showing Clock");
}
