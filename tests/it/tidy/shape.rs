//! Rules on the whole: folders, forgotten files, and the one match of the life cycle.

use super::source::Source;

/// The only folders at the top; hidden ones are tools' business.
pub(crate) fn folders<'a>(names: impl Iterator<Item = &'a str>) -> Vec<String> {
    const FOLDERS: [&str; 6] = ["app", "core", "sim", "assets", "tests", "target"];
    names
        .filter(|name| !name.starts_with('.') && !FOLDERS.contains(name))
        .map(|name| format!("{name}/: the top has only app, core, sim, assets and tests"))
        .collect()
}

/// Each file is a module of its parent, or it is never compiled; and `mod.rs` is nobody's name.
pub(crate) fn forgotten(sources: &[Source]) -> Vec<String> {
    let mut found = Vec::new();
    for source in sources {
        if source.path.ends_with("/mod.rs") {
            found.push(format!(
                "{}: call it after its folder, beside it",
                source.path
            ));
            continue;
        }
        let Some(parents) = parents(&source.path) else {
            continue;
        };
        let name = source
            .path
            .rsplit('/')
            .next()
            .unwrap_or("")
            .trim_end_matches(".rs");
        let declares = |parent: &Source| parent.code.lines().any(|line| declares(line, name));
        let mut around = sources.iter().filter(|other| parents.contains(&other.path));
        if !around.any(declares) {
            found.push(format!(
                "{}: no `mod {name};` in {}",
                source.path,
                parents.join(" or ")
            ));
        }
    }
    found
}

fn declares(line: &str, name: &str) -> bool {
    let line = line.trim();
    let rest = line.strip_suffix(&format!("mod {name};"));
    rest.is_some_and(|before| before.is_empty() || before.ends_with(' '))
}

/// The files that may declare a module; `None` for the tops of crates.
fn parents(path: &str) -> Option<Vec<String>> {
    let (folder, file) = path.rsplit_once('/')?;
    let top = folder.ends_with("/src") || folder == "tests/it";
    if folder.ends_with("/benches") || folder.ends_with("/bin") || file == "build.rs" {
        return None;
    }
    if !top {
        return Some(vec![format!("{folder}.rs")]);
    }
    if file == "main.rs" || file == "lib.rs" {
        return None;
    }
    Some(vec![
        format!("{folder}/lib.rs"),
        format!("{folder}/main.rs"),
    ])
}

/// The life of a plugin is one match that names every event: a new one must break it. One arm may take
/// the rest, and it refuses.
pub(crate) fn one_match(sources: &[Source]) -> Vec<String> {
    let life = sources.iter().filter(|source| {
        source.path == "core/src/lifecycle.rs" || source.path.starts_with("core/src/lifecycle/")
    });
    let bodies: Vec<(&Source, usize, &str)> = life
        .filter(|source| !source.is_test())
        .filter_map(|source| {
            body(&source.code, "fn step(").map(|(line, body)| (source, line, body))
        })
        .collect();
    let [(source, start, body)] = bodies.as_slice() else {
        return vec![format!(
            "core/src/lifecycle.rs: {} functions `step`, not one",
            bodies.len()
        )];
    };
    let lines: Vec<&str> = body.lines().map(str::trim).collect();
    let mut found = Vec::new();
    let mut refusals = 0;
    for (index, line) in lines.iter().enumerate() {
        if !swallows(line) {
            continue;
        }
        let after = lines.get(index..lines.len().min(index + 2)).unwrap_or(&[]);
        let refuses = after.iter().any(|line| line.contains("Err(Illegal"));
        refusals += usize::from(refuses);
        if !refuses {
            found.push(source.at(start + index, "takes every event: name what is meant"));
        } else if refusals > 1 {
            found.push(source.at(start + index, "a second arm refuses: one is enough"));
        }
    }
    found
}

