//! Screens of a Python plugin as pictures, each drawn once in a process that ends: for `render` and `check`.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;
use thiserror::Error;

use crate::frame::{Frame, Size};
use crate::host::python::child::{self, Ended};
use crate::host::python::scratch::Scratch;
use crate::limits;
use crate::time::Wall;

mod paths;
mod picture;
mod report;

use report::{Line, Outcome};

/// Which screens are drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Screens {
    /// The first alone.
    First,
    /// All that the plugin says it has.
    All,
    /// These.
    Named(Vec<String>),
}

/// What is drawn, and in which world.
#[derive(Clone, Debug)]
pub struct Drawing {
    /// The interpreter.
    pub python: PathBuf,
    /// Our package, as `Package::ensure` gave it.
    pub package: PathBuf,
    /// The plugin's folder.
    pub plugin: PathBuf,
    /// The panel.
    pub size: Size,
    /// Its screens.
    pub screens: Screens,
    /// The instant at which the clock stands.
    pub at: Wall,
    /// The time zone.
    pub tz: String,
    /// Every connection fails at once.
    pub offline: bool,
    /// `update()` is not called.
    pub skip_update: bool,
    /// The folder of LEDMatrix's fonts.
    pub fonts: Option<PathBuf>,
    /// A LEDMatrix folder whose modules are used where ours lacks them.
    pub extend: Option<PathBuf>,
    /// Folders of packages, before those that Python has by itself.
    pub packages: Vec<PathBuf>,
    /// Laid over the defaults of the schema, key by key at the top.
    pub settings: Value,
    /// What the cache holds from the beginning, an object.
    pub mock: Option<Value>,
    /// Columns and rows beyond the panel, where drawing is noticed.
    pub margin: Size,
    /// Pictures of each screen, 50 ms apart.
    pub frames: u32,
    /// A screen that takes longer is given up.
    pub deadline: Duration,
}

/// What went wrong with a plugin, as our Python package tells it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Trouble {
    /// `load`, `update` or `display`.
    pub stage: String,
    /// As in the protocol of workers (`offline`, `missing_package`, `plugin` …), or `late`, or `died`.
    pub kind: String,
    /// What, in one line.
    pub message: String,
    /// Where, for the author; may be empty.
    #[serde(default)]
    pub traceback: String,
    /// Packages or modules it is about.
    #[serde(default)]
    pub names: Vec<String>,
}

impl Trouble {
    /// Whether the network is to blame, not the plugin.
    pub fn is_offline(&self) -> bool {
        self.kind == "offline"
    }
}

/// A screen that was drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Shot {
    /// Its pictures; one at least.
    pub frames: Vec<Frame>,
    /// False when the plugin says that it has nothing to show.
    pub shown: bool,
    /// What lies beyond the panel: left, top, right, bottom.
    pub overflow: Option<[u32; 4]>,
    /// What `update()` has thrown before.
    pub update: Option<Trouble>,
}

/// One screen, and how it went.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawn {
    /// Its name.
    pub screen: String,
    /// How long building, `update()` and `display()` took.
    pub millis: f64,
    /// Its pictures, or why there are none.
    pub result: Result<Shot, Trouble>,
}

