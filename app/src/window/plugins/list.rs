//! What the list shows: made anew only when the snapshot or the filter changed.

use std::collections::VecDeque;

use lumarium_core::id::PluginId;
use lumarium_core::message::Command;
use lumarium_core::snapshot::{PluginView, Snapshot};

use crate::window::selection::Selection;
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
    /// Commands for many plugins that are still to be sent: at most one for each plugin.
    pub waiting: VecDeque<Command>,
    /// Where a selection over several rows began.
    pub anchor: Option<PluginId>,
    /// The row that the keyboard stands on.
    pub lead: Option<PluginId>,
    /// Bring the row of `lead` into view, and give it the keyboard.
    pub reveal: bool,
    made_for: Option<(u64, String)>,
}

/// How a row was chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choose {
    /// Alone.
    Only,
    /// Added or taken away.
    Toggle,
    /// All rows from the first to this one.
    Range,
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

    /// Changes the selection as a click or a key on the row of `id` asks.
    pub fn choose(
        &mut self,
        entries: &[Entry],
        snapshot: &Snapshot,
        selection: &mut Selection,
        (id, how): (&PluginId, Choose),
    ) {
        self.lead = Some(id.clone());
        match how {
            Choose::Only => {
                self.anchor = Some(id.clone());
                *selection = Selection::Plugin(id.clone());
            }
            Choose::Toggle => {
                self.anchor = Some(id.clone());
                selection.toggle(id);
            }
            Choose::Range => {
                let order = plugins(entries, snapshot);
                let from = self.anchor.get_or_insert_with(|| id.clone());
                let place = |wanted: &PluginId| order.iter().position(|one| *one == wanted);
                let (Some(from), Some(to)) = (place(from), place(id)) else {
                    *selection = Selection::Plugin(id.clone());
                    return;
                };
                let range = order.get(from.min(to)..=from.max(to)).unwrap_or_default();
                *selection = Selection::of(range.iter().map(|id| (*id).clone()).collect());
            }
        }
    }

    /// The row so many below the one that the keyboard stands on.
    pub fn below(&self, entries: &[Entry], snapshot: &Snapshot, by: isize) -> Option<PluginId> {
        let order = plugins(entries, snapshot);
        let at = self.lead.as_ref();
        let at = at.and_then(|lead| order.iter().position(|id| *id == lead));
        let to = match at {
            Some(at) => at.checked_add_signed(by)?,
            None => 0,
        };
        order.get(to).map(|id| (*id).clone())
    }
}

/// The plugins of the list, as they stand there.
fn plugins<'a>(entries: &[Entry], snapshot: &'a Snapshot) -> Vec<&'a PluginId> {
    let index = |entry: &Entry| match entry {
        Entry::Plugin(index) => Some(*index),
        Entry::Group(..) | Entry::Misfit(_) => None,
    };
    let indices = entries.iter().filter_map(index);
    let found = indices.filter_map(|index| snapshot.plugins.get(index));
    found.map(|plugin| &plugin.id).collect()
}

/// Whether what people type leads to this plugin: by its name, its id, its author, or what is wrong with it.
fn fits(plugin: &PluginView, filter: &str) -> bool {
    let failing = plugin.state.failing.as_ref();
    let texts = [
        plugin.name.as_str(),
        plugin.id.as_str(),
        plugin.author.as_str(),
        plugin.reason.as_deref().unwrap_or_default(),
        failing.map_or("", |failing| failing.text.as_str()),
    ];
    texts
        .into_iter()
        .any(|text| text.to_lowercase().contains(filter))
}

fn entries(snapshot: &Snapshot, filter: &str) -> Vec<Entry> {
    let mut entries = Vec::new();
    for group in [Group::On, Group::Off, Group::Broken] {
        let plugins = snapshot.plugins.iter().enumerate();
        let mut found: Vec<Entry> = plugins
            .filter(|(_, plugin)| standing::group(plugin) == group && fits(plugin, filter))
            .map(|(index, _)| Entry::Plugin(index))
            .collect();
        if group == Group::Broken {
            let misfits = snapshot.misfits.iter().enumerate();
            let shown = misfits.filter(|(_, misfit)| {
                let path = misfit.path.to_string_lossy();
                path.to_lowercase().contains(filter)
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
