//! What the engine knows about one plugin.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Map, Value};

use crate::content::{Content, Hooks};
use crate::facts::Found;
use crate::failure::{Failing, Failure, Stage};
use crate::frame::Frame;
use crate::id::PluginId;
use crate::lifecycle::{self, Call, Event, Run, State};
use crate::limits;
use crate::manifest::RuntimeKind;
use crate::message::ProcessFacts;
use crate::snapshot::{CallTime, ErrorEntry, LogLine, Transition};
use crate::time::{Moment, Now, Wall};

mod deadlines;

use crate::veiled::Veiled;
pub(super) use deadlines::Deadlines;

/// A draw that is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct DrawWish {
    pub(super) screen: Arc<str>,
    pub(super) fresh: bool,
    pub(super) at: Moment,
}

/// One plugin.
#[derive(Debug)]
pub(super) struct Plugin {
    pub(super) id: PluginId,
    pub(super) found: Option<Arc<Found>>,
    /// Why its files cannot be used now, while `found` is what was good before.
    pub(super) damage: Option<String>,
    pub(super) wanted: bool,
    pub(super) state: State,
    pub(super) since: Moment,
    pub(super) run: Run,
    /// The run exists: it was spawned and has not ended.
    pub(super) alive: bool,
    pub(super) hooks: Hooks,
    /// Its section as it was last given to a run, without `enabled`.
    pub(super) settings: Veiled<Arc<Value>>,
    /// Its section as anybody may see it.
    pub(super) shown: Value,
    /// Paths of secrets that are set.
    pub(super) secrets_set: Vec<Vec<String>>,
    /// Paths that the schema calls secret, and the schema they were read from.
    pub(super) secret_paths: (Option<Arc<Value>>, Arc<[Vec<String>]>),
    pub(super) saved: Option<Arc<Value>>,
    /// The last content of each screen, for when nothing newer is there.
    pub(super) last: BTreeMap<Arc<str>, Content>,
    pub(super) draw: Option<DrawWish>,
    /// The draw that is under way.
    pub(super) drawing: Option<(Arc<str>, bool)>,
    /// The screen whose draw failed last.
    pub(super) failed_screen: Option<Arc<str>>,
    pub(super) next_update: Option<Moment>,
    pub(super) loading_since: Moment,
    /// The process it runs in, if it has one of its own.
    pub(super) process: Option<Arc<ProcessFacts>>,
    /// When its run last said that the network is away.
    pub(super) offline: Option<Moment>,
    /// The last glimpse of a live screen.
    pub(super) glimpse: Option<(Arc<str>, Arc<Frame>)>,
    /// What starting it waits for, and when that was last told.
    pub(super) waits: Option<(Moment, String)>,
    /// Its run has drawn once.
    pub(super) drew: bool,
    /// How long its calls may take, if it has a process of its own.
    pub(super) deadlines: Deadlines,
    /// What it wants kept as its own section, and when that was last done.
    pub(super) keep: Option<Veiled<Arc<Value>>>,
    pub(super) kept: Option<Moment>,
    pub(super) load_time: Option<Duration>,
    pub(super) last_update: Option<Wall>,
    pub(super) last_draw: Option<Wall>,
    pub(super) update_time: Option<CallTime>,
    pub(super) draw_time: Option<CallTime>,
    pub(super) history: VecDeque<Transition>,
    pub(super) errors: VecDeque<ErrorEntry>,
    pub(super) log: VecDeque<LogLine>,
    pub(super) log_second: (Moment, u32),
    pub(super) log_dropped: u64,
    pub(super) late_reports: u64,
    /// Why it is not started although wanted, in words.
    pub(super) held: Option<String>,
}

