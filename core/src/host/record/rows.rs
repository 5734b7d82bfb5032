//! The shape of the record: every table has the same three columns (key, body as JSON, checksum), so that
//! checking and salvaging is one piece of code, and a newer Lumarium's fields survive an older one.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension as _, Transaction};
use serde_json::{Map, Value, json};

use crate::facts::{RecordFacts, Recorded};
use crate::host::config_files::history::hash;
use crate::host::record::{Operation, RecordError, sql};
use crate::id::PluginId;
use crate::time::Wall;

/// Marks the file as ours ("LUMA").
pub const APPLICATION_ID: i32 = 0x4c55_4d41;
/// The version of the tables; newer ones may only add.
pub const SCHEMA_VERSION: i32 = 1;
/// The key of the one intent.
pub const INTENT_KEY: &str = "open";
/// The key of the screen that was on.
pub const POSITION_KEY: &str = "position";
/// The key of the number of commits.
pub const SERIAL_KEY: &str = "serial";

/// The tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Table {
    /// What was installed and agreed.
    Plugins,
    /// What a person removed.
    Tombstones,
    /// Working copies.
    Links,
    /// The open intent.
    Intents,
    /// Single values.
    Meta,
    /// What was done.
    Operations,
}

impl Table {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Plugins,
        Self::Tombstones,
        Self::Links,
        Self::Intents,
        Self::Meta,
        Self::Operations,
    ];

    /// Its name in the file.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Plugins => "plugins",
            Self::Tombstones => "tombstones",
            Self::Links => "links",
            Self::Intents => "intents",
            Self::Meta => "meta",
            Self::Operations => "operations",
        }
    }
}

/// One row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Whose; ids in lower case, because they compare without case.
    pub key: String,
    /// JSON.
    pub body: String,
    /// Of table, key and body.
    pub sum: String,
}

impl Row {
    /// A row with its checksum.
    pub fn new(table: Table, key: &str, body: String) -> Self {
        Self {
            key: key.to_owned(),
            sum: sum(table, key, &body),
            body,
        }
    }

    /// Whether the checksum fits.
    pub fn whole(&self, table: Table) -> bool {
        self.sum == sum(table, &self.key, &self.body)
    }
}

fn sum(table: Table, key: &str, body: &str) -> String {
    hash(format!("{}\0{key}\0{body}", table.name()).as_bytes())
}

/// The key of a plugin's rows.
pub fn key_of(plugin: &PluginId) -> String {
    plugin.as_str().to_ascii_lowercase()
}

/// The key of an operation: sorts by number.
pub fn operation_key(number: u64) -> String {
    format!("{number:020}")
}

/// Opens a file that exists; every commit is durable when it returns.
pub fn connect(path: &Path) -> Result<Connection, RecordError> {
    let flags =
        rusqlite::OpenFlags::SQLITE_OPEN_READ_WRITE | rusqlite::OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(sql("open"))?;
    connection
        .busy_timeout(Duration::from_secs(2))
        .and_then(|()| {
            connection.execute_batch(
                "PRAGMA journal_mode=TRUNCATE; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; \
                 PRAGMA cell_size_check=ON; PRAGMA trusted_schema=OFF;",
            )
        })
        .map_err(sql("open"))?;
    Ok(connection)
}

/// Makes the tables in an empty file: in one commit, which is one wait for the disk instead of nine.
pub fn create(connection: &Connection) -> Result<(), RecordError> {
    let tables = Table::ALL.map(|table| {
        format!(
            "CREATE TABLE IF NOT EXISTS {} (key TEXT PRIMARY KEY NOT NULL, body TEXT NOT NULL, \
             sum TEXT NOT NULL) WITHOUT ROWID;",
            table.name()
        )
    });
    let script = format!(
        "BEGIN; {} PRAGMA application_id={APPLICATION_ID}; \
         PRAGMA user_version={SCHEMA_VERSION}; COMMIT;",
        tables.concat()
    );
    connection.execute_batch(&script).map_err(sql("set-up"))
}

/// Writes or removes a row. Fields of the old body that we do not know stay.
pub fn store(
    transaction: &Transaction<'_>,
    table: Table,
    key: &str,
    row: Option<&Row>,
) -> Result<(), RecordError> {
    let name = table.name();
    let Some(row) = row else {
        let delete = format!("DELETE FROM {name} WHERE key = ?1");
        return transaction
            .execute(&delete, [key])
            .map(drop)
            .map_err(sql("write"));
    };
    let select = format!("SELECT body FROM {name} WHERE key = ?1");
    let old: Option<String> = transaction
        .query_row(&select, [key], |found| found.get(0))
        .optional()
        .map_err(sql("read"))?;
    let row = match (table, old) {
        (Table::Intents, _) | (_, None) => row.clone(),
        (_, Some(old)) => Row::new(table, key, with_unknown_fields(&row.body, &old)),
    };
    let insert = format!("INSERT OR REPLACE INTO {name} (key, body, sum) VALUES (?1, ?2, ?3)");
    transaction
        .execute(&insert, [&row.key, &row.body, &row.sum])
        .map(drop)
        .map_err(sql("write"))
}

fn with_unknown_fields(new: &str, old: &str) -> String {
    let parse = |text| serde_json::from_str::<Map<String, Value>>(text).ok();
    match (parse(new), parse(old)) {
        (Some(new), Some(mut all)) => {
            all.extend(new);
            Value::Object(all).to_string()
        }
        _ => new.to_owned(),
    }
}

