//! From something that could be shown to light: the rotation and the panel.

use std::time::Duration;

use super::{Case, Link, Step};
use crate::failure::Seconds;
use crate::id::PluginId;
use crate::snapshot::PluginView;

/// Plugins that are named on the way to its turn.
const NAMED_MAX: usize = 3;

pub(super) fn turn(case: &Case<'_>) -> Step {
    let panel = &case.snapshot.panel;
    if case.is_on() {
        let left = panel.until.map(|until| until.since(case.now));
        let mine = panel
            .pinned
            .as_ref()
            .is_some_and(|pin| pin.plugin == case.plugin.id);
        return Step::holds(
            Link::Turn,
            match left {
                Some(left) => format!("it is on for {} more", Seconds(left)),
                None if mine => "it is pinned".to_owned(),
                None if panel.paused => "the picture is held on it".to_owned(),
                None => "it is on, with nothing else to follow".to_owned(),
            },
        );
    }
    if let Some(schedule) = panel.schedule.as_ref().filter(|schedule| schedule.off) {
        return Step::breaks(
            Link::Turn,
            schedule.text.clone(),
            "Show it now, or change the schedule.",
        );
    }
    let other = panel
        .screen
        .as_ref()
        .map(|screen| case.name_of(&screen.plugin));
    if let Some(pinned) = &panel.pinned {
        return if pinned.plugin == case.plugin.id {
            Step::breaks(
                Link::Turn,
                "it is pinned and has not drawn yet",
                "It comes as soon as it has.",
            )
        } else {
            let name = case.name_of(&pinned.plugin);
            Step::breaks(
                Link::Turn,
                format!("the panel is pinned to {name}"),
                "Unpin it, or show this one now.",
            )
        };
    }
    if panel.paused {
        let on = other.map(|name| format!(" on {name}")).unwrap_or_default();
        return Step::breaks(
            Link::Turn,
            format!("the rotation is paused{on}"),
            "Resume, or show this one now.",
        );
    }
    let Some(other) = other else {
        let idle = panel.idle.as_deref().unwrap_or("nothing is on");
        return Step::breaks(
            Link::Turn,
            format!("nothing is on the panel now ({idle})"),
            "It comes as soon as it has drawn.",
        );
    };
    let Some(until) = panel.until else {
        return Step::breaks(
            Link::Turn,
            format!("{other} is on, and its time does not end by itself"),
            "Show this one now, or go to the next screen.",
        );
    };
    waits(case, &other, until.since(case.now))
}

/// Another one is on for `left` more.
fn waits(case: &Case<'_>, other: &str, left: Duration) -> Step {
    let is_next = case
        .snapshot
        .panel
        .next
        .as_ref()
        .is_some_and(|next| next.plugin == case.plugin.id);
    let advice = "Wait, or show it now.";
    if is_next {
        let text = format!("{other} is on; it comes next, in {}", Seconds(left));
        return Step::breaks(Link::Turn, text, advice);
    }
    let Some(before) = before(case) else {
        return Step::breaks(Link::Turn, format!("{other} is on"), advice);
    };
    let stays: u64 = before.iter().copied().map(stay_millis).sum();
    let names: Vec<&str> = before.iter().map(|plugin| plugin.name.as_str()).collect();
    let wait = Seconds(left + Duration::from_millis(stays));
    let list = match names.split_at_checked(NAMED_MAX) {
        Some((named, rest)) if !rest.is_empty() => {
            format!("{} and {} more", named.join(", "), rest.len())
        }
        _ => names.join(", "),
    };
    let after = if list.is_empty() {
        String::new()
    } else {
        format!(", after {list}")
    };
    let text = format!("{other} is on; its turn comes in about {wait}{after}");
    Step::breaks(Link::Turn, text, advice)
}

/// Who has a turn between the plugin that is on and this one; the one that is on is not among them.
/// Absent if the one that is on has no place in the rotation.
fn before<'a>(case: &Case<'a>) -> Option<Vec<&'a PluginView>> {
    let on: &PluginId = &case.snapshot.panel.screen.as_ref()?.plugin;
    let rotation: Vec<&PluginView> = case
        .snapshot
        .plugins
        .iter()
        .map(AsRef::as_ref)
        .filter(|plugin: &&PluginView| plugin.id == *on || can_show(plugin))
        .collect();
    let start = rotation.iter().position(|plugin| plugin.id == *on)?;
    let (head, tail) = rotation.split_at(start);
    let round = tail.iter().chain(head).skip(1);
    let before = round.take_while(|plugin| plugin.id != case.plugin.id);
    Some(before.copied().collect())
}

fn can_show(plugin: &PluginView) -> bool {
    let up = matches!(plugin.state.name.as_str(), "enabled" | "running");
    let empty = |content: &Option<String>| content.as_deref() == Some("nothing");
    plugin.wanted && up && plugin.screens.iter().any(|screen| !empty(&screen.content))
}

fn stay_millis(plugin: &PluginView) -> u64 {
    let shown = plugin.screens.iter();
    let shown = shown.filter(|screen| screen.content.as_deref() != Some("nothing"));
    shown.map(|screen| screen.duration_millis).sum()
}

pub(super) fn panel(case: &Case<'_>) -> Step {
    let panel = &case.snapshot.panel;
    if let Some(lost) = &panel.lost {
        return Step::breaks(
            Link::Panel,
            format!("it is on, but the panel is gone ({lost})"),
            "Look at its cable and its power; it is tried again by itself.",
        );
    }
    if panel.brightness == 0 {
        return Step::breaks(
            Link::Panel,
            "it is on, but the brightness is 0 %",
            "Raise the brightness.",
        );
    }
    let dim = panel.schedule.as_ref().and_then(|schedule| schedule.dim);
    let dimmed = dim.filter(|dim| *dim < panel.brightness);
    if dimmed == Some(0) {
        return Step::breaks(
            Link::Panel,
            "it is on, but the schedule dims the panel to 0 %",
            "Change the schedule.",
        );
    }
    let percent = dimmed.unwrap_or(panel.brightness);
    let why = dimmed.map_or("", |_| ", dimmed by the schedule");
    Step::holds(Link::Panel, format!("the panel shines at {percent} %{why}"))
}
