//! The rules, one per kind. Each looks at one plugin in all sources at once.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::merge::Lane;
use super::{Fact, Finding, Kind, Remedy, Sources, Wish};
use crate::facts::{Found, Known, Place, RecordFacts, Recorded};
use crate::id::PluginId;

mod missing;

/// Compares the sources. Stops come first, then loads, then the rest; each by id, then by kind.
pub fn plan(sources: &Sources<'_>) -> Vec<Finding> {
    let pass = Pass::new(sources);
    let mut config = Lane::new(sources.config.get());
    let mut disk = Lane::new(sources.disk.get().map(|disk| &disk.found));
    let record = sources.record.get();
    let mut recorded = Lane::new(record.map(|record| &record.plugins));
    let mut tombstones = Lane::new(record.map(|record| &record.tombstones));
    let mut running = Lane::new(Some(sources.running));
    let mut plan = Plan::default();
    pass.record(&mut plan);
    loop {
        let mut least = None;
        config.lower(&mut least);
        disk.lower(&mut least);
        recorded.lower(&mut least);
        tombstones.lower(&mut least);
        running.lower(&mut least);
        let Some(id) = least else { break };
        let case = Case {
            id,
            wish: config.take(id).copied(),
            found: disk.take(id),
            recorded: recorded.take(id),
            tombstone: tombstones.take(id),
            fact: running.take(id).copied(),
        };
        pass.plugin(&case, &mut plan);
    }
    plan.in_order()
}

/// What is the same for all plugins of a pass.
struct Pass<'a> {
    sources: &'a Sources<'a>,
    /// Ids of folders that cannot be used: they count as on disk.
    misfits: BTreeSet<&'a PluginId>,
    /// A folder that cannot even say whose it is: it may be anybody's.
    nameless_misfit: bool,
    /// All three of configuration, disk and record were read: writing is allowed.
    may_write: bool,
}

/// One plugin in all sources.
#[derive(Clone, Copy)]
struct Case<'a> {
    id: &'a PluginId,
    wish: Option<Wish>,
    found: Option<&'a Arc<Found>>,
    recorded: Option<&'a Recorded>,
    tombstone: Option<&'a String>,
    fact: Option<Fact>,
}

/// Findings by the time they are acted on.
#[derive(Default)]
struct Plan {
    stops: Vec<Finding>,
    loads: Vec<Finding>,
    rest: Vec<Finding>,
}

impl Plan {
    fn in_order(self) -> Vec<Finding> {
        let mut all = self.stops;
        all.extend(self.loads);
        all.extend(self.rest);
        all
    }
}

impl<'a> Pass<'a> {
    fn new(sources: &'a Sources<'a>) -> Self {
        let misfits = sources.disk.get().map_or(&[][..], |disk| &disk.misfits);
        Self {
            sources,
            misfits: misfits
                .iter()
                .filter_map(|misfit| misfit.id.as_ref())
                .collect(),
            nameless_misfit: misfits.iter().any(|misfit| misfit.id.is_none()),
            may_write: sources.config.get().is_some()
                && sources.disk.get().is_some()
                && sources.record.get().is_some(),
        }
    }

    /// The record as a whole. One that cannot be read now may be readable later: nothing is rebuilt
    /// over it without a person.
    fn record(&self, plan: &mut Plan) {
        let (current, automatic) = match self.sources.record {
            Known::Unknown(reason) => (format!("the record cannot be read: {reason}"), false),
            Known::Known(RecordFacts { repaired, .. }) if !repaired.is_empty() => (
                format!("the record was damaged: {}", repaired.join("; ")),
                self.may_write,
            ),
            Known::Known(_) => return,
        };
        plan.rest.push(Finding {
            plugin: None,
            kind: Kind::StateCorrupted,
            current,
            expected: "a whole record".to_owned(),
            remedy: Remedy::RebuildRecord,
            automatic,
        });
    }

    fn plugin(&self, case: &Case<'_>, plan: &mut Plan) {
        let agreement = agreement(case);
        let wanted = case.tombstone.is_none() && agreement.enabled;
        self.running(case, wanted, plan);
        if case.found.is_some() {
            self.files(case, agreement, plan);
        } else if case.wish.is_some() && self.sources.disk.get().is_some() {
            plan.rest.extend(self.missing_on_disk(case));
        }
        let differs = case.wish.is_some() || (bundled(case) && agreement.enabled);
        if self.may_write && differs && agreement.open && case.tombstone.is_none() {
            plan.rest.push(enabled_mismatch(case, agreement.enabled));
        }
        plan.rest.extend(self.version_mismatch(case));
    }

    /// Runs against wishes.
    fn running(&self, case: &Case<'_>, wanted: bool, plan: &mut Plan) {
        let on_disk = case.found.is_some() || self.misfits.contains(case.id);
        let gone = self.sources.disk.get().is_some() && !on_disk;
        let config_known = self.sources.config.get().is_some();
        let unwanted = case.tombstone.is_some() || (config_known && !wanted);
        let loaded = case.fact.is_some_and(|fact| fact.loaded);
        let held = case.fact.is_some_and(|fact| fact.held);
        if loaded && (gone || unwanted) {
            let expected = if gone {
                "stopped: its files are gone"
            } else {
                "stopped: it is off"
            };
            plan.stops.push(finding(
                case,
                Kind::ShouldNotRun,
                "loaded",
                expected,
                Remedy::Stop,
                true,
            ));
        }
        if config_known && wanted && case.found.is_some() && !loaded && !held {
            plan.loads.push(finding(
                case,
                Kind::NotRunning,
                "not loaded",
                "loaded: it is on",
                Remedy::Load,
                true,
            ));
        }
    }

