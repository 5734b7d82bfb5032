//! The journal with a filter: `plugin:clock topic:life words "some words"`. Each frame looks only at what
//! is new, and makes only the lines that are seen.

use std::collections::VecDeque;

use egui::{Label, Margin, RichText, ScrollArea, Sense, TextEdit, TextStyle, Ui};
use jiff::tz::TimeZone;
use lumarium_core::id::PluginId;
use lumarium_core::journal::{Entry, Topic};
use lumarium_core::time::Moment;

use super::Shown;
use super::past::Past;
use crate::window::selection::Selection;
use crate::window::text::{self, fill, t};
use crate::window::view::View;

/// What an entry must have.
#[derive(Debug, Default, PartialEq, Eq)]
struct Wanted {
    plugins: Vec<String>,
    topics: Vec<String>,
    words: Vec<String>,
}

impl Wanted {
    fn read(text: &str) -> Self {
        let mut wanted = Self::default();
        for word in words(text) {
            let word = word.to_lowercase();
            match word.split_once(':') {
                Some(("plugin", id)) => wanted.plugins.push(id.to_owned()),
                Some(("topic", topic)) => wanted.topics.push(topic.to_owned()),
                _ => wanted.words.push(word),
            }
        }
        wanted
    }

    fn fits(&self, entry: &Entry) -> bool {
        let id = entry.plugin.as_ref().map_or("", PluginId::as_str);
        let any = |list: &[String], is: &dyn Fn(&str) -> bool| {
            list.is_empty() || list.iter().any(|each| is(each))
        };
        any(&self.topics, &|topic| topic == entry.topic.name())
            && any(&self.plugins, &|plugin| id.eq_ignore_ascii_case(plugin))
            && (self.words.is_empty() || {
                let text = entry.text.to_lowercase();
                let id = id.to_ascii_lowercase();
                self.words
                    .iter()
                    .all(|word| text.contains(word) || id.contains(word))
            })
    }
}

/// The words of a filter; what stands in quotation marks is one.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (index, part) in text.split('"').enumerate() {
        if index % 2 == 1 {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(ToOwned::to_owned));
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// The filter and what it found.
#[derive(Debug)]
pub struct Filter {
    typed: String,
    wanted: Wanted,
    /// Places in the past that fit, in order.
    found: VecDeque<u64>,
    /// Places up to here have been looked at.
    seen: u64,
    follows: bool,
    /// Go to the end once: it follows again.
    jumps: bool,
    picked: Option<u64>,
}

impl Default for Filter {
    fn default() -> Self {
        Self {
            typed: String::new(),
            wanted: Wanted::default(),
            found: VecDeque::new(),
            seen: 0,
            follows: true,
            jumps: true,
            picked: None,
        }
    }
}

impl Filter {
    /// Looks for something else.
    pub fn set(&mut self, typed: String) {
        self.wanted = Wanted::read(&typed);
        self.typed = typed;
        self.found.clear();
        self.seen = 0;
    }

    /// Looks at what is new.
    pub fn refresh(&mut self, past: &Past) {
        let places = past.places();
        while self
            .found
            .front()
            .is_some_and(|place| *place < places.start)
        {
            self.found.pop_front();
        }
        for place in self.seen.max(places.start)..places.end {
            if past
                .entry(place)
                .is_some_and(|entry| self.wanted.fits(entry))
            {
                self.found.push_back(place);
            }
        }
        self.seen = places.end;
    }

    /// What was found, as text.
    pub fn text(&self, past: &Past, zone: &TimeZone) -> String {
        let mut words = gap(past);
        for place in &self.found {
            if let Some(entry) = past.entry(*place) {
                words.push_str(&line(entry, zone));
                words.push('\n');
            }
        }
        words
    }

    fn toggle(&mut self, topic: Topic) {
        let word = format!("topic:{}", topic.name());
        let mut all: Vec<&str> = self.typed.split_whitespace().collect();
        match all.iter().position(|each| *each == word) {
            Some(at) => {
                all.remove(at);
            }
            None => all.push(&word),
        }
        let typed = all.join(" ");
        self.set(typed);
    }
}

fn gap(past: &Past) -> String {
    if past.lost() == 0 {
        return String::new();
    }
    fill("journal.lost", &[("n", &past.lost())]) + "\n"
}

fn line(entry: &Entry, zone: &TimeZone) -> String {
    let plugin = entry.plugin.as_ref().map_or("-", PluginId::as_str);
    format!(
        "  {} #{:<5} {:<9} {plugin:<14} {}",
        text::clock(entry.wall, zone),
        entry.revision,
        entry.topic.name(),
        entry.text
    )
}

