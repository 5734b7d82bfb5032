//! From the wish to something that could be shown.

use super::{Case, Host, Link, Step};
use crate::failure::{Seconds, Stage};
use crate::id::PluginId;
use crate::limits;
use crate::reconcile::Kind;
use crate::snapshot::{FailingView, Snapshot};
use crate::time::Moment;

pub(super) fn plays(snapshot: &Snapshot, host: Host) -> Step {
    match host {
        Host::Rests => Step::breaks(
            Link::Plays,
            "nothing plays on this root now",
            "Start it with `lumarium` or `lumarium run`.",
        ),
        Host::Plays if snapshot.stopping => {
            Step::breaks(Link::Plays, "Lumarium is being stopped", "Start it again.")
        }
        Host::Plays => Step::holds(Link::Plays, "Lumarium plays"),
    }
}

pub(super) fn wanted(case: &Case<'_>) -> Step {
    if case.plugin.wanted {
        return Step::holds(Link::Wanted, "it is switched on");
    }
    match &case.plugin.state.because_of {
        Some(id) => {
            let other = case.name_of(id);
            Step::breaks(
                Link::Wanted,
                format!("it is off, because {other}, which it needs, was switched off"),
                format!("Switch it on; {other} is switched on with it."),
            )
        }
        None => Step::breaks(Link::Wanted, "it is switched off", "Switch it on."),
    }
}

pub(super) fn found(case: &Case<'_>) -> Step {
    let findings = &case.snapshot.findings;
    let again = |kind: Kind| {
        let mine = |id: &PluginId| *id == case.plugin.id;
        let mut all = findings.iter();
        all.any(|finding| finding.kind == kind && finding.plugin.as_ref().is_some_and(mine))
    };
    if case.plugin.place.is_none() {
        return Step::breaks(
            Link::Found,
            "its files are missing",
            "Install it again, or remove its section from the configuration.",
        );
    }
    if again(Kind::FoundAgain) {
        return Step::breaks(
            Link::Found,
            "it was uninstalled, and its files are there again",
            "Decide whether to keep or to delete them.",
        );
    }
    Step::holds(
        Link::Found,
        match &case.plugin.version {
            Some(version) => format!("its files are there in version {version}"),
            None => "its files are there".to_owned(),
        },
    )
}

pub(super) fn started(case: &Case<'_>) -> Step {
    let state = &case.plugin.state;
    let span = Seconds(case.now.since(state.since));
    match state.name.as_str() {
        "enabled" | "running" => {
            Step::holds(Link::Started, format!("run {} is up", case.plugin.run))
        }
        "loading" | "loaded" | "configured" => {
            let limit = if state.name == "loading" {
                limits::LOAD_TIMEOUT
            } else {
                limits::CONFIGURE_TIMEOUT
            };
            Step::breaks(
                Link::Started,
                format!("it is starting: {} for {span}", state.name),
                format!(
                    "It is given up if this takes longer than {}.",
                    Seconds(limit)
                ),
            )
        }
        "unloading" => Step::breaks(
            Link::Started,
            "its last run is being stopped",
            format!(
                "It is started again then, in {} at most.",
                Seconds(limits::STOP_TIMEOUT)
            ),
        ),
        "error" => broken(case),
        _ => waiting(case),
    }
}

/// Wanted, and nothing was tried yet: something holds it.
fn waiting(case: &Case<'_>) -> Step {
    if let Some(reason) = &case.plugin.reason {
        let advice = match missing(case) {
            Some(name) => format!("See why {name} is not up: it is started after it."),
            None => "Mend that; it is started as soon as it can be.".to_owned(),
        };
        return Step::breaks(Link::Started, format!("it is held back: {reason}"), advice);
    }
    match missing(case) {
        Some(name) => Step::breaks(
            Link::Started,
            format!("it waits for {name}, which it needs"),
            format!("See why {name} is not up."),
        ),
        None => Step::breaks(
            Link::Started,
            "it has not been started yet",
            "It is started in a moment; if not, compare wish and fact again.",
        ),
    }
}

