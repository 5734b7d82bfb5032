//! Opening the form of a large schema: 150 KB, as large as the largest in the wild. 50 ms would be noticed; within
//! 15 ms no frame is lost. Beside it in the same run: reading the same text with `serde_json`, which nobody
//! calls slow.

mod leagues;
mod measure;
mod table;

use std::hint::black_box;
use std::process::ExitCode;
use std::time::Duration;

use leagues::schema_of;
use lumarium_core::form::{Form, changes, check_form};
use lumarium_core::schema;
use measure::median;
use serde_json::{Value, json};
use table::Table;

const BYTES: usize = 150_000;
const OPEN_MUST_MS: f64 = 15.0;
/// Once a frame while somebody types.
const CHECK_MUST_MS: f64 = 2.0;
const ROUNDS: usize = 100;

fn main() -> ExitCode {
    let schema = schema_of(BYTES);
    let text = schema.to_string();
    let form = Form::from_schema(&schema);
    let settings = schema::defaults(&schema);
    let mut changed = settings.clone();
    if let Some(league) = changed.get_mut("league_7") {
        *league = json!({"mode": "scroll"});
    }

    let mut read = true;
    let parse = median(ROUNDS, || {
        read &= black_box(serde_json::from_str::<Value>(&text)).is_ok();
    });
    let open = median(ROUNDS, || drop(black_box(Form::from_schema(&schema))));
    let mut sound = true;
    let check = median(ROUNDS, || {
        sound &= black_box(check_form(&form, &settings)).is_empty();
    });
    let mut differences = 0;
    let compare = median(ROUNDS, || differences = changes(&settings, &changed).len());

    let millis = |time: Duration| time.as_secs_f64() * 1e3;
    let parse = millis(parse);
    let mut table = Table::new("form of a schema of 150 KB");
    table.bound("open", millis(open), OPEN_MUST_MS, "ms");
    table.rival(
        "open",
        millis(open),
        "serde_json reading its text",
        parse,
        "ms",
    );
    table.bound(
        "check the whole section",
        millis(check),
        CHECK_MUST_MS,
        "ms",
    );
    table.rival(
        "what differs",
        millis(compare),
        "serde_json reading its text",
        parse,
        "ms",
    );
    table.note(&format!(
        "{} fields at the top, {} bytes",
        form.fields.len(),
        text.len()
    ));
    if !(read && sound && differences > 0 && form.problems.is_empty()) {
        table.note("the form is not what it should be");
        return ExitCode::FAILURE;
    }
    table.end()
}
