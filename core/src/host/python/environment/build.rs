//! Builds one environment: beside the others in staging, proved, and only then put in its place.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::child::{Ended, Heard, Leash, Lines, Task};
use super::probe::{Told, probe};
use super::requirement::Requirement;
use super::why::{Why, why};
use crate::host::files::{self, Mode};
use crate::host::vfs::Vfs;
use crate::limits;

/// What says that an environment is whole; written last.
pub(super) const READY: &str = "ready.json";

/// Packages that draw: another version of them draws other pixels.
const DRAWING: [&str; 3] = ["pillow", "numpy", "freetype-py"];

/// A whole environment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Built {
    /// Folders of packages, from the environment's own folder.
    pub paths: Vec<PathBuf>,
    /// What was asked for.
    pub wanted: Vec<String>,
    /// Packages in it, with versions.
    pub packages: Vec<String>,
    /// What is worth knowing about it.
    pub notes: Vec<String>,
}

/// One environment to build.
pub(super) struct Order<'a> {
    /// Runs the programs.
    pub leash: &'a Leash,
    /// Writes.
    pub vfs: &'a dyn Vfs,
    /// The Python it is for.
    pub base: &'a Told,
    /// uv, where there is one.
    pub uv: Option<&'a Path>,
    /// What is to be in it.
    pub wanted: &'a [Requirement],
    /// Where it is built.
    pub staging: &'a Path,
    /// Where it goes.
    pub place: &'a Path,
    /// Code of strangers runs while some packages are built; as root it must not.
    pub only_wheels: bool,
}

