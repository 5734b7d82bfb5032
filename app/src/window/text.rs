//! The words of the window, in one place: short, no full stop after a single sentence.

use std::borrow::Cow;
use std::path::Path;
use std::time::Duration;

use lumarium_core::message::TransitionKind;
use lumarium_core::reconcile::Kind;
use lumarium_core::time::Wall;

/// The name of the program.
pub const NAME: &str = "Lumarium";
/// A plugin that works.
pub const ON: &str = "on";
/// A plugin that is off.
pub const OFF: &str = "off";
/// A plugin that is loading.
pub const STARTING: &str = "starting";
/// A plugin that is unloading.
pub const STOPPING: &str = "stopping";
/// A plugin that fails and will be tried again.
pub const FAILING: &str = "failing";
/// A plugin that needs a person.
pub const BROKEN: &str = "broken";
/// A folder or file that cannot be used.
pub const NO_PLUGIN: &str = "not a plugin";
/// On the panel.
pub const NOW: &str = "now";
/// Next, at an unknown time.
pub const NEXT_UP: &str = "next";
/// The list.
pub const PLUGINS: &str = "Plugins";
/// The hint of the filter.
pub const FILTER: &str = "Filter";
/// No plugin fits the filter.
pub const NO_MATCH: &str = "Nothing fits the filter";
/// Groups of the list.
pub const GROUPS: [&str; 3] = ["On", "Off", "Broken"];
/// The stage while no plugin is on.
pub const WELCOME: &str = "Welcome to Lumarium";
/// What to do then.
pub const WELCOME_TEXT: &str =
    "No plugin is on yet. Switch one on in the list, and its picture appears here.";
/// What to do if there is no plugin at all.
pub const WELCOME_EMPTY: &str = "No plugin was found. Put a plugin's folder into the plugin folder of the root shown on the right.";
/// Nothing has content and nobody says why.
pub const NOTHING_SHOWN: &str = "Nothing is shown now";
/// The slider.
pub const BRIGHTNESS: &str = "Brightness";
/// The question behind a refused disable.
pub const SWITCH_ALL_OFF: &str = "Switch all off";
/// Hides a line that says something.
pub const HIDE: &str = "Hide this line";
/// No answer came.
pub const NO_ANSWER: &str = "Lumarium did not answer in time";
/// What to do then.
pub const NO_ANSWER_HINT: &str = "the change may still happen";

/// `Clock is needed by Weather, News`.
pub fn needed(name: &str, dependents: &[&str]) -> String {
    format!("{name} is needed by {}", dependents.join(", "))
}

/// The last part of a path.
pub fn file_name(path: &Path) -> Cow<'_, str> {
    let name = path.file_name().unwrap_or(path.as_os_str());
    name.to_string_lossy()
}

/// `12 s`, `3 min`, `2 h`.
pub fn span(wait: Duration) -> String {
    let secs = wait.as_millis().div_ceil(1_000);
    match secs {
        0..=119 => format!("{secs} s"),
        120..=7_199 => format!("{} min", secs / 60),
        _ => format!("{} h", secs / 3_600),
    }
}

/// A countdown to the next try.
pub fn retry_in(wait: Duration) -> String {
    if wait.is_zero() {
        "trying again".to_owned()
    } else {
        format!("retry in {}", span(wait))
    }
}

/// A countdown to the screen.
pub fn next_in(wait: Duration) -> String {
    if wait.is_zero() {
        NEXT_UP.to_owned()
    } else {
        format!("next in {}", span(wait))
    }
}

/// `3 times`, nothing for one.
pub fn times(count: u32) -> String {
    if count > 1 {
        format!("{count} times")
    } else {
        String::new()
    }
}

/// The time of day of `wall` in `zone`; raw milliseconds outside the calendar.
pub fn clock(wall: Wall, zone: &jiff::tz::TimeZone) -> String {
    match jiff::Timestamp::from_millisecond(wall.0) {
        Ok(stamp) => stamp
            .to_zoned(zone.clone())
            .strftime("%H:%M:%S")
            .to_string(),
        Err(_) => format!("{} ms", wall.0),
    }
}

/// How screens follow each other.
pub const fn transition(kind: TransitionKind) -> &'static str {
    match kind {
        TransitionKind::Cut => "cut",
        TransitionKind::Fade => "fade",
        TransitionKind::Slide => "slide",
    }
}

/// What a finding is about.
pub const fn finding(kind: Kind) -> &'static str {
    match kind {
        Kind::MissingInConfig => "Not in the configuration",
        Kind::MissingOnDisk => "Its files are missing",
        Kind::EnabledMismatch => "On and off disagree",
        Kind::VersionMismatch => "Its files were changed",
        Kind::StateCorrupted => "The record was damaged",
        Kind::NotRunning => "Wanted, not loaded",
        Kind::ShouldNotRun => "Loaded, not wanted",
        Kind::FoundAgain => "Found again after it was uninstalled",
    }
}
