//! Walks sorted sources side by side, so that a pass touches each entry once and looks nothing up.

use std::cmp::Ordering;
use std::collections::btree_map;
use std::iter::Peekable;

use crate::id::PluginId;

/// A sorted source of which the entry for the present id is taken.
pub(super) struct Lane<'a, V> {
    entries: Option<Peekable<btree_map::Iter<'a, PluginId, V>>>,
}

impl<'a, V> Lane<'a, V> {
    /// The entries of a source; an unknown one is empty.
    pub(super) fn new(source: Option<&'a std::collections::BTreeMap<PluginId, V>>) -> Self {
        Self {
            entries: source.map(|map| map.iter().peekable()),
        }
    }

    /// Lowers `least` to this source's next id.
    pub(super) fn lower(&mut self, least: &mut Option<&'a PluginId>) {
        let Some((id, _)) = self.entries.as_mut().and_then(Peekable::peek) else {
            return;
        };
        if least.is_none_or(|least| compare(id, least) == Ordering::Less) {
            *least = Some(id);
        }
    }

    /// The value for `id`, which no source has passed yet.
    pub(super) fn take(&mut self, id: &PluginId) -> Option<&'a V> {
        let entries = self.entries.as_mut()?;
        let (_, value) = entries.next_if(|(next, _)| compare(next, id) == Ordering::Equal)?;
        Some(value)
    }
}

/// As `Ord`, but quick for the usual case that all sources spell an id alike.
fn compare(a: &PluginId, b: &PluginId) -> Ordering {
    let shared = std::ptr::eq(a.as_str(), b.as_str());
    if shared || a.as_str() == b.as_str() {
        Ordering::Equal
    } else {
        a.cmp(b)
    }
}
