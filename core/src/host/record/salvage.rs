//! A damaged record: what can be read is kept row by row, tables that lost rows are filled up from the newest
//! verified backup, and a new file replaces the damaged one (of which a copy was kept before).

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use crate::host::files::{self, FileError};
use crate::host::record::rows::{self, APPLICATION_ID, Read, Row, Table};
use crate::host::record::{RecordError, backup, sql};
use crate::host::vfs::{Access, Vfs};

/// Rows by table and key.
pub(super) type Rows = BTreeMap<(&'static str, String), Row>;

/// Whether a file is a whole record; why not, in words.
pub fn check(path: &Path, bytes: &[u8]) -> Result<(), String> {
    if bytes.is_empty() {
        // SQLite takes an empty file for an empty record; ours is never made empty.
        return Err("it is empty".to_owned());
    }
    let connection = rows::connect(path).map_err(|error| error.to_string())?;
    check_open(&connection)
}

/// The same for an open file.
pub fn check_open(connection: &Connection) -> Result<(), String> {
    let text = |error: rusqlite::Error| error.to_string();
    let verdict: String = connection
        .query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))
        .map_err(text)?;
    if verdict != "ok" {
        return Err(verdict);
    }
    let id: i32 = connection
        .query_row("PRAGMA application_id", [], |row| row.get(0))
        .map_err(text)?;
    if id != APPLICATION_ID {
        return Err("it is not marked as ours".to_owned());
    }
    for table in Table::ALL {
        let (found, error) = rows::rows(connection, table, false);
        if let Some(error) = error {
            return Err(error);
        }
        let bad = found
            .iter()
            .find(|row| !row.whole(table) || !rows::take_in(table, row, &mut Read::default()));
        if let Some(row) = bad {
            return Err(format!(
                "the row {:?} of {} has changed by itself",
                row.key,
                table.name()
            ));
        }
    }
    Ok(())
}

/// There is no record: the newest backup, or an empty one. Says whether something was restored.
pub fn missing(
    vfs: &dyn Vfs,
    path: &Path,
    backups: &Path,
) -> Result<(bool, Vec<String>), RecordError> {
    let restored = backup::newest(backups);
    let mut notes = Vec::new();
    let rows = match restored {
        Some((rows, _)) => {
            notes.push("the record was gone; the newest backup was restored".to_owned());
            rows
        }
        None => Rows::new(),
    };
    write_new(vfs, path, &rows)?;
    Ok((!notes.is_empty(), notes))
}

/// Rebuilds the file at `path` from what can be read of it, and from backups; what was done, in words.
pub fn repair(vfs: &dyn Vfs, path: &Path, backups: &Path) -> Result<Vec<String>, RecordError> {
    let (mut rows, losses) = salvage(path);
    let mut notes = Vec::new();
    if !losses.is_empty() {
        let filled = fill_up(&mut rows, &losses, backups);
        notes.push(match filled {
            Some(count) => format!("{count} lost rows came from a backup"),
            None => "there is no backup to fill up what was lost".to_owned(),
        });
    }
    let of = |table: Table| {
        rows.keys()
            .filter(|(name, _)| *name == table.name())
            .count()
    };
    notes.push(format!(
        "the record now has {} plugins, {} uninstalled ones and {} links",
        of(Table::Plugins),
        of(Table::Tombstones),
        of(Table::Links)
    ));
    write_new(vfs, path, &rows)?;
    Ok(notes)
}

/// All whole rows, and the tables that have lost some.
fn salvage(path: &Path) -> (Rows, Vec<Table>) {
    let mut kept = Rows::new();
    let Ok(connection) = Connection::open(path) else {
        return (kept, Table::ALL.to_vec());
    };
    // Without this SQLite refuses a file that was cut off, although its first pages are whole. The checksums
    // of the rows guard against what it may then read.
    if let Err(error) = connection.execute_batch("PRAGMA writable_schema=ON;") {
        tracing::debug!("less can be salvaged: {error}");
    }
    let mut losses = Vec::new();
    for table in Table::ALL {
        let (mut found, error) = rows::rows(&connection, table, false);
        if error.is_some() {
            // What lies behind the damage may be reached from the other end.
            found.extend(rows::rows(&connection, table, true).0);
        }
        let before = found.len();
        found.retain(|row| row.whole(table) && rows::take_in(table, row, &mut Read::default()));
        if error.is_some() || found.len() != before {
            losses.push(table);
        }
        kept.extend(
            found
                .into_iter()
                .map(|row| ((table.name(), row.key.clone()), row)),
        );
    }
    // Damage that names no table may have taken rows from any.
    if losses.is_empty() {
        losses.extend(Table::ALL);
    }
    (kept, losses)
}

fn fill_up(rows: &mut Rows, losses: &[Table], backups: &Path) -> Option<usize> {
    let (backup, _) = backup::newest(backups)?;
    let before = rows.len();
    for ((name, key), row) in backup {
        let lost = losses.iter().any(|table| {
            // An old intent must not be done again, and what was done is only a list.
            *table != Table::Intents && *table != Table::Operations && table.name() == name
        });
        if lost {
            rows.entry((name, key)).or_insert(row);
        }
    }
    Some(rows.len() - before)
}

/// Makes a record of these rows beside `path` and puts it in its place, durably.
pub(super) fn write_new(vfs: &dyn Vfs, path: &Path, rows: &Rows) -> Result<(), RecordError> {
    let temp = with_end(path, files::TEMP_SUFFIX);
    for old in [temp.clone(), with_end(&temp, "-journal")] {
        files::remove_if_there(vfs, &old)?;
    }
    // Made by us first, so that its mode keeps others out: an intent may hold secrets.
    vfs.write_new(&temp, b"", Access::PRIVATE)
        .map_err(FileError::on("writing", &temp))?;
    {
        let mut connection = rows::connect(&temp)?;
        rows::create(&connection)?;
        let transaction = connection.transaction().map_err(sql("write"))?;
        for table in Table::ALL {
            let own = rows.iter().filter(|((name, _), _)| *name == table.name());
            for ((_, key), row) in own {
                rows::store(&transaction, table, key, Some(row))?;
            }
        }
        vfs.gate("record").map_err(RecordError::Gate)?;
        transaction.commit().map_err(sql("commit"))?;
    }
    vfs.sync_file(&temp)
        .map_err(FileError::on("making durable", &temp))?;
    // The journal of the old file would be played into the new one.
    for journal in [with_end(&temp, "-journal"), with_end(path, "-journal")] {
        files::remove_if_there(vfs, &journal)?;
    }
    files::move_durably(vfs, &temp, path)?;
    Ok(())
}

pub(super) fn with_end(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    PathBuf::from(name)
}
