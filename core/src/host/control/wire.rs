//! The words on the socket: one JSON object a line. A request has `v`, `id` and `do`; its answers have
//! the same `id` and either `ok` or `error` with a `hint`. Any bytes are an answer, never a crash.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::message::{Command, Refusal};

/// The version of these words.
pub const VERSION: u64 = 1;

/// What a client asks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub(super) enum Ask {
    /// Carry out a command and say how it went.
    Command {
        /// Which.
        command: Command,
    },
    /// The newest snapshot.
    Snapshot,
    /// Journal entries.
    Journal {
        /// The first number wanted.
        #[serde(default)]
        since: u64,
    },
    /// How punctual the player is.
    Stats,
    /// The snapshot now and after each change, until the client closes or asks something else.
    Subscribe,
}

/// One request.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Request {
    /// The client's number.
    pub(super) id: u64,
    /// What it asks.
    pub(super) ask: Ask,
}

/// A line that is no request, with its number if that much could be read.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Unreadable {
    pub(super) id: Option<u64>,
    pub(super) refusal: Refusal,
}

/// Reads one line.
pub(super) fn parse(line: &[u8]) -> Result<Request, Unreadable> {
    let bad = |id, what: String, hint: &str| Unreadable {
        id,
        refusal: Refusal::new(what, hint),
    };
    let shape = r#"send one JSON object a line: {"v":1,"id":1,"do":"snapshot"}"#;
    let value: Value = serde_json::from_slice(line)
        .map_err(|error| bad(None, format!("the line is not JSON: {error}"), shape))?;
    let Value::Object(mut object) = value else {
        return Err(bad(None, "the line is not a JSON object".to_owned(), shape));
    };
    let id = object.get("id").and_then(Value::as_u64);
    check_version(&object).map_err(|refusal| Unreadable { id, refusal })?;
    let Some(id) = id else {
        return Err(bad(
            None,
            "the request has no number: `id` is missing or not a whole number".to_owned(),
            "count your requests: \"id\":1",
        ));
    };
    object.remove("v");
    object.remove("id");
    let ask = serde_json::from_value(Value::Object(object)).map_err(|error| {
        bad(
            Some(id),
            format!("the request cannot be read: {error}"),
            "`do` is one of command, snapshot, journal, stats, subscribe",
        )
    })?;
    Ok(Request { id, ask })
}

fn check_version(object: &Map<String, Value>) -> Result<(), Refusal> {
    let told = object.get("v");
    if told.and_then(Value::as_u64) == Some(VERSION) {
        return Ok(());
    }
    let told = told.map_or_else(|| "none".to_owned(), Value::to_string);
    Err(Refusal::new(
        format!(
            "this Lumarium speaks version {VERSION} of the control socket; the request has {told}"
        ),
        "use the command line of the same version as the running Lumarium",
    ))
}

/// The line of a request.
pub(super) fn request_line(id: u64, ask: &Ask) -> Result<Vec<u8>, serde_json::Error> {
    #[derive(Serialize)]
    struct Line<'a> {
        v: u64,
        id: u64,
        #[serde(flatten)]
        ask: &'a Ask,
    }
    ended(serde_json::to_vec(&Line {
        v: VERSION,
        id,
        ask,
    })?)
}

/// The line of an answer.
pub(super) fn ok_line(id: u64, ok: &impl Serialize) -> Vec<u8> {
    #[derive(Serialize)]
    struct Line<'a, T> {
        v: u64,
        id: u64,
        ok: &'a T,
    }
    serde_json::to_vec(&Line { v: VERSION, id, ok })
        .and_then(ended)
        .unwrap_or_else(|error| {
            let refusal = Refusal::new(
                format!("the answer cannot be written: {error}"),
                "this is a fault of Lumarium; please report it",
            );
            error_line(Some(id), &refusal)
        })
}

/// The line of a refusal.
pub(super) fn error_line(id: Option<u64>, refusal: &Refusal) -> Vec<u8> {
    let line = json!({"v": VERSION, "id": id, "error": refusal.what, "hint": refusal.hint});
    let mut bytes = line.to_string().into_bytes();
    bytes.push(b'\n');
    bytes
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "the end of a chain of things that can fail"
)]
fn ended(mut bytes: Vec<u8>) -> Result<Vec<u8>, serde_json::Error> {
    bytes.push(b'\n');
    Ok(bytes)
}
