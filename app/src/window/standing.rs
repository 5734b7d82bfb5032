//! How a plugin stands, for people: a badge, a word, a group and a hint. Never by colour alone.

use lumarium_core::snapshot::{PanelView, PluginView};
use lumarium_core::time::Moment;

use super::text;

/// The shape before a plugin's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Badge {
    /// A full disc: works.
    Works,
    /// A half disc: starts or tries again.
    Waits,
    /// A dotted ring: is being stopped.
    Stops,
    /// A ring with a point: waits for the network.
    Offline,
    /// A ring: off.
    Off,
    /// A cross: broken.
    Broken,
}

/// The groups of the list, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Wanted, and lives or will.
    On,
    /// Not wanted.
    Off,
    /// Needs a person.
    Broken,
}

/// How a plugin stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The shape.
    pub badge: Badge,
    /// The state in one word or two.
    pub word: &'static str,
    /// What comes next or what is wrong; empty if there is nothing to say.
    pub hint: String,
}

/// Which group of the list a plugin is in.
pub fn group(plugin: &PluginView) -> Group {
    let error = plugin.state.name == "error" && !plugin.state.is_offline();
    if error || (plugin.wanted && plugin.place.is_none()) {
        Group::Broken
    } else if plugin.wanted {
        Group::On
    } else {
        Group::Off
    }
}

/// How `plugin` stands now.
pub fn of(plugin: &PluginView, panel: &PanelView, now: Moment) -> Standing {
    let (badge, word) = badge(plugin);
    Standing {
        badge,
        word,
        hint: without(&hint(plugin, panel, now), word),
    }
}

/// The hint without the word that stands before it anyway: `off, because …`.
fn without(hint: &str, word: &str) -> String {
    let rest = hint.strip_prefix(word);
    let rest = rest.and_then(|rest| rest.strip_prefix(", "));
    rest.unwrap_or(hint).to_owned()
}

fn badge(plugin: &PluginView) -> (Badge, &'static str) {
    if group(plugin) == Group::Broken {
        return (Badge::Broken, text::t("state.broken"));
    }
    let failing = plugin.state.failing.is_some();
    match plugin.state.name.as_str() {
        "unloading" => (Badge::Stops, text::t("state.stopping")),
        _ if plugin.wanted && plugin.state.is_offline() => {
            (Badge::Offline, text::t("state.offline"))
        }
        _ if failing && plugin.wanted => (Badge::Waits, text::t("state.failing")),
        "enabled" | "running" => (Badge::Works, text::t("state.on")),
        _ if !plugin.wanted => (Badge::Off, text::t("state.off")),
        _ => (Badge::Waits, text::t("state.starting")),
    }
}

fn hint(plugin: &PluginView, panel: &PanelView, now: Moment) -> String {
    let reason = || plugin.reason.clone().unwrap_or_default();
    if let Some(failing) = &plugin.state.failing {
        return match failing.retry_at {
            Some(at) => text::retry_in(at.since(now)),
            None if failing.text.is_empty() => failing.failure.to_string(),
            None => failing.text.clone(),
        };
    }
    if group(plugin) != Group::On {
        return reason();
    }
    let has = |screen: &Option<lumarium_core::id::Screen>| {
        screen
            .as_ref()
            .is_some_and(|screen| screen.plugin == plugin.id)
    };
    if has(&panel.screen) {
        return text::t("list.now").to_owned();
    }
    match panel.until {
        Some(until) if has(&panel.next) && !panel.paused => text::next_in(until.since(now)),
        _ if has(&panel.next) => text::t("list.next").to_owned(),
        _ => reason(),
    }
}
