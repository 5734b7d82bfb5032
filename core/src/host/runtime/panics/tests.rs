use std::panic::panic_any;

use super::*;
use crate::limits;

fn on_worker_thread(call: fn()) -> String {
    keep_quiet();
    let name = thread_name(&PluginId::parse("clock").unwrap(), Run(1));
    thread::Builder::new()
        .name(name)
        .spawn(move || caught(call).unwrap_err())
        .unwrap()
        .join()
        .unwrap()
}

#[test]
fn a_panic_becomes_its_message_and_place() {
    let text = on_worker_thread(|| panic!("no {}", "ink"));
    assert!(text.starts_with("no ink (tests.rs:"), "{text}");
}

#[test]
fn a_huge_message_is_cut_and_no_message_is_said_to_be_none() {
    let text = on_worker_thread(|| panic!("{}", "ä".repeat(1_000_000)));
    assert!(text.len() <= limits::PLUGIN_TEXT_MAX + '…'.len_utf8());
    let text = on_worker_thread(|| panic_any(7_u8));
    assert!(text.starts_with("without a message"), "{text}");
}

struct Bomb;

impl Drop for Bomb {
    fn drop(&mut self) {
        panic!("again");
    }
}

#[test]
fn a_payload_that_panics_when_dropped_does_not_get_out() {
    on_worker_thread(|| panic_any(Bomb));
}

#[test]
fn what_goes_well_comes_back() {
    assert_eq!(caught(|| 7), Ok(7));
}
