//! A section without files: reinstall, wait, or ask. Nothing a person removed comes back by itself.

use std::collections::BTreeMap;

use super::{Case, Pass, ask, finding};
use crate::facts::Registry;
use crate::id::PluginId;
use crate::reconcile::{Finding, Kind, Remedy};

/// The prefix that LEDMatrix's ids have and its registry's entries often have not.
const PREFIX: &str = "ledmatrix-";
const INSTALL: &str = "Install again";
const FORGET: &str = "Remove its settings";

impl Pass<'_> {
    /// What to do about a section whose files a readable disk does not have.
    pub(super) fn missing_on_disk(&self, case: &Case<'_>) -> Option<Finding> {
        let names = names(case.id);
        if names.iter().any(|name| self.misfits.contains(name)) {
            return None;
        }
        let (current, remedy, automatic) = self.answer(case, names);
        let expected = if automatic {
            "installed, as its section wants"
        } else {
            "installed, or no section"
        };
        Some(finding(
            case,
            Kind::MissingOnDisk,
            &current,
            expected,
            remedy,
            automatic,
        ))
    }

    fn answer(&self, case: &Case<'_>, names: Vec<PluginId>) -> (String, Remedy, bool) {
        let both = || ask(&[INSTALL, FORGET]);
        let Some(record) = self.sources.record.get() else {
            let text =
                "a section, no files; the record cannot be read, so it may have been uninstalled";
            return (text.to_owned(), Remedy::Wait, false);
        };
        if let Some(reason) = case.tombstone {
            return (
                format!("a section, no files: uninstalled ({reason})"),
                both(),
                false,
            );
        }
        if self.sources.unrecoverable.contains(case.id) {
            let text = "a section, no files; installing it again has failed";
            return (text.to_owned(), both(), false);
        }
        if !record.repaired.is_empty() {
            let text =
                "a section, no files; the record was damaged, so it may have been uninstalled";
            return (text.to_owned(), both(), false);
        }
        if self.nameless_misfit {
            let text = "a section, no files; a damaged folder may be it";
            return (text.to_owned(), both(), false);
        }
        let source = case
            .recorded
            .and_then(|recorded| recorded.source.as_deref());
        match (self.sources.registry, source) {
            (Registry::OutOfReach(reason), _) => (
                format!("a section, no files; the registry is out of reach: {reason}"),
                Remedy::Wait,
                false,
            ),
            (Registry::Read { entries, .. }, source) => {
                let (candidates, known) = candidates(names, Some(entries));
                if known || source.is_some() {
                    (
                        "a section, no files".to_owned(),
                        Remedy::Reinstall { candidates },
                        true,
                    )
                } else {
                    let text = "a section, no files; no registry knows it";
                    (
                        text.to_owned(),
                        ask(&["Put its files there", FORGET]),
                        false,
                    )
                }
            }
            (Registry::Absent, Some(_)) => {
                let (candidates, _) = candidates(names, None);
                (
                    "a section, no files".to_owned(),
                    Remedy::Reinstall { candidates },
                    true,
                )
            }
            (Registry::Absent, None) => {
                let text = "a section, no files; there is no registry to ask";
                (
                    text.to_owned(),
                    ask(&["Put its files there", FORGET]),
                    false,
                )
            }
        }
    }
}

/// The id, and the id without LEDMatrix's prefix.
fn names(id: &PluginId) -> Vec<PluginId> {
    let mut names = vec![id.clone()];
    let text = id.as_str();
    let prefixed = text
        .get(..PREFIX.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(PREFIX));
    if prefixed {
        let bare = text.get(PREFIX.len()..).unwrap_or_default();
        names.extend(PluginId::parse(bare).ok());
    }
    names
}

/// The names and what the registry's aliases make of them, best first; whether the registry knows one.
fn candidates(
    names: Vec<PluginId>,
    entries: Option<&BTreeMap<PluginId, PluginId>>,
) -> (Vec<PluginId>, bool) {
    let targets: Vec<PluginId> = names
        .iter()
        .filter_map(|name| entries?.get(name))
        .cloned()
        .collect();
    let known = !targets.is_empty();
    let mut candidates = names;
    for target in targets {
        if !candidates.contains(&target) {
            candidates.push(target);
        }
    }
    (candidates, known)
}
