use std::sync::Arc;

use serde_json::json;

use super::*;

fn settings(number: u32) -> Request {
    Request::Configure {
        settings: Arc::new(json!(number)).into(),
    }
}

fn names(mailbox: &Mailbox) -> Vec<String> {
    let mut names = Vec::new();
    while let Taken::Request(request) = mailbox.take(Some(Duration::ZERO)) {
        names.push(format!("{request:?}"));
    }
    names
}

#[test]
fn requests_come_out_in_order_and_beyond_the_bound_they_are_refused() {
    let mailbox = Mailbox::default();
    for _ in 0..limits::WORKER_MAILBOX {
        assert!(mailbox.post(Request::Update));
    }
    assert!(!mailbox.post(Request::Update));
    assert!(mailbox.post(Request::Hide));
    assert!(mailbox.post(Request::Disable));
    let gauge = mailbox.gauge();
    assert_eq!((gauge.waiting(), gauge.bound()), (10, 8));
    let names = names(&mailbox);
    assert_eq!(names.len(), limits::WORKER_MAILBOX + 2);
    assert_eq!(names[limits::WORKER_MAILBOX..], ["Hide", "Disable"]);
    assert_eq!((gauge.waiting(), gauge.most()), (0, 10));
}

#[test]
fn a_stop_does_not_wait_for_updates_and_draws() {
    let mailbox = Mailbox::default();
    assert!(mailbox.post(Request::Enable { saved: None }));
    while mailbox.post(Request::Update) {}
    assert!(mailbox.post(Request::Disable));
    assert!(mailbox.post(Request::Stop));
    assert_eq!(
        names(&mailbox),
        ["Enable { saved: None }", "Disable", "Stop"]
    );
}

#[test]
fn newer_settings_take_the_place_of_waiting_ones() {
    let mailbox = Mailbox::default();
    for number in 0..100 {
        assert!(mailbox.post(settings(number)));
    }
    assert!(mailbox.post(Request::Enable { saved: None }));
    assert!(mailbox.post(settings(100)));
    let mut taken = Vec::new();
    while let Taken::Request(request) = mailbox.take(Some(Duration::ZERO)) {
        taken.push(request);
    }
    assert_eq!(taken.len(), 2, "{taken:?}");
    assert!(matches!(&taken[0], Request::Configure { settings } if ***settings == json!(100)));
}

#[test]
fn hiding_again_and_again_waits_once() {
    let mailbox = Mailbox::default();
    for _ in 0..100 {
        assert!(mailbox.post(Request::Hide));
    }
    assert_eq!(names(&mailbox), ["Hide"]);
}

#[test]
fn a_closed_mailbox_forgets_what_waits_and_takes_nothing() {
    let mailbox = Mailbox::default();
    assert!(mailbox.post(Request::Update));
    mailbox.close();
    assert!(!mailbox.post(Request::Stop));
    assert!(matches!(mailbox.take(None), Taken::Closed));
}
