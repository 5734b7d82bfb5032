//! The real window, by keys and pointer, on a display without a screen: opened, its palette, a plugin switched
//! off, a setting changed and the matrix with it, closed. Its pictures are kept in `target/ci/window`.
//! Nothing is timed and no place is known beforehand: the window tells its controls in a file, and each step
//! waits until the one before it is seen there, or in the snapshot.

mod display;

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};

use serde_json::{Value, json};

use crate::binary;
use crate::cli::kit::Root;
use display::{Area, Display, missing, until};

/// A control, as the window tells it.
#[derive(Clone, Debug)]
struct Control {
    role: String,
    name: String,
    value: String,
    focused: bool,
    /// Left, top, right, bottom, in pixels.
    area: [usize; 4],
}

impl Control {
    fn of(told: &Value) -> Self {
        let text = |key: &str| told[key].as_str().unwrap().to_owned();
        let edge = |edge: usize| told["area"][edge].as_f64().unwrap().max(0.0) as usize;
        Self {
            role: text("role"),
            name: text("name"),
            value: text("value"),
            focused: told["focused"] == true,
            area: [0, 1, 2, 3].map(edge),
        }
    }
}

/// The window and the root it owns.
struct Driven {
    display: Display,
    root: Root,
    window: RefCell<Child>,
    controls: PathBuf,
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
        let controls = root.path().join("controls.json");
        let display = Display::start();
        let mut command = binary::command(root.path(), &[]);
        command
            .arg("--controls")
            .arg(&controls)
            .env("DISPLAY", display.name())
            .env("LIBGL_ALWAYS_SOFTWARE", "1")
            .stdin(Stdio::null())
            .stdout(Stdio::null());
        let window = command.spawn().unwrap();
        Self {
            display,
            root,
            window: RefCell::new(window),
            controls,
        }
    }

    /// The newest snapshot, as a script would ask for it.
    fn state(&self) -> Option<Value> {
        let output = self.root.command("state --json").output().unwrap();
        let state: Value = serde_json::from_slice(&output.stdout).ok()?;
        output.status.success().then_some(state)
    }

    /// Looks again and again until it holds, as long as there is a window.
    #[track_caller]
    fn until(&self, what: &str, mut holds: impl FnMut() -> bool) {
        until(what, || {
            let ended = self.window.borrow_mut().try_wait().unwrap();
            assert_eq!(ended, None, "the window has ended; waited for: {what}");
            holds()
        });
    }

    /// Waits until the snapshot is as it should be.
    #[track_caller]
    fn until_state(&self, what: &str, holds: impl Fn(&Value) -> bool) {
        self.until(what, || self.state().is_some_and(|state| holds(&state)));
    }

    /// What the window shows now; nothing before its first frame.
    fn controls(&self) -> Vec<Control> {
        let told = std::fs::read(&self.controls).unwrap_or_default();
        let told: Vec<Value> = serde_json::from_slice(&told).unwrap_or_default();
        told.iter().map(Control::of).collect()
    }

    /// Waits for a control, and gives it as it is then.
    #[track_caller]
    fn control(&self, what: &str, fits: impl Fn(&Control) -> bool) -> Control {
        let mut found = None;
        self.until(what, || {
            found = self.controls().into_iter().find(&fits);
            found.is_some()
        });
        found.unwrap()
    }

    /// Waits until the field with this name has the keyboard, and this in it.
    #[track_caller]
    fn until_typed(&self, name: &str, value: &str) {
        let what = format!("{name} has the keyboard and holds {value:?}");
        self.control(&what, |one| {
            one.focused && one.name == name && one.value == value
        });
    }

    fn keys(&self, keys: &str) {
        self.display.tool(&["key", keys]);
    }

    /// Types into a field that has the keyboard.
    #[track_caller]
    fn write(&self, field: &str, text: &str) {
        self.until_typed(field, "");
        self.display.tool(&["type", "--delay", "20", text]);
        self.until_typed(field, text);
    }

    /// Where the matrix is, once the stage shows it.
    #[track_caller]
    fn matrix(&self) -> Area {
        let matrix = self.control("the matrix", |one| one.name.starts_with("LED matrix "));
        Area::of(matrix.area)
    }

    /// Waits until the matrix is as light as it should be, and gives how light it is.
    #[track_caller]
    fn until_light(&self, what: &str, fits: impl Fn(f64) -> bool) -> f64 {
        let mut light = 0.0;
        self.until(what, || {
            light = self.display.light(self.matrix());
            fits(light)
        });
        light
    }
}

