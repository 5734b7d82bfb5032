//! The words of the window. All of them stand in `assets/text/en.txt`, so that they can be translated;
//! here they are looked up, and times become words. Short, no full stop after a single sentence.

use std::borrow::Cow;
use std::collections::HashMap;
use std::path::Path;
use std::sync::LazyLock;
use std::time::Duration;

use lumarium_core::message::TransitionKind;
use lumarium_core::reconcile::Kind;
use lumarium_core::time::Wall;

/// The file with all words.
pub const ENGLISH: &str = include_str!("../../../assets/text/en.txt");

static WORDS: LazyLock<HashMap<&'static str, Cow<'static, str>>> =
    LazyLock::new(|| entries(ENGLISH).collect());

/// `key = text` of each line that is no comment.
fn entries(file: &'static str) -> impl Iterator<Item = (&'static str, Cow<'static, str>)> {
    let lines = file.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| {
        let (key, text) = line.split_once(" = ")?;
        let text = if text.contains("\\n") {
            Cow::Owned(text.replace("\\n", "\n"))
        } else {
            Cow::Borrowed(text)
        };
        Some((key, text))
    })
}

/// The text of `key`; the key itself if there is none, which a test forbids.
pub fn t(key: &'static str) -> &'static str {
    WORDS.get(key).map_or(key, AsRef::as_ref)
}

/// The text of `key` with each `{name}` replaced by its value.
pub fn fill(key: &'static str, values: &[(&str, &dyn std::fmt::Display)]) -> String {
    let mut words = t(key).to_owned();
    for (name, value) in values {
        words = words.replace(&format!("{{{name}}}"), &value.to_string());
    }
    words
}

/// `Clock is needed by Weather, News`.
pub fn needed(name: &str, dependents: &[&str]) -> String {
    let others = dependents.join(", ");
    fill("answer.needed", &[("name", &name), ("others", &others)])
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
        0..=119 => fill("time.seconds", &[("n", &secs)]),
        120..=7_199 => fill("time.minutes", &[("n", &(secs / 60))]),
        _ => fill("time.hours", &[("n", &(secs / 3_600))]),
    }
}

/// A countdown to the next try.
pub fn retry_in(wait: Duration) -> String {
    if wait.is_zero() {
        t("list.retry_now").to_owned()
    } else {
        fill("list.retry_in", &[("time", &span(wait))])
    }
}

/// A countdown to the screen.
pub fn next_in(wait: Duration) -> String {
    if wait.is_zero() {
        t("list.next").to_owned()
    } else {
        fill("list.next_in", &[("time", &span(wait))])
    }
}

/// `3 times`, nothing for one.
pub fn times(count: u32) -> String {
    if count > 1 {
        fill("time.times", &[("n", &count)])
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
        Err(_) => fill("time.raw", &[("n", &wall.0)]),
    }
}

/// How screens follow each other.
pub fn transition(kind: TransitionKind) -> &'static str {
    t(match kind {
        TransitionKind::Cut => "transition.cut",
        TransitionKind::Fade => "transition.fade",
        TransitionKind::Slide => "transition.slide",
    })
}

/// What a finding is about.
pub fn finding(kind: Kind) -> &'static str {
    t(match kind {
        Kind::MissingInConfig => "finding.missing_in_config",
        Kind::MissingOnDisk => "finding.missing_on_disk",
        Kind::EnabledMismatch => "finding.enabled_mismatch",
        Kind::VersionMismatch => "finding.version_mismatch",
        Kind::StateCorrupted => "finding.state_corrupted",
        Kind::NotRunning => "finding.not_running",
        Kind::ShouldNotRun => "finding.should_not_run",
        Kind::FoundAgain => "finding.found_again",
    })
}
