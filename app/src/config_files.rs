//! The files of the configuration, read for people: is all well, what did a kept copy say, what would an
//! import change. Only reads; may take long, so the window asks for it in errands.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use lumarium_core::config::Document;
use lumarium_core::form;
use lumarium_core::host::config_files::history::{History, Revision};
use lumarium_core::host::root::Paths;
use lumarium_core::host::vfs::Disk;
use lumarium_core::id::{self, PluginId};
use lumarium_core::limits;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::error::{CliError, file_failed};

mod settings;

/// The main file, from the root.
pub const MAIN: &str = "config/config.json";
/// The file of secrets, from the root.
pub const SECRETS: &str = "config/config_secrets.json";

/// Lines of a difference; more help nobody.
const LINES_MAX: usize = 200;

/// Whose file is read.
#[derive(Clone, Copy)]
pub enum Whose {
    /// The root's.
    Ours,
    /// One to be imported.
    Theirs,
}

impl Whose {
    const fn hint(self) -> &'static str {
        match self {
            Self::Ours => {
                "go back to a kept copy with `lumarium config history` and `lumarium config restore`, or repair the file"
            }
            Self::Theirs => "name a JSON file as LEDMatrix writes it",
        }
    }
}

/// A file of the configuration; absent is not broken.
pub fn read(path: &Path, whose: Whose) -> Result<Option<Map<String, Value>>, CliError> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => {
            return Err(file_failed("opening the configuration", path, &error));
        }
    };
    let mut bytes = Vec::new();
    file.take(limits::CONFIG_BYTES_MAX + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| file_failed("reading the configuration", path, &error))?;
    let broken = |why: String| {
        let shown = path.display();
        CliError::failed(
            format!("the configuration cannot be read: {why}: {shown}"),
            whose.hint(),
        )
    };
    if bytes.len() as u64 > limits::CONFIG_BYTES_MAX {
        let most = limits::CONFIG_BYTES_MAX / 1024 / 1024;
        return Err(broken(format!("it is larger than {most} MiB")));
    }
    match serde_json::from_slice(&bytes) {
        Ok(Value::Object(object)) => Ok(Some(object)),
        Ok(_) => Err(broken("it is not a JSON object".to_owned())),
        Err(error) => Err(broken(error.to_string())),
    }
}

/// How one file stands.
#[derive(Clone, Debug, Serialize)]
pub struct Checked {
    /// Which.
    pub file: PathBuf,
    /// `ok`, `absent` or `broken`.
    pub state: &'static str,
    /// What is wrong, and what to do.
    pub problems: Vec<String>,
}

/// Reads both files of a root and says everything that is wrong, also with the settings of plugins.
pub fn check(root: &Path) -> Vec<Checked> {
    let mut files = check_files(root);
    if let Ok(document) = ours(root) {
        for problem in settings::problems(root, &document) {
            if let [main, secrets, ..] = files.as_mut_slice() {
                let file = if problem.secret { secrets } else { main };
                file.problems.push(problem.words);
            }
        }
    }
    files
}

/// What is wrong with the settings at a path, and inside of it, in the words of the form.
pub fn check_at(root: &Path, path: &[String]) -> Vec<String> {
    let Ok(document) = ours(root) else {
        return Vec::new();
    };
    let problems = settings::problems(root, &document).into_iter();
    let at = problems.filter(|problem| problem.path.starts_with(path));
    at.map(|problem| problem.words).collect()
}

fn check_files(root: &Path) -> Vec<Checked> {
    let one = |name| {
        let file = root.join(name);
        let (state, problems) = match read(&file, Whose::Ours) {
            Ok(None) => ("absent", Vec::new()),
            Ok(Some(document)) => ("ok", section_problems(&document)),
            Err(error) => ("broken", vec![error.to_string()]),
        };
        Checked {
            file,
            state,
            problems,
        }
    };
    [MAIN, SECRETS].map(one).to_vec()
}

/// Sections that are neither the system's nor usable as a plugin's.
fn section_problems(document: &Map<String, Value>) -> Vec<String> {
    let mut problems = Vec::new();
    for (key, value) in document.iter().filter(|(key, _)| !id::is_system_key(key)) {
        if let Err(error) = PluginId::parse(key) {
            problems.push(format!(
                "{key:?} is left alone, it cannot be a plugin: {error}"
            ));
        } else if !value.is_object() {
            problems.push(format!(
                "{key:?} is left alone, a plugin's section is an object"
            ));
        } else if value
            .get("enabled")
            .is_some_and(|enabled| !enabled.is_boolean())
        {
            problems.push(format!(
                "{key}.enabled counts as off, it is neither true nor false"
            ));
        }
    }
    problems
}

/// A configuration that could be imported, and what that would change.
#[derive(Clone, Debug)]
pub struct Import {
    /// Its main file.
    pub main: Map<String, Value>,
    /// Its secrets.
    pub secrets: Map<String, Value>,
    /// What would change, one line for each value; of secrets only their number.
    pub changes: Vec<String>,
}

