//! The folder of a case: first under another name, then, when all of it is there, renamed.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use lumarium_core::facts::Place;
use lumarium_sim::recorder::{Format, Reel};
use serde_json::{Value, json};

use super::Case;

/// Where cases are, below the root.
const FOLDER: &str = "cases";
/// Names that are tried if there is such a case already.
const NAMES_MAX: u32 = 100;

/// Writes the case; gives its folder, or says what failed and why.
pub(super) fn write(root: &Path, case: &Case) -> Result<PathBuf, String> {
    let folder = root.join(FOLDER);
    let failed = |what: &Path, error: &std::io::Error| format!("{}: {error}", what.display());
    fs::create_dir_all(&folder).map_err(|error| failed(&folder, &error))?;
    let place = free(&folder, &name(case));
    let draft = folder.join(format!(".{}.part", name(case)));
    // What an earlier, broken try left.
    drop(fs::remove_dir_all(&draft));
    let made = fill(&draft, case)
        .and_then(|()| fs::rename(&draft, &place).map_err(|error| failed(&place, &error)));
    if let Err(reason) = made {
        // The reason is worth more than what is left of the draft.
        drop(fs::remove_dir_all(&draft));
        return Err(reason);
    }
    // A rename that is not in the folder's own file yet would be undone by a power cut: nothing is lost then.
    drop(fs::File::open(&folder).and_then(|folder| folder.sync_all()));
    Ok(place)
}

/// `<plugin>-<time>`, in UTC, good for any file system.
fn name(case: &Case) -> String {
    let time = case.wall.to_string();
    let digits: String = time
        .chars()
        .take_while(|letter| *letter != '.')
        .filter(|letter| letter.is_ascii_digit() || *letter == 'T')
        .collect();
    format!("{}-{digits}", case.plugin.id)
}

fn free(folder: &Path, name: &str) -> PathBuf {
    let numbered = (2..NAMES_MAX).map(|number| folder.join(format!("{name}-{number}")));
    let mut names = std::iter::once(folder.join(name)).chain(numbered);
    names
        .find(|place| !place.exists())
        .unwrap_or_else(|| folder.join(name))
}

fn fill(draft: &Path, case: &Case) -> Result<(), String> {
    fs::create_dir_all(draft).map_err(|error| format!("{}: {error}", draft.display()))?;
    let frames = case.frames();
    let count = frames.len();
    let keep = |name: &str, bytes: &[u8]| {
        let path = draft.join(name);
        let written = fs::File::create(&path).and_then(|mut file| {
            file.write_all(bytes)?;
            file.sync_all()
        });
        written.map_err(|error| format!("{}: {error}", path.display()))
    };
    keep("case.json", pretty(&about(case, count)).as_bytes())?;
    keep("settings.json", pretty(&case.plugin.settings).as_bytes())?;
    keep("journal.txt", journal(case).as_bytes())?;
    keep("README.md", readme(case, count).as_bytes())?;
    if frames.is_empty() {
        return Ok(());
    }
    let reel = Reel::new(frames).map_err(|error| error.to_string())?;
    let strip = reel
        .encode(Format::Strip, None)
        .map_err(|error| error.to_string())?;
    keep("frames.strip.png", &strip)
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default() + "\n"
}

fn about(case: &Case, frames: usize) -> Value {
    let plugin = &case.plugin;
    let (from, to) = case.span;
    json!({
        "plugin": plugin.id,
        "name": plugin.name,
        "version": plugin.version,
        "runtime": plugin.runtime,
        "place": plugin.place,
        "size": case.size,
        "brightness": case.brightness,
        "screens": plugin.screens,
        "state": plugin.state,
        "run": plugin.run,
        "requires": plugin.requires,
        "until": case.wall.to_string(),
        "from_millis": from.as_millis(),
        "to_millis": to.as_millis(),
        "frames": frames,
    })
}

fn journal(case: &Case) -> String {
    let mut words = String::new();
    for entry in &case.journal {
        let plugin = entry.plugin.as_ref().map_or("-", |id| id.as_str());
        let topic = entry.topic.name();
        // Writing into a text cannot fail.
        writeln!(
            words,
            "{:>6}  {}  {topic:<9}  {plugin}  {}",
            entry.number, entry.wall, entry.text
        )
        .unwrap_or_default();
    }
    words
}

fn readme(case: &Case, frames: usize) -> String {
    let plugin = &case.plugin;
    let what = match &plugin.place {
        Some(Place::Folder(path) | Place::File(path) | Place::Linked(path)) => {
            quoted(&path.display().to_string())
        }
        Some(Place::Bundled) | None => plugin.id.to_string(),
    };
    let mut command = format!(
        "lumarium render {what} --size {}x{} --at {}",
        case.size.width, case.size.height, case.wall
    );
    for (key, value) in plugin.settings.as_object().into_iter().flatten() {
        command.push_str(" --set ");
        command.push_str(&quoted(&format!("{key}={value}")));
    }
    command.push_str(" -o now.strip.png");
    let pictures = if frames == 0 {
        "There are no pictures: none were kept of that time.".to_owned()
    } else {
        format!("`frames.strip.png` has the {frames} pictures of the span, one under another.")
    };
    format!(
        "# {} {}\n\nWhat {} showed until {}, kept by the timeline of Lumarium. Settings are without \
         secrets.\n\nTo draw it again:\n\n```\n{command}\n```\n\n{pictures} `journal.txt` says what \
         happened, `case.json` how everything stood.\n",
        plugin.name,
        plugin.version.as_deref().unwrap_or_default(),
        plugin.name,
        case.wall,
    )
}

/// For a shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}
