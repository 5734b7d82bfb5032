//! Two rotating backups of the record, each verified before it takes the older one's place.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

use crate::host::files::{self, FileError};
use crate::host::record::rows::{self, Table};
use crate::host::record::salvage::{self, Rows};
use crate::host::record::{RecordError, sql};
use crate::host::vfs::{Access, Vfs};

const SLOTS: [&str; 2] = ["lumarium-1.db", "lumarium-2.db"];

/// Writes a backup of an open record, unless one of this serial is there.
pub fn write(
    vfs: &dyn Vfs,
    connection: &Connection,
    folder: &Path,
    serial: u64,
) -> Result<(), RecordError> {
    let slots = SLOTS.map(|name| {
        let path = folder.join(name);
        let serial = read(&path).map(|(_, serial)| serial);
        (serial, path)
    });
    if slots.iter().any(|(there, _)| *there == Some(serial)) {
        return Ok(());
    }
    // A slot that is missing or damaged counts as the oldest.
    let [first, second] = slots;
    let (_, slot) = if first.0 <= second.0 { first } else { second };
    let temp = salvage::with_end(&slot, files::TEMP_SUFFIX);
    files::remove_if_there(vfs, &temp)?;
    vfs.write_new(&temp, b"", Access::PRIVATE)
        .map_err(FileError::on("writing", &temp))?;
    vfs.gate("backup").map_err(RecordError::Gate)?;
    connection
        .execute("VACUUM INTO ?1", [temp.to_string_lossy()])
        .map_err(sql("backup"))?;
    if read(&temp).is_none() {
        files::remove_if_there(vfs, &temp)?;
        return Err(sql("backup")(rusqlite::Error::InvalidQuery));
    }
    vfs.sync_file(&temp)
        .map_err(FileError::on("making durable", &temp))?;
    files::move_durably(vfs, &temp, &slot)?;
    Ok(())
}

/// The rows and the serial of the newest whole backup.
pub fn newest(folder: &Path) -> Option<(Rows, u64)> {
    SLOTS
        .iter()
        .filter_map(|name| read(&folder.join(name)))
        .max_by_key(|(_, serial)| *serial)
}

fn read(path: &PathBuf) -> Option<(Rows, u64)> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).ok()?;
    salvage::check_open(&connection).ok()?;
    let mut all = Rows::new();
    for table in Table::ALL {
        let (found, error) = rows::rows(&connection, table, false);
        if error.is_some() {
            return None;
        }
        all.extend(
            found
                .into_iter()
                .map(|row| ((table.name(), row.key.clone()), row)),
        );
    }
    let serial = rows::read_all(&connection).ok()?.serial;
    Some((all, serial))
}
