//! Schemas of the plugins that are on. The others' are not read: a thousand plugins can be listed
//! without opening a thousand files more.

use std::sync::Arc;

use crate::config::Document;
use crate::facts::{Disk, Found};
use crate::host::discover;

/// Reads the schemas that are needed and missing; whether any was found. A disk to which nothing is added
/// stays the one that discovery knows.
pub(super) fn fill(disk: &mut Arc<Disk>, document: &Document) -> bool {
    let needed = disk
        .found
        .iter()
        .filter(|(id, found)| found.schema.is_none() && document.enabled(id));
    let news: Vec<_> = needed
        .filter_map(|(id, found)| Some((id.clone(), with_schema(found)?)))
        .collect();
    if news.is_empty() {
        return false;
    }
    Arc::make_mut(disk).found.extend(news);
    true
}

/// The plugin with its schema, or with what is wrong with it; absent if there is nothing new.
fn with_schema(found: &Found) -> Option<Arc<Found>> {
    let mut changed = found.clone();
    match discover::schema(&found.place) {
        Ok(None) => return None,
        Ok(schema) => changed.schema = schema,
        Err(problem) if changed.problems.contains(&problem) => return None,
        Err(problem) => changed.problems.push(problem),
    }
    Some(Arc::new(changed))
}
