//! Many looks side by side: waiting for the disk and reading JSON both gain from a second core.

use std::num::NonZero;
use std::panic::resume_unwind;
use std::sync::{Arc, Mutex};
use std::thread::{self, Builder};

/// Fewer are done sooner than a thread is started.
const WORTH_A_THREAD: usize = 128;

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
    let size = items.len().div_ceil(threads);
    thread::scope(|scope| {
        let mut any = false;
        let mut rest = items;
        let mut others = Vec::with_capacity(threads);
        while rest.len() > size {
            let (own, others_part) = rest.split_at_mut(size);
            rest = others_part;
            // What is to be done travels in a box that comes back if there is no thread to be had.
            let work = Mutex::new(Some(own));
            let work = Arc::new(work);
            let given = Arc::clone(&work);
            let take = move || {
                given
                    .lock()
                    .ok()
                    .and_then(|mut own| own.take())
                    .is_some_and(part)
            };
            let thread = Builder::new().name("look".to_owned());
            match thread.spawn_scoped(scope, take) {
                Ok(thread) => others.push(thread),
                Err(_) => {
                    any |= work
                        .lock()
                        .ok()
                        .and_then(|mut own| own.take())
                        .is_some_and(part);
                }
            }
        }
        any |= part(rest);
        for thread in others {
            match thread.join() {
                Ok(found) => any |= found,
                Err(panic) => resume_unwind(panic),
            }
        }
        any
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
        over(&mut items, 2, &|item| {
            *item = Some(std::thread::current().id());
            false
        });
        let mut seen = items.to_vec();
        seen.dedup();
        assert_eq!(seen.len(), 2);
    }
}