/// Looks at a configuration: a file, an LEDMatrix folder, or its `config` folder.
pub fn look(root: &Path, path: &Path) -> Result<Import, CliError> {
    let main = [path.join(MAIN), path.join("config.json")];
    let main = main.into_iter().find(|file| file.is_file());
    let main = main.unwrap_or_else(|| path.to_owned());
    let absent = || {
        let shown = path.display();
        CliError::failed(
            format!("there is no configuration: {shown}"),
            "name a config.json, or the folder of LEDMatrix",
        )
    };
    let theirs = read(&main, Whose::Theirs)?.ok_or_else(absent)?;
    let beside = main.with_file_name("config_secrets.json");
    // A file of another name has no secrets beside it.
    let secrets = if main.ends_with("config.json") {
        read(&beside, Whose::Theirs)?.unwrap_or_default()
    } else {
        Map::new()
    };
    let ours = ours(root)?;
    let after = ours.imported(&theirs, &secrets);
    let mut changes = difference(&ours, &after);
    if !secrets.is_empty() {
        let count = secrets.len();
        changes.push(format!(
            "{count} sections of secrets, whose values are not shown"
        ));
    }
    Ok(Import {
        main: theirs,
        secrets,
        changes,
    })
}

/// The kept copies, newest first.
pub fn history(root: &Path) -> Vec<Revision> {
    let mut kept = copies(root).list(&Disk);
    kept.reverse();
    kept
}

fn copies(root: &Path) -> History {
    History::new(Paths::new(root.to_owned()).config_history())
}

/// What going back to a kept copy would change, one line for each value.
pub fn since(root: &Path, number: u64) -> Result<Vec<String>, CliError> {
    let kept = copies(root).get(&Disk, number).ok_or_else(|| {
        CliError::failed(
            format!("the copy {number} is gone or damaged"),
            "choose another one",
        )
    })?;
    Ok(difference(&ours(root)?, &kept))
}

/// What the root has now; a file that is not there is an empty one.
fn ours(root: &Path) -> Result<Document, CliError> {
    Ok(Document {
        main: read(&root.join(MAIN), Whose::Ours)?.unwrap_or_default(),
        secrets: read(&root.join(SECRETS), Whose::Ours)?.unwrap_or_default(),
    })
}

/// The lines of a difference, without secrets.
fn difference(before: &Document, after: &Document) -> Vec<String> {
    // A key that either of them keeps secret is secret in both.
    let mut secrets = Value::Object(before.secrets.clone());
    lumarium_core::config::merge::deep_merge(&mut secrets, &Value::Object(after.secrets.clone()));
    let Value::Object(secrets) = secrets else {
        return Vec::new();
    };
    let public = |document: &Document| {
        let secrets = secrets.clone();
        let main = document.main.clone();
        Value::Object(Document { main, secrets }.public())
    };
    let changes = form::changes(&public(before), &public(after));
    let mut lines: Vec<String> = changes.iter().map(|change| change.words(&[])).collect();
    if lines.len() > LINES_MAX {
        let more = lines.len() - LINES_MAX;
        lines.truncate(LINES_MAX);
        lines.push(format!("… and {more} more"));
    }
    lines
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn object(value: &Value) -> Map<String, Value> {
        value.as_object().cloned().unwrap()
    }

    #[test]
    fn sections_that_cannot_be_plugins_are_named() {
        let document = json!({"display": 3, "clock": {"enabled": true}, "a b": {}, "text": [], "sun": {"enabled": "yes"}});
        let problems = section_problems(&object(&document));
        assert_eq!(problems.len(), 3, "{problems:?}");
        assert!(problems.iter().any(|text| text.contains("a b")));
        assert!(problems.iter().any(|text| text.contains("sun.enabled")));
    }

    #[test]
    fn broken_files_are_named_with_advice_and_absent_ones_are_not_broken() {
        let folder = std::env::temp_dir().join(format!("lumarium-config-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join("config.json");
        assert!(read(&path, Whose::Ours).unwrap().is_none());
        for bytes in [&b"{\"a\":"[..], b"[]", b"\xff\x00", b""] {
            std::fs::write(&path, bytes).unwrap();
            let error = read(&path, Whose::Ours).unwrap_err();
            assert!(error.to_string().contains("config.json"));
            assert!(error.hint().unwrap().contains("restore"));
        }
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_difference_never_shows_what_either_side_keeps_secret() {
        let before = Document {
            main: object(&json!({"a": {"key": "canary1", "n": 1}})),
            secrets: Map::new(),
        };
        let after = Document {
            main: object(&json!({"a": {"n": 2}})),
            secrets: object(&json!({"a": {"key": "canary2"}})),
        };
        assert_eq!(difference(&before, &after), ["a.n: 1 → 2"]);
        assert_eq!(difference(&after, &before), ["a.n: 2 → 1"]);
    }
}