    /// Files without a section, and files of what a person uninstalled.
    fn files(&self, case: &Case<'_>, agreement: Agreement, plan: &mut Plan) {
        if let Some(reason) = case.tombstone {
            // The one in this binary cannot be removed: it is simply off, unless somebody wants it.
            let choices: &[&str] = match (bundled(case), agreement.enabled) {
                (false, _) => &["Keep", "Delete"],
                (true, true) => &["Keep"],
                (true, false) => return,
            };
            plan.rest.push(finding(
                case,
                Kind::FoundAgain,
                &format!("uninstalled ({reason}), and its files are there again"),
                "a person decides; until then it does not run",
                ask(choices),
                false,
            ));
            return;
        }
        if case.wish.is_some() || bundled(case) || !self.may_write {
            return;
        }
        let (expected, remedy) = if agreement.enabled {
            (
                "a section that is on, as a person wished",
                Remedy::SetEnabled { enabled: true },
            )
        } else {
            ("a section that is off", Remedy::AddSection)
        };
        let current = "on disk, no section in the configuration";
        plan.rest.push(finding(
            case,
            Kind::MissingInConfig,
            current,
            expected,
            remedy,
            true,
        ));
    }

    /// The content that was installed against the content that is there.
    fn version_mismatch(&self, case: &Case<'_>) -> Option<Finding> {
        let found = case.found?;
        let hash = found.content_hash.as_deref()?;
        if !self.may_write || bundled(case) || case.tombstone.is_some() {
            return None;
        }
        let known = case
            .recorded
            .and_then(|recorded| recorded.content_hash.as_deref());
        if known == Some(hash) {
            return None;
        }
        let working_copy = found.working_copy || matches!(found.place, Place::Linked(_));
        let version = found.manifest.version.as_deref().unwrap_or("no version");
        let current = format!("{version}, content {}", short(hash));
        let expected = match known {
            None => "its content recorded".to_owned(),
            Some(_) if working_copy => "the working copy's content recorded".to_owned(),
            Some(known) => format!("content {} as installed", short(known)),
        };
        let (remedy, automatic) = if known.is_none() || working_copy {
            (Remedy::Adopt, true)
        } else {
            (ask(&["Keep as mine", "Restore"]), false)
        };
        Some(finding(
            case,
            Kind::VersionMismatch,
            &current,
            &expected,
            remedy,
            automatic,
        ))
    }
}

/// What configuration and record make of `enabled` together.
#[derive(Clone, Copy)]
struct Agreement {
    enabled: bool,
    /// It is not yet written down everywhere.
    open: bool,
}

/// Three-way: the side that left the last agreed value wins; if both did, the configuration. A missing
/// section says nothing, so there a wish of the record that was never agreed on counts.
fn agreement(case: &Case<'_>) -> Agreement {
    let agreed = case.recorded.and_then(|recorded| recorded.agreed);
    let recorded = case.recorded.and_then(|recorded| recorded.enabled);
    let Some(wish) = case.wish else {
        let enabled = recorded == Some(true) && agreed != Some(true);
        return Agreement {
            enabled,
            open: enabled,
        };
    };
    let enabled = match (agreed, recorded) {
        (Some(agreed), Some(recorded)) if wish.enabled == agreed => recorded,
        (Some(_) | None, _) => wish.enabled,
    };
    let record_agrees = recorded.is_none_or(|recorded| recorded == enabled);
    let open = agreed != Some(enabled) || wish.enabled != enabled || !record_agrees;
    Agreement { enabled, open }
}

fn enabled_mismatch(case: &Case<'_>, enabled: bool) -> Finding {
    let on = |value: Option<bool>| match value {
        Some(true) => "on",
        Some(false) => "off",
        None => "not said",
    };
    let recorded = case.recorded;
    let current = format!(
        "configuration: {}, record: {}, last agreed: {}",
        on(case.wish.map(|wish| wish.enabled)),
        on(recorded.and_then(|recorded| recorded.enabled)),
        on(recorded.and_then(|recorded| recorded.agreed)),
    );
    let expected = format!("both: {}", on(Some(enabled)));
    let remedy = Remedy::SetEnabled { enabled };
    finding(
        case,
        Kind::EnabledMismatch,
        &current,
        &expected,
        remedy,
        true,
    )
}

fn bundled(case: &Case<'_>) -> bool {
    case.found
        .is_some_and(|found| matches!(found.place, Place::Bundled))
}

fn finding(
    case: &Case<'_>,
    kind: Kind,
    current: &str,
    expected: &str,
    remedy: Remedy,
    automatic: bool,
) -> Finding {
    Finding {
        plugin: Some(case.id.clone()),
        kind,
        current: current.to_owned(),
        expected: expected.to_owned(),
        remedy,
        automatic,
    }
}

fn ask(choices: &[&str]) -> Remedy {
    Remedy::Ask {
        choices: choices.iter().map(|&choice| choice.to_owned()).collect(),
    }
}

/// As much of a hash as people compare.
fn short(hash: &str) -> &str {
    hash.get(..12).unwrap_or(hash)
}
