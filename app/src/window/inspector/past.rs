//! What the window keeps of the past while somebody looks at it: snapshots and the journal, bounded.
//! Nothing is copied while inspector and timeline are closed.

use std::collections::VecDeque;
use std::sync::Arc;

use lumarium_core::journal::Entry;
use lumarium_core::snapshot::Snapshot;
use lumarium_core::time::Moment;

use crate::link::Link;

/// Snapshots kept: a minute of a busy rotation. Plugins that did not change are shared.
const SNAPSHOTS_MAX: usize = 256;
/// Journal entries kept: five times the engine's own.
const ENTRIES_MAX: usize = 20_000;

/// Snapshots and journal entries, oldest first.
#[derive(Debug, Default)]
pub struct Past {
    snapshots: VecDeque<Arc<Snapshot>>,
    journal: VecDeque<Arc<Entry>>,
    /// The number of the next entry.
    next: u64,
    /// Entries that were gone before they could be read.
    lost: u64,
    /// Entries that were kept once and are not any more.
    forgotten: u64,
}

impl Past {
    /// Takes what is new. Costs nothing if nothing is.
    pub fn look(&mut self, link: &dyn Link, snapshot: &Arc<Snapshot>) {
        let newest = self.snapshots.back().map(|old| old.revision);
        if newest == Some(snapshot.revision) {
            return;
        }
        if self.snapshots.len() >= SNAPSHOTS_MAX {
            self.snapshots.pop_front();
        }
        self.snapshots.push_back(Arc::clone(snapshot));
        self.add(link.journal_since(self.next));
    }

    fn add(&mut self, news: Vec<Arc<Entry>>) {
        for entry in news {
            self.lost += entry.number.saturating_sub(self.next);
            self.next = entry.number + 1;
            if self.journal.len() >= ENTRIES_MAX {
                self.journal.pop_front();
                self.forgotten += 1;
            }
            self.journal.push_back(entry);
        }
    }

    /// All snapshots, oldest first.
    pub fn snapshots(&self) -> impl DoubleEndedIterator<Item = &Arc<Snapshot>> + ExactSizeIterator {
        self.snapshots.iter()
    }

    /// The newest snapshot.
    pub fn newest(&self) -> Option<&Arc<Snapshot>> {
        self.snapshots.back()
    }

    /// The snapshot that held at `at`; the oldest one if it was made later.
    pub fn at(&self, at: Moment) -> Option<&Arc<Snapshot>> {
        let later = self.snapshots.partition_point(|kept| kept.at <= at);
        self.snapshots.get(later.saturating_sub(1))
    }

    /// The snapshot with this revision.
    pub fn revision(&self, revision: u64) -> Option<&Arc<Snapshot>> {
        self.snapshots.iter().find(|kept| kept.revision == revision)
    }

    /// The entry in place `place`, counted from the first that was ever kept.
    pub fn entry(&self, place: u64) -> Option<&Arc<Entry>> {
        let index = usize::try_from(place.checked_sub(self.forgotten)?).ok()?;
        self.journal.get(index)
    }

    /// The places that have entries: from the first one to the one after the last.
    pub fn places(&self) -> std::ops::Range<u64> {
        self.forgotten..self.forgotten + self.journal.len() as u64
    }

    /// Entries that were gone before they could be read.
    pub const fn lost(&self) -> u64 {
        self.lost
    }
}

#[cfg(test)]
mod tests {
    use lumarium_core::journal::Topic;
    use lumarium_core::time::Wall;

    use super::*;

    fn entry(number: u64) -> Arc<Entry> {
        Arc::new(Entry {
            number,
            revision: number,
            at: Moment::from_secs(number),
            wall: Wall(0),
            topic: Topic::Show,
            plugin: None,
            text: String::new(),
        })
    }

    #[test]
    fn gaps_are_counted_and_places_stay() {
        let mut past = Past::default();
        past.add((5..8).map(entry).collect());
        assert_eq!((past.lost(), past.places()), (5, 0..3));
        past.add(vec![entry(10)]);
        assert_eq!(past.lost(), 7);
        past.add((11..11 + ENTRIES_MAX as u64).map(entry).collect());
        assert_eq!(past.places(), 4..4 + ENTRIES_MAX as u64);
        assert_eq!(past.entry(3), None);
        assert_eq!(past.entry(4).map(|entry| entry.number), Some(11));
    }
}
