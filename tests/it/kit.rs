//! A world for the engine: a clock turned by hand, a disk in memory that can fail, plugins that follow a
//! script, a panel that remembers, and reboots. What must always hold is checked where it can be broken.

pub(crate) mod chance;
pub(crate) mod durable;
pub(crate) mod fixture;
pub(crate) mod plugins;
mod store;

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use lumarium_core::config::Document;
use lumarium_core::engine::{Engine, Setup};
use lumarium_core::frame::Size;
use lumarium_core::id::PluginId;
use lumarium_core::lifecycle::Run;
use lumarium_core::manifest::RuntimeKind;
use lumarium_core::message::{Answer, By, Command, CommandId, Effect, Event, Report, Scene};
use lumarium_core::snapshot::Snapshot;
use lumarium_core::time::{Moment, Now, Wall};

use chance::Chance;
use durable::Durable;
use plugins::Troupe;

/// Ticks without time passing, after which the engine is said to be stuck.
const TICKS_WITHOUT_TIME_MAX: u32 = 50;
/// Lines of the world's diary that are printed when something is wrong.
const DIARY_MAX: usize = 80;
/// The canvas.
const SIZE: Size = Size {
    width: 64,
    height: 32,
};

/// What is on its way to the engine.
#[derive(Debug)]
enum Coming {
    Report {
        plugin: PluginId,
        run: Run,
        report: Report,
    },
    Store(store::Job),
}

/// A command that waits for its answer.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) command: Command,
    pub(crate) at: u64,
}

/// Engine and everything around it.
pub(crate) struct World {
    engine: Engine,
    pub(crate) chance: Chance,
    pub(crate) durable: Durable,
    pub(crate) troupe: Troupe,
    /// Percent of store jobs that fail.
    pub(crate) disk_fails: u64,
    /// What the registry is, from the next time on that it is read.
    pub(crate) registry_version: u64,
    /// Nanoseconds since the world began; the engine counts from its own start.
    time: u64,
    booted: u64,
    wall_millis: i64,
    coming: BTreeMap<(u64, u64), Coming>,
    coming_count: u64,
    commands_count: CommandId,
    asked: BTreeMap<CommandId, Asked>,
    /// The last answer, for whoever asked.
    pub(crate) last_answer: Option<(Command, Answer)>,
    /// The configuration as the engine was told last, and whether that is what is on disk.
    pub(crate) told: Option<Document>,
    pub(crate) told_record: bool,
    pub(crate) off_since: BTreeMap<PluginId, u64>,
    /// Runs that are alive although their plugin is not called loaded, and since when.
    pub(crate) lingering: BTreeMap<PluginId, u64>,
    /// The last failure a living run reported to this engine.
    pub(crate) just_failed: Option<PluginId>,
    pub(crate) scene: Option<Arc<Scene>>,
    pub(crate) exited: bool,
    ticks_without_time: u32,
    revision: u64,
    pub(crate) events_count: u64,
    pub(crate) reboots_count: u64,
    diary: VecDeque<String>,
}

impl World {
    pub(crate) fn new(seed: u64) -> Self {
        let mut world = Self {
            engine: Engine::new(setup(), Now::default()),
            chance: Chance::new(seed),
            durable: fixture::durable(),
            troupe: Troupe::new(SIZE),
            disk_fails: 0,
            registry_version: 0,
            time: 0,
            booted: 0,
            wall_millis: 1_700_000_000_000,
            coming: BTreeMap::new(),
            coming_count: 0,
            commands_count: 0,
            asked: BTreeMap::new(),
            last_answer: None,
            told: None,
            told_record: false,
            off_since: BTreeMap::new(),
            lingering: BTreeMap::new(),
            just_failed: None,
            scene: None,
            exited: false,
            ticks_without_time: 0,
            revision: 0,
            events_count: 0,
            reboots_count: 0,
            diary: VecDeque::new(),
        };
        world.boot();
        world
    }

    /// Nanoseconds since the world began.
    pub(crate) const fn time(&self) -> u64 {
        self.time
    }

    fn now(&self) -> Now {
        Now {
            at: Moment::from_nanos(self.time - self.booted),
            wall: Wall(self.wall_millis + (self.time / 1_000_000).cast_signed()),
        }
    }

    /// A new engine that knows nothing but what is on disk. Whoever waits for an answer waits in vain.
    fn boot(&mut self) {
        self.booted = self.time;
        self.engine = Engine::new(setup(), self.now());
        self.revision = 0;
        self.asked.clear();
        self.told = None;
        self.told_record = false;
        self.off_since.clear();
        self.lingering.clear();
        self.just_failed = None;
        self.scene = None;
        self.exited = false;
        let everything = store::Job::Read {
            config: true,
            disk: true,
            record: true,
            tries: 0,
        };
        self.send_in(Duration::from_millis(5), Coming::Store(everything));
    }

