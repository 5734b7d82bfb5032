//! The one place where the program meets the host, the simulated panel and the window. Everything else
//! in the program works on `Handle` and `Snapshot`.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use lumarium_core::facts::{Found, Place};
use lumarium_core::frame::Size;
use lumarium_core::host::bundled::bundled;
use lumarium_core::host::clock::{Clock as _, Monotonic};
use lumarium_core::host::discover;
use lumarium_core::host::handle::Handle;
use lumarium_core::host::packs::Source;
use lumarium_core::host::root::{Paths, RootError};
use lumarium_core::host::runtime::native::programs::programs as builtin;
use lumarium_core::host::runtime::native::{NativeRuntime, Programs};
use lumarium_core::host::{Host, HostError, HostOptions, MakePanels};
use lumarium_core::time::Moment;
use lumarium_sim::faults::Faults;
use lumarium_sim::film::Film;
use lumarium_sim::panel::{Mirror, SimPanel};

use crate::args::Common;
use crate::args::values::Fault;
use crate::error::CliError;
use crate::link::FrameSource;
use crate::logged::Logged;
use crate::preview::Workshop;
use crate::window::tools::Tools;
use crate::window::{self, WindowOptions};

/// The variable that names the folder of packs.
pub const PACKS: &str = "LUMARIUM_PACKS";

/// How a host is started.
pub struct Choice {
    /// The canvas, instead of the configuration's.
    pub size: Option<Size>,
    /// Frames a second, instead of the configuration's.
    pub refresh_hz: Option<u32>,
    /// Start runs of plugins.
    pub run_plugins: bool,
    /// Act on findings.
    pub act: bool,
    /// Compare contents of plugins first: one pass must find everything.
    pub compare_first: bool,
    /// Where frames go.
    pub panels: MakePanels,
}

impl Default for Choice {
    /// Only looks: nothing runs, nothing is repaired, no panel.
    fn default() -> Self {
        Self {
            size: None,
            refresh_hz: None,
            run_plugins: false,
            act: false,
            compare_first: false,
            panels: no_panels(),
        }
    }
}

/// A host could not be started.
#[derive(Debug)]
pub enum StartError {
    /// Another process owns the root.
    Owned {
        /// Who, and which root.
        what: String,
    },
    /// Something else failed; the text says what to do.
    Failed {
        /// What, and why.
        what: String,
        /// What to do.
        hint: Option<String>,
    },
}

impl From<HostError> for StartError {
    fn from(error: HostError) -> Self {
        let what = error.to_string();
        match error {
            HostError::Root(RootError::Owned { .. }) => Self::Owned { what },
            HostError::Root(_) | HostError::Thread { .. } => Self::Failed { what, hint: None },
        }
    }
}

impl From<StartError> for CliError {
    fn from(error: StartError) -> Self {
        match error {
            StartError::Owned { what } => Self::failed(
                what,
                "stop it with `lumarium stop`, or choose another root with --root",
            ),
            StartError::Failed { what, hint } => Self::Failed { what, hint },
        }
    }
}

/// The window could not be opened or has failed.
#[derive(Debug)]
pub enum WindowError {
    /// There is no host to show.
    Start(StartError),
    /// The display does not play along; the terminal can take over.
    Display(String),
    /// The window was shown, and the picture of it was not made.
    Screenshot(String),
}

/// The root that was asked for, or the platform's data folder.
pub fn root(common: &Common) -> Result<PathBuf, CliError> {
    if let Some(root) = &common.root {
        return std::path::absolute(root).map_err(|error| {
            let shown = root.display().to_string();
            CliError::wrong_use(
                format!("the root {shown:?} is no path: {error}"),
                "give a folder with --root",
            )
        });
    }
    directories::ProjectDirs::from("", "", "lumarium")
        .map(|dirs| dirs.data_dir().to_owned())
        .ok_or_else(|| {
            CliError::failed(
                "the system names no home folder",
                "choose a root with --root or LUMARIUM_ROOT",
            )
        })
}

