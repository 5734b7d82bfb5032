//! Which Python there is, and what it has of the packages that plugins share.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fmt;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use thiserror::Error;

use crate::host::python::child;
use crate::limits;

/// The variable that names an interpreter instead of those on `PATH`.
pub const VARIABLE: &str = "LUMARIUM_PYTHON";

/// What installs everything on Debian, Ubuntu and Raspberry Pi OS.
const ADVICE: &str = "on Debian and Raspberry Pi OS: apt install python3 python3-pil python3-requests \
     python3-numpy python3-freetype python3-tz; or name another interpreter with LUMARIUM_PYTHON";

/// Names on `PATH`, in the order in which they are asked.
const NAMES: [&str; 7] = [
    "python3",
    "python3.13",
    "python3.12",
    "python3.11",
    "python3.10",
    "python3.9",
    "python",
];

/// Says what it is; runs on every Python, so that an old one can be told from a broken one.
const QUESTION: &str = include_str!("interpreter/question.py");
/// The line of the answer begins so: what is imported may print, too.
const MARK: &str = "lumarium:";

/// A version of Python.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub struct Version(pub u32, pub u32, pub u32);

impl Version {
    /// The oldest that runs our package.
    pub const MIN: Self = Self(3, 9, 0);
    /// The newest series that is tested.
    pub const TESTED: (u32, u32) = (3, 13);

    /// Whether it is newer than what is tested.
    pub fn is_untested(self) -> bool {
        (self.0, self.1) > Self::TESTED
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.0, self.1, self.2)
    }
}

/// The packages that plugins share, each with its version if it can be imported; empty if it does not say.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Packages {
    /// Pillow, imported as `PIL`: nothing is drawn without it.
    #[serde(rename = "PIL")]
    pub pillow: Option<String>,
    /// `requests`: most plugins fetch with it.
    pub requests: Option<String>,
    /// `numpy`: scrolling is faster with it.
    pub numpy: Option<String>,
    /// `freetype`: fonts in BDF files.
    pub freetype: Option<String>,
    /// `pytz`: time zones of plugins that show other places.
    pub pytz: Option<String>,
}

impl Packages {
    /// Those that are not there, by the names they are imported by.
    pub fn missing(&self) -> Vec<&'static str> {
        let missing = self.all().into_iter();
        let missing = missing.filter(|(_, version)| version.is_none());
        missing.map(|(name, _)| name).collect()
    }

    /// Those that are there, with their versions.
    pub fn there(&self) -> Vec<String> {
        let words = |(name, version): (&str, &Option<String>)| {
            let version = version.as_ref()?;
            Some(format!("{name} {version}").trim_end().to_owned())
        };
        self.all().into_iter().filter_map(words).collect()
    }

    fn all(&self) -> [(&'static str, &Option<String>); 5] {
        [
            ("PIL", &self.pillow),
            ("requests", &self.requests),
            ("numpy", &self.numpy),
            ("freetype", &self.freetype),
            ("pytz", &self.pytz),
        ]
    }
}

/// A Python that runs our package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interpreter {
    /// How it is started; in a virtual environment not what its link names.
    pub program: PathBuf,
    /// Its version, 3.9 at least.
    pub version: Version,
    /// Where its packages are.
    pub prefix: PathBuf,
    /// What it has.
    pub packages: Packages,
}

/// There is no Python to be used.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum InterpreterError {
    /// None on `PATH`.
    #[error("there is no Python here (looked for {} on PATH), and plugins written for LEDMatrix need one; {ADVICE}", NAMES.join(", "))]
    Absent,
    /// The one that was named is no program.
    #[error("LUMARIUM_PYTHON names {}, which is no program; correct it, or unset it to use the Python on PATH", .0.display())]
    Named(PathBuf),
    /// Too old.
    #[error("{} is Python {version}, and {} is needed at least; {ADVICE}", program.display(), Version::MIN)]
    Old {
        /// Which.
        program: PathBuf,
        /// What it is.
        version: Version,
    },
    /// It does not say what it is.
    #[error("{} does not run as a Python: {reason}; {ADVICE}", program.display())]
    Broken {
        /// Which.
        program: PathBuf,
        /// What happened.
        reason: String,
    },
}

impl Interpreter {
    /// Finds the interpreter: the named one, else the first on `PATH` that has Pillow and requests, else the first that
    /// is new enough. Starts processes and blocks, for `limits::INTERPRETER_TIMEOUT` each at most.
    pub fn find() -> Result<Self, InterpreterError> {
        let named = std::env::var_os(VARIABLE).filter(|named| !named.is_empty());
        let path = std::env::var_os("PATH").unwrap_or_default();
        Self::find_in(named.as_deref(), &path)
    }