impl Drop for Driven {
    fn drop(&mut self) {
        // A test that failed leaves it running, and shows what it saw.
        if std::thread::panicking() {
            self.display.save(&pictures().join("failed.png"));
        }
        let mut window = self.window.borrow_mut();
        window.kill().ok();
        window.wait().ok();
    }
}

fn is_wanted(state: &Value, id: &str) -> bool {
    let plugins = state["plugins"].as_array().unwrap();
    plugins
        .iter()
        .any(|plugin| plugin["id"] == id && plugin["wanted"] == true)
}

/// Where the pictures of a run are kept.
fn pictures() -> PathBuf {
    let target = binary::lumarium().ancestors().nth(2).unwrap();
    let folder = Path::new(target).join("ci/window");
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

#[test]
fn the_real_window_is_driven_from_open_to_close() {
    const PALETTE: &str = "Search everything";
    const SEARCH: &str = "Search settings";
    if let Some(tool) = missing() {
        println!("skipped: {tool} is not installed (apt-get install xvfb xdotool)");
        return;
    }
    let pictures = pictures();
    let driven = Driven::open();
    // Whoever asks before the window has the root would own it for a moment, and the window would not start.
    driven.control("the window shows something", |one| one.name == "Stage");
    driven.until_state("a screen is on", |state| {
        state["panel"]["screen"].is_object()
    });
    driven.display.focus();
    driven.until_light("the matrix is bright", |light| light > 5.0);
    driven.display.save(&pictures.join("1-open.png"));

    driven.keys("ctrl+k");
    driven.until_typed(PALETTE, "");
    driven.display.save(&pictures.join("2-palette.png"));
    driven.write(PALETTE, "switch clock off");
    driven.display.save(&pictures.join("3-found.png"));
    driven.keys("Return");
    driven.until_state("the clock is off", |state| !is_wanted(state, "clock"));
    driven.until_state("the pattern is on", |state| {
        state["panel"]["screen"]["plugin"] == "test-pattern" && is_wanted(state, "test-pattern")
    });
    let bright = driven.until_light("the white pattern fills the matrix", |light| light > 60.0);
    driven.display.save(&pictures.join("4-switched-off.png"));

    driven.keys("ctrl+comma");
    let search = driven.control("the page of settings", |one| {
        one.role == "TextInput" && one.name == SEARCH
    });
    driven.display.click(Area::of(search.area));
    driven.write(SEARCH, "display.hardware.brightness");
    driven.display.save(&pictures.join("5-setting.png"));
    let slider = driven.control("the only slider that was found", |one| {
        one.role == "Slider" && one.name == "Brightness"
    });
    // Pressed until it is seen to have moved: a press and its end in one frame move nothing.
    let quarter = Area::of(slider.area).before_the_middle();
    driven.display.hold(quarter);
    driven.control("the slider has moved", |one| {
        one.role == "Slider" && one.name == "Brightness" && one.value != slider.value
    });
    driven.display.release();
    driven.until_state("it is darker", |state| {
        state["panel"]["brightness"].as_u64() < Some(50)
    });
    driven.display.save(&pictures.join("6-changed.png"));
    driven.keys("Escape");
    driven.keys("ctrl+1");
    driven.until_light("the matrix is darker", |light| {
        light > 1.0 && light < bright * 0.7
    });
    driven.display.save(&pictures.join("7-darker.png"));
    let written =
        || std::fs::read_to_string(driven.root.path().join("config/config.json")).unwrap();
    driven.until("it is written", || {
        let config: Value = serde_json::from_str(&written()).unwrap_or_default();
        config["display"]["hardware"]["brightness"].as_u64() < Some(50)
    });

    driven.keys("ctrl+q");
    let mut ended = None;
    until("the window closes", || {
        ended = driven.window.borrow_mut().try_wait().unwrap();
        ended.is_some()
    });
    assert!(ended.unwrap().success(), "{ended:?}");
}
