//! What the timeline knows: blocks of what was on, states of each plugin, missed frames. Grows with the
//! journal, bounded like it.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use jiff::tz::TimeZone;
use lumarium_core::id::PluginId;
use lumarium_core::journal::{Entry, Topic};
use lumarium_core::snapshot::Snapshot;
use lumarium_core::time::Moment;

use crate::window::inspector::past::Past;
use crate::window::text::{self, t};

/// Pieces kept in one row; the oldest go.
const PIECES_MAX: usize = 4_096;
/// Moments at which frames were missed.
const MISSED_MAX: usize = 1_024;

/// Something that begins with a journal entry and ends with the next one of its row.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    /// What began it.
    pub(super) entry: Arc<Entry>,
    /// A failure is a mark on the row and no piece.
    pub(super) mark: bool,
}

impl Piece {
    /// The state it is about.
    pub(super) fn state(&self) -> &str {
        self.entry.changed().map_or("", |(_, to, _)| to)
    }
}

/// The rows.
#[derive(Debug, Default)]
pub(super) struct Track {
    pub(super) shown: VecDeque<Piece>,
    pub(super) plugins: BTreeMap<PluginId, VecDeque<Piece>>,
    /// When frames were missed, and how many.
    pub(super) missed: VecDeque<(Moment, u64)>,
    missed_before: Option<u64>,
    /// Places of the past up to here have been looked at.
    seen: u64,
}

impl Track {
    /// Looks at what is new.
    pub(super) fn look(&mut self, past: &Past, missed: u64, now: Moment) {
        let places = past.places();
        for place in self.seen.max(places.start)..places.end {
            if let Some(entry) = past.entry(place) {
                self.take(entry);
            }
        }
        self.seen = places.end;
        let before = self.missed_before.replace(missed).unwrap_or(missed);
        if missed > before {
            push(&mut self.missed, (now, missed - before), MISSED_MAX);
        }
    }

    fn take(&mut self, entry: &Arc<Entry>) {
        let piece = |mark| Piece {
            entry: Arc::clone(entry),
            mark,
        };
        match (entry.topic, &entry.plugin) {
            (Topic::Show, _) => push(&mut self.shown, piece(false), PIECES_MAX),
            (Topic::Life, Some(id)) => self.add(id, piece(false)),
            (Topic::Failure, Some(id)) => self.add(id, piece(true)),
            _ => {}
        }
    }

    fn add(&mut self, id: &PluginId, piece: Piece) {
        push(
            self.plugins.entry(id.clone()).or_default(),
            piece,
            PIECES_MAX,
        );
    }

    /// The row of a plugin, or that of what was shown.
    pub(super) fn row(&self, plugin: Option<&PluginId>) -> Option<&VecDeque<Piece>> {
        match plugin {
            Some(id) => self.plugins.get(id),
            None => Some(&self.shown),
        }
    }

    /// How many screens were shown.
    pub(super) fn count(&self) -> usize {
        self.shown.len()
    }

    /// The first moment that is known.
    pub(super) fn start(&self) -> Option<Moment> {
        let rows = self.plugins.values().chain([&self.shown]);
        rows.filter_map(|row| row.front())
            .map(|piece| piece.entry.at)
            .min()
    }

    /// All rows between two moments.
    pub(super) fn text(
        &self,
        snapshot: &Snapshot,
        (from, to): (Moment, Moment),
        zone: &TimeZone,
    ) -> String {
        let mut words = String::new();
        let seen = |piece: &&Piece| (from..=to).contains(&piece.entry.at);
        let mut row = |name: &str, pieces: &VecDeque<Piece>| {
            words.extend([name, "\n"]);
            for piece in pieces.iter().filter(seen) {
                let clock = text::clock(piece.entry.wall, zone);
                words.extend(["  ", &clock, " ", &piece.entry.text, "\n"]);
            }
        };
        row(t("timeline.shown"), &self.shown);
        for plugin in &snapshot.plugins {
            if let Some(pieces) = self.plugins.get(&plugin.id) {
                row(&plugin.name, pieces);
            }
        }
        words.extend([t("timeline.missed"), "\n"]);
        for (at, count) in self
            .missed
            .iter()
            .filter(|(at, _)| (from..=to).contains(at))
        {
            let secs = at.as_millis() as f64 / 1e3;
            words.extend([&*format!("  {secs:.3} s: {count}"), "\n"]);
        }
        words
    }
}