/// The row that the facts want; `None` where it must go.
pub fn from_facts(
    facts: &RecordFacts,
    table: Table,
    key: &str,
) -> Result<Option<Row>, RecordError> {
    let by_key = |id: &PluginId| id.as_str().eq_ignore_ascii_case(key);
    let value = match table {
        Table::Plugins => match facts.plugins.iter().find(|(id, _)| by_key(id)) {
            None => None,
            Some((id, recorded)) => {
                let mut value = text(key, serde_json::to_value(recorded))?;
                if let Value::Object(map) = &mut value {
                    map.insert("id".to_owned(), Value::from(id.as_str()));
                }
                Some(value)
            }
        },
        Table::Tombstones => facts
            .tombstones
            .iter()
            .find(|(id, _)| by_key(id))
            .map(|(id, reason)| json!({ "id": id.as_str(), "text": reason })),
        Table::Links => match facts.links.iter().find(|(id, _)| by_key(id)) {
            None => None,
            Some((id, path)) => {
                let path = text(key, serde_json::to_value(path))?;
                Some(json!({ "id": id.as_str(), "path": path }))
            }
        },
        Table::Meta => facts
            .position
            .as_ref()
            .map(|screen| json!({ "text": screen })),
        Table::Intents | Table::Operations => None,
    };
    Ok(value.map(|value| Row::new(table, key, value.to_string())))
}

fn text<T>(what: &str, made: Result<T, serde_json::Error>) -> Result<T, RecordError> {
    made.map_err(|source| RecordError::Text {
        what: what.to_owned(),
        source,
    })
}

/// The row of an operation.
pub fn operation_row(operation: &Operation) -> Result<Row, RecordError> {
    let body = json!({ "wall": operation.wall.0, "text": operation.text });
    Ok(Row::new(
        Table::Operations,
        &operation_key(operation.number),
        text("an operation", serde_json::to_string(&body))?,
    ))
}

/// The row of the number of commits.
pub fn serial_row(serial: u64) -> Row {
    Row::new(
        Table::Meta,
        SERIAL_KEY,
        json!({ "serial": serial }).to_string(),
    )
}

/// Everything in a file.
#[derive(Debug, Default)]
pub struct Read {
    /// For the engine.
    pub facts: RecordFacts,
    /// The open intent.
    pub intent: Option<String>,
    /// How many commits there were.
    pub serial: u64,
    /// What was done.
    pub operations: Vec<Operation>,
}

/// All rows of a table in the order of keys, or backwards, up to the first that cannot be read.
pub fn rows(connection: &Connection, table: Table, backwards: bool) -> (Vec<Row>, Option<String>) {
    let order = if backwards { "DESC" } else { "ASC" };
    let select = format!(
        "SELECT key, body, sum FROM {} ORDER BY key {order}",
        table.name()
    );
    let mut found = Vec::new();
    let read = || -> rusqlite::Result<()> {
        let mut statement = connection.prepare(&select)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            // A single cell of the wrong type costs its row only: it comes out as a row that is not whole.
            found.push(Row {
                key: row.get(0).unwrap_or_default(),
                body: row.get(1).unwrap_or_default(),
                sum: row.get(2).unwrap_or_default(),
            });
        }
        Ok(())
    };
    let error = read_with(read);
    (found, error)
}

fn read_with(mut read: impl FnMut() -> rusqlite::Result<()>) -> Option<String> {
    read().err().map(|error| error.to_string())
}

/// Reads a whole file that was checked before.
pub fn read_all(connection: &Connection) -> Result<Read, RecordError> {
    let mut read = Read::default();
    for table in Table::ALL {
        let (rows, error) = rows(connection, table, false);
        if let Some(error) = error {
            let source = rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(11), Some(error));
            return Err(sql("read")(source));
        }
        for row in rows.iter().filter(|row| row.whole(table)) {
            take_in(table, row, &mut read);
        }
    }
    Ok(read)
}

/// Adds a row to what was read; false if it cannot be understood.
pub fn take_in(table: Table, row: &Row, read: &mut Read) -> bool {
    if table == Table::Intents {
        read.intent = Some(row.body.clone());
        return true;
    }
    let Ok(body) = serde_json::from_str::<Map<String, Value>>(&row.body) else {
        return false;
    };
    let word = |key: &str| body.get(key).and_then(Value::as_str);
    let id = word("id").and_then(|text| PluginId::parse(text).ok());
    match (table, id) {
        (Table::Plugins, Some(id)) => {
            match serde_json::from_value::<Recorded>(Value::Object(body.clone())) {
                Ok(recorded) => read.facts.plugins.insert(id, recorded).is_none(),
                Err(_) => false,
            }
        }
        (Table::Tombstones, Some(id)) => {
            let text = word("text").unwrap_or("uninstalled").to_owned();
            read.facts.tombstones.insert(id, text).is_none()
        }
        (Table::Links, Some(id)) => match word("path") {
            Some(path) => read.facts.links.insert(id, PathBuf::from(path)).is_none(),
            None => false,
        },
        (Table::Meta, _) => {
            if row.key == POSITION_KEY {
                read.facts.position = word("text").map(str::to_owned);
            } else if row.key == SERIAL_KEY {
                read.serial = body.get("serial").and_then(Value::as_u64).unwrap_or(0);
            }
            true
        }
        (Table::Operations, _) => {
            read.operations.push(Operation {
                number: row.key.parse().unwrap_or(0),
                wall: Wall(body.get("wall").and_then(Value::as_i64).unwrap_or(0)),
                text: word("text").unwrap_or_default().to_owned(),
            });
            true
        }
        (Table::Plugins | Table::Tombstones | Table::Links | Table::Intents, _) => false,
    }
}
