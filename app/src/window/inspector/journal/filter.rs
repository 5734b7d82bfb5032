//! What is looked for in the journal, and what was found; looks only at what is new.

use std::collections::VecDeque;

use jiff::tz::TimeZone;
use lumarium_core::id::PluginId;
use lumarium_core::journal::{Entry, Topic};

use crate::window::inspector::past::Past;
use crate::window::text::{self, fill};
use crate::window::widgets::walker::Walker;

/// What an entry must have.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Wanted {
    plugins: Vec<String>,
    pub(super) topics: Vec<String>,
    words: Vec<String>,
}

impl Wanted {
    pub(super) fn read(text: &str) -> Self {
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

    pub(super) fn fits(&self, entry: &Entry) -> bool {
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
    pub(super) typed: String,
    pub(super) wanted: Wanted,
    /// Places in the past that fit, in order.
    pub(super) found: VecDeque<u64>,
    /// Places up to here have been looked at.
    seen: u64,
    pub(super) follows: bool,
    /// Go to the end once: it follows again.
    pub(super) jumps: bool,
    pub(super) picked: Option<u64>,
    /// The line that the keyboard stands on, by its place.
    pub(super) walker: Walker,
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
            walker: Walker::default(),
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

    pub(super) fn toggle(&mut self, topic: Topic) {
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

/// An entry in columns.
pub(super) fn line(entry: &Entry, zone: &TimeZone) -> String {
    let plugin = entry.plugin.as_ref().map_or("-", PluginId::as_str);
    format!(
        "  {} #{:<5} {:<9} {plugin:<14} {}",
        text::clock(entry.wall, zone),
        entry.revision,
        entry.topic.name(),
        entry.text
    )
}

#[cfg(test)]
mod tests {
    use lumarium_core::time::{Moment, Wall};

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
