//! The real window, by keys and pointer, on a display without a screen: opened, its palette, a plugin switched
//! off, a setting changed and the matrix with it, closed. Its pictures are kept in `target/ci/window`.

mod display;

use std::path::Path;
use std::process::{Child, Stdio};

use serde_json::{Value, json};

use crate::binary;
use crate::cli::kit::Root;
use display::{Area, Display, missing, until};

/// The window and the root it owns.
struct Driven {
    display: Display,
    root: Root,
    window: Child,
}

impl Driven {
    fn open() -> Self {
        let root = Root::new();
        let config = json!({
            "display": {"hardware": {"rows": 32, "cols": 64, "chain_length": 1, "brightness": 90}},
            "test-pattern": {"enabled": true, "pattern": "white"},
            "clock": {"enabled": true},
        });
        root.write("config/config.json", config.to_string());
        let display = Display::start();
        let mut command = binary::command(root.path(), &[]);
        command
            .env("DISPLAY", display.name())
            .env("LIBGL_ALWAYS_SOFTWARE", "1")
            .stdin(Stdio::null())
            .stdout(Stdio::null());
        let window = command.spawn().unwrap();
        Self {
            display,
            root,
            window,
        }
    }

    /// The newest snapshot, as a script would ask for it.
    fn state(&self) -> Option<Value> {
        let output = self.root.command("state --json").output().unwrap();
        let state: Value = serde_json::from_slice(&output.stdout).ok()?;
        output.status.success().then_some(state)
    }

    /// Waits until the snapshot is as it should be.
    fn until_state(&self, what: &str, holds: impl Fn(&Value) -> bool) {
        until(what, || self.state().is_some_and(|state| holds(&state)));
    }

    /// Waits until an area of the screen looks different, and rests.
    fn until_changed(&self, what: &str, area: Area, before: &[u8]) {
        let mut last = Vec::new();
        let mut same = 0;
        until(what, || {
            let now = self.display.pixels(area);
            same = if now == last { same + 1 } else { 0 };
            last.clone_from(&now);
            now != before && same >= 6
        });
    }

    /// Presses keys, and waits until an area shows what they did.
    fn press(&self, keys: &str, area: Area) {
        let before = self.display.pixels(area);
        self.display.tool(&["key", keys]);
        self.until_changed(keys, area, &before);
    }

    /// Types, and waits until an area shows it.
    fn write(&self, text: &str, area: Area) {
        let before = self.display.pixels(area);
        self.display.tool(&["type", "--delay", "40", text]);
        self.until_changed(text, area, &before);
    }
}

impl Drop for Driven {
    fn drop(&mut self) {
        // A test that failed leaves it running.
        self.window.kill().ok();
        self.window.wait().ok();
    }
}

fn is_wanted(state: &Value, id: &str) -> bool {
    let plugins = state["plugins"].as_array().unwrap();
    plugins
        .iter()
        .any(|plugin| plugin["id"] == id && plugin["wanted"] == true)
}

/// Where the pictures of a run are kept.
fn pictures() -> std::path::PathBuf {
    let target = binary::lumarium().ancestors().nth(2).unwrap();
    let folder = Path::new(target).join("ci/window");
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

#[test]
fn the_real_window_is_driven_from_open_to_close() {
    if let Some(tool) = missing() {
        println!("skipped: {tool} is not installed (apt-get install xvfb xdotool)");
        return;
    }
    let pictures = pictures();
    let mut driven = Driven::open();
    driven.until_state("a screen is on", |state| {
        state["panel"]["screen"].is_object()
    });
    let window = driven.display.window();
    driven.display.tool(&["windowfocus", "--sync", &window]);
    // The middle of the window is the stage; the matrix is the only thing that is bright there.
    until("the matrix is bright", || {
        driven.display.light(Area::STAGE) > 5.0
    });
    driven.display.save(&pictures.join("1-open.png"));

    driven.press("ctrl+k", Area::PALETTE);
    driven.display.save(&pictures.join("2-palette.png"));
    driven.write("switch clock off", Area::PALETTE);
    driven.display.save(&pictures.join("3-found.png"));
    driven.display.tool(&["key", "Return"]);
    driven.until_state("the clock is off", |state| !is_wanted(state, "clock"));
    driven.until_state("the pattern is on", |state| {
        state["panel"]["screen"]["plugin"] == "test-pattern" && is_wanted(state, "test-pattern")
    });
    until("the white pattern fills the matrix", || {
        driven.display.light(Area::STAGE) > 45.0
    });
    driven.display.save(&pictures.join("4-switched-off.png"));
    let bright = driven.display.light(Area::STAGE);

    driven.press("ctrl+comma", Area::STAGE);
    driven
        .display
        .tool(&["mousemove", "--sync", "700", "108", "click", "1"]);
    driven.write("display.hardware.brightness", Area::STAGE);
    driven.display.save(&pictures.join("5-setting.png"));
    // The slider keeps the arrows from its second frame on.
    driven.press("Tab", Area::STAGE);
    driven
        .display
        .tool(&["key", "--delay", "30", "--repeat", "60", "Left"]);
    driven.until_state("it is darker", |state| {
        state["panel"]["brightness"].as_u64() < Some(50)
    });
    driven.display.save(&pictures.join("6-changed.png"));
    driven.display.tool(&["key", "Escape"]);
    driven.press("ctrl+1", Area::STAGE);
    until("the matrix is darker", || {
        let light = driven.display.light(Area::STAGE);
        light > 1.0 && light < bright * 0.7
    });
    driven.display.save(&pictures.join("7-darker.png"));
    let written =
        || std::fs::read_to_string(driven.root.path().join("config/config.json")).unwrap();
    until("it is written", || {
        let config: Value = serde_json::from_str(&written()).unwrap();
        config["display"]["hardware"]["brightness"].as_u64() < Some(50)
    });

    driven.display.tool(&["key", "ctrl+q"]);
    let mut ended = None;
    until("the window closes", || {
        ended = driven.window.try_wait().unwrap();
        ended.is_some()
    });
    assert!(ended.unwrap().success(), "{ended:?}");
}
