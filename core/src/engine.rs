//! The engine: events in, effects out; owns all state. Pure and total: no event makes it fail.
//! It never waits: whatever takes time comes back as an event.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::PathBuf;
use std::sync::Arc;

use crate::config::Document;
use crate::director::Director;
use crate::facts::{Disk, Known, RecordFacts, Registry};
use crate::frame::Size;
use crate::id::{PluginId, Screen};
use crate::journal::{Entry, Journal, Topic};
use crate::limits;
use crate::manifest::RuntimeKind;
use crate::message::{Effect, Event, PanelEvent, PlayerSettings, Ticket, Transition};
use crate::reconcile::Finding;
use crate::snapshot::{Level, Notice, PluginView, Snapshot};
use crate::time::{Moment, Now};

mod actions;
mod commands;
mod edits;
mod fonts;
mod hours;
mod life;
mod needs;
mod plugin;
mod reconciling;
mod reports;
mod show;
mod sources;
mod views;
mod wishes;
mod work;

use plugin::Plugin;

/// How the engine behaves; fixed for its life.
#[derive(Clone, Debug)]
pub struct Setup {
    /// The root, for display.
    pub root: PathBuf,
    /// Overrides the canvas of the configuration.
    pub size: Option<Size>,
    /// Overrides the refresh rate of the configuration.
    pub refresh_hz: Option<u32>,
    /// Start runs of plugins. Off: the command line works on a root that nobody owns.
    pub run_plugins: bool,
    /// Act on findings. Off: `reconcile --dry-run`.
    pub act: bool,
    /// Runtimes that exist here; plugins of other kinds are listed and say so.
    pub runtimes: Vec<RuntimeKind>,
}

/// All state.
#[derive(Debug)]
pub struct Engine {
    setup: Setup,
    revision: u64,
    config: Known<Arc<Document>>,
    disk: Known<Arc<Disk>>,
    record: Known<RecordFacts>,
    registry: Registry,
    plugins: BTreeMap<PluginId, Plugin>,
    /// Plugins that are wanted or loaded: the only ones that time matters to.
    active: BTreeSet<PluginId>,
    needs: needs::Needs,
    findings: Vec<Finding>,
    unrecoverable: BTreeSet<PluginId>,
    reinstalling: BTreeSet<PluginId>,
    /// A source or a run has changed since the last plan.
    unplanned: bool,
    /// Who fails has changed: another plugin may stand in.
    unordered: bool,
    director: Director,
    hours: hours::Hours,
    canvas: Canvas,
    writes: edits::Writes,
    journal: Journal,
    notices: VecDeque<Notice>,
    notices_count: u64,
    runs_count: u64,
    lost_panel: Option<String>,
    /// What people should know of LEDMatrix's fonts.
    fonts: Option<String>,
    /// The last known tombstones.
    buried: BTreeMap<PluginId, String>,
    /// Which plugin's switching off switched another one off.
    because: BTreeMap<PluginId, PluginId>,
    /// The screen that was on when live content took the rotation over.
    interrupted: Option<Screen>,
    /// The screen whose scene was sent last.
    shown: Option<Screen>,
    position_saved: Moment,
    stopping: Option<work::Stopping>,
    dirty_views: BTreeSet<PluginId>,
    views: BTreeMap<PluginId, Arc<PluginView>>,
    /// What the snapshot shows of the configuration.
    public: Arc<serde_json::Value>,
    out: Vec<Effect>,
    /// Nothing happens before this moment unless an event comes: ticks until then cost nothing.
    rest_until: Option<Moment>,
}

/// What the configuration says about the panel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Canvas {
    size: Size,
    refresh_hz: u32,
    brightness: u8,
    transition: Transition,
    show_alternatives: bool,
    /// Bytes that a plugin in a process of its own may take.
    worker_memory: u64,
    /// How long its calls may take.
    deadlines: plugin::Deadlines,
}

impl Engine {
    /// An engine that knows nothing yet; the first `StoreEvent::Read` brings it to life.
    pub fn new(setup: Setup, _now: Now) -> Self {
        let unread = || "not read yet".to_owned();
        let canvas = Canvas::new(&setup, &Document::default());
        Self {
            setup,
            revision: 0,
            config: Known::Unknown(unread()),
            disk: Known::Unknown(unread()),
            record: Known::Unknown(unread()),
            registry: Registry::Absent,
            plugins: BTreeMap::new(),
            active: BTreeSet::new(),
            needs: needs::Needs::default(),
            findings: Vec::new(),
            unrecoverable: BTreeSet::new(),
            reinstalling: BTreeSet::new(),
            unplanned: false,
            unordered: false,
            director: Director::default(),
            hours: hours::Hours::default(),
            canvas,
            writes: edits::Writes::default(),
            journal: Journal::default(),
            notices: VecDeque::new(),
            notices_count: 0,
            runs_count: 0,
            lost_panel: None,
            fonts: None,
            buried: BTreeMap::new(),
            because: BTreeMap::new(),
            interrupted: None,
            shown: None,
            position_saved: Moment::ZERO,
            stopping: None,
            dirty_views: BTreeSet::new(),
            views: BTreeMap::new(),
            public: Arc::default(),
            out: Vec::new(),
            rest_until: None,
        }
    }

