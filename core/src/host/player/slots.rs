//! Live pictures on their way to the player: a slot of size one for each run, latest wins. A run can
//! flood its own slot only; the player never waits for it, it looks again at the next refresh.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use crate::frame::Frame;
use crate::host::handle::lock;
use crate::id::PluginId;
use crate::lifecycle::Run;
use crate::limits;

/// The newest picture of one run, with its number.
#[derive(Debug, Default)]
pub struct LiveSlot {
    newest: Mutex<(u64, Option<Arc<Frame>>)>,
}

impl LiveSlot {
    /// Puts a picture in, in place of the one before.
    pub fn put(&self, frame: &Arc<Frame>) {
        let mut newest = lock(&self.newest);
        newest.0 += 1;
        let before = newest.1.replace(Arc::clone(frame));
        // The old picture is freed after the lock is.
        drop(newest);
        drop(before);
    }

    /// Takes the picture out; its number goes on.
    pub(super) fn clear(&self) {
        let mut newest = lock(&self.newest);
        let before = newest.1.take();
        drop(newest);
        drop(before);
    }

    /// Lets `take` see the newest picture if it is newer than number `seen`. Never waits. The picture
    /// stays in the slot, so that it is always its writer who frees it.
    pub(super) fn look(&self, seen: &mut u64, take: impl FnOnce(&Frame)) {
        if let Ok(newest) = self.newest.try_lock()
            && let (number, Some(frame)) = &*newest
            && *number != *seen
        {
            *seen = *number;
            take(frame);
        }
    }
}

/// The newest known run of each plugin.
type Runs = BTreeMap<PluginId, (Run, Arc<LiveSlot>)>;

/// The slots of all runs. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct LiveSlots {
    runs: Arc<Mutex<Runs>>,
}

impl LiveSlots {
    /// The slot of a run, made if needed; absent for a run older than one already known.
    pub fn slot(&self, plugin: &PluginId, run: Run) -> Option<Arc<LiveSlot>> {
        let mut runs = lock(&self.runs);
        if let Some((known, slot)) = runs.get(plugin) {
            if *known == run {
                return Some(Arc::clone(slot));
            }
            if *known > run {
                return None;
            }
        } else if runs.len() >= limits::RUNS_MAX {
            // Slots that nobody holds belong to runs that are not on screen.
            runs.retain(|_, (_, slot)| Arc::strong_count(slot) > 1);
        }
        let slot = Arc::new(LiveSlot::default());
        runs.insert(plugin.clone(), (run, Arc::clone(&slot)));
        Some(slot)
    }

    /// Publishes a live picture; latest wins, an older run's is dropped.
    pub fn publish(&self, plugin: &PluginId, run: Run, frame: &Arc<Frame>) {
        if let Some(slot) = self.slot(plugin, run) {
            slot.put(frame);
        }
    }

    /// Forgets a run that has ended.
    pub fn forget(&self, plugin: &PluginId, run: Run) {
        let mut runs = lock(&self.runs);
        if runs.get(plugin).is_some_and(|(known, _)| *known == run) {
            runs.remove(plugin);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::Size;

    #[test]
    fn slots_of_runs_that_nobody_shows_make_room() {
        let slots = LiveSlots::default();
        let id = |name: &str| PluginId::parse(name).unwrap();
        let held = slots.slot(&id("held"), Run(1)).unwrap();
        let frame = Arc::new(Frame::black(Size::new(1, 1)));
        for number in 0..3 * limits::RUNS_MAX {
            slots.publish(&id(&format!("p{number}")), Run(1), &frame);
            assert!(lock(&slots.runs).len() <= limits::RUNS_MAX);
        }
        let again = slots.slot(&id("held"), Run(1)).unwrap();
        assert!(Arc::ptr_eq(&held, &again));
    }
}
