use std::sync::Arc;

use super::*;
use crate::host::runtime::python::trial::launch;
use crate::manifest::{PluginAction, parse};
use crate::veiled::Veiled;

fn act(input: Option<Value>) -> Act {
    let manifest = r#"{"id": "a", "web_ui_actions": [
        {"id": "sign-in", "script": "in.py", "oauth_flow": true, "success_message": "Signed in", "error_message": "Refused"}]}"#;
    let manifest = parse(manifest).0.unwrap();
    let action: PluginAction = manifest.actions[0].clone();
    Act {
        action,
        launch: Arc::new(launch(manifest, "/plugins/a".into())),
        input: input.map(Veiled),
    }
}

fn ended(act: &Act, exit: i32, output: &str, errors: &str) -> (bool, String) {
    let reply = json!({"type": "reply", "id": ACTION, "ok": true,
        "result": {"exit": exit, "output": output, "errors": errors}});
    let Ok(Said::Reply(reply)) = serde_json::from_value(reply) else {
        panic!("no reply");
    };
    let end = end(act, &reply);
    (end.well, end.output)
}

#[test]
fn json_is_told_as_lines_with_the_address_first() {
    let output =
        r#"{"status": "success", "step": 1, "auth_url": "https://x", "requires_step2": true}"#;
    let asked = ended(&act(None), 0, output, "");
    assert_eq!(asked, (true, "https://x\nstep: 1".to_owned()));
}

#[test]
fn an_error_in_json_is_one_although_the_code_is_0() {
    let output = r#"{"status": "error", "message": "no credentials.json"}"#;
    let asked = ended(&act(Some(json!("x"))), 0, output, "");
    assert_eq!(asked, (false, "Refused\nno credentials.json".to_owned()));
}

#[test]
fn text_is_told_as_it_is_and_errors_only_of_what_failed() {
    let input = act(Some(json!("x")));
    let well = ended(&input, 0, "done\n", "a warning");
    assert_eq!(well, (true, "Signed in\ndone".to_owned()));
    let bad = ended(&input, 1, "so far\n", "Traceback");
    assert_eq!(bad, (false, "Refused\nso far\nTraceback".to_owned()));
}

#[test]
fn only_the_first_of_two_steps_asks_where_to_sign_in() {
    assert_eq!(request(&act(None))["sign_in"], true);
    let second = request(&act(Some(json!("code"))));
    assert_eq!(
        (&second["sign_in"], &second["parameters"]),
        (&json!(false), &json!("code"))
    );
}