pub(super) fn show(ui: &mut Ui, view: &mut View<'_>, shown: &Shown) {
    controls(ui, view);
    let mut filter = std::mem::take(&mut view.state.inspector.journal);
    filter.refresh(&view.state.past);
    let lost = view.state.past.lost();
    let count = fill(
        "journal.count",
        &[("n", &filter.found.len()), ("lost", &lost)],
    );
    ui.label(RichText::new(count).small().color(view.theme.weak));
    let height = ui.text_style_height(&TextStyle::Monospace) + 4.0;
    ui.spacing_mut().item_spacing.y = 0.0;
    let mut area = ScrollArea::both()
        .id_salt("journal")
        .auto_shrink(false)
        .stick_to_bottom(filter.follows);
    if std::mem::take(&mut filter.jumps) {
        area = area.vertical_scroll_offset(height * filter.found.len() as f32);
    }
    area.show_rows(ui, height, filter.found.len(), |ui, seen| {
        for place in filter.found.range(seen).copied().collect::<Vec<_>>() {
            row(ui, view, shown, &mut filter, place);
        }
    });
    view.state.inspector.journal = filter;
}

fn controls(ui: &mut Ui, view: &mut View<'_>) {
    ui.horizontal_wrapped(|ui| {
        let filter = &mut view.state.inspector.journal;
        let mut typed = filter.typed.clone();
        let field = ui
            .add(
                TextEdit::singleline(&mut typed)
                    .hint_text(t("journal.hint"))
                    .margin(Margin::symmetric(8, 4))
                    .desired_width(260.0),
            )
            .accessible_name(t("journal.filter"));
        if field.changed() {
            filter.set(typed);
        }
        let follow = ui.selectable_label(filter.follows, t("journal.follow"));
        if follow.on_hover_text(t("journal.follow.tip")).clicked() {
            filter.follows = !filter.follows;
            filter.jumps = filter.follows;
        }
    });
    ui.horizontal_wrapped(|ui| {
        for topic in Topic::ALL {
            let filter = &mut view.state.inspector.journal;
            let on = filter.wanted.topics.iter().any(|name| name == topic.name());
            if ui.selectable_label(on, topic.name()).clicked() {
                filter.toggle(topic);
            }
        }
    });
}

fn row(ui: &mut Ui, view: &mut View<'_>, shown: &Shown, filter: &mut Filter, place: u64) {
    let Some(entry) = view.state.past.entry(place).cloned() else {
        return;
    };
    let theme = &view.theme;
    let ink = match entry.topic {
        Topic::Failure => theme.bad,
        Topic::Late => theme.wait,
        Topic::Command
        | Topic::Life
        | Topic::Reconcile
        | Topic::Show
        | Topic::Store
        | Topic::Panel => theme.text,
    };
    let picked = filter.picked == Some(entry.number);
    let mut words = RichText::new(line(&entry, &shown.zone))
        .monospace()
        .color(ink);
    if picked {
        words = words.background_color(theme.selected).strong();
    }
    let response = ui.add(Label::new(words).extend().sense(Sense::click()));
    if response.clicked() {
        filter.picked = Some(entry.number);
        filter.follows = false;
        if let Some(id) = &entry.plugin {
            view.state.selection = Selection::Plugin(id.clone());
        }
        go_to(view, entry.at);
    }
}

/// Stage, inspector and timeline show that moment.
fn go_to(view: &mut View<'_>, at: Moment) {
    view.state.stage.at = Some(at);
    view.state.timeline.hold(at);
}

#[cfg(test)]
mod tests {
    use lumarium_core::time::Wall;

    use super::*;

    fn entry(topic: Topic, plugin: &str, text: &str) -> Entry {
        Entry {
            number: 0,
            revision: 0,
            at: Moment::ZERO,
            wall: Wall(0),
            topic,
            plugin: PluginId::parse(plugin).ok(),
            text: text.to_owned(),
        }
    }

    #[test]
    fn a_filter_is_read_and_each_part_must_fit() {
        let life = entry(Topic::Life, "clock", "loading → loaded: code loaded");
        for (typed, fits) in [
            ("", true),
            ("plugin:clock", true),
            ("plugin:CLOCK topic:life", true),
            ("plugin:news", false),
            ("plugin:news plugin:clock", true),
            ("topic:show", false),
            ("topic:show topic:life code", true),
            ("CODE loading", true),
            ("code nothing", false),
            ("\"loading → loaded\"", true),
            ("\"loaded → loading\"", false),
            ("cloc", true),
        ] {
            assert_eq!(Wanted::read(typed).fits(&life), fits, "{typed}");
        }
    }

    #[test]
    fn a_chip_is_a_word_of_the_filter() {
        let mut filter = Filter::default();
        filter.set("plugin:clock".to_owned());
        filter.toggle(Topic::Late);
        assert_eq!(filter.typed, "plugin:clock topic:late");
        filter.toggle(Topic::Late);
        assert_eq!(filter.typed, "plugin:clock");
    }
}
