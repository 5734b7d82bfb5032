//! The record: what only Lumarium knows (tombstones, links, last agreed values, provenance, open intents),
//! in SQLite. Each row carries a checksum; a damaged record is copied aside, salvaged row by row, and filled
//! up from verified backups. It never decides what the facts mean.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use rusqlite::Connection;
use thiserror::Error;

use crate::facts::RecordFacts;
use crate::host::files::{self, FileError};
use crate::host::root::Paths;
use crate::host::vfs::Vfs;
use crate::limits;

pub mod backup;
pub mod ops;
pub mod rows;
pub mod salvage;

pub use ops::{Operation, RecordOp};
use rows::{Row, Table};

/// The record could not be read or written.
#[derive(Debug, Error)]
pub enum RecordError {
    /// SQLite says no.
    #[error("the record {what} failed: {source}")]
    Sql {
        /// What was tried.
        what: &'static str,
        /// Why.
        #[source]
        source: rusqlite::Error,
    },
    /// A file operation failed.
    #[error(transparent)]
    File(#[from] FileError),
    /// A commit was refused by the file system.
    #[error("the record could not be made durable: {0}")]
    Gate(#[source] io::Error),
    /// A row cannot be written as text.
    #[error("the record cannot keep {what}: {source}")]
    Text {
        /// What.
        what: String,
        /// Why.
        #[source]
        source: serde_json::Error,
    },
}

pub(crate) fn sql(what: &'static str) -> impl FnOnce(rusqlite::Error) -> RecordError {
    move |source| RecordError::Sql { what, source }
}

/// What a commit does with the one open intent.
#[derive(Clone, Copy, Debug)]
pub enum IntentChange<'a> {
    /// Nothing.
    Keep,
    /// Opens or replaces it.
    Open(&'a str),
    /// Clears it.
    Clear,
}

/// The open record. One writer: the store.
pub struct Record {
    connection: Connection,
    vfs: Arc<dyn Vfs>,
    path: PathBuf,
    backups: PathBuf,
    facts: RecordFacts,
    intent: Option<String>,
    serial: u64,
    operations: Vec<Operation>,
}

impl Record {
    /// Opens the record of a root; makes, repairs or restores it where needed
    /// (`RecordFacts::repaired` says what was done).
    pub fn open(paths: &Paths, vfs: Arc<dyn Vfs>) -> Result<Self, RecordError> {
        let path = paths.record();
        let backups = paths.record_backups();
        let journal = path.with_file_name("lumarium.db-journal");
        vfs.create_dir_all(&backups)
            .map_err(FileError::on("making the folder", &backups))?;
        let bytes = files::read_if_there(&*vfs, &path, limits::RECORD_BYTES_MAX)?;
        let hot = files::read_if_there(&*vfs, &journal, limits::RECORD_BYTES_MAX)?;
        let (repaired, notes): (bool, Vec<String>) = match &bytes {
            None => salvage::missing(&*vfs, &path, &backups)?,
            Some(bytes) => match salvage::check(&path, bytes) {
                Ok(()) => (false, Vec::new()),
                Err(reason) => {
                    let kept = files::keep_damaged(&*vfs, &path, bytes)?;
                    if let Some(hot) = hot.filter(|hot| !hot.is_empty()) {
                        files::keep_damaged(&*vfs, &journal, &hot)?;
                    }
                    let mut notes = salvage::repair(&*vfs, &path, &backups)?;
                    notes.insert(
                        0,
                        format!(
                            "the record was damaged ({reason}) and was repaired; the damaged file is kept as {}",
                            kept.display()
                        ),
                    );
                    (true, notes)
                }
            },
        };
        let connection = rows::connect(&path)?;
        let mut record = Self {
            connection,
            vfs,
            path,
            backups,
            facts: RecordFacts::default(),
            intent: None,
            serial: 0,
            operations: Vec::new(),
        };
        record.reload()?;
        record.facts.repaired.extend(notes);
        if repaired {
            tracing::warn!("the record was repaired");
        }
        Ok(record)
    }

    /// What the record knows.
    pub const fn facts(&self) -> &RecordFacts {
        &self.facts
    }

    /// The intent that is open, as it was written.
    pub fn intent(&self) -> Option<&str> {
        self.intent.as_deref()
    }

    /// What was done, oldest first.
    pub fn operations(&self) -> &[Operation] {
        &self.operations
    }

    /// Makes changes durable, all or none.
    pub fn commit(
        &mut self,
        changes: &[RecordOp],
        intent: IntentChange<'_>,
    ) -> Result<(), RecordError> {
        let mut next = self.facts.clone();
        let mut touched = Vec::new();
        for change in changes {
            ops::apply(change, &mut next, &mut touched);
        }
        let mut rows = Vec::new();
        for (table, key) in &touched {
            let row = rows::from_facts(&next, *table, key)?;
            rows.push((*table, key.clone(), row));
        }
        match intent {
            IntentChange::Keep => {}
            IntentChange::Open(text) => {
                let row = Row::new(Table::Intents, rows::INTENT_KEY, text.to_owned());
                rows.push((Table::Intents, rows::INTENT_KEY.to_owned(), Some(row)));
            }
            IntentChange::Clear => rows.push((Table::Intents, rows::INTENT_KEY.to_owned(), None)),
        }
        if rows.is_empty() {
            return Ok(());
        }
        if let Err(error) = self.write(&rows) {
            // A failed commit may have happened all the same: what the file says is true.
            if let Err(again) = self.reload() {
                tracing::warn!("{again}");
            }
            return Err(error);
        }
        self.facts = next;
        match intent {
            IntentChange::Keep => {}
            IntentChange::Open(text) => self.intent = Some(text.to_owned()),
            IntentChange::Clear => self.intent = None,
        }
        Ok(())
    }

    /// The damage found at opening has been dealt with: it is history now.
    pub fn forget_repairs(&mut self) {
        self.facts.repaired.clear();
    }

    /// Adds to the list of what was done. Not worth failing for: an error is logged.
    pub fn note(&mut self, text: &str) {
        let number = self.operations.last().map_or(1, |last| last.number + 1);
        let operation = Operation {
            number,
            wall: crate::host::clock::wall_now(),
            text: crate::failure::cut(text.to_owned()),
        };
        let excess = (self.operations.len() + 1).saturating_sub(limits::OPERATIONS_MAX);
        let written = rows::operation_row(&operation).and_then(|row| {
            let mut rows = vec![(Table::Operations, row.key.clone(), Some(row))];
            for old in self.operations.iter().take(excess) {
                rows.push((Table::Operations, rows::operation_key(old.number), None));
            }
            self.write(&rows)
        });
        match written {
            Ok(()) => {
                self.operations.drain(..excess.min(self.operations.len()));
                self.operations.push(operation);
            }
            Err(error) => tracing::warn!("{error}"),
        }
    }

    /// Writes a verified backup if the newest one is older than the record.
    pub fn back_up(&self) -> Result<(), RecordError> {
        if self.intent.is_some() {
            // An intent may hold secrets, and a backup of half a change helps nobody.
            return Ok(());
        }
        backup::write(&*self.vfs, &self.connection, &self.backups, self.serial)
    }

    /// Where the record is.
    pub const fn path(&self) -> &PathBuf {
        &self.path
    }

    fn write(&mut self, rows: &[(Table, String, Option<Row>)]) -> Result<(), RecordError> {
        self.vfs.gate("record").map_err(RecordError::Gate)?;
        let serial = self.serial + 1;
        let transaction = self.connection.transaction().map_err(sql("write"))?;
        for (table, key, row) in rows {
            rows::store(&transaction, *table, key, row.as_ref())?;
        }
        let row = rows::serial_row(serial);
        rows::store(&transaction, Table::Meta, rows::SERIAL_KEY, Some(&row))?;
        transaction.commit().map_err(sql("commit"))?;
        self.serial = serial;
        Ok(())
    }

    fn reload(&mut self) -> Result<(), RecordError> {
        let repaired = std::mem::take(&mut self.facts.repaired);
        let read = rows::read_all(&self.connection)?;
        self.facts = read.facts;
        self.facts.repaired = repaired;
        self.intent = read.intent;
        self.serial = read.serial;
        self.operations = read.operations;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
