//! Two configurations become one: ours wins where both say something, unless it is to be replaced. Of secrets only
//! their number is told.

use std::path::Path;

use super::{Document, ImportError, Map, Ours, Report, Value, Vfs, files, limits};

/// A key that says where plugins are: that is ours to say.
const PLACE: [&str; 2] = ["plugin_system", "plugins_directory"];

/// A configuration; `None` if there is none.
pub(super) fn read(
    vfs: &dyn Vfs,
    main: &Path,
    secrets: &Path,
) -> Result<Option<Document>, ImportError> {
    let bytes = |path| files::read_if_there(vfs, path, limits::CONFIG_BYTES_MAX);
    let Some(text) = bytes(main)? else {
        return Ok(None);
    };
    let secret = bytes(secrets)?;
    let parsed = Document::parse(&text, secret.as_deref());
    let parsed = parsed.map_err(|error| ImportError::Config {
        file: main.display().to_string(),
        why: error.to_string(),
    });
    parsed.map(Some)
}

/// What the configuration is going to be.
pub(super) fn merge(
    ours: &Ours,
    theirs: &Document,
    replace: bool,
    report: &mut Report,
) -> Document {
    let mut main = theirs.main.clone();
    leave_place(&mut main, ours.document.as_ref(), report);
    let before = ours.document.clone().unwrap_or_default();
    let mut filling = Filling {
        replace,
        set: 0,
        kept: Vec::new(),
    };
    let merged = Document {
        main: filling.fill(&before.main, &main, &mut Vec::new()),
        secrets: before.secrets.clone(),
    };
    let (set, kept) = (filling.set, filling.kept);
    if set > 0 {
        report.taken("settings", format!("{set} values"));
    }
    for path in kept {
        report.kept(format!("setting {path}"), "yours is another one and stays");
    }
    let mut filling = Filling {
        replace,
        set: 0,
        kept: Vec::new(),
    };
    let secrets = filling.fill(&before.secrets, &theirs.secrets, &mut Vec::new());
    if filling.set > 0 {
        report.taken(
            "secrets",
            format!("{} values, which are not shown", filling.set),
        );
    }
    if !filling.kept.is_empty() {
        let count = filling.kept.len();
        report.kept("secrets", format!("{count} of yours are others and stay"));
    }
    Document { secrets, ..merged }
}

/// A new root has its plugins where LEDMatrix had them, if that is in the folder; an older one where it has them.
fn leave_place(main: &mut Map<String, Value>, ours: Option<&Document>, report: &mut Report) {
    let [section, key] = PLACE;
    let named = main.get(section).and_then(|section| section.get(key));
    let Some(named) = named.and_then(Value::as_str).map(str::to_owned) else {
        return;
    };
    let mut parts = Path::new(&named).components();
    let inside = parts.all(|part| matches!(part, std::path::Component::Normal(_)));
    let fits = ours.is_none_or(|ours| ours.plugins_directory() == Path::new(&named));
    if fits && inside && !named.is_empty() {
        return;
    }
    if let Some(Value::Object(section)) = main.get_mut(section) {
        section.remove(key);
    }
    report.left(
        format!("setting {}", PLACE.join(".")),
        "plugins are copied to where this root has them",
    );
}

struct Filling {
    replace: bool,
    set: usize,
    kept: Vec<String>,
}

impl Filling {
    /// Our values with theirs where we have none.
    fn fill(
        &mut self,
        ours: &Map<String, Value>,
        theirs: &Map<String, Value>,
        path: &mut Vec<String>,
    ) -> Map<String, Value> {
        let mut merged = ours.clone();
        for (key, value) in theirs {
            path.push(key.clone());
            match (merged.get_mut(key), value) {
                (Some(Value::Object(inner)), Value::Object(theirs)) => {
                    let filled = self.fill(inner, theirs, path);
                    *inner = filled;
                }
                (Some(same), theirs) if same == theirs => {}
                (Some(_), _) if !self.replace => self.kept.push(path.join(".")),
                (Some(other), theirs) => {
                    self.set += count(theirs);
                    theirs.clone_into(other);
                }
                (None, theirs) => {
                    self.set += count(theirs);
                    merged.insert(key.clone(), theirs.clone());
                }
            }
            path.pop();
        }
        merged
    }
}

/// Values in a value, as people count settings.
fn count(value: &Value) -> usize {
    match value {
        Value::Object(inner) => inner.values().map(count).sum::<usize>().max(1),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => 1,
    }
}