    /// The power fails: what the store had under way happens or does not; nothing else is left.
    pub(crate) fn reboot(&mut self) {
        self.reboots_count += 1;
        self.write_diary("REBOOT");
        for (_, coming) in std::mem::take(&mut self.coming) {
            if let Coming::Store(store::Job::Write { edits, .. }) = coming
                && self.chance.percent(50)
            {
                drop(self.durable.write(&edits));
            }
        }
        let alive: Vec<Run> = self.troupe.runs.keys().copied().collect();
        for run in alive {
            self.troupe.kill(run);
        }
        self.troupe.runs.clear();
        self.boot();
    }

    /// Somebody sets the clock on the wall.
    pub(crate) fn jump_wall(&mut self, by_millis: i64) {
        self.wall_millis = self.wall_millis.saturating_add(by_millis);
    }

    fn send_in(&mut self, wait: Duration, coming: Coming) {
        self.send_at(self.time + wait.as_nanos() as u64, coming);
    }

    fn send_at(&mut self, at: u64, coming: Coming) {
        self.coming_count += 1;
        self.coming.insert((at, self.coming_count), coming);
    }

    /// Gives the engine a command.
    pub(crate) fn command(&mut self, command: Command) -> CommandId {
        self.commands_count += 1;
        let id = self.commands_count;
        self.write_diary(&format!("command {id}: {command:?}"));
        self.asked.insert(
            id,
            Asked {
                command: command.clone(),
                at: self.time,
            },
        );
        self.handle(Event::Command {
            id,
            by: By::Window,
            command,
        });
        id
    }

    /// Commands that have no answer yet.
    pub(crate) fn unanswered(&self) -> impl Iterator<Item = &Asked> {
        self.asked.values()
    }

    /// Lets the next thing happen that is due until `end`; false if there is none, and time is `end` then.
    pub(crate) fn step(&mut self, end: u64) -> bool {
        if self.exited {
            self.time = self.time.max(end);
            return false;
        }
        let wake = self
            .engine
            .next_wake()
            .map(|moment| self.booted.saturating_add(moment.as_nanos()));
        let coming = self.coming.first_key_value().map(|((at, _), _)| *at);
        let next = [wake, coming]
            .into_iter()
            .flatten()
            .min()
            .map(|at| at.max(self.time));
        let Some(next) = next.filter(|at| *at <= end) else {
            self.time = self.time.max(end);
            return false;
        };
        if next > self.time {
            self.ticks_without_time = 0;
        }
        self.time = next;
        if coming.is_some_and(|at| at <= next) {
            if let Some((_, coming)) = self.coming.pop_first() {
                self.deliver(coming);
            }
        } else {
            self.ticks_without_time += 1;
            assert!(
                self.ticks_without_time < TICKS_WITHOUT_TIME_MAX,
                "the engine wants to be woken again and again at the same moment"
            );
            self.handle(Event::Tick);
        }
        true
    }

    /// Lets everything happen for a while.
    pub(crate) fn run_for(&mut self, wait: Duration) {
        let end = self.time + wait.as_nanos() as u64;
        while self.step(end) {}
    }

    fn deliver(&mut self, coming: Coming) {
        match coming {
            Coming::Report {
                plugin,
                run,
                report,
            } => {
                let alive = self
                    .troupe
                    .runs
                    .get(&run)
                    .is_some_and(|running| running.alive);
                let failed = matches!(report, Report::Failed { .. } | Report::Died { .. });
                self.troupe.told(run, &report);
                self.just_failed = (alive && failed).then(|| plugin.clone());
                if !matches!(report, Report::Log { .. } | Report::Drawn { .. }) {
                    self.write_diary(&format!("{plugin} run {run}: {report:?}"));
                }
                self.handle(Event::Report {
                    plugin,
                    run,
                    report,
                });
            }
            Coming::Store(job) => self.work(job),
        }
    }

    fn handle(&mut self, event: Event) {
        self.events_count += 1;
        let now = self.now();
        let effects = self.engine.handle(now, event);
        let revision = self.engine.revision();
        assert!(
            revision >= self.revision,
            "the revision went from {} to {revision}",
            self.revision
        );
        self.revision = revision;
        for effect in effects {
            self.perform(effect);
        }
    }

