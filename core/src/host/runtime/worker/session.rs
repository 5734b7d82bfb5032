//! The inner side of one run in a process: a thread that asks it, hears it, and reports.
//! It waits only for the process and for the run's bell; what takes too long is ended from outside.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Map, Value, json};

use super::allowance::Allowance;
use super::answers;
use super::link::Link;
use super::seat::Seat;
use super::turn::Turn;
use super::watch::Watch;
use crate::content::Hooks;
use crate::failure::{Failure, Stage, cut};
use crate::host::priority;
use crate::host::runtime::Reporter;
use crate::host::runtime::native::panics;
use crate::host::runtime::slots::Life;
use crate::limits;
use crate::message::{Launch, Report, Request};
use crate::time::Moment;
use crate::veiled::Veiled;

mod asked;
mod heard;

use asked::Asked;

/// How a kind of worker is started.
pub(in crate::host::runtime) trait Launcher: Send + Sync {
    /// Starts the process and gives it to the seat. Takes its time; ends early if the seat is dead.
    /// `tell` is told what it waits for, now and then, as long as it does.
    fn start(
        &self,
        seat: &Seat,
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
    /// Why it has no PID namespace.
    pub(in crate::host::runtime) note: Option<String>,
    /// For the plugin's log.
    pub(in crate::host::runtime) words: Vec<String>,
    /// Packages it has to do without, and why.
    pub(in crate::host::runtime) lacks: Option<String>,
}

/// What a thread needs for its run.
pub(in crate::host::runtime) struct Task {
    pub(in crate::host::runtime) seat: Arc<Seat>,
    pub(in crate::host::runtime) reporter: Arc<dyn Reporter>,
    pub(in crate::host::runtime) launch: Arc<Launch>,
    pub(in crate::host::runtime) launcher: Arc<dyn Launcher>,
}

/// Goes on, or ends the run with its last report (which a killed run no longer sends).
type Flow = ControlFlow<Report>;

/// The whole life of a run's thread.
pub(in crate::host::runtime) fn run(task: &Task) {
    priority::be_modest();
    let last = panics::caught(|| live_through(task)).unwrap_or_else(|text| {
        // A fault of ours: the plugin's process must not outlive its thread.
        Some(died(Failure::Panicked { text }))
    });
    let seat = &task.seat;
    seat.end_process();
    match (seat.slots.end(&seat.plugin, seat.run), last) {
        (Some(Life::Leaving | Life::Zombie), _) => task.send(Report::Buried),
        (Some(Life::Running), Some(last)) => task.send(last),
        (Some(Life::Running) | None, _) => {}
    }
}

fn died(failure: Failure) -> Report {
    Report::Died { failure }
}

fn live_through(task: &Task) -> Option<Report> {
    let tell = |text| task.report(Report::Waits { text });
    let started = match task.launcher.start(&task.seat, &task.launch, &tell) {
        Ok(started) => started,
        Err(failure) => return Some(died(failure)),
    };
    for text in started.words {
        task.report(Report::Log { text: cut(text) });
    }
    task.seat.hang(started.bell);
    let mut session = Session {
        task,
        link: started.link,
        init: Some(started.init),
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
        watch: Watch::new(task.launch.memory_max, task.seat.now()),
        news: Allowance::default(),
        lines: Allowance::default(),
        lost: 0,
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

impl Task {
    /// Reports, unless the run was killed.
    fn report(&self, report: Report) {
        if !self.seat.dead() {
            self.send(report);
        }
    }

    fn send(&self, report: Report) {
        self.reporter
            .report(&self.seat.plugin, self.seat.run, report);
    }

    fn failed(&self, stage: Stage, failure: Failure) {
        self.report(Report::Failed { stage, failure });
    }
}

struct Session<'a> {
    task: &'a Task,
    link: Link,
    /// What the worker is told first, until it has said hello.
    init: Option<Map<String, Value>>,
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
    watch: Watch,
    /// What it says without having been asked.
    news: Allowance,
    /// Lines of its log.
    lines: Allowance,
    /// Lines that were not passed on and not told of yet.
    lost: u64,
}

impl Session<'_> {
    /// Serves until the run ends; the last report, if it was not killed.
    fn serve(&mut self) -> Option<Report> {
        loop {
            if let ControlFlow::Break(last) = self.round() {
                return Some(last);
            }
            if self.task.seat.dead() {
                return None;
            }
        }
    }

    fn round(&mut self) -> Flow {
        // Requests wait in their mailbox until the plugin is there.
        while self.is_ready() {
            let Some(request) = self.task.seat.next_request() else {
                break;
            };
            self.take(request)?;
        }
        self.next_picture_by_hand()?;
        let now = self.task.seat.now();
        let rest = (self.lost > 0).then(|| self.lines.rest(now));
        // Nothing is due while it draws: its answer ends the wait.
        let next = self.turn.rhythm.wait(now).filter(|_| !self.is_drawing());
        let look = Some(self.watch.wait(now));
        let waits = [next, rest, look];
        self.link.wait(waits.into_iter().flatten().min());
        self.pass_lines();
        if self.lines.rest(self.task.seat.now()).is_zero() {
            self.tell_lost();
        }
        loop {
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
        if !self.waiting.is_empty() {
            self.watch.stir();
        }
        let seat = &self.task.seat;
        match self.watch.look(seat.pid(), seat.now()) {
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
        let seat = &self.task.seat;
        let text = match seat.pid() {
            Some(pid) if !seat.dead() => self.task.launcher.end_of(pid),
            Some(_) | None => "its process has gone".to_owned(),
        };
        Failure::Exited { text: cut(text) }
    }

    fn pass_lines(&mut self) {
        while let Some(text) = self.link.line() {
            self.log(text);
        }
        self.lost += self.link.lost();
    }

    /// Passes a line of its log on, as long as there are not too many.
    fn log(&mut self, text: String) {
        if text.starts_with("WARNING ") || text.starts_with("ERROR ") {
            self.warned = Some(text.clone());
        }
        let now = self.task.seat.now();
        if !self.lines.takes(now, limits::LOG_LINES_PER_SECOND_MAX) {
            self.lost += 1;
            return;
        }
        self.tell_lost();
        self.task.report(Report::Log { text });
    }

    fn tell_lost(&mut self) {
        let lost = std::mem::take(&mut self.lost);
        if lost > 0 {
            let text = format!("… {lost} more lines came at once and were not kept");
            self.task.report(Report::Log { text });
        }
    }

    /// Something that nobody has asked for.
    fn news(&mut self) -> Flow {
        let most = limits::WORKER_NEWS_PER_SECOND_MAX;
        if self.news.takes(self.task.seat.now(), most) {
            return Flow::Continue(());
        }
        let text = format!("it sent more than {most} messages in a second that nobody asked for");
        Flow::Break(died(Failure::BadOutput { text }))
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
                    self.task.report(Report::Configured { hooks });
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
        let due = self.turn.rhythm.wait(self.task.seat.now());
        if due != Some(Duration::ZERO) || self.is_drawing() {
            return Flow::Continue(());
        }
        let Some(screen) = self.turn.screen.clone() else {
            return Flow::Continue(());
        };
        let fields = json!({"mode": *screen, "force_clear": false, "reset_cycle": false});
        self.ask(Asked::Picture, object(fields))?;
        self.task.seat.live_call_begins();
        self.turn
            .rhythm
            .drawn(limits::LIVE_BY_HAND, self.task.seat.now());
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
