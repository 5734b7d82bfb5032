//! What the list shows: made anew only when the snapshot or the filter changed.

use lumarium_core::snapshot::{PluginView, Snapshot};

use crate::window::standing::{self, Group};

/// One line of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entry {
    /// A group's name and how many it has.
    Group(Group, usize),
    /// Index into `Snapshot::plugins`.
    Plugin(usize),
    /// Index into `Snapshot::misfits`.
    Misfit(usize),
}

/// The filter and what it found.
#[derive(Debug, Default)]
pub struct List {
    /// As typed.
    pub filter: String,
    /// What is shown, in order.
    pub entries: Vec<Entry>,
    made_for: Option<(u64, String)>,
}

impl List {
    /// Brings `entries` up to date.
    pub fn refresh(&mut self, snapshot: &Snapshot) {
        let key = Some((snapshot.revision, self.filter.clone()));
        if self.made_for != key {
            self.entries = entries(snapshot, &self.filter.trim().to_lowercase());
            self.made_for = key;
        }
    }
}

fn entries(snapshot: &Snapshot, filter: &str) -> Vec<Entry> {
    let fits = |plugin: &PluginView| {
        filter.is_empty()
            || plugin.name.to_lowercase().contains(filter)
            || plugin.id.as_str().to_ascii_lowercase().contains(filter)
    };
    let mut entries = Vec::new();
    for group in [Group::On, Group::Off, Group::Broken] {
        let plugins = snapshot.plugins.iter().enumerate();
        let mut found: Vec<Entry> = plugins
            .filter(|(_, plugin)| standing::group(plugin) == group && fits(plugin))
            .map(|(index, _)| Entry::Plugin(index))
            .collect();
        if group == Group::Broken {
            let misfits = snapshot.misfits.iter().enumerate();
            let shown = misfits.filter(|(_, misfit)| {
                filter.is_empty()
                    || misfit
                        .path
                        .to_string_lossy()
                        .to_lowercase()
                        .contains(filter)
            });
            found.extend(shown.map(|(index, _)| Entry::Misfit(index)));
        }
        if !found.is_empty() {
            entries.push(Entry::Group(group, found.len()));
            entries.append(&mut found);
        }
    }
    entries
}
