//! Requests under way, and what their answers mean.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::{Flow, Session, answers, died};
use crate::content::Content;
use crate::failure::{Failure, Stage, cut};
use crate::host::runtime::worker::turn::Pace;
use crate::host::runtime::worker::wire::{HookValues, Reply, Trouble};
use crate::limits;
use crate::message::Report;

/// What a request was for.
#[derive(Clone, Debug)]
pub(super) enum Asked {
    Init,
    Configure,
    Enable,
    Update,
    /// `display`, for the engine.
    Draw(Arc<str>),
    /// `display`, for the next picture of a plugin that scrolls by hand.
    Picture,
    Hide,
    Disable,
    SaveState,
    Cleanup,
}

impl Asked {
    /// The request's `type`.
    pub(super) const fn word(&self) -> &'static str {
        match self {
            Self::Init => "init",
            Self::Configure => "config_change",
            Self::Enable => "enable",
            Self::Update => "update",
            Self::Draw(_) | Self::Picture => "display",
            Self::Hide => "hide",
            Self::Disable => "disable",
            Self::SaveState => "save_state",
            Self::Cleanup => "cleanup",
        }
    }
}

fn flag(result: &Map<String, Value>, name: &str) -> bool {
    result.get(name).and_then(Value::as_bool).unwrap_or(false)
}

impl Session<'_> {
    pub(super) fn answered(&mut self, asked: Asked, reply: &Reply) -> Flow {
        let said = reply.hooks.as_deref();
        match asked {
            Asked::Init => {
                let hooks = self.hooks(said);
                self.seat.report(Report::Loaded { hooks });
            }
            Asked::Configure if flag(&reply.result, "valid") => {
                let hooks = self.hooks(said);
                self.seat.report(Report::Configured { hooks });
            }
            Asked::Configure => {
                let text = "the plugin refuses these settings; its log may say why".to_owned();
                self.seat
                    .failed(Stage::Configure, Failure::BadSettings { text });
            }
            Asked::Enable => self.seat.report(Report::Enabled),
            Asked::Update => {
                let hooks = self.hooks(said);
                self.seat.report(Report::Updated { hooks });
            }
            Asked::Draw(screen) => self.drawn(screen, reply),
            Asked::Picture => self.drawn_by_hand(reply),
            Asked::SaveState => {
                let state = reply.result.get("state").filter(|state| !state.is_null());
                self.saved = state.cloned();
                return self.ask_simply(Asked::Cleanup);
            }
            Asked::Cleanup => return Flow::Break(self.stopped()),
            Asked::Hide | Asked::Disable => {}
        }
        Flow::Continue(())
    }

    pub(super) fn refused(&mut self, asked: &Asked, reply: &Reply) -> Flow {
        let nothing = Trouble::default();
        let trouble = reply.error.as_ref().unwrap_or(&nothing);
        for text in answers::log(trouble) {
            self.log(text);
        }
        // What it logged before it answered is there by now, and often says why.
        self.link.read_log_now();
        self.pass_lines();
        let failure = answers::failure(trouble, self.lacks.as_deref());
        let failure = match (failure, &self.warned) {
            (Failure::BadSettings { text }, Some(why)) => Failure::BadSettings {
                text: cut(format!("{text}; it logged: {why}")),
            },
            (failure, _) => failure,
        };
        match asked {
            // A plugin that is not there cannot be asked anything: the process is of no use.
            Asked::Init if trouble.stage == "configure" => {
                self.seat.failed(Stage::Configure, failure);
            }
            Asked::Init => return Flow::Break(died(failure)),
            Asked::Configure => self.seat.failed(Stage::Configure, failure),
            Asked::Enable => self.seat.failed(Stage::Enable, failure),
            // Told again when that update has returned.
            Asked::Update if trouble.kind == "busy" => {}
            Asked::Update => self.seat.failed(Stage::Update, failure),
            Asked::Draw(_) => {
                self.turn.answered(Pace::Nothing);
                self.seat.failed(Stage::Draw, failure);
            }
            Asked::Picture => {
                self.turn.rhythm.stop();
                self.seat.failed(Stage::Draw, failure);
            }
            Asked::SaveState => return self.ask_simply(Asked::Cleanup),
            Asked::Cleanup => return Flow::Break(self.stopped()),
            Asked::Hide | Asked::Disable => {}
        }
        Flow::Continue(())
    }

    fn stopped(&mut self) -> Report {
        Report::Stopped {
            saved: self.saved.take(),
        }
    }

    fn drawn(&mut self, screen: Arc<str>, reply: &Reply) {
        let said = reply.hooks.as_deref();
        let by_hand = said.is_some_and(answers::by_hand);
        let pace = match (flag(&reply.result, "shown"), by_hand) {
            (false, _) => Pace::Nothing,
            (true, true) => Pace::ByHand,
            (true, false) => Pace::Asked,
        };
        let fresh = !matches!(self.turn.screen, Some(ref on) if *on == screen);
        let (content, publish) = self.turn.answered(pace);
        if let Some(frame) = publish {
            self.publish(&frame);
        }
        if matches!(content, Content::Live) && by_hand {
            self.turn.rhythm.begin(fresh, self.seat.now());
            self.turn
                .rhythm
                .drawn(limits::LIVE_BY_HAND, self.seat.now());
        } else {
            self.turn.rhythm.stop();
        }
        let mut hooks = self.hooks(said);
        if self.turn.rhythm.wait(self.seat.now()).is_some() {
            // It is asked for pictures by its own thread.
            hooks.redraw_after = None;
        }
        self.seat.report(Report::Drawn {
            screen,
            content,
            hooks,
        });
    }

    /// A picture between two requests of the engine. Its hooks are told when they say something new.
    fn drawn_by_hand(&mut self, reply: &Reply) {
        let Some(screen) = self.turn.screen.clone() else {
            return;
        };
        if !flag(&reply.result, "shown") {
            self.turn.answered(Pace::Nothing);
            let content = Content::Nothing;
            self.seat.report(Report::Changed { screen, content });
            return;
        }
        let said = reply.hooks.as_deref();
        let by_hand = said.is_some_and(answers::by_hand);
        if !by_hand && let Some(content) = self.turn.stands() {
            self.seat.report(Report::Changed { screen, content });
        }
        self.hooks_news(said);
    }

    fn hooks_news(&mut self, said: Option<&HookValues>) {
        let before = self.told.clone();
        let mut hooks = self.hooks(said);
        if hooks != before {
            if self.turn.rhythm.wait(self.seat.now()).is_some() {
                hooks.redraw_after = None;
            }
            self.seat.report(Report::Hooks { hooks });
        }
    }
}
