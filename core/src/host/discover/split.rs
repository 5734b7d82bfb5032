//! Many looks side by side: waiting for the disk and reading JSON both gain from a second core.

use std::iter;
use std::num::NonZero;
use std::panic::resume_unwind;
use std::sync::{Mutex, PoisonError};
use std::thread::{self, Builder};

/// Fewer are done sooner than a thread is started.
const WORTH_A_THREAD: usize = 128;

/// A thread takes so many at a time: few enough that all end together.
const PART: usize = 32;

/// More do not help: the kernel answers for one folder.
const THREADS_MAX: usize = 4;

/// Does `look` to each, and says whether it was true of any.
pub(super) fn any<T: Send>(items: &mut [T], look: impl Fn(&mut T) -> bool + Sync) -> bool {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    over(items, cores.min(THREADS_MAX), &look)
}

fn over<T: Send>(items: &mut [T], threads: usize, look: &(impl Fn(&mut T) -> bool + Sync)) -> bool {
    // All are looked at, also after the first that is true.
    let part = |items: &mut [T]| items.iter_mut().fold(false, |any, item| look(item) | any);
    if threads < 2 || items.len() <= WORTH_A_THREAD {
        return part(items);
    }
    let parts = Mutex::new(items.chunks_mut(PART));
    let next = || parts.lock().unwrap_or_else(PoisonError::into_inner).next();
    let work = || iter::from_fn(next).fold(false, |any, items| part(items) | any);
    thread::scope(|scope| {
        // A thread that cannot be had leaves its share to the others; this one is always there.
        let others: Vec<_> = (1..threads)
            .filter_map(|_| {
                let thread = Builder::new().name("look".to_owned());
                thread.spawn_scoped(scope, work).ok()
            })
            .collect();
        let own = work();
        others
            .into_iter()
            .fold(own, |any, thread| match thread.join() {
                Ok(found) => found | any,
                Err(panic) => resume_unwind(panic),
            })
    })
}

#[cfg(test)]
mod tests {
    use super::{WORTH_A_THREAD, over};

    #[test]
    fn any_number_of_threads_does_what_one_does() {
        for count in [0, 1, WORTH_A_THREAD, WORTH_A_THREAD + 1, 1_000, 1_003] {
            for threads in 1..=5 {
                let mut items: Vec<usize> = (0..count).collect();
                let any = over(&mut items, threads, &|item: &mut usize| {
                    *item *= 3;
                    *item == 3 * 700
                });
                assert_eq!(any, count > 700);
                let expected: Vec<usize> = (0..count).map(|item| item * 3).collect();
                assert_eq!(items, expected);
            }
        }
    }

    #[test]
    fn many_are_looked_at_by_several_threads() {
        let mut items = [None; 4 * WORTH_A_THREAD];
        // Each thread waits in its first part until the other one has begun.
        let both = std::sync::Barrier::new(2);
        let begun = std::sync::Mutex::new(Vec::new());
        over(&mut items, 2, &|item| {
            let own = std::thread::current().id();
            *item = Some(own);
            let mut known = begun.lock().unwrap();
            if !known.contains(&own) {
                known.push(own);
                drop(known);
                both.wait();
            }
            false
        });
        assert_eq!(begun.into_inner().unwrap().len(), 2);
    }
}
