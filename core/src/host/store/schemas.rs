//! Schemas of the plugins that are on, and of those whose settings somebody looks at. The others' are not read:
//! a thousand plugins can be listed without opening a thousand files more.

use std::sync::Arc;

use crate::facts::{Disk, Found};
use crate::host::discover;
use crate::id::PluginId;

/// Reads the schemas that are `needed` and missing; whether any was found. A disk to which nothing is added
/// stays the one that discovery knows.
pub(super) fn fill(disk: &mut Arc<Disk>, needed: impl Fn(&PluginId) -> bool) -> bool {
    let needed = disk
        .found
        .iter()
        .filter(|(id, found)| found.schema.is_none() && needed(id));
    let news: Vec<_> = needed
        .filter_map(|(id, found)| Some((id.clone(), with_schema(found)?)))
        .collect();
    if news.is_empty() {
        return false;
    }
    Arc::make_mut(disk).found.extend(news);
    true
}

/// Reads one plugin's schema again; whether it is another one.
pub(super) fn renew(disk: &mut Arc<Disk>, id: &PluginId) -> bool {
    let Some(changed) = disk.found.get(id).and_then(|found| with_schema(found)) else {
        return false;
    };
    Arc::make_mut(disk).found.insert(id.clone(), changed);
    true
}

/// The plugin with its schema, or with what is wrong with it; absent if there is nothing new.
fn with_schema(found: &Found) -> Option<Arc<Found>> {
    // One in this binary has it from the start.
    found.place.path()?;
    let mut changed = found.clone();
    changed.problems.retain(|one| !discover::is_of_schema(one));
    changed.schema = discover::schema(&found.place).unwrap_or_else(|problem| {
        changed.problems.push(problem);
        None
    });
    (changed != *found).then(|| Arc::new(changed))
}
