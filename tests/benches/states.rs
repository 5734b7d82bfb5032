//! What has become of the plugins that are wanted.

use std::collections::BTreeMap;

use lumarium_core::snapshot::Snapshot;

/// How many plugins are in which state.
pub(crate) fn states(snapshot: &Snapshot) -> String {
    let mut counts: BTreeMap<String, u32> = BTreeMap::new();
    for view in snapshot.plugins.iter().filter(|view| view.wanted) {
        let word = match &view.state.failing {
            _ if view.state.is_offline() => "offline".to_owned(),
            Some(failing) => format!("{}, {} failing", view.state.name, failing.stage),
            None => view.state.name.clone(),
        };
        *counts.entry(word).or_default() += 1;
    }
    let words = counts
        .iter()
        .map(|(state, count)| format!("{count} {state}"));
    words.collect::<Vec<_>>().join("; ")
}
