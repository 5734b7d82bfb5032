//! What the matrix costs the whole window without a graphics card: 256x128 LEDs at 4 pixels and a new picture
//! in each frame, from one frame to the next with everything that OpenGL does in software, over the same
//! window with an empty stage; at most 1 ms. It opens a window on a display of its own (Xvfb).
//! `cargo bench -p lumarium-tests --bench window_gl`.

mod display;
mod stopped;
mod table;

use std::process::{Command, ExitCode};
use std::sync::{Arc, Mutex, PoisonError};

use display::Display;
use eframe::egui_glow::GlowConfiguration;
use egui::{Ui, ViewportBuilder, ViewportCommand};
use jiff::tz::TimeZone;
use lumarium_app::window::app::App;
use lumarium_core::host::clock::{Clock as _, Monotonic};
use lumarium_core::time::Moment;
use stopped::{Stage, Stopped};
use table::Table;

/// That many fit into the window.
const PITCH: u32 = 4;
const WINDOW: [f32; 2] = [1280.0, 800.0];
const MUST_MS: f64 = 1.0;
/// Frames in a row of one kind, the first of which are not counted: the one before still echoes.
const RUN: usize = 12;
const ECHO: usize = 4;
/// Runs of each kind; they take turns, so that whatever else the machine does meets them all.
const TURNS: usize = 60;
/// Turns until all is loaded and translated.
const WARM: usize = 4;
/// With this word the bench is the window.
const INSIDE: &str = "inside";

const STAGES: [Stage; 3] = [Stage::Empty, Stage::Moving, Stage::Still];

/// What was measured: milliseconds from frame to frame, and pixels for each LED.
#[derive(Default)]
struct Seen {
    frames: Vec<(Stage, f64)>,
    pitch: u32,
}

/// The window, frame after frame as fast as it can.
struct Probe {
    app: App,
    link: Arc<Stopped>,
    clock: Monotonic,
    last: Option<Moment>,
    count: usize,
    seen: Arc<Mutex<Seen>>,
}

impl eframe::App for Probe {
    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        let now = self.clock.now().at;
        let past = self.link.stage();
        let (turn, step) = (self.count / RUN, self.count % RUN);
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        // The frame that has just ended was step - 1 of its run; of the last nothing is known yet.
        let counted = turn >= WARM * STAGES.len() && step > ECHO;
        if let (true, Some(last)) = (counted, self.last) {
            let millis = now.since(last).as_secs_f64() * 1e3;
            seen.frames.push((past, millis));
            seen.pitch = self.app.state_mut().pitch;
        }
        drop(seen);
        let stage = STAGES.get(turn % STAGES.len()).copied();
        self.link.set(stage.unwrap_or(Stage::Empty));
        self.last = Some(now);
        self.app.show(ui);
        self.count += 1;
        if turn >= (WARM + TURNS) * STAGES.len() {
            ui.send_viewport_cmd(ViewportCommand::Close);
        }
        ui.request_repaint();
    }
}

/// The window on whatever display there is.
fn inside() -> anyhow::Result<ExitCode> {
    let link = Arc::new(Stopped::new()?);
    let mut app = App::new(Arc::clone(&link) as _, None, TimeZone::UTC);
    app.state_mut().list_open = false;
    app.state_mut().details_open = false;
    let seen = Arc::new(Mutex::new(Seen::default()));
    let probe = Probe {
        app,
        link,
        clock: Monotonic::start(),
        last: None,
        count: 0,
        seen: Arc::clone(&seen),
    };
    let mut native = lumarium_app::window::native_options(WINDOW);
    native.viewport = ViewportBuilder::default().with_inner_size(WINDOW);
    native.glow_options = GlowConfiguration {
        vsync: false,
        ..native.glow_options
    };
    let make: eframe::AppCreator<'_> = Box::new(|_| Ok(Box::new(probe)));
    eframe::run_native("bench", native, make).map_err(|error| anyhow::anyhow!("{error}"))?;
    let seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
    Ok(report(&seen))
}

fn report(seen: &Seen) -> ExitCode {
    let median = |stage: Stage| {
        let frames = seen.frames.iter().filter(|(shown, _)| *shown == stage);
        let mut times: Vec<f64> = frames.map(|(_, millis)| *millis).collect();
        times.sort_by(f64::total_cmp);
        times.get(times.len() / 2).copied().unwrap_or(f64::NAN)
    };
    let [empty, moving, still] = STAGES.map(median);
    let mut table = Table::new("window without a graphics card, 256x128 LEDs at 4 pixels");
    table.bound("matrix over an empty stage", moving - empty, MUST_MS, "ms");
    table.rival(
        "the same with a picture at rest",
        still - empty,
        "moving",
        moving - empty,
        "ms",
    );
    table.rival("window with the matrix", moving, "empty stage", empty, "ms");
    if seen.pitch == PITCH {
        table.end()
    } else {
        table.note(&format!(
            "drawn at {} pixels for each LED instead",
            seen.pitch
        ));
        ExitCode::FAILURE
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the bench itself, on another display"
)]
fn main() -> anyhow::Result<ExitCode> {
    if std::env::args().any(|word| word == INSIDE) {
        return inside();
    }
    let Some(display) = Display::open() else {
        let mut table = Table::new("window without a graphics card");
        table
            .note("skipped: Xvfb does not start here (on Debian and Ubuntu: apt-get install xvfb)");
        return Ok(table.end());
    };
    let status = Command::new(std::env::current_exe()?)
        .arg(INSIDE)
        .env("DISPLAY", &display.name)
        .env("LIBGL_ALWAYS_SOFTWARE", "1")
        .env_remove("WAYLAND_DISPLAY")
        .status()?;
    Ok(if status.success() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
