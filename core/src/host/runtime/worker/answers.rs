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
        duration: stay(said.duration),
        redraw_after: Some(REDRAW),
        update_interval: time(said.update_interval),
        live_priority: said.has_live_priority && said.has_live_content,
        live_screens: names(&said.live_modes),
        cycle_complete: Some(said.cycle_complete).filter(|_| said.supports_dynamic_duration),
        dynamic: said.supports_dynamic_duration.then(|| Dynamic {
            cap: stay(said.dynamic_duration_cap),
            cycle: stay(said.cycle_duration),
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

/// How long a screen is to stay. Longer than is allowed at all is a mistake, not a wish: the panel would show
/// nothing else for a day.
fn stay(seconds: Option<f64>) -> Option<Duration> {
    time(seconds).filter(|stay| *stay <= limits::SCREEN_DURATION_MAX)
}

/// Why a request failed. `lacks`: the packages it has to do without, and why.
pub(in crate::host::runtime) fn failure(trouble: &Trouble, lacks: Option<&str>) -> Failure {
    let text = cut(trouble.message.clone());
    let names = || cut(trouble.names.join(", "));
    match trouble.kind.as_str() {
        "offline" => Failure::Offline {
            text: unreached(&trouble.message),
        },
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

/// What could not be reached: the libraries that plugins use name it as `host='…'` or `//…/`, among much else.
fn unreached(message: &str) -> String {
    let after = |mark: &str, ends: &[char]| {
        let (_, rest) = message.split_once(mark)?;
        let host = rest.split(ends).next()?;
        (!host.is_empty()).then_some(host)
    };
    let host = after("host='", &['\'']).or_else(|| after("://", &['/', '\'', ' ', ':', ')']));
    cut(match host {
        Some(host) => format!("{host} cannot be reached"),
        None => format!("it cannot reach what it fetches from ({message})"),
    })
}

/// What the log gets of a failure: the traceback; one line where only the network is missing.
pub(super) fn log(trouble: &Trouble) -> Vec<String> {
    if trouble.kind == "offline" {
        return vec![cut(format!("INFO offline: {}", trouble.message))];
    }
    traceback(trouble).collect()
}

/// The traceback, as lines of the plugin's log: how it begins, and its end, which says most.
fn traceback(trouble: &Trouble) -> impl Iterator<Item = String> {
    let lines: Vec<&str> = trouble.traceback.lines().collect();
    let more = lines.len().saturating_sub(limits::TRACEBACK_LINES_MAX);
    let (head, left) = match lines.split_first() {
        Some((first, _)) if more > 0 => (
            vec![(*first).to_owned(), format!("  … {} lines …", more + 1)],
            more + 2,
        ),
        _ => (Vec::new(), 0),
    };
    let rest: Vec<String> = lines
        .iter()
        .skip(left)
        .map(|line| cut((*line).to_owned()))
        .collect();
    head.into_iter().chain(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trouble(kind: &str, message: &str) -> Trouble {
        Trouble {
            kind: kind.to_owned(),
            message: message.to_owned(),
            traceback: "Traceback:\n  one\n  two".to_owned(),
            ..Trouble::default()
        }
    }

    #[test]
    fn who_could_not_be_reached_is_named() {
        let said = |message: &str| failure(&trouble("offline", message), None).to_string();
        let long = "ConnectionError: HTTPSConnectionPool(host='api.weather.gov', port=443): Max retries \
            exceeded with url: /points (Caused by NameResolutionError(\"…\"))";
        assert_eq!(said(long), "offline: api.weather.gov cannot be reached");
        let url = "ReadTimeout: https://site.api.espn.com/apis timed out";
        assert_eq!(said(url), "offline: site.api.espn.com cannot be reached");
        let other = "gaierror: [Errno -3] Temporary failure in name resolution";
        assert_eq!(
            said(other),
            format!("offline: it cannot reach what it fetches from ({other})")
        );
    }

    #[test]
    fn what_is_no_time_is_not_said() {
        let said = |duration| {
            hooks(&HookValues {
                duration: Some(duration),
                supports_dynamic_duration: true,
                cycle_duration: Some(duration),
                ..HookValues::default()
            })
        };
        let hour = Some(Duration::from_hours(1));
        let dynamic = |hooks: &Hooks| hooks.dynamic.as_ref().and_then(|dynamic| dynamic.cycle);
        let good = said(3_600.0);
        assert_eq!((good.duration, dynamic(&good)), (hour, hour));
        for strange in [-1.0, 0.0, 1e6, 1e308, f64::INFINITY, f64::NAN] {
            let told = said(strange);
            assert_eq!((told.duration, dynamic(&told)), (None, None), "{strange}");
        }
    }

    #[test]
    fn the_log_has_tracebacks_but_one_line_for_a_missing_network() {
        assert_eq!(
            log(&trouble("plugin", "x")),
            ["Traceback:", "  one", "  two"]
        );
        assert_eq!(log(&trouble("offline", "x")), ["INFO offline: x"]);
        let mut long = trouble("plugin", "x");
        let lines: Vec<String> = (0..100).map(|line| format!("line {line}")).collect();
        long.traceback = lines.join("\n");
        let lines = log(&long);
        assert_eq!(lines.len(), limits::TRACEBACK_LINES_MAX);
        assert_eq!(lines[..3], ["line 0", "  … 71 lines …", "line 72"]);
        assert_eq!(lines[29], "line 99");
    }
}