impl Plugin {
    pub(super) fn new(id: PluginId, now: Moment) -> Self {
        Self {
            id,
            found: None,
            damage: None,
            wanted: false,
            state: State::Discovered,
            since: now,
            run: Run(0),
            alive: false,
            hooks: Hooks::default(),
            settings: Arc::new(Value::Null).into(),
            shown: Value::Object(Map::new()),
            secrets_set: Vec::new(),
            secret_paths: (None, Arc::default()),
            saved: None,
            last: BTreeMap::new(),
            draw: None,
            drawing: None,
            failed_screen: None,
            next_update: None,
            loading_since: now,
            process: None,
            offline: None,
            glimpse: None,
            waits: None,
            drew: false,
            deadlines: Deadlines::default(),
            keep: None,
            kept: None,
            load_time: None,
            last_update: None,
            last_draw: None,
            update_time: None,
            draw_time: None,
            history: VecDeque::new(),
            errors: VecDeque::new(),
            log: VecDeque::new(),
            log_second: (now, 0),
            log_dropped: 0,
            late_reports: 0,
            held: None,
        }
    }

    /// Its screens: what it reported, else the manifest's.
    pub(super) fn screens(&self) -> &[Arc<str>] {
        let reported = self
            .hooks
            .screens
            .as_deref()
            .filter(|screens| !screens.is_empty());
        reported
            .or(self
                .found
                .as_ref()
                .map(|found| found.manifest.screens.as_slice()))
            .unwrap_or(&[])
    }

    /// How often it wants `update`; absent: never.
    pub(super) fn update_interval(&self) -> Option<Duration> {
        let manifest = self
            .found
            .as_ref()
            .and_then(|found| found.manifest.update_interval);
        let own = self.hooks.update_interval.or(manifest);
        let wish = own.or_else(|| self.is_python().then_some(limits::UPDATE_INTERVAL_PYTHON))?;
        Some(wish.max(limits::UPDATE_INTERVAL_MIN))
    }

    pub(super) fn is_python(&self) -> bool {
        let found = self.found.as_ref();
        found.is_some_and(|found| found.manifest.runtime == RuntimeKind::Python)
    }

    /// The first wait after a failure.
    pub(super) fn retry_interval(&self) -> Duration {
        self.update_interval().unwrap_or(limits::RETRY_MIN)
    }

    /// Whether it can be asked to draw now.
    pub(super) fn can_draw(&self, now: Moment) -> bool {
        match &self.state {
            State::Enabled { failing } | State::Running { failing, .. } => {
                self.alive
                    && failing
                        .draw
                        .as_ref()
                        .is_none_or(|setback| setback.retry_at <= now)
            }
            State::Discovered
            | State::Loading { .. }
            | State::Loaded { .. }
            | State::Configured { .. }
            | State::Disabled { .. }
            | State::Error { .. }
            | State::Unloading { .. } => false,
        }
    }

    /// Whether its last content of a screen can stand in. A live picture dies with its run.
    pub(super) fn has_old(&self, screen: &str) -> bool {
        match self.last.get(screen) {
            None | Some(Content::Nothing) => false,
            Some(Content::Live) => self.alive,
            Some(Content::Still(_) | Content::Clip(_) | Content::Strip(_)) => true,
        }
    }

    /// Its run is over. What was live stands still now, as it was glimpsed last.
    pub(super) fn run_is_over(&mut self) {
        self.alive = false;
        self.last
            .retain(|_, content| !matches!(content, Content::Live));
        if let Some((screen, frame)) = self.glimpse.take() {
            self.last.insert(screen, Content::Still(frame));
        }
    }

    /// Whether it may become able to draw soon.
    pub(super) fn is_starting(&self) -> bool {
        let coming = matches!(
            self.state,
            State::Loading { .. } | State::Loaded { .. } | State::Configured { .. }
        );
        self.wanted && (coming || (self.state == State::Discovered && self.held.is_none()))
    }