    fn perform(&mut self, effect: Effect) {
        match effect {
            Effect::Spawn {
                plugin,
                run,
                launch,
            } => {
                self.check_spawn(&plugin, run);
                self.write_diary(&format!("spawn {plugin} run {run} ({})", launch.time_zone));
                let reports = self.troupe.spawn(self.time, &plugin, run, &mut self.chance);
                self.reports(&plugin, run, reports);
            }
            Effect::Ask {
                plugin,
                run,
                request,
            } => {
                let running = self.troupe.runs.get(&run);
                let running =
                    running.unwrap_or_else(|| panic!("{plugin}: run {run} was never started"));
                assert!(
                    running.plugin == plugin,
                    "run {run} is of {}, not of {plugin}",
                    running.plugin
                );
                assert!(
                    running.alive,
                    "{plugin}: run {run} has ended, and is asked for {request:?}"
                );
                let reports = self.troupe.ask(self.time, run, &request, &mut self.chance);
                self.reports(&plugin, run, reports);
            }
            Effect::Kill { plugin, run } => {
                self.write_diary(&format!("kill {plugin} run {run}"));
                assert!(
                    self.troupe.runs.contains_key(&run),
                    "{plugin}: run {run} was never started, and is killed"
                );
                self.troupe.kill(run);
            }
            Effect::Act { plugin, .. } => panic!("{plugin}: nobody here runs its actions"),
            Effect::Answer { id, answer } => self.answered(id, answer),
            Effect::Show(scene) => self.scene = Some(scene),
            Effect::Player(settings) => assert!(
                settings.brightness <= 100,
                "brightness {}",
                settings.brightness
            ),
            Effect::Write { ticket, edits } => {
                self.write_diary(&format!("write {ticket}: {edits:?}"));
                self.store(store::Job::Write { ticket, edits });
            }
            Effect::Rescan | Effect::ReadSchema { .. } => self.store(store::Job::Read {
                config: false,
                disk: true,
                record: false,
                tries: 0,
            }),
            Effect::Inspect { command, path } => self.store(store::Job::Inspect { command, path }),
            Effect::Reinstall { plugin, candidates } => {
                self.check_not_buried(&plugin, "installed again");
                self.store(store::Job::Reinstall { plugin, candidates });
            }
            Effect::Exit => {
                assert!(
                    self.troupe.runs.values().all(|running| !running.alive),
                    "ended while plugins run"
                );
                self.exited = true;
            }
        }
    }

    fn reports(&mut self, plugin: &PluginId, run: Run, reports: Vec<plugins::Coming>) {
        for (at, report) in reports {
            self.send_at(
                at,
                Coming::Report {
                    plugin: plugin.clone(),
                    run,
                    report,
                },
            );
        }
    }

    fn check_spawn(&self, plugin: &PluginId, run: Run) {
        assert!(
            !self.troupe.runs.contains_key(&run),
            "{plugin}: run {run} is started twice"
        );
        let alive = self.troupe.alive(plugin);
        assert!(
            alive.is_empty(),
            "{plugin}: run {run} is started while run {alive:?} is alive"
        );
        self.check_not_buried(plugin, "started");
    }

    fn check_not_buried(&self, plugin: &PluginId, what: &str) {
        let buried = self.told_record && self.durable.record.tombstones.contains_key(plugin);
        assert!(
            !buried,
            "{plugin} was uninstalled by a person, and is {what}"
        );
    }

    fn answered(&mut self, id: CommandId, answer: Answer) {
        self.write_diary(&format!("answer {id}: {answer:?}"));
        let asked = self.asked.remove(&id);
        let asked = asked.unwrap_or_else(|| {
            panic!("command {id} is answered twice, or was never given: {answer:?}")
        });
        // Another write under way, or somebody's edit, may have changed it again already.
        let alone = self.asked.is_empty() && self.told.as_ref() == Some(&self.durable.config);
        if answer.is_ok() && alone {
            self.check_durable(&asked.command);
        }
        self.last_answer = Some((asked.command, answer));
    }

    /// What is acknowledged is on disk.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "only some commands change what this world can look at"
    )]
    fn check_durable(&self, command: &Command) {
        let kept = match command {
            Command::Enable { plugin } => self.durable.enabled(plugin),
            Command::Disable { plugin, .. } => !self.durable.enabled(plugin),
            Command::SetConfig { path, value } => self.durable.value(path) == Some(value),
            Command::UnsetConfig { path } => self.durable.value(path).is_none(),
            Command::Configure { plugin, settings } => settings.iter().all(|(key, value)| {
                let path = [plugin.as_str().to_owned(), key.clone()];
                self.durable.value(&path) == Some(value).filter(|value| !value.is_null())
            }),
            Command::Uninstall { plugin, .. } => !self.durable.disk.found.contains_key(plugin),
            Command::Brightness { percent } => {
                let path = ["display", "hardware", "brightness"].map(str::to_owned);
                self.durable.value(&path) == Some(&(*percent).into())
            }
            _ => true,
        };
        assert!(
            kept,
            "acknowledged, but not on disk: {command:?}; there is {:?}",
            self.durable.config.main
        );
    }

    /// What windows see.
    pub(crate) fn snapshot(&mut self) -> Arc<Snapshot> {
        let now = self.now();
        self.engine.snapshot(now)
    }

    /// The engine itself, for questions that change nothing.
    pub(crate) const fn engine(&self) -> &Engine {
        &self.engine
    }

    fn write_diary(&mut self, line: &str) {
        if self.diary.len() >= DIARY_MAX {
            self.diary.pop_front();
        }
        let secs = self.time as f64 / 1e9;
        self.diary.push_back(format!("{secs:12.3} {line}"));
    }
}

impl Drop for World {
    fn drop(&mut self) {
        if std::thread::panicking() {
            for line in &self.diary {
                println!("{line}");
            }
        }
    }
}

fn setup() -> Setup {
    Setup {
        root: "/root-of-the-world".into(),
        size: Some(SIZE),
        refresh_hz: Some(100),
        run_plugins: true,
        act: true,
        runtimes: vec![RuntimeKind::Native],
    }
}
