//! Rules on single files: length, words that must not be there, things that live in one file each.

use super::source::Source;

/// Lines of a file, and of a file of tests.
const LINES_MAX: usize = 400;
const TEST_LINES_MAX: usize = 800;

/// Files that need `unsafe`; each block says why it is sound.
const UNSAFE: [&str; 5] = [
    "app/src/window/repaint.rs",
    "core/src/host/git/https.rs",
    "core/src/host/priority.rs",
    "tests/benches/player.rs",
    "tests/it/killat/trace.rs",
];

/// Where colours and shortcuts live.
const THEME: &str = "app/src/window/theme.rs";
const ACTIONS: &str = "app/src/window/action/keys.rs";

/// No file is too long to be read at once.
pub(crate) fn length(source: &Source) -> Vec<String> {
    let most = if source.is_test() {
        TEST_LINES_MAX
    } else {
        LINES_MAX
    };
    let lines = source.text.lines().count();
    if lines <= most {
        return Vec::new();
    }
    vec![format!(
        "{}: {lines} lines; {most} is the most: give a part of it a name and a file",
        source.path
    )]
}

/// `unsafe` stands only in files named here.
pub(crate) fn unsafe_code(source: &Source) -> Vec<String> {
    if UNSAFE.contains(&source.path.as_str()) {
        return Vec::new();
    }
    source.each_line(|line| {
        let words = line.split(|c: char| !c.is_alphanumeric() && c != '_');
        words
            .into_iter()
            .any(|word| word == "unsafe")
            .then(|| "`unsafe` outside the list in tests/it/tidy/text.rs".to_owned())
    })
}

/// Unfinished, silenced and waiting code.
pub(crate) fn words(source: &Source) -> Vec<String> {
    const WORDS: [(&str, &str); 8] = [
        ("todo!", "finish it"),
        ("unimplemented!", "finish it"),
        ("dbg!", "remove it"),
        ("#[ignore", "a test runs or is deleted"),
        ("#[allow(", "use #[expect(.., reason)]"),
        ("#![allow(", "use #[expect(.., reason)]"),
        (
            "thread::sleep",
            "wait on a channel with a deadline, or turn the clock by hand",
        ),
        ("mpsc::channel(", "every queue has a bound"),
    ];
    source.each_line(|line| {
        let (word, advice) = WORDS.iter().find(|(word, _)| line.contains(word))?;
        Some(format!("`{word}`: {advice}"))
    })
}

/// Notes to oneself and places of one machine, in comments and strings too, in any kind of file.
pub(crate) fn leftovers(source: &Source) -> Vec<String> {
    // Put together here so that this file does not name them.
    let notes = [
        concat!("TO", "DO"),
        concat!("FIX", "ME"),
        concat!("XX", "X:"),
    ];
    let homes = [
        concat!("/wo", "rk/"),
        concat!("/Us", "ers/"),
        concat!("C:\\Us", "ers"),
    ];
    let mut found = Vec::new();
    for (index, line) in source.text.lines().enumerate() {
        let line_number = index + 1;
        if let Some(note) = notes.into_iter().find(|note| line.contains(note)) {
            found.push(source.at(
                line_number,
                &format!("`{note}`: do it, or write it down in an issue"),
            ));
        }
        let home = homes.into_iter().find(|home| line.contains(home));
        if home.is_some() || names_a_home(line) {
            found.push(source.at(line_number, "a path of one machine"));
        }
    }
    found
}

/// `/home/` and a name; `/home/$USER` and `/home/<you>` are nobody's.
fn names_a_home(line: &str) -> bool {
    let home = concat!("/ho", "me/");
    line.match_indices(home).any(|(at, _)| {
        let next = line
            .get(at + home.len()..)
            .and_then(|rest| rest.chars().next());
        next.is_some_and(char::is_alphanumeric)
    })
}

/// One file has the colours. White, as a tint that changes nothing, and transparent are no colours.
pub(crate) fn colours(source: &Source) -> Vec<String> {
    if !source.path.starts_with("app/") || source.path == THEME {
        return Vec::new();
    }
    source.each_line(|line| {
        let made = [
            "Color32::from_",
            "Color32::new",
            "Rgba::from_",
            "hex_color!",
            "Hsva::new",
        ];
        let made = made.into_iter().any(|word| line.contains(word));
        let named = line.match_indices("Color32::").any(|(at, word)| {
            let rest = line.get(at + word.len()..).unwrap_or("");
            let neutral = ["WHITE", "TRANSPARENT", "PLACEHOLDER"];
            rest.starts_with(char::is_uppercase)
                && !neutral.iter().any(|name| rest.starts_with(name))
        });
        (made || named).then(|| format!("a colour: they live in {THEME}"))
    })
}

/// One file has the keyboard shortcuts; the keys of the terminal are another crate's.
pub(crate) fn shortcuts(source: &Source) -> Vec<String> {
    if !source.path.starts_with("app/") || source.path == ACTIONS {
        return Vec::new();
    }
    let in_window = source.path.starts_with("app/src/window");
    source.each_line(|line| {
        let named = ["egui::Key", "KeyboardShortcut", "egui::Modifiers"];
        let named = named.into_iter().any(|word| line.contains(word));
        let short = in_window
            && line
                .split(|c: char| !c.is_alphanumeric() && c != ':')
                .any(|word| word.starts_with("Key::"));
        (named || short).then(|| format!("a key: shortcuts live in {ACTIONS}"))
    })
}

