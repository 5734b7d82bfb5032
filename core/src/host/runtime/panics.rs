//! Panics of plugins: caught at every call, told in the report, never printed.

use std::any::Any;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind, set_hook, take_hook};
use std::sync::Once;
use std::thread;

use crate::failure;
use crate::id::PluginId;
use crate::lifecycle::Run;

const THREAD_PREFIX: &str = "worker ";

thread_local! {
    /// What the hook saw last on this thread.
    static SEEN: Cell<Option<String>> = const { Cell::new(None) };
}

/// The name of a run's thread; the hook knows threads of plugins by it.
pub(crate) fn thread_name(plugin: &PluginId, run: Run) -> String {
    format!("{THREAD_PREFIX}{plugin} {run}")
}

/// From now on a panic on a thread of a plugin is kept for its report; all others go to the hook
/// that was there before. Done once per process.
pub(crate) fn keep_quiet() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = take_hook();
        set_hook(Box::new(move |info| {
            if on_worker() {
                // Fails only while the thread is being torn down: then nobody asks any more.
                SEEN.try_with(|seen| seen.set(Some(words(info)))).ok();
            } else {
                before(info);
            }
        }));
    });
}

/// Calls into a plugin; a panic becomes its message and place.
pub(crate) fn caught<T>(call: impl FnOnce() -> T) -> Result<T, String> {
    SEEN.set(None);
    // The instance is dropped after a panic, so nobody sees what it left half done.
    catch_unwind(AssertUnwindSafe(call)).map_err(|payload| {
        let text = SEEN
            .take()
            .unwrap_or_else(|| message(payload.as_ref()).to_owned());
        let thrown_away = catch_unwind(AssertUnwindSafe(|| drop(payload)));
        if let Err(second) = thrown_away {
            // A payload whose drop panics may do it again: it is kept for ever.
            std::mem::forget(second);
        }
        failure::cut(text)
    })
}

fn on_worker() -> bool {
    thread::current()
        .name()
        .is_some_and(|name| name.starts_with(THREAD_PREFIX))
}

fn words(info: &PanicHookInfo<'_>) -> String {
    let text = message(info.payload());
    match info.location() {
        Some(place) => {
            let file = place.file();
            let file = file.rsplit(['/', '\\']).next().unwrap_or(file);
            format!("{text} ({file}:{})", place.line())
        }
        None => text.to_owned(),
    }
}

fn message(payload: &(dyn Any + Send)) -> &str {
    if let Some(text) = payload.downcast_ref::<&str>() {
        text
    } else if let Some(text) = payload.downcast_ref::<String>() {
        text
    } else {
        "without a message"
    }
}

#[cfg(test)]
mod tests;
