//! The log of a plugin, newest first. Lines that belong together, as those of a traceback, stay together and
//! are read from top to bottom.

use egui::{Color32, FontFamily, Label, RichText, Ui};
use lumarium_core::snapshot::{LogLine, PluginView};
use lumarium_core::time::Wall;

use super::rows;
use crate::window::action::Action;
use crate::window::plugins::several;
use crate::window::text::{self, fill, t};
use crate::window::theme::Theme;
use crate::window::view::View;

pub(super) fn show(ui: &mut Ui, view: &mut View<'_>, plugin: &PluginView) {
    if plugin.log.is_empty() {
        ui.weak(t("log.nothing"));
    } else {
        ui.horizontal(|ui| {
            if ui.button(t("log.copy")).clicked() {
                view.state.panel.copy = Some(as_text(view, plugin));
            }
            if ui
                .button(t("log.clear"))
                .on_hover_text(t("log.clear.tip"))
                .clicked()
            {
                Action::ClearHistory.run(view);
            }
        });
    }
    for one in entries(&plugin.log).iter().rev() {
        entry(ui, view, plugin, one);
    }
    if plugin.log_dropped > 0 {
        ui.weak(fill("log.dropped", &[("n", &plugin.log_dropped)]));
    }
}

fn entry(ui: &mut Ui, view: &View<'_>, plugin: &PluginView, one: &Entry) {
    let mut facts = vec![text::clock(one.wall, view.zone)];
    facts.extend(one.level.map(|level| level.word().to_owned()));
    facts.extend(one.from.clone());
    let facts = facts.join(" · ");
    let ink = match one.level {
        Some(level) => level.ink(&view.theme),
        None => view.theme.text,
    };
    if !one.text.contains('\n') {
        rows::happening(ui, &view.theme, &facts, &one.text, ink);
        return;
    }
    ui.spacing_mut().item_spacing.y = 1.0;
    let facts = RichText::new(facts).small().color(view.theme.weak);
    ui.add(Label::new(facts).truncate());
    // Its own files need no folder: there is little room for a path.
    let words = match several::folder(plugin) {
        Some(folder) => one.text.replace(&format!("{}/", folder.display()), ""),
        None => one.text.clone(),
    };
    let words = RichText::new(words).small().family(FontFamily::Monospace);
    ui.add(Label::new(words.color(ink)).wrap());
    ui.add_space(5.0);
}

/// The log as lines of text, oldest first.
fn as_text(view: &View<'_>, plugin: &PluginView) -> String {
    let line = |one: &LogLine| format!("{} {}\n", text::clock(one.wall, view.zone), one.text);
    plugin.log.iter().map(line).collect()
}

/// How bad a line is, by its own word for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Level {
    Debug,
    Info,
    Warning,
    Error,
}

impl Level {
    fn word(self) -> &'static str {
        t(match self {
            Self::Debug => "log.debug",
            Self::Info => "log.info",
            Self::Warning => "log.warning",
            Self::Error => "log.error",
        })
    }

    const fn ink(self, theme: &Theme) -> Color32 {
        match self {
            Self::Debug => theme.weak,
            Self::Info => theme.text,
            Self::Warning => theme.wait,
            Self::Error => theme.bad,
        }
    }
}

/// One thing that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Entry {
    wall: Wall,
    level: Option<Level>,
    /// Which part of the plugin wrote it.
    from: Option<String>,
    /// One line or several.
    text: String,
}

const TRACEBACK: &str = "Traceback (most recent call last):";

/// The lines as entries, oldest first.
fn entries(lines: &[LogLine]) -> Vec<Entry> {
    let mut found: Vec<Entry> = Vec::new();
    let mut run = None;
    for line in lines {
        let last = found.last_mut().filter(|_| run == Some(line.run));
        run = Some(line.run);
        match last {
            Some(last) if goes_on(last, &line.text) => {
                last.text.push('\n');
                last.text.push_str(&line.text);
            }
            _ => found.push(begun(line)),
        }
    }
    found
}

