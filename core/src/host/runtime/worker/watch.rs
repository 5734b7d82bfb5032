//! The memory of a worker and of all it has started: looked at now and then by the thread of its run, and
//! too much of it ends the run. The system's own limits count each process for itself, and addresses.

use std::time::Duration;

use super::seat::ProcessSeat;
use crate::failure::Failure;
use crate::host::processes::{self, Tree};
use crate::isolation::mebibytes;
use crate::limits;
use crate::time::Moment;

/// When the next look is due, and how much is allowed.
#[derive(Debug)]
pub(super) struct Watch {
    most: u64,
    looked: Moment,
    /// It has said or was asked something since the last look.
    stirred: bool,
    /// Looking takes long here.
    dear: bool,
}

impl Watch {
    /// Allows `most` bytes.
    pub(super) const fn new(most: u64, now: Moment) -> Self {
        Self {
            most,
            looked: now,
            stirred: true,
            dear: false,
        }
    }

    /// It does something: the next look is due sooner.
    pub(super) const fn stir(&mut self) {
        self.stirred = true;
    }

    /// How long until the next look.
    pub(super) fn wait(&self, now: Moment) -> Duration {
        let every = if self.stirred && !self.dear {
            limits::WORKER_LOOK_BUSY
        } else {
            limits::WORKER_LOOK_IDLE
        };
        self.looked.plus(every).since(now)
    }

    /// Looks, if it is time to: what is wrong. `busy`: it has requests to answer.
    pub(super) fn look(&mut self, seat: &ProcessSeat, busy: bool) -> Option<Failure> {
        self.stirred |= busy;
        self.look_with(seat.now(), || {
            let tree = processes::tree(seat.pid()?, &[])?;
            Some((tree, processes::proportional_bytes))
        })
    }

    /// The same with what is seen. What is shared counts for each process first, which is cheap to ask; only
    /// what would be too much then is asked for in truth.
    fn look_with<F>(
        &mut self,
        now: Moment,
        see: impl FnOnce() -> Option<(Tree, F)>,
    ) -> Option<Failure>
    where
        F: FnOnce(&[u32]) -> Option<u64>,
    {
        if !self.wait(now).is_zero() {
            return None;
        }
        (self.looked, self.stirred) = (now, false);
        let (tree, truth) = see()?;
        self.dear = tree.searched;
        if tree.resident_bytes <= self.most {
            return None;
        }
        let bytes = truth(&tree.pids).unwrap_or(tree.resident_bytes);
        (bytes > self.most).then(|| too_much(bytes, tree.pids.len(), self.most))
    }
}

fn too_much(bytes: u64, processes: usize, most: u64) -> Failure {
    let whole = |bytes: u64| mebibytes(bytes - bytes % (1024 * 1024));
    let who = if processes > 1 {
        format!("it and what it has started ({processes} processes)")
    } else {
        "it".to_owned()
    };
    Failure::error(format!(
        "{who} took {} of memory and may take {}, so it was ended; if it really needs more, raise \
         display.lumarium.worker_memory_mb",
        whole(bytes),
        whole(most),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MIB: u64 = 1024 * 1024;

    fn seen(resident: u64, processes: u32) -> Tree {
        Tree {
            pids: (1..=processes).collect(),
            resident_bytes: resident * MIB,
            ..Tree::default()
        }
    }

    fn after(secs: u64) -> Moment {
        Moment::from_secs(secs)
    }

    #[test]
    fn who_does_something_is_looked_at_every_second_and_who_rests_seldom() {
        let mut watch = Watch::new(256 * MIB, after(0));
        let mut looks = 0;
        for secs in 0..=60 {
            if secs >= 50 {
                watch.stir();
            }
            let see = || {
                looks += 1;
                Some((seen(1, 1), |_: &[u32]| None))
            };
            assert_eq!(watch.look_with(after(secs), see), None);
        }
        // One at 1 s, every 5 s until 46 s, then at 50 s, and each second.
        assert_eq!(looks, 1 + 9 + 11);
    }

    #[test]
    fn where_looking_takes_long_it_is_done_seldom() {
        let mut watch = Watch::new(256 * MIB, after(0));
        let searched = Tree {
            searched: true,
            ..seen(1, 1)
        };
        watch.look_with(after(1), || Some((searched, |_: &[u32]| None)));
        watch.stir();
        assert_eq!(watch.wait(after(1)), limits::WORKER_LOOK_IDLE);
    }

    #[test]
    fn too_much_memory_ends_the_run_with_words_that_help() {
        let mut watch = Watch::new(256 * MIB, after(0));
        let see = || Some((seen(900, 3), |_: &[u32]| Some(300 * MIB + 5)));
        let failure = watch.look_with(after(1), see).unwrap();
        assert_eq!(
            failure.to_string(),
            "it and what it has started (3 processes) took 300 MiB of memory and may take 256 MiB, so it \
             was ended; if it really needs more, raise display.lumarium.worker_memory_mb"
        );
        assert!(failure.recoverable());
        let unknown = || Some((seen(257, 1), |_: &[u32]| None));
        let failure = watch.look_with(after(6), unknown).unwrap();
        assert!(failure.to_string().starts_with("it took 257 MiB"));
    }

    #[test]
    fn what_is_shared_is_not_held_against_it() {
        let mut watch = Watch::new(256 * MIB, after(0));
        let see = || Some((seen(900, 10), |_: &[u32]| Some(90 * MIB)));
        assert_eq!(watch.look_with(after(1), see), None);
    }
}