/// Starts a host on `root`; `clock` counts from the start of the process.
pub fn start(root: &Path, choice: Choice, clock: &Arc<Monotonic>) -> Result<Host, StartError> {
    let mut options = HostOptions::new(root.to_owned(), builtin(), Arc::clone(clock));
    options.size = choice.size;
    options.refresh_hz = choice.refresh_hz;
    options.run_plugins = choice.run_plugins;
    options.act = choice.act;
    options.compare_first = choice.compare_first;
    options.panels = choice.panels;
    options.process_age = process_age(clock);
    options.fonts = Source::chosen(None, packs().as_deref());
    Ok(Host::start(options)?)
}

/// The folder of packs that a person has named.
pub fn packs() -> Option<PathBuf> {
    let named = std::env::var_os(PACKS).filter(|packs| !packs.is_empty());
    named.map(PathBuf::from)
}

/// How old this process was when its clock began to count, to 10 ms; zero where nobody says.
fn process_age(clock: &Monotonic) -> Duration {
    /// Linux counts the start of processes in hundredths of a second.
    const TICKS: f64 = 100.0;
    /// No process takes longer from its start to its first line.
    const AGE_MAX: Duration = Duration::from_secs(10);
    let read = |path| std::fs::read_to_string(path).ok();
    let age = || {
        let about = read("/proc/self/stat")?;
        // The name of the program stands in brackets and may hold anything; the 20th field after it
        // is the start.
        let fields = about.rsplit(')').next()?;
        let start: f64 = fields.split_whitespace().nth(19)?.parse().ok()?;
        let uptime = read("/proc/uptime")?;
        let uptime: f64 = uptime.split_whitespace().next()?.parse().ok()?;
        Duration::try_from_secs_f64(uptime - start / TICKS).ok()
    };
    let counted = clock.now().at.since(Moment::ZERO);
    // In some containers the two clocks have nothing to do with each other.
    let believable = age().filter(|age| *age < AGE_MAX);
    believable.unwrap_or_default().saturating_sub(counted)
}

/// Frames go nowhere.
pub fn no_panels() -> MakePanels {
    Box::new(|_, _| Vec::new())
}

/// A simulated panel, and the place where its mirror will be once the host has started.
pub fn simulated_panel(
    faults: Vec<Fault>,
) -> (MakePanels, std::sync::mpsc::Receiver<(Mirror, Faults)>) {
    let (sender, mirror) = std::sync::mpsc::sync_channel(1);
    let make: MakePanels = Box::new(move |size, _| {
        let panel = SimPanel::new("simulated panel", size, 1);
        for fault in faults {
            match fault {
                Fault::Slow(busy) => panel.faults().set_slow(busy),
                Fault::Drop(percent) => panel.faults().set_dropped(percent),
                Fault::Unplugged => panel.faults().set_disconnected(true),
            }
        }
        // Who does not want the mirror has dropped the other end.
        drop(sender.send((panel.mirror(), panel.faults())));
        vec![Box::new(panel)]
    });
    (make, mirror)
}

/// Puts a film beside the panels, and the place where it will be once the host has started.
fn filmed(
    panels: MakePanels,
    clock: &Arc<Monotonic>,
) -> (MakePanels, std::sync::mpsc::Receiver<Film>) {
    let (sender, film) = std::sync::mpsc::sync_channel(1);
    let clock = Arc::clone(clock);
    let make: MakePanels = Box::new(move |size, refresh_hz| {
        let mut panels = panels(size, refresh_hz);
        match Film::start(size, clock) {
            Ok((panel, film)) => {
                // The first in the row: what a real panel says of itself is heard last, and stays.
                panels.insert(0, Box::new(panel));
                // Who does not want the film has dropped the other end.
                drop(sender.send(film));
            }
            Err(error) => tracing::warn!("there is no look back: no thread for the film: {error}"),
        }
        panels
    });
    (make, film)
}

