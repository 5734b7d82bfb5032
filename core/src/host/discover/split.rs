//! Many looks side by side: waiting for the disk and reading JSON both gain from a second core.

use std::num::NonZero;
use std::panic::resume_unwind;
use std::thread::{self, Builder};

/// Fewer are done sooner than a thread is started.
const WORTH_A_THREAD: usize = 128;

/// More do not help: the kernel answers for one folder.
const THREADS_MAX: usize = 4;

/// What `look` makes of each, in the same order, whatever the number of threads.
pub(super) fn each<T: Sync, R: Send>(items: &[T], look: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    over(items, cores.min(THREADS_MAX), &look)
}

fn over<T: Sync, R: Send>(items: &[T], threads: usize, look: &(impl Fn(&T) -> R + Sync)) -> Vec<R> {
    if threads < 2 || items.len() <= WORTH_A_THREAD {
        return items.iter().map(look).collect();
    }
    let mut parts = items.chunks(items.len().div_ceil(threads));
    let own = parts.next().unwrap_or_default();
    thread::scope(|scope| {
        let others: Vec<_> = parts
            .map(|part| {
                let work = move || part.iter().map(look).collect::<Vec<R>>();
                let thread = Builder::new().name("look".to_owned());
                (part, thread.spawn_scoped(scope, work))
            })
            .collect();
        let mut results = Vec::with_capacity(items.len());
        results.extend(own.iter().map(look));
        for (part, thread) in others {
            match thread.map(thread::ScopedJoinHandle::join) {
                Ok(Ok(part)) => results.extend(part),
                Ok(Err(panic)) => resume_unwind(panic),
                // No thread to be had: the part is done here.
                Err(_) => results.extend(part.iter().map(look)),
            }
        }
        results
    })
}

#[cfg(test)]
mod tests {
    use super::{WORTH_A_THREAD, over};

    #[test]
    fn any_number_of_threads_gives_what_one_gives() {
        for count in [0, 1, WORTH_A_THREAD, WORTH_A_THREAD + 1, 1_000, 1_003] {
            let items: Vec<usize> = (0..count).collect();
            let expected = over(&items, 1, &|item: &usize| item * 3);
            for threads in 2..=5 {
                assert_eq!(over(&items, threads, &|item: &usize| item * 3), expected);
            }
        }
    }

    #[test]
    fn many_are_looked_at_by_several_threads() {
        let items = [0; 4 * WORTH_A_THREAD];
        let mut seen = over(&items, 2, &|_: &i32| std::thread::current().id());
        seen.dedup();
        assert_eq!(seen.len(), 2);
    }
}
