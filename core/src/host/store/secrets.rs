//! What a plugin's schema calls secret never enters config.json, also where the schema was not read before,
//! because the plugin is off: people give a key first and switch on afterwards.

use crate::config::{ConfigError, Document};
use crate::facts::Disk;
use crate::host::discover;
use crate::schema;

/// Moves new secret values of changed sections into the secrets file. What somebody else wrote into
/// config.json stays where it is.
pub(super) fn hide(
    document: &mut Document,
    before: Option<&Document>,
    disk: &Disk,
) -> Result<(), ConfigError> {
    for (id, found) in &disk.found {
        let Some(key) = document.section_key(id) else {
            continue;
        };
        let old = before.and_then(|before| before.main.get(&key));
        if document.main.get(&key) == old {
            continue;
        }
        let read = || discover::schema(&found.place).ok().flatten();
        let Some(schema) = found.schema.clone().or_else(read) else {
            continue;
        };
        for mut path in schema::secret_paths(&schema) {
            path.insert(0, key.clone());
            let new = document.in_main(&path).cloned();
            let old = before.and_then(|before| before.in_main(&path));
            if let Some(new) = new.filter(|new| Some(new) != old) {
                document.set(&path, new, true)?;
            }
        }
    }
    Ok(())
}