/// Sentences of the window stand in the file of words, so that they can be translated.
pub(crate) fn sentences(source: &Source) -> Vec<String> {
    const SHOWN: [&str; 8] = [
        ".label(\"",
        ".button(\"",
        ".heading(\"",
        ".weak(\"",
        ".strong(\"",
        ".on_hover_text(\"",
        ".hint_text(\"",
        ".accessible_name(\"",
    ];
    if !source.path.starts_with("app/src/window") {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (index, line) in source.text.lines().enumerate() {
        let said = SHOWN.iter().filter_map(|call| line.split_once(call));
        let mut said = said.filter_map(|(_, rest)| rest.split_once('"'));
        if said.any(|(words, _)| words.contains(' ')) {
            let what = "words of the window: they live in assets/text/en.txt";
            found.push(source.at(index + 1, what));
        }
    }
    found
}

/// A file says what it is, in its first line.
pub(crate) fn introduction(source: &Source) -> Vec<String> {
    let unit = source.path.ends_with("/tests.rs")
        || source.path.contains("/src/") && source.path.contains("/tests/");
    let first = source.text.lines().next().unwrap_or("");
    if unit || first.starts_with("//! ") {
        Vec::new()
    } else {
        vec![source.at(1, "begin with `//!` and say what this file is")]
    }
}

#[cfg(test)]
mod tests {
    use super::{
        Source, colours, introduction, leftovers, length, sentences, shortcuts, unsafe_code, words,
    };
    use crate::tidy::bites;

    #[test]
    fn length_bites() {
        let line = "//\n";
        bites(
            length,
            "core/src/x.rs",
            &line.repeat(401),
            &line.repeat(400),
        );
        bites(
            length,
            "core/src/x/tests.rs",
            &line.repeat(801),
            &line.repeat(800),
        );
    }

    #[test]
    fn unsafe_bites() {
        bites(
            unsafe_code,
            "core/src/x.rs",
            "unsafe { x() }",
            "unsafe_code(); // unsafe",
        );
        assert_eq!(
            unsafe_code(&Source::new("tests/it/killat/trace.rs", "unsafe {}")),
            Vec::<String>::new()
        );
    }

    #[test]
    fn words_bite() {
        for bad in [
            "todo!()",
            "unimplemented!()",
            "dbg!(x)",
            "#[ignore]",
            "#[ignore = \"slow\"]",
            "#[allow(dead_code)]",
            "std::thread::sleep(d)",
            "mpsc::channel()",
        ] {
            bites(
                words,
                "tests/it/x.rs",
                bad,
                "let s = \"todo!\"; mpsc::sync_channel(1)",
            );
        }
    }

    #[test]
    fn leftovers_bite() {
        for bad in [
            concat!("// TO", "DO: later"),
            concat!("FIX", "ME"),
            concat!("\"/ho", "me/anna/x\""),
            concat!("/Us", "ers/x"),
        ] {
            bites(
                leftovers,
                "app/src/x.rs",
                bad,
                concat!("// to do; /ho", "me/<you>/x"),
            );
        }
    }

    #[test]
    fn colours_bite() {
        let place = "app/src/window/stage.rs";
        for bad in [
            "egui::Color32::from_rgb(1, 2, 3)",
            "Color32::RED",
            "egui::hex_color!(x)",
            "Color32::from_black_alpha(7)",
        ] {
            bites(
                colours,
                place,
                bad,
                "theme.accent; Color32::WHITE; fn f(c: Color32)",
            );
        }
        assert_eq!(
            colours(&Source::new(super::THEME, "Color32::from_rgb(1, 2, 3)")),
            Vec::<String>::new()
        );
    }

    #[test]
    fn shortcuts_bite() {
        for bad in [
            "i.key_pressed(egui::Key::Space)",
            "key_pressed(Key::A)",
            "KeyboardShortcut::new(x)",
        ] {
            bites(
                shortcuts,
                "app/src/window/stage.rs",
                bad,
                "crossterm::event::KeyCode::Char; Action::Next",
            );
        }
        bites(
            shortcuts,
            "app/src/x.rs",
            "egui::Key::A",
            "CacheKey::A; Key::A",
        );
        assert_eq!(
            shortcuts(&Source::new(super::ACTIONS, "egui::Key::A")),
            Vec::<String>::new()
        );
    }

    #[test]
    fn sentences_bite() {
        let good = "ui.label(t(\"stage.nothing\")); ui.button(\"·\"); push_id(\"a b\")";
        for bad in [
            "ui.label(\"Nothing is on\");",
            "x.on_hover_text(\"What it does\")",
        ] {
            bites(sentences, "app/src/window/stage.rs", bad, good);
        }
        assert_eq!(
            sentences(&Source::new("app/src/cli.rs", "ui.label(\"a b\")")),
            Vec::<String>::new()
        );
    }

    #[test]
    fn introductions_bite() {
        bites(introduction, "core/src/x.rs", "use x;", "//! What it is.\n");
        assert_eq!(
            introduction(&Source::new("core/src/x/tests.rs", "use x;")),
            Vec::<String>::new()
        );
    }
}