fn push<T>(row: &mut VecDeque<T>, item: T, most: usize) {
    if row.len() >= most {
        row.pop_front();
    }
    row.push_back(item);
}

/// The pieces of a row that may be seen between two moments: each with the moment it ends. `end`: when the
/// last one ends.
pub(super) fn seen(
    row: &VecDeque<Piece>,
    (from, to): (Moment, Moment),
    end: Moment,
) -> impl Iterator<Item = (&Piece, Moment)> {
    let first = row.partition_point(|piece| piece.entry.at < from);
    // The one before reaches in; a mark has no length, so look back for a piece.
    let first = (0..first)
        .rev()
        .take(64)
        .find(|at| row.get(*at).is_some_and(|piece| !piece.mark))
        .unwrap_or(first);
    let last = row.partition_point(|piece| piece.entry.at <= to);
    (first..last.max(first)).filter_map(move |at| {
        let piece = row.get(at)?;
        if piece.mark {
            return Some((piece, piece.entry.at));
        }
        let next = row.range(at + 1..).find(|next| !next.mark);
        Some((piece, next.map_or(end, |next| next.entry.at)))
    })
}

#[cfg(test)]
mod tests {
    use lumarium_core::journal::change;
    use lumarium_core::time::Wall;

    use super::*;

    fn entry(secs: u64, topic: Topic, text: &str) -> Arc<Entry> {
        Arc::new(Entry {
            number: secs,
            revision: secs,
            at: Moment::from_secs(secs),
            wall: Wall(0),
            topic,
            plugin: PluginId::parse("clock").ok(),
            text: text.to_owned(),
        })
    }

    #[test]
    fn pieces_end_where_the_next_one_begins_and_marks_do_not_end_them() {
        let mut track = Track::default();
        track.take(&entry(
            1,
            Topic::Life,
            &change("discovered", "loading", "wanted"),
        ));
        track.take(&entry(5, Topic::Failure, "load failed"));
        track.take(&entry(
            9,
            Topic::Life,
            &change("loading", "error", "load failed"),
        ));
        track.take(&entry(9, Topic::Store, "no matter"));
        let row = track.plugins.values().next().unwrap();
        let all = |from: u64, to: u64| -> Vec<(String, u64, u64)> {
            let span = (Moment::from_secs(from), Moment::from_secs(to));
            seen(row, span, Moment::from_secs(20))
                .filter(|(piece, _)| !piece.mark)
                .map(|(piece, end)| {
                    let (from, to) = (piece.entry.at.as_millis(), end.as_millis());
                    (piece.state().to_owned(), from / 1_000, to / 1_000)
                })
                .collect()
        };
        let loading = ("loading".to_owned(), 1, 9);
        let error = ("error".to_owned(), 9, 20);
        assert_eq!(all(0, 20), [loading.clone(), error.clone()]);
        assert_eq!(all(6, 8), [loading]);
        assert_eq!(all(12, 20), [error]);
        assert_eq!(track.start(), Some(Moment::from_secs(1)));
    }

    #[test]
    fn missed_frames_are_counted_from_the_first_look_on() {
        let mut track = Track::default();
        let past = Past::default();
        for (missed, secs) in [(7, 1), (7, 2), (9, 3)] {
            track.look(&past, missed, Moment::from_secs(secs));
        }
        assert_eq!(track.missed, [(Moment::from_secs(3), 2)]);
    }
}