/// Whether a line belongs to what was written before it.
fn goes_on(before: &Entry, line: &str) -> bool {
    let last = before.text.lines().next_back().unwrap_or_default();
    let indented = |line: &str| line.starts_with([' ', '\t']);
    // The error stands at the end of its traceback; another one may follow, with a line between them.
    let between = |line: &str| {
        line.is_empty()
            || line.ends_with(" exception occurred:")
            || line.ends_with(" following exception:")
    };
    let traced = before.text.contains(TRACEBACK);
    let inside = last == TRACEBACK || indented(last) || between(line) || between(last);
    let said = matches!(before.level, Some(Level::Warning | Level::Error));
    indented(line) || (traced && inside) || (line == TRACEBACK && said && !traced)
}

fn begun(line: &LogLine) -> Entry {
    let (level, from, text) = parsed(&line.text);
    let level = level.or_else(|| line.text.starts_with(TRACEBACK).then_some(Level::Error));
    Entry {
        wall: line.wall,
        level,
        from: from.map(str::to_owned),
        text: text.to_owned(),
    }
}

/// `WARNING name: text`, as far as the line is like that.
fn parsed(line: &str) -> (Option<Level>, Option<&str>, &str) {
    let Some((word, rest)) = line.split_once(' ') else {
        return (None, None, line);
    };
    let level = match word {
        "DEBUG" => Level::Debug,
        "INFO" => Level::Info,
        "WARNING" => Level::Warning,
        "ERROR" | "CRITICAL" => Level::Error,
        _ => return (None, None, line),
    };
    match rest.split_once(": ") {
        Some((from, text)) if !from.is_empty() && !from.contains(' ') => {
            (Some(level), Some(from), text)
        }
        _ => (Some(level), None, rest),
    }
}

#[cfg(test)]
mod tests {
    use lumarium_core::lifecycle::Run;

    use super::*;

    fn lines(texts: &[&str]) -> Vec<LogLine> {
        let line = |text: &&str| LogLine {
            wall: Wall(0),
            run: Run(1),
            text: (*text).to_owned(),
        };
        texts.iter().map(line).collect()
    }

    #[test]
    fn levels_and_names_are_told_from_the_text() {
        let all = entries(&lines(&[
            "WARNING src.cache_manager: disk: full",
            "ERROR it broke",
            "INFOrmation: none",
            "plain",
        ]));
        let told: Vec<_> = all
            .iter()
            .map(|one| (one.level, one.from.as_deref(), one.text.as_str()))
            .collect();
        assert_eq!(
            told,
            [
                (
                    Some(Level::Warning),
                    Some("src.cache_manager"),
                    "disk: full"
                ),
                (Some(Level::Error), None, "it broke"),
                (None, None, "INFOrmation: none"),
                (None, None, "plain"),
            ]
        );
    }

    #[test]
    fn a_traceback_is_one_entry_with_the_errors_that_led_to_it() {
        let all = entries(&lines(&[
            "ERROR plugin: update failed",
            TRACEBACK,
            "  File \"manager.py\", line 3, in update",
            "    fetch()",
            "KeyError: 'a'",
            "",
            "During handling of the above exception, another exception occurred:",
            "",
            TRACEBACK,
            "  File \"manager.py\", line 5, in update",
            "ValueError: no a",
            "INFO next",
            TRACEBACK,
            "  … 40 lines …",
            "OSError: gone",
        ]));
        let counts: Vec<_> = all.iter().map(|one| one.text.lines().count()).collect();
        assert_eq!(counts, [11, 1, 3]);
        assert_eq!(all[0].level, Some(Level::Error));
        assert!(all[0].text.ends_with("ValueError: no a"));
        assert_eq!(all[1].level, Some(Level::Info));
    }

    #[test]
    fn another_run_begins_anew() {
        let mut all = lines(&[TRACEBACK, "  File"]);
        all[1].run = Run(2);
        assert_eq!(entries(&all).len(), 2);
    }
}
