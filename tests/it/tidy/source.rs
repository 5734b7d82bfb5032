//! Reads the source text of the workspace, and takes it apart just far enough for rules:
//! code without comments and strings, and the paths that the code names. It is no compiler.

use std::fs;
use std::path::{Path, PathBuf};

/// The packages of the workspace.
pub(crate) const PACKAGES: [&str; 4] = ["app", "core", "sim", "tests"];

/// A file of the workspace.
pub(crate) struct Source {
    /// From the top of the workspace, with `/`.
    pub(crate) path: String,
    /// As written.
    pub(crate) text: String,
    /// The same lines without comments and without what stands in strings.
    pub(crate) code: String,
}

impl Source {
    pub(crate) fn new(path: &str, text: &str) -> Self {
        Self {
            path: path.to_owned(),
            text: text.to_owned(),
            code: code_only(text),
        }
    }

    /// Whether this is a test, by its place.
    pub(crate) fn is_test(&self) -> bool {
        self.path.starts_with("tests/")
            || self.path.ends_with("/tests.rs")
            || self.path.contains("/tests/")
    }

    /// A violation at a line (counted from 1).
    pub(crate) fn at(&self, line: usize, what: &str) -> String {
        format!("{}:{line}: {what}", self.path)
    }

    /// A violation for each line of code that `wrong` says something about.
    pub(crate) fn each_line(&self, wrong: impl Fn(&str) -> Option<String>) -> Vec<String> {
        let lines = self.code.lines().enumerate();
        lines
            .filter_map(|(index, line)| wrong(line).map(|what| self.at(index + 1, &what)))
            .collect()
    }
}

/// The top of the workspace.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Every file of ours with this ending, sorted, below the packages.
pub(crate) fn sources(ending: &str) -> Vec<Source> {
    let mut found = Vec::new();
    for package in PACKAGES {
        collect(&root().join(package), package, ending, &mut found);
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

fn collect(folder: &Path, name: &str, ending: &str, found: &mut Vec<Source>) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let file = entry.file_name().into_string().unwrap();
        let name = format!("{name}/{file}");
        if entry.file_type().unwrap().is_dir() {
            // `fuzz` is a workspace of its own, with the tools of nightly Rust.
            if file != "target" && file != "fuzz" {
                collect(&entry.path(), &name, ending, found);
            }
        } else if file.ends_with(ending) {
            let text = fs::read_to_string(entry.path()).unwrap();
            found.push(Source::new(&name, &text));
        }
    }
}

/// The text with comments, strings and characters emptied; every line keeps its number.
pub(crate) fn code_only(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut code = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(&c) = chars.get(at) {
        let end = match c {
            '/' if chars.get(at + 1) == Some(&'/') => line_end(&chars, at),
            '/' if chars.get(at + 1) == Some(&'*') => comment_end(&chars, at),
            '"' => string_end(&chars, at),
            '\'' => character_end(&chars, at),
            'r' if !follows_word(&chars, at) => raw_string_end(&chars, at),
            _ => at,
        };
        if end == at {
            code.push(c);
            at += 1;
        } else {
            code.extend(
                chars
                    .get(at..end)
                    .unwrap_or(&[])
                    .iter()
                    .filter(|c| **c == '\n'),
            );
            at = end;
        }
    }
    code
}

fn line_end(chars: &[char], mut at: usize) -> usize {
    while chars.get(at).is_some_and(|c| *c != '\n') {
        at += 1;
    }
    at
}

fn comment_end(chars: &[char], mut at: usize) -> usize {
    let mut depth = 0_usize;
    while at < chars.len() {
        match (chars.get(at), chars.get(at + 1)) {
            (Some('/'), Some('*')) => (depth, at) = (depth + 1, at + 2),
            (Some('*'), Some('/')) => (depth, at) = (depth - 1, at + 2),
            (_, _) => at += 1,
        }
        if depth == 0 {
            break;
        }
    }
    at
}

fn string_end(chars: &[char], mut at: usize) -> usize {
    at += 1;
    while let Some(c) = chars.get(at) {
        match c {
            '\\' => at += 2,
            '"' => return at + 1,
            _ => at += 1,
        }
    }
    chars.len()
}

/// The end of a character; a lifetime ends where it begins.
fn character_end(chars: &[char], at: usize) -> usize {
    if chars.get(at + 1) == Some(&'\\') {
        let rest = chars.iter().skip(at + 3);
        return at + 4 + rest.take_while(|c| **c != '\'').count();
    }
    if chars.get(at + 2) == Some(&'\'') {
        at + 3
    } else {
        at
    }
}

