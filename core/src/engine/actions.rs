//! Actions of plugins: run when somebody asks, whether the plugin is on or off, and answered when they end.

use std::sync::Arc;

use serde_json::Value;

use super::Engine;
use crate::failure::Failure;
use crate::id::PluginId;
use crate::journal::Topic;
use crate::limits;
use crate::message::{Act, ActionEnd, CommandId, Effect, Refusal};
use crate::time::Now;
use crate::veiled::Veiled;

impl Engine {
    /// Answered by `acted`, if it is not refused.
    pub(super) fn run_action(
        &mut self,
        command: CommandId,
        id: &PluginId,
        action: &str,
        input: Option<Value>,
    ) -> Result<(), Refusal> {
        self.known(id)?;
        let launch = self.launch(id).ok_or_else(|| {
            let what = format!("{id} is not installed, so it has no actions");
            Refusal::new(what, "install it first")
        })?;
        let actions = &launch.found.manifest.actions;
        let Some(action) = actions.iter().find(|known| known.id == action) else {
            let names: Vec<&str> = actions.iter().map(|known| known.id.as_str()).collect();
            let hint = match names.as_slice() {
                [] => format!("{id} has no actions at all"),
                names => format!("it has: {}", names.join(", ")),
            };
            let what = format!("{id} has no action {action:?}");
            return Err(Refusal::new(what, hint));
        };
        let length = input.as_ref().map_or(0, |input| input.to_string().len());
        if length > limits::ACTION_INPUT_MAX {
            let what = format!("the input has {length} bytes");
            let hint = format!("give at most {}", limits::ACTION_INPUT_MAX);
            return Err(Refusal::new(what, hint));
        }
        if !self.setup.run_plugins {
            let what = "plugins are not run here";
            return Err(Refusal::new(what, "start Lumarium first"));
        }
        let action = action.clone();
        let act = Act {
            action,
            input: input.map(Veiled),
            launch: Arc::new(launch),
        };
        self.out.push(Effect::Act {
            command,
            plugin: id.clone(),
            act: Arc::new(act),
        });
        Ok(())
    }

    pub(super) fn acted(
        &mut self,
        now: Now,
        command: CommandId,
        id: &PluginId,
        action: &str,
        result: Result<ActionEnd, Failure>,
    ) {
        let answer = match result {
            Ok(ActionEnd { well: true, output }) => {
                self.note(now, Topic::Life, Some(id), format!("action {action}: done"));
                Ok(output)
            }
            Ok(ActionEnd { output, .. }) => {
                Err(Refusal::new(output, "do what it says, or ask its author"))
            }
            Err(failure) => Err(Refusal::new(
                format!("the action {action} failed: {failure}"),
                "see the plugin's log",
            )),
        };
        if answer.is_err() {
            let text = format!("action {action}: failed");
            self.note(now, Topic::Failure, Some(id), text);
        }
        // Not through the journal: what a script says may hold a key to an account.
        self.out.push(Effect::Answer {
            id: command,
            answer,
        });
    }
}
