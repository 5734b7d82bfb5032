//! What the command line needs to draw with a plugin written in Python.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use lumarium_core::host::packs::{self, LEDMATRIX, Packs};
use lumarium_core::host::python::drawing::{DrawError, Trouble};
use lumarium_core::host::python::interpreter::Interpreter;
use lumarium_core::host::python::package::Package;
use lumarium_core::host::root::Paths;
use lumarium_core::host::vfs::Disk;

use crate::args::Common;
use crate::args::play::PythonArgs;
use crate::cli::Output;
use crate::error::CliError;
use crate::hosting::{self, PACKS};

/// All that is there before a plugin is.
pub(super) struct Bench {
    pub(super) python: Interpreter,
    pub(super) package: PathBuf,
    pub(super) fonts: PathBuf,
    /// They are ours, because LEDMatrix's are not here.
    pub(super) stand_in: bool,
    /// Where what our package lacks is taken from.
    pub(super) ledmatrix: Option<PathBuf>,
}

impl Bench {
    /// Finds Python and the fonts, and writes our package out.
    pub(super) fn new(common: &Common, args: &PythonArgs, plugin: &Path) -> Result<Self, CliError> {
        let python = Interpreter::find().map_err(|error| failed(&error.to_string()))?;
        if python.packages.pillow.is_none() {
            return Err(CliError::failed(
                format!("{python} cannot import PIL, and Python plugins draw with it"),
                "install Pillow (on Debian and Raspberry Pi OS: apt install python3-pil; elsewhere: pip install Pillow), or name a Python that has it \
                 with LUMARIUM_PYTHON",
            ));
        }
        for warning in python.warnings() {
            tracing::info!("{warning}");
        }
        let paths = Paths::new(hosting::root(common)?);
        let package =
            Package::ensure(&paths.cache()).map_err(|error| failed(&error.to_string()))?;
        let ledmatrix = ledmatrix(args, &paths, plugin)?;
        let (fonts, stand_in) = match fonts(args, &paths, ledmatrix.as_deref())? {
            Some(fonts) => {
                let packs = Packs::new(paths.clone(), Arc::new(Disk));
                let stand_in = fonts == packs.fonts_folder() && packs.stands_in();
                (fonts, stand_in)
            }
            None => (own_fonts(&paths)?, true),
        };
        Ok(Self {
            python,
            package,
            fonts: absolute(fonts),
            stand_in,
            ledmatrix: ledmatrix.map(absolute),
        })
    }
}

/// Drawing happens in a folder of its own.
fn absolute(path: PathBuf) -> PathBuf {
    std::path::absolute(&path).unwrap_or(path)
}

/// The LEDMatrix folder that was named, or that the plugin or everything is in.
fn ledmatrix(args: &PythonArgs, paths: &Paths, plugin: &Path) -> Result<Option<PathBuf>, CliError> {
    let is_one = |folder: &Path| folder.join("src/common").is_dir();
    if let Some(named) = &args.ledmatrix {
        if is_one(named) {
            return Ok(Some(named.clone()));
        }
        return Err(CliError::wrong_use(
            format!(
                "{} is no LEDMatrix folder: it has no src/common",
                named.display()
            ),
            "name the folder that LEDMatrix was cloned to",
        ));
    }
    let around = plugin.ancestors().nth(2);
    let mut likely = around.into_iter().chain([paths.root()]);
    Ok(likely.find(|folder| is_one(folder)).map(Path::to_owned))
}

/// Says that texts look a little different; once something was drawn.
pub(super) fn note_fonts(stand_in: bool, output: Output) {
    if stand_in {
        output.note(
            "drawn with Lumarium's own fonts, so texts differ a little from LEDMatrix's; \
             fetch those with `lumarium packs fetch`, or name their folder with --fonts",
        );
    }
}

/// Ours, as files.
fn own_fonts(paths: &Paths) -> Result<PathBuf, CliError> {
    let folder = paths.cache().join("fonts");
    packs::own_into(&Disk, &folder).map_err(|error| failed(&error.to_string()))?;
    Ok(folder)
}