    /// Takes an event and says what has to be done, in order.
    pub fn handle(&mut self, now: Now, event: Event) -> Vec<Effect> {
        let tick = matches!(event, Event::Tick);
        let rests = self.rest_until.is_some_and(|until| now.at < until);
        // A clock that was set can be in another part of the schedule.
        if tick && rests && !self.hours.is_over(now) {
            return Vec::new();
        }
        self.rest_until = None;
        match event {
            Event::Command { id, by, command } => self.command(now, id, by, command),
            Event::Report {
                plugin,
                run,
                report,
            } => self.report(now, &plugin, run, report),
            Event::Store(event) => self.store(now, event),
            Event::Panel(event) => self.panel(now, event),
            Event::Fonts(event) => self.fonts(now, event),
            Event::Acted {
                command,
                plugin,
                action,
                result,
            } => self.acted(now, command, &plugin, &action, result),
            Event::Tick => {}
        }
        self.settle(now);
        if tick && self.out.is_empty() && !self.unplanned {
            let forever = Moment::from_nanos(u64::MAX);
            self.rest_until = Some(self.next_wake().unwrap_or(forever));
        }
        std::mem::take(&mut self.out)
    }

    /// When the next `Tick` is due, if nothing else happens.
    pub fn next_wake(&self) -> Option<Moment> {
        if self.rest_until.is_some() {
            return self.rest_until;
        }
        let plugins = self
            .active
            .iter()
            .filter_map(|id| self.plugin_wake(id))
            .min();
        let others = [
            self.director_wake(),
            self.hours_wake(),
            self.writes.next_wake(),
            self.stopping.as_ref().map(work::Stopping::deadline),
        ];
        others.into_iter().flatten().chain(plugins).min()
    }

    /// Grows with every change.
    pub const fn revision(&self) -> u64 {
        self.revision
    }

    /// What windows may see.
    pub fn snapshot(&mut self, now: Now) -> Arc<Snapshot> {
        self.build_snapshot(now)
    }

    /// Journal entries from `number` on, oldest first.
    pub fn journal_since(&self, number: u64) -> Vec<Arc<Entry>> {
        self.journal.since(number)
    }

    /// Lets everything that follows from the event happen. Bounded: a plugin can change its state
    /// only a few times before it waits for its worker.
    fn settle(&mut self, now: Now) {
        for _ in 0..limits::SETTLE_ROUNDS_MAX {
            let before = (self.revision, self.out.len());
            self.pass_deadlines(now);
            self.reconcile_if_changed(now);
            self.heal(now);
            if std::mem::take(&mut self.unordered) && self.canvas.show_alternatives {
                self.order_screens();
            }
            self.keep_hours(now);
            self.direct(now);
            self.give_work(now);
            if before == (self.revision, self.out.len()) {
                break;
            }
        }
        self.flush_brightness(now);
        self.finish_stopping(now);
    }

    fn panel(&mut self, now: Now, event: PanelEvent) {
        let (lost, text) = match event {
            PanelEvent::Showing { panel } => (None, format!("{panel} works")),
            PanelEvent::Lost { panel, reason } => (
                Some(format!("{panel}: {reason}")),
                format!("{panel} is gone: {reason}"),
            ),
        };
        self.lost_panel = lost;
        self.note(now, Topic::Panel, None, text);
    }

    /// Adds to the journal; this is what makes a new revision.
    fn note(&mut self, now: Now, topic: Topic, plugin: Option<&PluginId>, text: String) {
        self.revision += 1;
        self.journal.add(now, self.revision, topic, plugin, text);
    }

    /// Tells people. The same text about the same plugin again replaces the older notice.
    fn notify(&mut self, now: Now, level: Level, plugin: Option<&PluginId>, text: &str) {
        self.notices
            .retain(|old| old.text != text || old.plugin.as_ref() != plugin);
        self.notices_count += 1;
        let notice = Notice {
            number: self.notices_count,
            wall: now.wall,
            level,
            plugin: plugin.cloned(),
            text: text.to_owned(),
        };
        plugin::push_bounded(&mut self.notices, notice, limits::NOTICES_MAX);
        self.revision += 1;
    }

    fn touch(&mut self, id: &PluginId) {
        self.revision += 1;
        self.dirty_views.insert(id.clone());
    }

    fn player_settings(&self) -> PlayerSettings {
        PlayerSettings {
            brightness: self.brightness(),
            paused: self.director.is_paused(),
        }
    }

    /// The number for a new write.
    fn ticket(&mut self) -> Ticket {
        self.writes.next_ticket()
    }
}

#[cfg(test)]
mod tests;
