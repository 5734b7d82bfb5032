//! A display without a screen, keys and pointer for it, and what is on it: Xvfb keeps its pixels in a file.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::sync_channel;
use std::time::Duration;

use lumarium_core::host::clock::{Clock as _, Monotonic};

/// Without the awaited change for so long, a test says what it waited for instead of hanging.
const PATIENCE: Duration = Duration::from_mins(8);
/// Between two looks.
const LOOK: Duration = Duration::from_millis(100);
/// Pixels of the screen.
const WIDTH: usize = 1280;
const HEIGHT: usize = 800;
/// Numbers before the width, height and the rest in an XWD header, each of four bytes.
const HEADER: usize = 100;

/// A rectangle of the screen, in pixels.
#[derive(Clone, Copy)]
pub(super) struct Area {
    x: [usize; 2],
    y: [usize; 2],
}

impl Area {
    /// Between left, top, right and bottom.
    pub(super) fn of([left, top, right, bottom]: [usize; 4]) -> Self {
        Self {
            x: [left.min(WIDTH), right.min(WIDTH)],
            y: [top.min(HEIGHT), bottom.min(HEIGHT)],
        }
    }

    /// Its first half: the middle of that is at a quarter of the way.
    pub(super) const fn before_the_middle(self) -> Self {
        let [x, _] = self.middle();
        Self {
            x: [self.x[0], x],
            y: self.y,
        }
    }

    const fn middle(self) -> [usize; 2] {
        [
            usize::midpoint(self.x[0], self.x[1]),
            usize::midpoint(self.y[0], self.y[1]),
        ]
    }
}

/// Which of the tools is not here.
pub(super) fn missing() -> Option<&'static str> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let here = |tool: &&str| std::env::split_paths(&path).any(|folder| folder.join(tool).is_file());
    ["Xvfb", "xdotool"].into_iter().find(|tool| !here(tool))
}

/// Looks again and again until it holds.
#[track_caller]
pub(super) fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let clock = Monotonic::start();
    let end = clock.now().at.plus(PATIENCE);
    // Nobody sends: it is only waited for.
    let (_sender, silence) = sync_channel::<()>(1);
    while !holds() {
        assert!(!end.since(clock.now().at).is_zero(), "waited for: {what}");
        silence.recv_timeout(LOOK).ok();
    }
}

/// A running Xvfb of our own.
pub(super) struct Display {
    server: Child,
    name: String,
    pixels: tempfile::TempDir,
}

impl Display {
    /// Starts one with a number that is free.
    #[expect(clippy::disallowed_methods, reason = "a display without a screen")]
    pub(super) fn start() -> Self {
        let pixels = tempfile::tempdir().unwrap();
        let screen = format!("{WIDTH}x{HEIGHT}x24");
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", &screen])
            // Without repetition: a key that is released late on a busy machine is still one key.
            .args(["-nolisten", "tcp", "-noreset", "-r", "-fbdir"])
            .arg(pixels.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut number = String::new();
        let said = server.stdout.take().unwrap();
        BufReader::new(said).read_line(&mut number).unwrap();
        let number = number.trim();
        assert!(!number.is_empty(), "Xvfb does not start");
        Self {
            server,
            name: format!(":{number}"),
            pixels,
        }
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Keys and pointer; what it prints.
    #[expect(clippy::disallowed_methods, reason = "the hands of the person")]
    pub(super) fn tool(&self, args: &[&str]) -> String {
        let mut command = Command::new("xdotool");
        command.args(args).env("DISPLAY", &self.name);
        let output = command.output().unwrap();
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }

    /// Gives the window the keyboard, once it can be seen.
    pub(super) fn focus(&self) {
        until("the window has the keyboard", || {
            let found = self.tool(&["search", "--onlyvisible", "--name", "^Lumarium$"]);
            let Some(window) = found.lines().next() else {
                return false;
            };
            self.tool(&["windowfocus", window]);
            self.tool(&["getwindowfocus"]) == window
        });
    }

    /// Presses the first button of the pointer in the middle of an area.
    pub(super) fn click(&self, area: Area) {
        self.hold(area);
        self.release();
    }

    /// Presses it there and holds it.
    pub(super) fn hold(&self, area: Area) {
        let [x, y] = area.middle().map(|place| place.to_string());
        // First the way, then the press, as a hand does it: what is under the pointer is known then.
        self.tool(&["mousemove", &x, &y]);
        self.tool(&["mousedown", "1"]);
    }

    /// Lets it go.
    pub(super) fn release(&self) {
        self.tool(&["mouseup", "1"]);
    }

    /// Red, green and blue of an area, line by line.
    pub(super) fn pixels(&self, area: Area) -> Vec<u8> {
        let file = std::fs::read(self.pixels.path().join("Xvfb_screen0")).unwrap();
        let number = |at: usize| {
            let bytes = file[at * 4..at * 4 + 4].try_into().unwrap();
            u32::from_be_bytes(bytes) as usize
        };
        assert!(file.len() > HEADER && number(11) == 32, "32 bits a pixel");
        let start = number(0) + number(19) * 12;
        let line = number(12);
        let mut pixels = Vec::new();
        for y in area.y[0]..area.y[1] {
            for x in area.x[0]..area.x[1] {
                let at = start + y * line + x * 4;
                // Blue first.
                pixels.extend([file[at + 2], file[at + 1], file[at]]);
            }
        }
        pixels
    }

    /// How light an area is on average, 0 to 255.
    pub(super) fn light(&self, area: Area) -> f64 {
        let pixels = self.pixels(area);
        let sum: u64 = pixels.iter().map(|value| u64::from(*value)).sum();
        sum as f64 / pixels.len().max(1) as f64
    }

    /// The whole screen as a file.
    pub(super) fn save(&self, path: &Path) {
        let all = Area {
            x: [0, WIDTH],
            y: [0, HEIGHT],
        };
        let picture =
            image::RgbImage::from_raw(WIDTH as u32, HEIGHT as u32, self.pixels(all)).unwrap();
        picture.save(path).unwrap();
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        self.server.kill().ok();
        self.server.wait().ok();
    }
}
