//! An action of a plugin, run to its end in a process of its own: with the plugin's packages, folders and fences,
//! but without the plugin itself, so that it works also for one that is off or does not start.

use std::ops::ControlFlow;
use std::sync::Arc;

use serde_json::{Map, Value, json};

use crate::failure::{Failure, cut};
use crate::host::runtime::seat::Hold as _;
use crate::host::runtime::worker::answers;
use crate::host::runtime::worker::seat::ProcessSeat;
use crate::host::runtime::worker::session::{Launcher, Started, object};
use crate::host::runtime::worker::wire::{Message, Reply, Said, VERSION};
use crate::limits;
use crate::message::{Act, ActionEnd};

/// Numbers of the two requests.
const INIT: u32 = 1;
const ACTION: u32 = 2;

/// The whole errand; what is left of it is ended.
pub(super) fn run(
    seat: &ProcessSeat,
    launcher: &dyn Launcher,
    act: &Act,
) -> Result<ActionEnd, Failure> {
    let result = attempt(seat, launcher, act);
    seat.hold.end();
    result
}

fn attempt(seat: &ProcessSeat, launcher: &dyn Launcher, act: &Act) -> Result<ActionEnd, Failure> {
    let Started {
        mut link,
        bell,
        init,
        lacks,
        ..
    } = launcher.start(seat, &act.launch, &|_waits| {})?;
    seat.hang(Arc::clone(&bell));
    let mut errand = Errand {
        init: Some(init),
        act,
        lacks,
    };
    let until = seat.now().plus(limits::ACTION_TIMEOUT);
    loop {
        let left = until.since(seat.now());
        if left.is_zero() {
            return Err(Failure::timed_out(limits::ACTION_TIMEOUT));
        }
        link.wait(Some(left));
        // Its log is of no interest: what a script says is its output.
        while link.line().is_some() {}
        loop {
            let message = link.message().map_err(|violation| Failure::BadOutput {
                text: violation.to_string(),
            })?;
            let Some(message) = message else { break };
            match errand.hear(message) {
                ControlFlow::Continue(Some(request)) if !link.send(&request) => {
                    return Err(Failure::error("its process takes no requests"));
                }
                ControlFlow::Continue(_) => {}
                ControlFlow::Break(result) => return result,
            }
        }
        if link.closed() {
            let pid = seat.pid();
            let text = pid.map_or_else(String::new, |pid| launcher.end_of(pid));
            return Err(Failure::Exited { text: cut(text) });
        }
    }
}

struct Errand<'a> {
    init: Option<Map<String, Value>>,
    act: &'a Act,
    lacks: Option<String>,
}

impl Errand<'_> {
    /// What to send next, or how it ended.
    fn hear(&mut self, message: Message) -> ControlFlow<Result<ActionEnd, Failure>, Option<Value>> {
        let Message::Said(said) = message else {
            return ControlFlow::Continue(None);
        };
        match *said {
            Said::Hello(hello) if !hello.protocol.has_ours() => {
                let text = format!("its worker does not speak version {VERSION} of the protocol");
                ControlFlow::Break(Err(Failure::Unsupported { text }))
            }
            Said::Hello(_) => ControlFlow::Continue(self.init.take().map(init)),
            Said::Reply(reply) if !reply.ok => {
                let trouble = reply.error.unwrap_or_default();
                ControlFlow::Break(Err(answers::failure(&trouble, self.lacks.as_deref())))
            }
            Said::Reply(reply) if reply.id == INIT => {
                ControlFlow::Continue(Some(request(self.act)))
            }
            Said::Reply(reply) => ControlFlow::Break(Ok(end(self.act, &reply))),
            Said::Limits { .. }
            | Said::StripControl(_)
            | Said::ConfigSave { .. }
            | Said::Offline
            | Said::Note { .. }
            | Said::Forked(_)
            | Said::ForkFailed { .. }
            | Said::Exited(_)
            | Said::Unknown => ControlFlow::Continue(None),
        }
    }
}

fn init(mut init: Map<String, Value>) -> Value {
    init.extend(object(json!({
        "type": "init", "id": INIT, "protocol": VERSION, "errand": true,
    })));
    Value::Object(init)
}

fn request(act: &Act) -> Value {
    let input = act.input.as_ref().map(|input| &input.0);
    json!({
        "type": "action", "id": ACTION, "script": act.action.script, "parameters": input,
        // The first of two steps only asks where to sign in.
        "sign_in": act.action.sign_in && input.is_none(),
    })
}

/// What people are told: the message of a script that answers in JSON, else all that it wrote.
fn end(act: &Act, reply: &Reply) -> ActionEnd {
    let text = |name: &str| {
        let text = reply.result.get(name).and_then(Value::as_str);
        text.unwrap_or_default().trim().to_owned()
    };
    let (output, errors) = (text("output"), text("errors"));
    let parsed: Option<Value> = serde_json::from_str(&output).ok();
    let said_error = parsed
        .as_ref()
        .is_some_and(|said| said.get("status").and_then(Value::as_str) == Some("error"));
    let well = reply.result.get("exit") == Some(&json!(0)) && !said_error;
    let lead = if well {
        &act.action.success
    } else {
        &act.action.failure
    };
    // Asking for more is no success yet.
    let asks = well && act.action.prompt.is_some() && act.input.is_none();
    let lead = if asks { "" } else { lead.as_str() };
    let said = parsed.as_ref().map_or(output, readable);
    let errors = if well { String::new() } else { errors };
    let parts = [lead.to_owned(), said, errors];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    let output = parts.join("\n");
    let output = if output.is_empty() {
        format!("{} has run and said nothing", act.action.title)
    } else {
        output
    };
    ActionEnd { well, output }
}

/// Fields of a JSON answer that are told before the others, without their names.
const FIRST: [&str; 4] = ["message", "auth_url", "output", "error"];

/// The fields of a JSON answer as lines; its message and its address to sign in at first.
fn readable(said: &Value) -> String {
    let Value::Object(fields) = said else {
        return said
            .as_str()
            .map_or_else(|| said.to_string(), str::to_owned);
    };
    let line = |value: &Value| {
        value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned)
    };
    let first = FIRST.iter().filter_map(|name| fields.get(*name)).map(line);
    let rest = fields.iter().filter(|(name, value)| {
        !FIRST.contains(&name.as_str()) && *name != "status" && !value.is_boolean()
    });
    let rest = rest.map(|(name, value)| format!("{name}: {}", line(value)));
    first.chain(rest).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests;
