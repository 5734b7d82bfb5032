//! How long calls may take.

use std::time::Duration;

use serde_json::json;

use super::rig::{Rig, Script};
use crate::failure::Failure;
use crate::limits;
use crate::manifest::RuntimeKind;

const SEC: Duration = Duration::from_secs(1);

#[test]
fn how_long_a_call_may_take_can_be_set_for_what_has_a_process_of_its_own() {
    let mut rig = Rig::new();
    for (name, kind) in [
        ("ours", RuntimeKind::Native),
        ("theirs", RuntimeKind::Python),
    ] {
        rig.add(name, &[], Some(true));
        rig.kind(name, kind);
        rig.script(name, Script::HangUpdate);
    }
    let own = json!({"lumarium": {"update_deadline": 7}});
    rig.config.main.insert("display".to_owned(), own);
    rig.read();
    rig.pass(6 * SEC);
    assert!(rig.view("theirs").errors.is_empty());
    rig.pass(2 * SEC);
    assert_eq!(
        rig.view("theirs").errors.last().unwrap().failure,
        Failure::timed_out(7 * SEC)
    );
    assert!(rig.view("ours").errors.is_empty());
    rig.pass(limits::UPDATE_TIMEOUT);
    assert_eq!(
        rig.view("ours").errors.last().unwrap().failure,
        Failure::timed_out(limits::UPDATE_TIMEOUT)
    );
}