/// Whether the `r` here is the tail of a word and not the head of a raw string (`b` may precede it).
fn follows_word(chars: &[char], at: usize) -> bool {
    let before = |back: usize| at.checked_sub(back).and_then(|i| chars.get(i));
    let word = |c: Option<&char>| c.is_some_and(|c| c.is_alphanumeric() || *c == '_');
    match before(1) {
        Some('b' | 'c') => word(before(2)),
        other => word(other),
    }
}

fn raw_string_end(chars: &[char], at: usize) -> usize {
    let hashes = chars.iter().skip(at + 1).take_while(|c| **c == '#').count();
    let open = at + 1 + hashes;
    if chars.get(open) != Some(&'"') {
        return at;
    }
    let mut end = open + 1;
    while end < chars.len() {
        let closes = chars.get(end) == Some(&'"')
            && chars
                .iter()
                .skip(end + 1)
                .take(hashes)
                .filter(|c| **c == '#')
                .count()
                == hashes;
        if closes {
            return end + 1 + hashes;
        }
        end += 1;
    }
    end
}

/// Every path that the code names (`a::b::c`), with its line; the trees of `use` are written out.
pub(crate) fn paths(code: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (index, line) in code.lines().enumerate() {
        found.extend(plain_paths(line).into_iter().map(|path| (index + 1, path)));
    }
    let mut from = 0;
    while let Some(at) = code.get(from..).and_then(|rest| rest.find("use ")) {
        let start = from + at;
        from = start + 4;
        let begins = code.get(..start).is_some_and(|before| {
            before
                .trim_end_matches(' ')
                .ends_with(['\n', '{', ';', ')', '}'])
                || before.trim_end().ends_with("pub")
                || before.is_empty()
        });
        let tree = code
            .get(from..)
            .and_then(|rest| rest.split(';').next())
            .unwrap_or("");
        if begins && tree.contains('{') {
            let line = code.get(..start).unwrap_or("").lines().count().max(1);
            let tree: String = tree.split_whitespace().collect::<Vec<_>>().join(" ");
            write_out("", &tree, &mut |path| found.push((line, path)));
        }
    }
    found
}

/// Writes out `a::{b, c::{d, e as f}}`.
fn write_out(prefix: &str, tree: &str, found: &mut impl FnMut(String)) {
    let tree = tree.trim();
    let Some((head, rest)) = tree.split_once('{') else {
        let path = tree.split(" as ").next().unwrap_or(tree);
        found(format!("{prefix}{path}"));
        return;
    };
    let prefix = format!("{prefix}{}", head.trim());
    let (mut depth, mut start) = (0_i32, 0);
    for (at, c) in rest.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth > 0 => depth -= 1,
            ',' | '}' if depth == 0 => {
                let branch = rest.get(start..at).unwrap_or("");
                if !branch.trim().is_empty() {
                    write_out(&prefix, branch, found);
                }
                start = at + 1;
                if c == '}' {
                    break;
                }
            }
            _ => {}
        }
    }
}

fn plain_paths(line: &str) -> Vec<String> {
    let word = |c: char| c.is_alphanumeric() || c == '_';
    let mut found = Vec::new();
    let mut path = String::new();
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        let joins = c == ':' && chars.peek() == Some(&':') && !path.is_empty();
        if word(c) {
            path.push(c);
        } else if joins && !path.ends_with("::") {
            chars.next();
            path.push_str("::");
        } else if !path.is_empty() {
            found.push(std::mem::take(&mut path));
        }
    }
    if !path.is_empty() {
        found.push(path);
    }
    found
}

/// Whether `path` is `name` or something inside it.
pub(crate) fn is_in(path: &str, name: &str) -> bool {
    path.strip_prefix(name)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

#[test]
fn comments_and_strings_are_not_code() {
    let text = "let a = \"x // y\"; // std::fs\n/* std::env /* deep */ \n*/ let b = br#\"std::net \"\n\"#;\nlet c: &'a str = '\\'' + '\"' + r;";
    assert_eq!(
        code_only(text),
        "let a = ; \n\n let b = b\n;\nlet c: &'a str =  +  + r;"
    );
}

#[test]
fn the_trees_of_use_are_written_out() {
    let code =
        "use std::{fs, io::{self, Read as _},\n    time::Instant};\nlet x = std::env::var(y);";
    let found: Vec<String> = paths(code).into_iter().map(|(_, path)| path).collect();
    for path in [
        "std::fs",
        "std::io::self",
        "std::io::Read",
        "std::time::Instant",
        "std::env::var",
    ] {
        assert!(
            found.iter().any(|other| other == path),
            "{path} in {found:?}"
        );
    }
}
