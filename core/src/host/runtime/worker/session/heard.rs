//! What a worker says, picture by picture and word by word.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::asked::Asked;
use super::{Flow, Session, answers, died};
use crate::content::{Content, Hooks};
use crate::failure::{Failure, cut};
use crate::frame::Frame;
use crate::host::runtime::worker::turn::Came;
use crate::host::runtime::worker::wire::{Hello, HookValues, Message, Reply, Said, VERSION};
use crate::isolation::{self, Guard};
use crate::limits;
use crate::message::{ProcessFacts, Report};
use crate::veiled::Veiled;

impl Session<'_> {
    pub(super) fn hear(&mut self, message: Message) -> Flow {
        match message {
            Message::Said(said) => self.said(*said),
            Message::Picture(picture) => {
                let came = self.turn.picture(picture);
                self.came(came)
            }
            Message::Strip(strip) => {
                self.news()?;
                let came = self.turn.strip(strip);
                self.came(came)
            }
        }
    }

    pub(super) fn came(&mut self, came: Result<Came, Failure>) -> Flow {
        match came {
            Ok(Came::Kept) => {}
            Ok(Came::Publish(frame)) => self.publish(&frame),
            Ok(Came::Changed(content)) => self.changed(content),
            Err(failure) => return Flow::Break(died(failure)),
        }
        Flow::Continue(())
    }

    pub(super) fn publish(&self, frame: &Arc<Frame>) {
        let seat = self.seat;
        if seat.dead() {
            return;
        }
        seat.publish(frame);
        let now = seat.now();
        let due = self
            .glimpsed
            .get()
            .is_none_or(|last| now.since(last) >= limits::GLIMPSE);
        if due {
            self.glimpsed.set(Some(now));
            self.glimpse();
        }
    }

    /// Tells what is to be seen, in case the run ends.
    pub(super) fn glimpse(&self) {
        if let (Some(screen), Some(frame)) = (&self.turn.screen, self.turn.newest()) {
            self.seat.report(Report::Glimpse {
                screen: Arc::clone(screen),
                frame: Arc::clone(frame),
            });
        }
    }

    pub(super) fn changed(&self, content: Content) {
        let Some(screen) = self.turn.screen.clone() else {
            return;
        };
        if let (Content::Live, Some(frame)) = (&content, self.turn.newest()) {
            self.publish(frame);
        }
        self.seat.report(Report::Changed { screen, content });
    }

    pub(super) fn said(&mut self, said: Said) -> Flow {
        if !matches!(said, Said::Reply(_)) {
            self.news()?;
        }
        match said {
            Said::Hello(hello) => self.hello(&hello),
            Said::Limits { in_force } => {
                self.facts(&in_force);
                Flow::Continue(())
            }
            Said::Reply(reply) => self.reply(&reply),
            Said::StripControl(control) => {
                let came = self.turn.control(&control);
                self.came(Ok(came))
            }
            Said::ConfigSave { config } => {
                self.seat.report(Report::Keep {
                    section: Veiled(Arc::new(config)),
                });
                Flow::Continue(())
            }
            Said::Offline => {
                self.seat.report(Report::Offline);
                Flow::Continue(())
            }
            Said::Note { text } => {
                self.log(cut(text));
                Flow::Continue(())
            }
            Said::Forked(_) | Said::ForkFailed { .. } | Said::Exited(_) | Said::Unknown => {
                Flow::Continue(())
            }
        }
    }

    pub(super) fn hello(&mut self, hello: &Hello) -> Flow {
        let Some(mut init) = self.init.take() else {
            return Flow::Continue(());
        };
        if !hello.protocol.has_ours() {
            let text = format!("its worker does not speak version {VERSION} of the protocol");
            return Flow::Break(died(Failure::Unsupported { text }));
        }
        self.python = cut(hello.python.clone());
        init.insert("protocol".to_owned(), VERSION.into());
        self.ask(Asked::Init, init).map_continue(drop)
    }

    /// What the system has put in force, as people see it.
    pub(super) fn facts(&self, in_force: &Map<String, Value>) {
        let words = |value: &Value| {
            let text = value.as_str().map(str::to_owned);
            text.unwrap_or_else(|| value.to_string())
        };
        let told: Vec<(String, String)> = in_force
            .iter()
            .take(limits::ISOLATION_WORDS_MAX)
            .map(|(name, value)| (cut(name.clone()), cut(words(value))))
            .collect();
        let mut isolation = isolation::guards(&told, self.note.as_deref());
        isolation.push(Guard::memory(self.task.launch.memory_max));
        self.seat.report(Report::Process(Arc::new(ProcessFacts {
            pid: self.seat.pid().unwrap_or(0),
            since: self.seat.clock().wall,
            language: format!("Python {}", self.python),
            isolation,
        })));
    }

    pub(super) fn reply(&mut self, reply: &Reply) -> Flow {
        let Some(asked) = self.waiting.remove(&reply.id) else {
            let text = "it answered a request that nobody made".to_owned();
            return Flow::Break(died(Failure::BadOutput { text }));
        };
        if matches!(asked, Asked::Picture) {
            self.seat.live_call_ends();
        }
        if matches!(asked, Asked::Init) {
            self.pass = None;
        }
        let said = reply.hooks.as_deref();
        for (method, thrown) in said
            .iter()
            .flat_map(|said| &said.failed)
            .take(limits::SCREENS_MAX)
        {
            self.log(cut(format!(
                "WARNING its method for {method} failed: {thrown}"
            )));
        }
        if reply.ok {
            self.answered(asked, reply)
        } else {
            self.refused(&asked, reply)
        }
    }

    pub(super) fn hooks(&mut self, said: Option<&HookValues>) -> Hooks {
        let hooks = said.map_or_else(|| self.told.clone(), answers::hooks);
        self.told = hooks.clone();
        hooks
    }
}