/// The fonts that were named, or those of the LEDMatrix folder or the root.
fn fonts(
    args: &PythonArgs,
    paths: &Paths,
    ledmatrix: Option<&Path>,
) -> Result<Option<PathBuf>, CliError> {
    let packs = hosting::packs().map(|packs| packs.join(LEDMATRIX));
    if let Some(named) = args.fonts.clone().or(packs) {
        if named.is_dir() {
            return Ok(Some(named));
        }
        return Err(CliError::wrong_use(
            format!("there is no folder of fonts at {}", named.display()),
            format!(
                "give LEDMatrix's assets/fonts with --fonts, or a folder that has it as `ledmatrix` with {PACKS}"
            ),
        ));
    }
    let theirs = ledmatrix.map(|folder| folder.join("assets/fonts"));
    let mut likely = theirs.into_iter().chain([paths.assets().join("fonts")]);
    Ok(likely.find(|folder| folder.is_dir()))
}

fn failed(text: &str) -> CliError {
    // What Rust says of Python ends with its advice.
    match text.rsplit_once("; ") {
        Some((what, hint)) => CliError::failed(what, hint),
        None => CliError::failed(text, "see `lumarium doctor`"),
    }
}

/// Nothing of a plugin could be drawn.
pub(super) fn not_drawn(plugin: &str, folder: &Path, error: &DrawError) -> CliError {
    match error {
        DrawError::Load(trouble) => refused(plugin, folder, trouble),
        DrawError::Io(_) => failed(&error.to_string()),
        DrawError::Silent(_) => {
            CliError::failed(format!("{plugin}: {error}"), "report it to its author")
        }
    }
}

/// One thing went wrong, in the words for people.
pub(super) fn refused(plugin: &str, folder: &Path, trouble: &Trouble) -> CliError {
    let hint = match trouble.kind.as_str() {
        "missing_package" => format!(
            "install {} for the Python in use, or name another one with LUMARIUM_PYTHON",
            trouble.names.join(", ")
        ),
        "needs_ledmatrix" => format!(
            "{} is part of a newer LEDMatrix; name the folder of one with --ledmatrix",
            trouble.names.join(", ")
        ),
        "unknown" => "give one of them with --screen, or --all".to_owned(),
        "offline" => "it shows nothing without a network".to_owned(),
        _ => "look at its settings (--set), or report it to its author".to_owned(),
    };
    let place = place(&trouble.traceback, folder);
    let place = if place.is_empty() {
        place
    } else {
        format!(" ({place})")
    };
    CliError::failed(
        format!(
            "{plugin}: {} failed: {}{place}",
            trouble.stage, trouble.message
        ),
        hint,
    )
}

/// Where in the plugin it was, as `manager.py, line 42, in display`; else where at all.
pub(super) fn place(traceback: &str, plugin: &Path) -> String {
    let lines = traceback.lines().map(str::trim);
    let mut places: Vec<&str> = lines.filter(|line| line.starts_with("File \"")).collect();
    // What watches the time writes the innermost first, Python itself last.
    if traceback.contains("(most recent call first)") {
        places.reverse();
    }
    let folder = format!("File \"{}/", plugin.display());
    let own = places
        .iter()
        .rev()
        .find_map(|line| line.strip_prefix(&folder));
    match (own, places.last()) {
        (Some(own), _) => own.replacen('"', "", 1),
        (None, Some(place)) => (*place).to_owned(),
        (None, None) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_innermost_line_of_the_plugin_is_its_place() {
        let plugin = Path::new("/p/clock");
        let trace = "Traceback (most recent call last):\n  File \"/l/render.py\", line 1, in draw\n    x()\n  \
                     File \"/p/clock/manager.py\", line 7, in update\n    y()\n  File \"/l/offline.py\", line 9, in _connect\n";
        assert_eq!(place(trace, plugin), "manager.py, line 7, in update");
        assert_eq!(
            place(trace, Path::new("/q")),
            "File \"/l/offline.py\", line 9, in _connect"
        );
        let late = "Timeout (0:00:02)!\nThread 0x1 (most recent call first):\n  File \"/p/clock/a/b.py\", line 3 in spin\n  \
                    File \"/p/clock/manager.py\", line 7 in display\n";
        assert_eq!(place(late, plugin), "a/b.py, line 3 in spin");
        assert_eq!(place("", plugin), "");
    }
}
