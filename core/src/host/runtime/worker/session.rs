//! The inner side of one run in a process: a thread that asks it, hears it, and reports.
//! It waits only for the process and for the run's bell; what takes too long is ended from outside.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Map, Value, json};

use super::allowance::Allowance;
use super::answers;
use super::gate::Pass;
use super::link::Link;
use super::seat::ProcessSeat;
use super::turn::Turn;
use super::watch::Watch;
use crate::content::Hooks;
use crate::failure::{Failure, cut};
use crate::host::runtime::seat::died;
use crate::limits;
use crate::message::{Launch, Report, Request};
use crate::time::Moment;
use crate::veiled::Veiled;

mod asked;
mod heard;
mod unasked;

use asked::Asked;

/// How a kind of worker is started.
pub(in crate::host::runtime) trait Launcher: Send + Sync {
    /// Starts the process and gives it to the seat. Takes its time; ends early if the seat is dead.
    /// `tell` is told what it waits for, now and then, as long as it does.
    fn start(
        &self,
        seat: &ProcessSeat,
        launch: &Launch,
        tell: &dyn Fn(String),
    ) -> Result<Started, Failure>;
    /// Why a process that has gone has gone, in words.
    fn end_of(&self, pid: u32) -> String;
}

/// A process that was started.
pub(in crate::host::runtime) struct Started {
    /// Our end of it.
    pub(in crate::host::runtime) link: Link,
    /// Its bell.
    pub(in crate::host::runtime) bell: Arc<super::link::Bell>,
    /// The `init` request, without `type`, `id` and `protocol`.
    pub(in crate::host::runtime) init: Map<String, Value>,
    /// Held until it has loaded.
    pub(in crate::host::runtime) pass: Pass,
    /// Why it has no PID namespace.
    pub(in crate::host::runtime) note: Option<String>,
    /// For the plugin's log.
    pub(in crate::host::runtime) words: Vec<String>,
    /// Packages it has to do without, and why.
    pub(in crate::host::runtime) lacks: Option<String>,
}

/// What a thread needs for its run.
pub(in crate::host::runtime) struct Task {
    pub(in crate::host::runtime) launch: Arc<Launch>,
    pub(in crate::host::runtime) launcher: Arc<dyn Launcher>,
}

/// Goes on, or ends the run with its last report (which a killed run no longer sends).
type Flow = ControlFlow<Report>;

/// The whole life of a run; its last report.
pub(in crate::host::runtime) fn live_through(seat: &ProcessSeat, task: &Task) -> Option<Report> {
    let tell = |text| seat.report(Report::Waits { text });
    let started = match task.launcher.start(seat, &task.launch, &tell) {
        Ok(started) => started,
        Err(failure) => return Some(died(failure)),
    };
    for text in started.words {
        seat.log(text);
    }
    seat.hang(started.bell);
    let mut session = Session {
        seat,
        task,
        link: started.link,
        init: Some(started.init),
        pass: Some(started.pass),
        note: started.note,
        lacks: started.lacks,
        glimpsed: std::cell::Cell::default(),
        warned: None,
        python: String::new(),
        waiting: BTreeMap::new(),
        numbers: 0,
        turn: Turn::new(task.launch.size),
        told: Hooks::default(),
        configured: false,
        saved: None,
        news: Allowance::default(),
        lines: Allowance::default(),
        lost: 0,
        watch: Watch::new(task.launch.memory_max, seat.now()),
    };
    let last = session.serve();
    if session.turn.is_live() {
        session.glimpse();
    }
    session.link.last_lines();
    session.pass_lines();
    session.tell_lost();
    last
}

struct Session<'a> {
    seat: &'a ProcessSeat,
    task: &'a Task,
    link: Link,
    /// What the worker is told first, until it has said hello.
    init: Option<Map<String, Value>>,
    /// While it loads.
    pass: Option<Pass>,
    /// Why it has no PID namespace.
    note: Option<String>,
    lacks: Option<String>,
    /// When a live picture was last told.
    glimpsed: std::cell::Cell<Option<Moment>>,
    /// The last line of its log that told of trouble.
    warned: Option<String>,
    python: String,
    /// Requests under way.
    waiting: BTreeMap<u32, Asked>,
    numbers: u32,
    turn: Turn,
    /// The hooks as the engine knows them.
    told: Hooks,
    /// The first settings were taken with `init`.
    configured: bool,
    saved: Option<Value>,
    /// What it says without having been asked.
    news: Allowance,
    /// Lines of its log.
    lines: Allowance,
    /// Lines that were not passed on and not told of yet.
    lost: u64,
    watch: Watch,
}