/// Nothing could be drawn, and it is not about one screen.
#[derive(Debug, Error)]
pub enum DrawError {
    /// The plugin cannot be loaded.
    #[error("{}", .0.message)]
    Load(Trouble),
    /// No process or no folder was to be had.
    #[error("drawing needs a process and a folder for temporary files: {0}; see `lumarium doctor`")]
    Io(#[from] io::Error),
    /// Python ended before it said anything.
    #[error("Python ended before it drew anything: {0}")]
    Silent(String),
}

/// Draws. A screen that hangs or takes the process with it costs that screen alone. Blocks, for
/// `limits::DRAWING_TIMEOUT` at most for each screen that does so, mostly for its deadline.
pub fn draw(drawing: &Drawing) -> Result<Vec<Drawn>, DrawError> {
    let mut all = Vec::new();
    let mut screens = drawing.screens.clone();
    for _ in 0..=limits::SCREENS_MAX {
        let scratch = Scratch::new("drawing")?;
        let mut ended = run(drawing, &screens, scratch.path())?;
        ended.errors = paths::of_author(&ended.errors, scratch.path(), &drawing.plugin);
        let Some(lines) = report::read(&scratch.path().join(report::NAME))? else {
            return Err(DrawError::Silent(last_words(&ended)));
        };
        let lines = lines.into_iter().map(|line| {
            line.told_with(|text| paths::of_author(text, scratch.path(), &drawing.plugin))
        });
        let (drawn, modes) = collect(drawing, lines.collect(), &ended)?;
        let Some(modes) = modes.or(match &screens {
            Screens::Named(names) => Some(names.clone()),
            Screens::First | Screens::All => None,
        }) else {
            return Err(DrawError::Load(death("load", &ended)));
        };
        let expected = match &screens {
            Screens::First => modes.into_iter().take(1).collect(),
            Screens::All => modes,
            Screens::Named(names) => names.clone(),
        };
        let is_drawn = |name: &String| drawn.iter().any(|drawn| drawn.screen == *name);
        let left: Vec<String> = expected
            .into_iter()
            .filter(|name| !is_drawn(name))
            .collect();
        let went_on = !drawn.is_empty();
        all.extend(drawn);
        if left.is_empty() {
            return Ok(all);
        }
        if !went_on {
            return Err(DrawError::Load(death("load", &ended)));
        }
        screens = Screens::Named(left);
    }
    Ok(all)
}

fn run(drawing: &Drawing, screens: &Screens, folder: &Path) -> io::Result<Ended> {
    let settings = folder.join("settings.json");
    fs::write(&settings, drawing.settings.to_string())?;
    let at = jiff::Timestamp::from_millisecond(drawing.at.0).unwrap_or_default();
    let mut command = child::command(&drawing.python);
    command
        .args(["-m", "lumarium_worker.render"])
        .arg(&drawing.plugin)
        .args(["--all", "--size", &drawing.size.to_string()])
        .args(["--at", &format!("{at:.3}"), "--tz", &drawing.tz])
        .args(["--margin", &drawing.margin.to_string()])
        .args(["--frames", &drawing.frames.to_string()])
        .args(["--seconds", &drawing.deadline.as_secs_f64().to_string()])
        .arg("--config")
        .arg(format!("@{}", settings.display()))
        .arg("--report")
        .arg(folder.join(report::NAME))
        .arg("--out")
        .arg(folder.join("pictures"));
    let named = match screens {
        Screens::Named(names) => names.as_slice(),
        Screens::First | Screens::All => &[],
    };
    command.args(named.iter().map(|name| format!("--mode={name}")));
    let flags = [
        (*screens == Screens::First, "--first"),
        (drawing.offline, "--offline"),
        (drawing.skip_update, "--skip-update"),
    ];
    for (is_set, flag) in flags {
        if is_set {
            command.arg(flag);
        }
    }
    for (flag, folder) in [("--fonts", &drawing.fonts), ("--extend", &drawing.extend)] {
        if let Some(folder) = folder {
            command.arg(flag).arg(folder);
        }
    }
    if let Some(mock) = &drawing.mock {
        let path = folder.join("mock.json");
        fs::write(&path, mock.to_string())?;
        command.arg("--mock").arg(path);
    }
    let mut packages = drawing.packages.clone();
    packages.push(drawing.package.clone());
    let theirs = std::env::var_os("PYTHONPATH").unwrap_or_default();
    packages.extend(std::env::split_paths(&theirs).filter(|path| path.is_absolute()));
    command
        .env(
            "PYTHONPATH",
            std::env::join_paths(packages).unwrap_or_default(),
        )
        .env("LUMARIUM_PARENT", std::process::id().to_string())
        .env("OPENBLAS_NUM_THREADS", "1")
        // What a process that is killed leaves goes with the folder.
        .env("TMPDIR", folder)
        .current_dir(folder);
    child::run(
        &mut command,
        limits::DRAWING_TIMEOUT,
        limits::DRAWING_LOG_MAX,
    )
}

/// What the report says of each screen, and which screens there are.
fn collect(
    drawing: &Drawing,
    lines: Vec<Line>,
    ended: &Ended,
) -> Result<(Vec<Drawn>, Option<Vec<String>>), DrawError> {
    let mut drawn: Vec<Drawn> = Vec::new();
    let mut modes = None;
    let mut begun: Option<String> = None;
    for line in lines {
        match line {
            Line::Modes(names) => modes = Some(names),
            Line::Begun(screen) => begun = Some(screen),
            Line::NotLoaded(trouble) => return Err(DrawError::Load(trouble)),
            Line::Done(done) => {
                begun = None;
                drawn.push(drawn_of(drawing, done));
            }
        }
    }
    if let Some(screen) = begun {
        drawn.push(Drawn {
            screen,
            millis: 0.0,
            result: Err(death("display", ended)),
        });
    }
    Ok((drawn, modes))
}

fn drawn_of(drawing: &Drawing, done: Outcome) -> Drawn {
    let result = match (done.error, done.file) {
        (Some(trouble), _) => Err(trouble),
        (None, Some(file)) => picture::read(&file, drawing.size, drawing.frames)
            .map(|frames| Shot {
                frames,
                shown: done.shown,
                overflow: done.overflow,
                update: done.update,
            })
            .map_err(|reason| unreadable(&reason)),
        (None, None) => Err(unreadable("it was not written")),
    };
    Drawn {
        screen: done.mode,
        millis: done.millis,
        result,
    }
}

fn unreadable(reason: &str) -> Trouble {
    Trouble {
        stage: "display".to_owned(),
        kind: "died".to_owned(),
        message: format!("its picture cannot be read: {reason}"),
        traceback: String::new(),
        names: Vec::new(),
    }
}

/// Why the process ended in the middle of something.
fn death(stage: &str, ended: &Ended) -> Trouble {
    // What `faulthandler` writes when it ends a process that is late.
    let watched = ended.errors.rfind("Timeout (");
    let (kind, message) = match (watched, ended.status) {
        (Some(_), _) | (None, None) => {
            ("late", "it did not end in time, and was killed".to_owned())
        }
        (None, Some(status)) => ("died", format!("it ended its process ({status})")),
    };
    let traceback = match watched.and_then(|at| ended.errors.get(at..)) {
        Some(text) => text.to_owned(),
        None => tail(&ended.errors),
    };
    Trouble {
        stage: stage.to_owned(),
        kind: kind.to_owned(),
        message,
        traceback,
        names: Vec::new(),
    }
}

fn last_words(ended: &Ended) -> String {
    let said = tail(&ended.errors);
    let said = if said.is_empty() {
        "it said nothing"
    } else {
        said.trim()
    };
    match ended.status {
        Some(status) => format!("{said} ({status})"),
        None => format!("{said} (killed, it was late)"),
    }
}

/// The last lines of a log.
fn tail(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let skipped = lines.len().saturating_sub(limits::DRAWING_LINES_SHOWN);
    lines.get(skipped..).unwrap_or_default().join("\n")
}

#[cfg(test)]
mod tests;