/// The first plugin it needs that is not up.
fn missing(case: &Case<'_>) -> Option<String> {
    let needs = case.plugin.requires.iter();
    let mut hard = needs.filter(|need| !need.ends_with("(optional)"));
    hard.find_map(|need| {
        let id = PluginId::parse(need.split(' ').next()?).ok()?;
        let up = case
            .snapshot
            .plugin(&id)
            .is_some_and(|other| matches!(other.state.name.as_str(), "enabled" | "running"));
        (!up).then(|| case.name_of(&id))
    })
}

fn broken(case: &Case<'_>) -> Step {
    let Some(failing) = &case.plugin.state.failing else {
        let reason = case.plugin.reason.clone();
        let text = reason.unwrap_or_else(|| "starting it failed".to_owned());
        return Step::breaks(Link::Started, text, "Mend that, then retry.");
    };
    let advice = match failing.retry_at {
        Some(at) => format!("{} Retry tries it at once.", again(at, case.now)),
        None => {
            "It is not tried again by itself: mend that, then retry. New settings and a new version \
             are tried at once."
                .to_owned()
        }
    };
    let text = if failing.failure.is_offline() {
        format!("it cannot start while it is {}", words(failing))
    } else {
        format!("{} failed: {}", failing.stage, words(failing))
    };
    Step::breaks(Link::Started, text, advice)
}

pub(super) fn healthy(case: &Case<'_>) -> Step {
    let Some(failing) = &case.plugin.state.failing else {
        return Step::holds(Link::Healthy, "no call of it fails");
    };
    let offline = failing.failure.is_offline();
    let text = if offline {
        format!("it is {}", words(failing))
    } else {
        format!("its {} fails: {}", failing.stage, words(failing))
    };
    let next = failing.retry_at.map(|at| again(at, case.now));
    let has_old = case
        .plugin
        .screens
        .iter()
        .any(|screen| shows(screen.content.as_deref()));
    // A failing update leaves the last picture; a failing draw too, if there is one.
    if has_old || failing.stage == Stage::Update {
        let rest = if has_old {
            "what it drew before stays good"
        } else {
            "it may draw all the same"
        };
        return Step::holds(Link::Healthy, format!("{text} (but {rest})"));
    }
    let next = next.unwrap_or_else(|| "It is not tried again by itself.".to_owned());
    let other = case
        .plugin
        .alternatives
        .first()
        .map(|other| case.name_of(other));
    let rest = other.map_or_else(String::new, |other| {
        format!(" {other} could stand in for it.")
    });
    let advice = format!("{next} Retry tries it at once.{rest}");
    Step::breaks(Link::Healthy, text, advice)
}

pub(super) fn content(case: &Case<'_>) -> Step {
    let screens = &case.plugin.screens;
    if screens.is_empty() {
        let advice = "Its manifest must name a screen, or the plugin itself when it is loaded.";
        return Step::breaks(Link::Content, "it has no screen", advice);
    }
    if case.is_on()
        || screens
            .iter()
            .any(|screen| shows(screen.content.as_deref()))
    {
        let kinds: Vec<&str> = screens
            .iter()
            .filter_map(|screen| screen.content.as_deref())
            .filter(|kind| shows(Some(kind)))
            .collect();
        let kind = kinds.first().copied().unwrap_or("picture");
        return Step::holds(Link::Content, format!("it has drawn ({kind})"));
    }
    if screens.iter().any(|screen| screen.content.is_none()) {
        // It is asked when its turn comes, so this breaks nothing.
        return Step::holds(Link::Content, "it is asked to draw when its turn comes");
    }
    let never = case.plugin.update_interval_millis.is_some() && case.plugin.last_update.is_none();
    let text = if never {
        "it has nothing to show, because it has not fetched anything yet"
    } else {
        "it had nothing to show when its turn came"
    };
    Step::breaks(
        Link::Content,
        text,
        "It is passed over and asked again at its next turn; its settings or its log may say more.",
    )
}

fn shows(content: Option<&str>) -> bool {
    content.is_some_and(|kind| kind != "nothing")
}

fn words(failing: &FailingView) -> String {
    if failing.text.is_empty() {
        failing.failure.to_string()
    } else {
        failing.text.clone()
    }
}

fn again(at: Moment, now: Moment) -> String {
    let wait = at.since(now);
    if wait.is_zero() {
        "It is being tried again now.".to_owned()
    } else {
        format!("It is tried again in {}.", Seconds(wait))
    }
}