impl Session<'_> {
    /// Serves until the run ends; the last report, if it was not killed.
    fn serve(&mut self) -> Option<Report> {
        loop {
            if let ControlFlow::Break(last) = self.round() {
                return Some(last);
            }
            if self.seat.dead() {
                return None;
            }
        }
    }

    fn round(&mut self) -> Flow {
        // Requests wait in their mailbox until the plugin is there.
        while self.is_ready() {
            let Some(request) = self.seat.next_request() else {
                break;
            };
            self.take(request)?;
        }
        self.next_picture_by_hand()?;
        let now = self.seat.now();
        let rest = (self.lost > 0).then(|| self.lines.rest(now));
        // Nothing is due while it draws: its answer ends the wait.
        let next = self.turn.rhythm.wait(now).filter(|_| !self.is_drawing());
        let waits = [next, rest, Some(self.watch.wait(now))];
        self.link.wait(waits.into_iter().flatten().min());
        self.pass_lines();
        if self.lines.rest(self.seat.now()).is_zero() {
            self.tell_lost();
        }
        // Whoever was killed is not listened to any more, however much has come.
        while !self.seat.dead() {
            match self.link.message() {
                Ok(Some(message)) => {
                    self.watch.stir();
                    self.hear(message)?;
                }
                Ok(None) => break,
                Err(violation) => {
                    let text = violation.to_string();
                    return Flow::Break(died(Failure::BadOutput { text }));
                }
            }
        }
        if self.link.closed() {
            return Flow::Break(died(self.gone()));
        }
        let busy = !self.waiting.is_empty();
        match self.watch.look(self.seat, busy) {
            Some(failure) => Flow::Break(died(failure)),
            None => Flow::Continue(()),
        }
    }

    /// Whether `init` was answered.
    fn is_ready(&self) -> bool {
        self.init.is_none()
            && !self
                .waiting
                .values()
                .any(|asked| matches!(asked, Asked::Init))
    }

    fn is_drawing(&self) -> bool {
        let drawing = |asked: &Asked| matches!(asked, Asked::Picture | Asked::Draw(_));
        self.waiting.values().any(drawing)
    }

    fn gone(&self) -> Failure {
        let seat = self.seat;
        let text = match seat.pid() {
            Some(pid) if !seat.dead() => self.task.launcher.end_of(pid),
            Some(_) | None => "its process has gone".to_owned(),
        };
        Failure::Exited { text: cut(text) }
    }

    /// Sends a request and remembers what its answer is for.
    fn ask(&mut self, asked: Asked, mut request: Map<String, Value>) -> ControlFlow<Report, u32> {
        self.numbers = self.numbers.wrapping_add(1).max(1);
        let number = self.numbers;
        request.insert("type".to_owned(), asked.word().into());
        request.insert("id".to_owned(), number.into());
        let room = self.waiting.len() < limits::WORKER_REQUESTS_MAX;
        if room && self.link.send(&Value::Object(request)) {
            self.waiting.insert(number, asked);
            return ControlFlow::Continue(number);
        }
        ControlFlow::Break(died(Failure::Busy {
            text: "it does not take requests any more".to_owned(),
        }))
    }

    fn ask_simply(&mut self, asked: Asked) -> Flow {
        self.ask(asked, Map::new()).map_continue(drop)
    }

    fn take(&mut self, request: Request) -> Flow {
        match request {
            Request::Configure { settings } => {
                let same = *settings.0 == *self.task.launch.settings.0;
                if !std::mem::replace(&mut self.configured, true) && same {
                    let hooks = self.told.clone();
                    self.seat.report(Report::Configured { hooks });
                    return Flow::Continue(());
                }
                let config = settings_of(&settings);
                let global = Value::clone(&self.task.launch.global);
                let fields = object(json!({"config": config, "global_config": global}));
                self.ask(Asked::Configure, fields).map_continue(drop)
            }
            Request::Enable { .. } => self.ask_simply(Asked::Enable),
            Request::Update => self.ask_simply(Asked::Update),
            Request::Draw { screen, fresh } => self.draw(&screen, fresh),
            Request::Hide => self.hide(),
            Request::Disable => {
                self.hide()?;
                self.ask_simply(Asked::Disable)
            }
            Request::Stop => self.ask_simply(Asked::SaveState),
        }
    }

    fn hide(&mut self) -> Flow {
        if self.turn.is_on() {
            self.turn.ends();
            self.ask_simply(Asked::Hide)?;
        }
        Flow::Continue(())
    }

    fn draw(&mut self, screen: &Arc<str>, fresh: bool) -> Flow {
        // The first picture of a turn begins from the start, whatever the engine knows of turns.
        let fresh = fresh || !self.turn.is_on();
        let asked = Asked::Draw(Arc::clone(screen));
        let fields = json!({"mode": **screen, "force_clear": fresh, "reset_cycle": fresh});
        let call = self.ask(asked, object(fields))?;
        self.turn.begins(screen, call, fresh);
        Flow::Continue(())
    }

    /// A plugin that scrolls by hand is asked for the next picture as soon as it is due.
    fn next_picture_by_hand(&mut self) -> Flow {
        let due = self.turn.rhythm.wait(self.seat.now());
        if due != Some(Duration::ZERO) || self.is_drawing() {
            return Flow::Continue(());
        }
        let Some(screen) = self.turn.screen.clone() else {
            return Flow::Continue(());
        };
        let fields = json!({"mode": *screen, "force_clear": false, "reset_cycle": false});
        self.ask(Asked::Picture, object(fields))?;
        self.seat.live_call_begins();
        self.turn
            .rhythm
            .drawn(limits::LIVE_BY_HAND, self.seat.now());
        Flow::Continue(())
    }
}

/// A plugin's section as plugins of LEDMatrix expect it: who runs is enabled.
pub(in crate::host::runtime) fn settings_of(settings: &Veiled<Arc<Value>>) -> Value {
    let mut section = object(Value::clone(&settings.0));
    section.insert("enabled".to_owned(), true.into());
    Value::Object(section)
}

/// The fields of an object; none of anything else.
pub(in crate::host::runtime) fn object(value: Value) -> Map<String, Value> {
    if let Value::Object(map) = value {
        map
    } else {
        Map::new()
    }
}
