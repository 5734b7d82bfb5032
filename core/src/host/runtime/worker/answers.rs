//! What a worker says about its plugin, in the words of the engine.

use std::sync::Arc;
use std::time::Duration;

use super::wire::{HookValues, Trouble};
use crate::content::{Dynamic, Hooks};
use crate::failure::{Failure, cut};
use crate::limits;

/// A screen that does not move is drawn again this often: LEDMatrix's display loop.
const REDRAW: Duration = Duration::from_secs(1);

/// Hooks as the engine takes them. What is no time is not said.
pub(super) fn hooks(said: &HookValues) -> Hooks {
    Hooks {
        screens: Some(names(&said.modes)).filter(|screens| !screens.is_empty()),
        duration: time(said.duration),
        redraw_after: Some(REDRAW),
        update_interval: time(said.update_interval),
        live_priority: said.has_live_priority && said.has_live_content,
        live_screens: names(&said.live_modes),
        cycle_complete: Some(said.cycle_complete).filter(|_| said.supports_dynamic_duration),
        dynamic: said.supports_dynamic_duration.then(|| Dynamic {
            cap: time(said.dynamic_duration_cap),
            cycle: time(said.cycle_duration),
        }),
    }
}

/// Names of screens: each once. One that is too long is left out: cut, it would be another screen's.
fn names(said: &[String]) -> Vec<Arc<str>> {
    let mut names: Vec<Arc<str>> = Vec::new();
    for name in said {
        let fits = (1..=limits::SCREEN_NAME_LEN_MAX).contains(&name.len());
        let known = names.iter().any(|known| **known == **name);
        if fits && !known && names.len() < limits::SCREENS_MAX {
            names.push(Arc::from(name.as_str()));
        }
    }
    names
}

/// Whether the plugin scrolls by hand.
pub(super) fn by_hand(said: &HookValues) -> bool {
    said.needs_high_fps.unwrap_or(said.enable_scrolling)
}

fn time(seconds: Option<f64>) -> Option<Duration> {
    let seconds = seconds.filter(|seconds| *seconds > 0.0)?;
    Duration::try_from_secs_f64(seconds.min(1e9)).ok()
}

/// Why a request failed. `lacks`: the packages it has to do without, and why.
pub(super) fn failure(trouble: &Trouble, lacks: Option<&str>) -> Failure {
    let text = cut(trouble.message.clone());
    let names = || cut(trouble.names.join(", "));
    match trouble.kind.as_str() {
        "offline" => Failure::Offline { text },
        "missing_package" => Failure::Lacks {
            text: match lacks {
                Some(why) => cut(format!("it needs the Python package {}; {why}", names())),
                None => format!(
                    "it needs the Python package {}, which is not installed and not in its requirements.txt",
                    names()
                ),
            },
        },
        "needs_ledmatrix" => Failure::Unsupported {
            text: format!(
                "it needs {} of a newer LEDMatrix, which Lumarium does not have; an older version of the \
                 plugin may do",
                names()
            ),
        },
        "memory" => Failure::Error {
            text: format!("it wanted more memory than it may have: {text}"),
        },
        _ if trouble.stage == "configure" => Failure::BadSettings { text },
        _ => Failure::Error { text },
    }
}

/// The traceback, as lines of the plugin's log.
pub(super) fn traceback(trouble: &Trouble) -> impl Iterator<Item = String> {
    let lines = trouble
        .traceback
        .lines()
        .rev()
        .take(limits::TRACEBACK_LINES_MAX);
    let mut lines: Vec<String> = lines.map(|line| cut(line.to_owned())).collect();
    lines.reverse();
    lines.into_iter()
}