impl Order<'_> {
    /// Builds it. After an error nothing of it is left.
    pub(super) fn build(&self, log: &mut dyn FnMut(&str)) -> Result<Built, Why> {
        let built = self.in_staging(log);
        if built.is_err()
            && self.vfs.list(self.staging).is_ok()
            && let Err(error) = self.vfs.remove_dir_all(self.staging)
        {
            tracing::warn!("what is left of an environment stays until the next start: {error}");
        }
        built
    }

    fn in_staging(&self, log: &mut dyn FnMut(&str)) -> Result<Built, Why> {
        let failed = |error: &dyn std::fmt::Display| Why::Failed(error.to_string());
        if let Some(folder) = self.staging.parent() {
            self.vfs
                .create_dir_all(folder)
                .map_err(|error| failed(&error))?;
        }
        if self
            .vfs
            .stamp(self.staging)
            .map_err(|error| failed(&error))?
            .is_some()
        {
            self.vfs
                .remove_dir_all(self.staging)
                .map_err(|error| failed(&error))?;
        }
        log("making the environment");
        self.make(log)?;
        let python = self.staging.join("bin/python");
        let python = python.to_str().ok_or_else(no_text)?;
        let names: Vec<String> = self.wanted.iter().map(Requirement::text).collect();
        log(&format!("installing {}", names.join(", ")));
        let mut notes = Vec::new();
        match self.install(python, &self.kept_versions(), log) {
            Err(Why::Conflict) => {
                log("again, with other versions of what draws");
                self.install(python, &[], log)?;
            }
            other => other?,
        }
        let told = probe(self.leash, Path::new(python)).map_err(Why::Failed)?;
        for name in DRAWING
            .iter()
            .filter(|name| told.own.contains(&(**name).to_owned()))
        {
            notes.push(format!(
                "it brings its own {name}, so pictures may differ from LEDMatrix's"
            ));
        }
        let mut lacking = self
            .wanted
            .iter()
            .filter(|wish| !wish.is_met(&told.installed));
        if let Some(wish) = lacking.next() {
            return Err(Why::Failed(format!(
                "{} is not there after installing it",
                wish.text()
            )));
        }
        let built = self.describe(&told, names, notes);
        let text = serde_json::to_vec_pretty(&built).map_err(|error| failed(&error))?;
        files::write_atomic(self.vfs, &self.staging.join(READY), &text, Mode::Kept)
            .map_err(|error| failed(&error))?;
        self.put_in_place().map_err(|error| failed(&error))?;
        Ok(built)
    }

    fn describe(&self, told: &Told, wanted: Vec<String>, notes: Vec<String>) -> Built {
        let root = self.vfs.resolve(self.staging);
        let root = root.unwrap_or_else(|_| self.staging.to_owned());
        let inside = |path: &PathBuf| {
            let inside = path.strip_prefix(&root);
            inside
                .or_else(|_| path.strip_prefix(self.staging))
                .ok()
                .map(Path::to_owned)
        };
        let version = |name: &String| {
            let package = told.installed.packages.get(name)?;
            Some(format!("{name} {}", package.version))
        };
        Built {
            paths: told.paths.iter().filter_map(inside).collect(),
            wanted,
            packages: told.own.iter().filter_map(version).collect(),
            notes,
        }
    }

    fn make(&self, log: &mut dyn FnMut(&str)) -> Result<(), Why> {
        let place = self.staging.to_str().ok_or_else(no_text)?;
        let program = self.base.program.to_str().ok_or_else(no_text)?;
        let python = self.staging.join("bin/python");
        let python = python.to_str().ok_or_else(no_text)?;
        let no_pip = |why| {
            if matches!(why, Why::Failed(_)) {
                Why::NoPip
            } else {
                why
            }
        };
        let uv = self.uv.and_then(Path::to_str);
        let mut words = match uv {
            Some(uv) => vec![uv, "venv", "--python", program],
            None => vec![program, "-m", "venv", "--without-pip"],
        };
        // One that is made by an environment would see the system's packages, which that environment hides.
        if !self.base.is_virtual {
            words.push("--system-site-packages");
        }
        words.push(place);
        self.run(&words, log)
            .map_err(|why| if uv.is_none() { no_pip(why) } else { why })?;
        if self.base.is_virtual {
            self.see_base(python)?;
        }
        // Its own pip only where the system has none to lend.
        if uv.is_none() && !self.base.has_pip {
            self.run(&[python, "-m", "ensurepip"], log)
                .map_err(no_pip)?;
        }
        Ok(())
    }

    /// It is told where the packages of the environment are that it is made by.
    fn see_base(&self, python: &str) -> Result<(), Why> {
        let told = probe(self.leash, Path::new(python)).map_err(Why::Failed)?;
        let Some(folder) = told.paths.first() else {
            return Ok(());
        };
        let lines: Vec<&str> = self
            .base
            .search
            .iter()
            .filter_map(|path| path.to_str())
            .collect();
        let path = folder.join("base-packages.pth");
        files::write_atomic(self.vfs, &path, lines.join("\n").as_bytes(), Mode::Kept)
            .map_err(|error| Why::Failed(error.to_string()))
    }

    /// What draws stays at the system's version, unless the plugin itself asks for another one.
    fn kept_versions(&self) -> Vec<String> {
        let kept = DRAWING.iter().filter_map(|name| {
            let version = &self.base.installed.packages.get(*name)?.version;
            let mut asked = self.wanted.iter().filter(|wish| wish.name == *name);
            asked
                .all(|wish| wish.allows(version))
                .then(|| format!("{name}=={version}"))
        });
        kept.collect()
    }

    fn install(&self, python: &str, kept: &[String], log: &mut dyn FnMut(&str)) -> Result<(), Why> {
        let wanted: Vec<String> = self.wanted.iter().map(Requirement::text).collect();
        let constraints = self.staging.join("constraints.txt");
        let text = kept.join("\n");
        files::write_atomic(self.vfs, &constraints, text.as_bytes(), Mode::Kept)
            .map_err(|error| Why::Failed(error.to_string()))?;
        let constraints = constraints.to_str().ok_or_else(no_text)?;
        let uv = self.uv.and_then(Path::to_str);
        let mut words = match uv {
            Some(uv) => vec![uv, "pip", "install", "--python", python],
            None => vec![
                python,
                "-m",
                "pip",
                "install",
                "--retries",
                "1",
                "--timeout",
                "20",
            ],
        };
        words.extend(["--constraint", constraints]);
        if self.only_wheels {
            words.extend(["--only-binary", ":all:"]);
        } else if uv.is_none() {
            words.push("--prefer-binary");
        }
        // Nothing of a plugin is taken for an option.
        words.push("--");
        words.extend(wanted.iter().map(String::as_str));
        self.run(&words, log)
    }

    fn run(&self, words: &[&str], log: &mut dyn FnMut(&str)) -> Result<(), Why> {
        let mut lines = Lines::default();
        let mut said = Vec::new();
        let mut on_line = |line: &str| {
            log(line);
            if said.len() >= limits::ENVIRONMENT_LOG_LINES_MAX {
                said.remove(0);
            }
            said.push(line.to_owned());
        };
        let task = Task {
            words,
            heard: Heard::All,
            deadline: limits::ENVIRONMENT_BUILD_TIMEOUT,
        };
        let ended = self
            .leash
            .run(task, &mut |bytes| lines.take(bytes, &mut on_line));
        lines.end(&mut on_line);
        match ended {
            Ended::Well => Ok(()),
            Ended::Badly => Err(why(&said)),
            Ended::Late => Err(Why::TimedOut),
            Ended::Cancelled => Err(Why::Cancelled),
            Ended::NotStarted(words) => Err(Why::Failed(words)),
        }
    }

    fn put_in_place(&self) -> Result<(), Box<dyn std::error::Error>> {
        files::sync_file_system(self.staging)?;
        // One without its last file is what an earlier crash left.
        if self.vfs.stamp(self.place)?.is_some() {
            self.vfs.remove_dir_all(self.place)?;
        }
        files::move_durably(self.vfs, self.staging, self.place)?;
        Ok(())
    }
}

fn no_text() -> Why {
    Why::Failed("the root's path is no ordinary text; use another root".to_owned())
}
