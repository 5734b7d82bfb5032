//! Schemas of the plugins that are on. The others' are not read: a thousand plugins can be listed
//! without opening a thousand files more.

use std::sync::Arc;

use crate::config::Document;
use crate::facts::{Disk, Found};
use crate::host::discover;

/// Reads the schemas that are needed and missing; whether any was found.
pub(super) fn fill(disk: &mut Disk, document: &Document) -> bool {
    let mut news = false;
    for (id, found) in &mut disk.found {
        if found.schema.is_some() || !document.enabled(id) {
            continue;
        }
        match discover::schema(&found.place) {
            Ok(None) => {}
            Ok(schema) => {
                *found = Arc::new(Found {
                    schema,
                    ..Found::clone(found)
                });
                news = true;
            }
            Err(problem) => {
                let mut changed = Found::clone(found);
                if !changed.problems.contains(&problem) {
                    changed.problems.push(problem);
                    *found = Arc::new(changed);
                    news = true;
                }
            }
        }
    }
    news
}