    /// The same with the two variables given.
    pub fn find_in(named: Option<&OsStr>, path: &OsStr) -> Result<Self, InterpreterError> {
        if let Some(named) = named {
            let program = PathBuf::from(named);
            // A name without a folder is looked for on PATH, as a shell would.
            let found = if program.components().count() > 1 {
                Some(program.clone()).filter(|program| is_program(program))
            } else {
                on_path(&program, path).next()
            };
            return Self::ask(&found.ok_or(InterpreterError::Named(program))?);
        }
        let mut usable: Option<Self> = None;
        let mut refused: Option<InterpreterError> = None;
        for program in candidates(path) {
            match Self::ask(&program) {
                Ok(found) if found.draws_and_fetches() => return Ok(found),
                Ok(found) => usable = usable.or(Some(found)),
                Err(error) => refused = refused.or(Some(error)),
            }
        }
        usable.ok_or_else(|| refused.unwrap_or(InterpreterError::Absent))
    }

    /// What `find` finds first in nearly all cases, without asking it. Starts nothing.
    pub fn likely() -> Option<PathBuf> {
        let path = std::env::var_os("PATH").unwrap_or_default();
        match std::env::var_os(VARIABLE).filter(|named| !named.is_empty()) {
            Some(named) => {
                let program = PathBuf::from(named);
                if program.components().count() > 1 {
                    Some(program).filter(|program| is_program(program))
                } else {
                    on_path(&program, &path).next()
                }
            }
            None => candidates(&path).into_iter().next(),
        }
    }

    /// Asks one program what it is. Its path is absolute afterwards: it is started in other folders.
    pub fn ask(program: &Path) -> Result<Self, InterpreterError> {
        /// The answer.
        #[derive(Deserialize)]
        struct Answer {
            version: Version,
            prefix: PathBuf,
            packages: Packages,
        }
        let program = &std::path::absolute(program).unwrap_or_else(|_| program.to_owned());
        let broken = |reason: String| InterpreterError::Broken {
            program: program.to_owned(),
            reason,
        };
        let mut command = child::command(program);
        // Without writing bytecode: looking must leave no traces.
        command.arg("-B").arg("-c").arg(QUESTION);
        let (deadline, bytes_max) = (limits::INTERPRETER_TIMEOUT, limits::INTERPRETER_ANSWER_MAX);
        let ended = child::run(&mut command, deadline, bytes_max)
            .map_err(|error| broken(error.to_string()))?;
        let line = ended
            .output
            .lines()
            .find_map(|line| line.strip_prefix(MARK));
        let Some(line) = line else {
            let said = ended
                .errors
                .trim()
                .lines()
                .last()
                .unwrap_or("it said nothing");
            return Err(broken(match ended.status {
                None => format!("it gave no answer within {} s", deadline.as_secs()),
                Some(status) => format!("{said} ({status})"),
            }));
        };
        let answer: Answer =
            serde_json::from_str(line).map_err(|error| broken(error.to_string()))?;
        if answer.version < Version::MIN {
            return Err(InterpreterError::Old {
                program: program.to_owned(),
                version: answer.version,
            });
        }
        Ok(Self {
            program: program.to_owned(),
            version: answer.version,
            prefix: answer.prefix,
            packages: answer.packages,
        })
    }

    fn draws_and_fetches(&self) -> bool {
        self.packages.pillow.is_some() && self.packages.requests.is_some()
    }

    /// What people should know about it, in a sentence each; nothing when all is well.
    pub fn warnings(&self) -> Vec<String> {
        let mut told = Vec::new();
        if self.version.is_untested() {
            let (major, minor) = Version::TESTED;
            told.push(format!(
                "{self} is newer than what Lumarium was tested with ({major}.{minor}); if plugins fail, name an older one \
                 with LUMARIUM_PYTHON"
            ));
        }
        let missing = self.packages.missing();
        if !missing.is_empty() {
            told.push(format!("{self} lacks {}; {ADVICE}", missing.join(", ")));
        }
        told
    }
}

impl fmt::Display for Interpreter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Python {} ({})", self.version, self.program.display())
    }
}

/// The programs on `PATH` that may be a Python, each once.
fn candidates(path: &OsStr) -> Vec<PathBuf> {
    let mut seen = BTreeSet::new();
    let all = NAMES.iter().flat_map(|name| on_path(Path::new(name), path));
    // `python3` is mostly a link to `python3.11` beside it. A link from elsewhere may be a virtual environment.
    all.filter(|program| {
        let real = program.canonicalize().unwrap_or_else(|_| program.clone());
        seen.insert((program.parent().map(Path::to_owned), real))
    })
    .take(limits::INTERPRETERS_ASKED_MAX)
    .collect()
}

fn on_path(name: &Path, path: &OsStr) -> impl Iterator<Item = PathBuf> {
    let folders: Vec<PathBuf> = std::env::split_paths(path).collect();
    let folders = folders.into_iter().filter(|folder| folder.is_absolute());
    folders
        .map(move |folder| folder.join(name))
        .filter(|program| is_program(program))
}

fn is_program(path: &Path) -> bool {
    path.metadata()
        .is_ok_and(|meta| meta.is_file() && meta.permissions().mode() & 0o111 != 0)
}

#[cfg(test)]
mod tests;