    /// Records a change of state; `enabled → running → enabled` without news is folded.
    pub(super) fn record(&mut self, now: Now, to: State, cause: &str) {
        let entry = Transition {
            at: now.at,
            wall: now.wall,
            from: self.state.name().to_owned(),
            to: to.name().to_owned(),
            cause: cause.to_owned(),
            run: self.run,
            times: 1,
        };
        if self.state.name() != to.name() {
            self.since = now.at;
        }
        self.state = to;
        let same = |old: &Transition| {
            (&old.from, &old.to, &old.cause, old.run)
                == (&entry.from, &entry.to, &entry.cause, entry.run)
        };
        // A call is two transitions, and an update is followed by a draw: look back four.
        let tail = self.history.len().saturating_sub(4);
        if let Some(old) = self.history.iter_mut().skip(tail).find(|old| same(old)) {
            (old.at, old.wall, old.times) = (entry.at, entry.wall, old.times.saturating_add(1));
            return;
        }
        push_bounded(&mut self.history, entry, limits::TRANSITIONS_MAX);
    }

    /// Remembers how long the call took that returns with `event`.
    pub(super) fn time(&mut self, event: &Event, now: Moment) {
        if let (Event::Returned(done), State::Running { call, since, .. }) = (event, &self.state)
            && call == done
        {
            let time = match call {
                Call::Update => &mut self.update_time,
                Call::Draw => &mut self.draw_time,
            };
            time.get_or_insert_default().add(now.since(*since));
        }
    }

    /// Records an error; the same one again is counted.
    pub(super) fn record_error(&mut self, now: Now, stage: Stage, failure: &Failure) {
        if let Some(last) = self.errors.back_mut()
            && (last.stage, last.run, &last.failure) == (stage, self.run, failure)
        {
            (last.wall, last.times) = (now.wall, last.times.saturating_add(1));
            return;
        }
        let entry = ErrorEntry {
            wall: now.wall,
            run: self.run,
            stage,
            failure: failure.clone(),
            recoverable: failure.recoverable(),
            times: 1,
        };
        push_bounded(&mut self.errors, entry, limits::ERRORS_MAX);
    }

    /// Keeps a log line, within the rate.
    pub(super) fn record_log(&mut self, now: Now, text: String) {
        if now.at.since(self.log_second.0) >= Duration::from_secs(1) {
            self.log_second = (now.at, 0);
        }
        self.log_second.1 += 1;
        if self.log_second.1 > limits::LOG_LINES_PER_SECOND_MAX {
            self.log_dropped += 1;
            return;
        }
        let line = LogLine {
            wall: now.wall,
            run: self.run,
            text: crate::failure::cut(text),
        };
        push_bounded(&mut self.log, line, limits::LOG_LINES_MAX);
    }

    /// Forgets what was recorded about the past.
    pub(super) fn clear_history(&mut self) {
        self.history.clear();
        self.errors.clear();
        self.log.clear();
        (self.log_dropped, self.late_reports) = (0, 0);
        (self.last_update, self.last_draw) = (None, None);
        (self.update_time, self.draw_time) = (None, None);
    }

    /// Whether anything of it fails now.
    pub(super) fn fails(&self) -> bool {
        let failing = self.state.failing();
        matches!(self.state, State::Error { .. }) || failing.is_some_and(Failing::any)
    }

    /// Whether only the network is missing.
    pub(super) fn is_offline(&self) -> bool {
        let setback = if let State::Error { setback, .. } = &self.state {
            Some(setback)
        } else {
            let worst = self.state.failing().and_then(Failing::worst);
            worst.map(|(_, setback)| setback)
        };
        setback.is_some_and(|setback| setback.failure.is_offline())
    }

    /// Whether starting it is the life cycle's business and not a finding.
    pub(super) fn is_held(&self) -> bool {
        self.held.is_some() || matches!(self.state, State::Error { .. })
    }

    /// Whether a run exists or is being made or ended.
    pub(super) const fn is_loaded(&self) -> bool {
        lifecycle::loaded(&self.state)
    }
}

/// Adds to a ring: the oldest goes when it is full.
pub(super) fn push_bounded<T>(ring: &mut VecDeque<T>, item: T, most: usize) {
    if ring.len() >= most {
        ring.pop_front();
    }
    ring.push_back(item);
}