/// Whether an arm takes every event, of one state or of all: `_`, `(_, ..)`, `(.., _)` or `(.., event)`.
fn swallows(line: &str) -> bool {
    let Some((pattern, _)) = line.split_once(" =>") else {
        // A pattern over several lines.
        return matches!(line, "_" | "_,");
    };
    let pattern = pattern.split(" if ").next().unwrap_or(pattern).trim();
    let inside = pattern
        .strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(')'));
    let Some(inside) = inside else {
        return pattern == "_";
    };
    let parts = at_commas(inside);
    parts.first() == Some(&"_") || parts.last().is_some_and(|last| names_nothing(last))
}

/// `_`, or a name that takes whatever comes.
fn names_nothing(pattern: &str) -> bool {
    pattern.starts_with(|c: char| c == '_' || c.is_lowercase())
        && pattern.chars().all(|c| c == '_' || c.is_alphanumeric())
}

/// The parts of a pattern between commas that stand in no brackets.
fn at_commas(text: &str) -> Vec<&str> {
    let mut depth = 0_usize;
    let parts = text.split(|c| {
        match c {
            '(' | '{' | '[' => depth += 1,
            ')' | '}' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        c == ',' && depth == 0
    });
    parts.map(str::trim).collect()
}

/// The line and text of a function, by its braces.
fn body<'a>(code: &'a str, head: &str) -> Option<(usize, &'a str)> {
    let start = code.find(head)?;
    let rest = code.get(start..)?;
    let mut depth = 0_usize;
    for (at, c) in rest.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 1 => {
                let line = code.get(..start)?.matches('\n').count() + 1;
                return Some((line, rest.get(..=at)?));
            }
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{Source, folders, forgotten, one_match};

    #[test]
    fn folders_bite() {
        assert_eq!(
            folders(["app", "core", ".ci", "target"].into_iter()),
            Vec::<String>::new()
        );
        assert_eq!(folders(["docs"].into_iter()).len(), 1);
    }

    #[test]
    fn forgotten_files_bite() {
        let top = Source::new("tests/it/main.rs", "mod tidy;\n// mod lost;\nmod not_lost;");
        let tidy = Source::new("tests/it/tidy.rs", "pub(crate) mod text;");
        let text = Source::new("tests/it/tidy/text.rs", "");
        assert_eq!(forgotten(&[top, tidy, text]), Vec::<String>::new());

        let top = Source::new("tests/it/main.rs", "mod tidy;\n// mod lost;\nmod not_lost;");
        assert_eq!(
            forgotten(&[top, Source::new("tests/it/lost.rs", "")]).len(),
            1
        );
        assert_eq!(forgotten(&[Source::new("core/src/a/b.rs", "")]).len(), 1);
        assert_eq!(forgotten(&[Source::new("core/src/a/mod.rs", "")]).len(), 1);
    }

    #[test]
    fn a_catch_all_in_step_bites() {
        let with = |arm: &str| {
            let code = format!(
                "pub fn step(x: X) {{\n match x {{\n {{ }}\n {arm} => y,\n }}\n}}\nfn other() {{ match x {{ _ => y }} }}"
            );
            one_match(&[Source::new("core/src/lifecycle.rs", &code)]).len()
        };
        assert_eq!(with("(running, Event::Reset) if loaded(running)"), 0);
        assert_eq!(with("(State::Running { call, .. }, Event::Returned(_))"), 0);
        for bad in [
            "_",
            "(_, _)",
            "(_, Event::Reset)",
            "(State::Loaded { .. }, _)",
        ] {
            assert_eq!(with(bad), 1, "{bad}");
        }
        assert_eq!(with("(State::Loaded { .. }, event)"), 1);
        assert_eq!(with("(state, event)"), 1);
        let refusal = "(state, event) => Err(Illegal { state }),\n (State::Loaded, Event::Reset)";
        assert_eq!(with(refusal), 0, "one arm refuses all the rest");
        let second = format!("(State::Loaded, event) => Err(Illegal),\n {refusal}");
        assert_eq!(with(&second), 1, "a second one refuses");
        assert_eq!(
            one_match(&[]).len(),
            1,
            "a life cycle without `step` is reported"
        );
    }
}
