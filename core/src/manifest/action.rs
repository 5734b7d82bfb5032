//! LEDMatrix's `web_ui_actions`: scripts that a plugin offers beside its settings, most often to sign in somewhere.

use serde::{Deserialize, Serialize};
use serde_json_borrow::Value;

use super::fields::{Reader, climbs, member};
use crate::failure::cut;
use crate::limits;

/// A script that people can run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PluginAction {
    /// Its name among the plugin's actions.
    pub id: String,
    /// For people.
    pub title: String,
    /// For people; may be empty.
    pub description: String,
    /// What stands on its button.
    pub button: String,
    /// The script, relative to the plugin's folder.
    pub script: String,
    /// It gives an address to sign in at, and takes what the browser comes back with.
    pub sign_in: bool,
    /// What it asks for once it has run; then it runs again with that text.
    pub prompt: Option<String>,
    /// What stands on the button for that.
    pub prompt_button: String,
    /// What is said when it went well; may be empty.
    pub success: String,
    /// What is said when it did not; may be empty.
    pub failure: String,
    /// Meant for a page of the plugin's own: it has no button.
    pub hidden: bool,
}

/// All that can be run; the others are told of.
pub(super) fn read(reader: &mut Reader<'_>) -> Vec<PluginAction> {
    let map = reader.map;
    let list = match map.get("web_ui_actions") {
        Some(Value::Array(list)) => list.as_slice(),
        None | Some(Value::Null) => &[],
        Some(_) => {
            reader.warn("\"web_ui_actions\" is not a list; it was ignored");
            &[]
        }
    };
    let mut actions: Vec<PluginAction> = Vec::new();
    for value in list {
        match one(value) {
            Ok(action) if actions.iter().any(|known| known.id == action.id) => {
                reader.warn(&format!("the action {:?} stands twice", action.id));
            }
            Ok(_) if actions.len() >= limits::ACTIONS_MAX => {
                let most = limits::ACTIONS_MAX;
                reader.warn(&format!(
                    "it has {} actions; only the first {most} count",
                    list.len()
                ));
                break;
            }
            Ok(action) => actions.push(action),
            Err(why) => reader.hint(&format!("an action was left out: {why}")),
        }
    }
    actions
}

fn one(value: &Value<'_>) -> Result<PluginAction, String> {
    let text = |key: &str| {
        let found = member(value, key).and_then(Value::as_str).map(str::trim);
        found
            .filter(|text| !text.is_empty())
            .map(|text| cut(text.to_owned()))
    };
    let flag = |key: &str| member(value, key).is_some_and(|value| *value == Value::Bool(true));
    let id = text("id").ok_or("it has no \"id\"")?;
    let script =
        text("script").ok_or_else(|| format!("{id:?} has no \"script\"; others are not run"))?;
    if climbs(&script) {
        return Err(format!("the script of {id:?} leaves the plugin's folder"));
    }
    let title = text("title").or_else(|| text("label"));
    let title = title.unwrap_or_else(|| id.clone());
    let prompt = text("step2_prompt");
    let sign_in = flag("oauth_flow");
    Ok(PluginAction {
        description: text("description").unwrap_or_default(),
        button: text("button_text").unwrap_or_else(|| title.clone()),
        sign_in,
        prompt: prompt.or_else(|| sign_in.then(|| "The address that the browser came to".into())),
        prompt_button: text("step2_button_text").unwrap_or_else(|| "Go on".to_owned()),
        success: text("success_message").unwrap_or_default(),
        failure: text("error_message").unwrap_or_default(),
        hidden: flag("ui_hidden"),
        id,
        title,
        script,
    })
}