/// What previews run on: runtimes of their own, so that what breaks there breaks nothing of the host.
fn workshop(root: &Path, clock: &Arc<Monotonic>) -> Workshop {
    let assets = Paths::new(root.to_owned()).assets();
    let native = NativeRuntime::new(builtin(), Arc::clone(clock) as _, assets);
    Workshop::new(vec![Arc::new(native)], Arc::clone(clock) as _)
}

/// What the window is asked for on the command line.
#[derive(Clone, Debug, Default)]
pub struct WindowChoice {
    /// What goes wrong with the simulated panel.
    pub faults: Vec<Fault>,
    /// A picture of the window, then the end.
    pub screenshot: Option<PathBuf>,
    /// What it shows is told in this file, for programs that drive it.
    pub controls: Option<PathBuf>,
    /// Warnings and errors of the log.
    pub logged: Logged,
    /// Closes by itself.
    pub exit_after: Option<Duration>,
    /// Its size in points, if not the usual one.
    pub size: Option<[f32; 2]>,
    /// What it shows at first.
    pub begin: window::Begin,
}

/// Opens the window on a host of its own and returns when it is closed. `told` gets the way to the
/// host.
pub fn open_window(
    root: &Path,
    choice: WindowChoice,
    clock: &Arc<Monotonic>,
    told: impl FnOnce(Handle),
) -> Result<(), WindowError> {
    let (panels, mirror) = simulated_panel(choice.faults);
    let (panels, film) = filmed(panels, clock);
    let playing = Choice {
        run_plugins: true,
        act: true,
        panels,
        ..Choice::default()
    };
    let host = start(root, playing, clock).map_err(WindowError::Start)?;
    told(host.handle());
    let (mirror, faults) = mirror.try_recv().ok().unzip();
    let started = Arc::clone(clock);
    let options = WindowOptions {
        mirror: mirror.map(|mirror| Arc::new(mirror) as Arc<dyn FrameSource>),
        tools: Tools {
            faults,
            film: film.try_recv().ok(),
            workshop: Some(workshop(root, clock)),
            logged: Some(choice.logged),
            root: Some(root.to_owned()),
            ..Tools::default()
        },
        remembered: window::remembered::load(root),
        screenshot: choice.screenshot,
        controls: choice.controls,
        exit_after: choice.exit_after,
        size: choice.size,
        begin: choice.begin,
        on_first_frame: Some(Box::new(move || {
            tracing::info!(
                "the window shows its first frame {} ms after the start",
                started.now().at.as_millis()
            );
        })),
    };
    let shown = window::run(host.handle(), options);
    drop(host);
    shown.map_err(|error| {
        let reason = error.to_string();
        match error {
            window::WindowError::Screenshot { .. } => WindowError::Screenshot(reason),
            window::WindowError::NoDisplay
            | window::WindowError::Libraries { .. }
            | window::WindowError::System { .. } => WindowError::Display(reason),
        }
    })
}

/// The built-in programs.
pub fn programs() -> Programs {
    builtin()
}

/// A plugin by the id of a bundled one, or by its path.
pub fn find_plugin(name: &str) -> Result<Arc<Found>, CliError> {
    let named = |found: &&Arc<Found>| found.manifest.id.as_str().eq_ignore_ascii_case(name);
    if let Some(found) = bundled().iter().find(named) {
        return Ok(Arc::clone(found));
    }
    let path = Path::new(name);
    if !path.exists() {
        return Err(CliError::failed(
            format!("there is no bundled plugin {name}, and no plugin at this path"),
            "see `lumarium plugin list`",
        ));
    }
    let found = discover::inspect(path).map_err(|misfit| {
        let why: Vec<&str> = misfit
            .problems
            .iter()
            .map(|problem| problem.text.as_str())
            .collect();
        CliError::failed(
            format!("{} is not a plugin: {}", path.display(), why.join("; ")),
            "a plugin is a folder with a manifest.json",
        )
    })?;
    let place = Place::Linked(std::path::absolute(path).unwrap_or_else(|_| path.to_owned()));
    let schema = discover::read_schema(&place);
    Ok(Arc::new(Found {
        place,
        schema,
        ..Found::clone(&found)
    }))
}
