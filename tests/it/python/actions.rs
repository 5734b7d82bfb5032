//! Actions of a plugin: run in its own environment, also when the plugin itself does not start.

use lumarium_core::id::PluginId;
use lumarium_core::message::Command;
use serde_json::{Value, json};

use super::farm::Farm;

fn act(input: Option<Value>) -> Command {
    Command::RunAction {
        plugin: PluginId::parse("acts").unwrap(),
        action: "sign-in".to_owned(),
        input,
    }
}

#[test]
fn who_does_not_start_before_somebody_signs_in_can_be_signed_in() {
    let Some(farm) = Farm::new(&[("acts", "acts", json!({})), ("good", "good", json!({}))]) else {
        return;
    };
    farm.wait("acts", "was refused", |view| view.state.failing.is_some());
    let address = farm.ask(act(None)).unwrap();
    assert_eq!(
        address,
        "Sign in at this address:\nhttps://example.invalid/sign-in?by=acts"
    );

    let wrong = farm.ask(act(Some(json!("nothing")))).unwrap_err();
    assert_eq!(wrong.what, "Not signed in\nthat is no address with a code");

    let signed_in = farm.ask(act(Some(json!("https://x/?code=4711")))).unwrap();
    assert_eq!(signed_in, "Signed in\nthank you");
    farm.tell(Command::Retry {
        plugin: PluginId::parse("acts").unwrap(),
    });
    farm.wait("acts", "came up", |view| {
        view.state.name == "enabled" && view.state.failing.is_none()
    });
    assert!(farm.view("good").unwrap().errors.is_empty());
    // What was given may be a key: it is nowhere to be read.
    let journal = farm.handle.journal_since(0);
    let told: Vec<String> = journal.iter().map(|entry| format!("{entry:?}")).collect();
    assert!(told.iter().any(|line| line.contains("sign-in")));
    assert!(!told.iter().any(|line| line.contains("4711")));
    farm.end();
}

#[test]
fn what_cannot_be_run_is_refused_with_what_can() {
    let Some(farm) = Farm::new(&[("acts", "acts", json!({}))]) else {
        return;
    };
    let other = Command::RunAction {
        plugin: PluginId::parse("acts").unwrap(),
        action: "other".to_owned(),
        input: None,
    };
    let refused = farm.ask(other).unwrap_err();
    assert_eq!(refused.what, "acts has no action \"other\"");
    assert_eq!(refused.hint.as_deref(), Some("it has: sign-in"));
    let long = farm.ask(act(Some(json!("x".repeat(100_000))))).unwrap_err();
    assert!(long.what.contains("100002 bytes"), "{}", long.what);
    farm.end();
}
