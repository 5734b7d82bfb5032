use std::collections::VecDeque;
use std::sync::mpsc::SyncSender;

use super::*;
use crate::frame::Rgb;
use crate::host::clock::{Manual, Monotonic};
use crate::host::panel::PanelError;
use crate::host::queue::{self, queue};
use crate::id::{PluginId, Screen};
use crate::lifecycle::Run;
use crate::message::{PanelEvent, Transition, TransitionKind};

const SIZE: Size = Size::new(8, 8);
const PLAIN: PlayerSettings = PlayerSettings {
    brightness: 100,
    paused: false,
};

/// What a panel does at its next calls; good when the list is empty.
#[derive(Clone, Copy, Debug)]
enum Act {
    Fail,
    Panic,
}

#[derive(Default)]
struct Seen {
    /// Top left pixel and due time of each picture taken.
    pictures: Vec<(u8, Duration)>,
    /// All calls.
    calls: usize,
    acts: VecDeque<Act>,
}

struct TestPanel {
    name: &'static str,
    seen: Arc<Mutex<Seen>>,
}

impl Panel for TestPanel {
    fn name(&self) -> &str {
        self.name
    }

    fn size(&self) -> Size {
        SIZE
    }

    fn show(&mut self, frame: &Frame, due: Duration) -> Result<(), PanelError> {
        let mut seen = lock(&self.seen);
        seen.calls += 1;
        match seen.acts.pop_front() {
            Some(Act::Fail) => Err(PanelError::Lost {
                reason: "unplugged".to_owned(),
            }),
            Some(Act::Panic) => panic!("a driver panics on purpose"),
            None => {
                seen.pictures.push((frame.get(0, 0).unwrap().r, due));
                Ok(())
            }
        }
    }
}

#[derive(Default)]
struct Onlooker {
    newest: Mutex<(u8, u64)>,
    stats: Mutex<PlayerStats>,
    deaf: AtomicBool,
    tell: Option<SyncSender<u8>>,
}

impl Audience for Onlooker {
    fn frame(&self, frame: &Frame, number: u64) -> bool {
        if self.deaf.load(Ordering::Relaxed) {
            return false;
        }
        let first = frame.get(0, 0).unwrap().r;
        *lock(&self.newest) = (first, number);
        self.tell
            .as_ref()
            .is_none_or(|tell| tell.try_send(first).is_ok())
    }

    fn stats(&self, stats: &PlayerStats) -> bool {
        *lock(&self.stats) = *stats;
        true
    }
}

fn scene(name: &str, content: Content) -> Arc<Scene> {
    let plugin = PluginId::parse(name).unwrap();
    Arc::new(Scene {
        screen: Some(Screen {
            plugin: plugin.clone(),
            name: name.into(),
        }),
        run: Some((plugin, Run(1))),
        content,
        transition: Transition {
            kind: TransitionKind::Cut,
            length: Duration::ZERO,
        },
        refresh: false,
    })
}

fn picture(v: u8) -> Arc<Frame> {
    let mut frame = Frame::black(SIZE);
    frame.fill(Rgb::new(v, v, v));
    Arc::new(frame)
}

fn still(v: u8) -> Arc<Scene> {
    scene("still", Content::Still(picture(v)))
}

/// A drive at 100 Hz on a clock turned by hand.
struct Bench {
    drive: Drive,
    clock: Arc<Manual>,
    onlooker: Arc<Onlooker>,
    events: Arc<Mutex<Vec<String>>>,
    messages: queue::Sender<PlayerMessage>,
    bin: Receiver<Arc<Scene>>,
}

impl Bench {
    fn new(panels: &[(&'static str, &Arc<Mutex<Seen>>)]) -> Self {
        let clock = Arc::new(Manual::default());
        let onlooker = Arc::new(Onlooker::default());
        let events = Arc::new(Mutex::new(Vec::new()));
        let heard = Arc::clone(&events);
        let (messages, inbox) = queue("player", limits::PLAYER_QUEUE);
        let (rubbish, bin) = sync_channel(limits::PLAYER_QUEUE);
        let panels = panels
            .iter()
            .map(|&(name, seen)| {
                let seen = Arc::clone(seen);
                Box::new(TestPanel { name, seen }) as Box<dyn Panel>
            })
            .collect();
        let options = PlayerOptions {
            panels,
            size: SIZE,
            refresh_hz: 100,
            settings: PLAIN,
            clock: Arc::<Manual>::clone(&clock),
            process_age: Duration::from_millis(40),
            audience: Arc::<Onlooker>::clone(&onlooker),
            on_panel: Box::new(move |event| {
                lock(&heard).push(match event {
                    PanelEvent::Showing { panel } => format!("{panel} shows"),
                    PanelEvent::Lost { panel, reason } => format!("{panel} lost: {reason}"),
                });
                true
            }),
            prepare: ordinary_priority(),
        };
        let drive = Drive::new(options, inbox, rubbish);
        Self {
            drive,
            clock,
            onlooker,
            events,
            messages,
            bin,
        }
    }

    fn show(&self, scene: Arc<Scene>, slot: Option<Arc<LiveSlot>>) {
        self.messages
            .try_send(PlayerMessage::Scene(scene, slot))
            .unwrap();
    }

    /// Lets time pass and does each refresh as it falls due.
    fn run(&mut self, millis: u64) {
        for _ in 0..millis {
            while matches!(self.drive.step(), Step::Worked(_)) {}
            self.clock.advance(Duration::from_millis(1));
        }
    }

    fn events(&self) -> Vec<String> {
        std::mem::take(&mut *lock(&self.events))
    }
}

#[test]
fn panels_get_changed_pictures_and_a_sign_of_life_each_second() {
    let seen = Arc::default();
    let mut bench = Bench::new(&[("one", &seen)]);
    bench.run(35);
    bench.show(still(50), None);
    bench.run(2_105);
    let due = Duration::from_millis;
    // The first is the mark, whose corner is lit on so small a canvas.
    let expected = [
        (48, due(0)),
        (50, due(40)),
        (50, due(1_040)),
        (50, due(2_040)),
    ];
    assert_eq!(lock(&seen).pictures, expected);
    assert_eq!(*lock(&bench.onlooker.newest), (50, 2));
    let stats = *lock(&bench.onlooker.stats);
    assert_eq!((stats.missed, stats.first_frame_ms), (0, Some(80.0)));
}

#[test]
fn a_lost_panel_is_tried_again_and_the_others_go_on() {
    let (bad, good) = (Arc::default(), Arc::default());
    let mut bench = Bench::new(&[("bad", &bad), ("good", &good)]);
    bench.show(still(10), None);
    bench.run(5);
    assert_eq!(bench.events(), ["bad shows", "good shows"]);
    lock(&bad).acts.extend([Act::Fail, Act::Panic, Act::Fail]);
    bench.show(still(20), None);
    bench.run(10);
    assert_eq!(
        bench.events(),
        ["bad lost: the panel is not connected: unplugged"]
    );
    assert_eq!(lock(&good).pictures.last().map(|p| p.0), Some(20));
    // 250 ms, 500 ms, 1 s later it is tried; it then gets the picture it missed.
    bench.run(700);
    assert_eq!(lock(&bad).calls, 3);
    bench.show(still(30), None);
    bench.run(30);
    assert_eq!(lock(&good).pictures.last().map(|p| p.0), Some(30));
    bench.run(1_100);
    assert_eq!(bench.events(), ["bad shows"]);
    let last = lock(&bad).pictures.last().copied();
    assert_eq!(last, Some((30, Duration::from_millis(1_760))));
}

#[test]
fn a_panel_that_panics_at_once_is_lost_and_one_too_many_is_refused() {
    let bad: Arc<Mutex<Seen>> = Arc::default();
    lock(&bad).acts.push_back(Act::Panic);
    let mut bench = Bench::new(&[("bad", &bad)]);
    bench.run(1);
    let events = bench.events();
    assert!(
        matches!(events.as_slice(), [one] if one.starts_with("bad lost")),
        "{events:?}"
    );
    for _ in 0..limits::PANELS_MAX {
        let panel = TestPanel {
            name: "more",
            seen: Arc::default(),
        };
        bench
            .messages
            .try_send(PlayerMessage::AddPanel(Box::new(panel)))
            .unwrap();
    }
    bench.run(20);
    let refused = bench
        .events()
        .iter()
        .filter(|text| text.contains("the most"))
        .count();
    assert_eq!(refused, 1);
}

#[test]
fn late_refreshes_are_counted_once_and_the_picture_is_where_time_is() {
    let seen = Arc::default();
    let mut bench = Bench::new(&[("one", &seen)]);
    bench.run(100);
    bench.clock.advance(Duration::from_millis(250));
    bench.run(1_000);
    let stats = *lock(&bench.onlooker.stats);
    assert_eq!(stats.missed, 25);
    assert!((stats.max_ms - 250.0).abs() < 1e-6, "{}", stats.max_ms);
    assert!(stats.p95_ms.abs() < 1e-6);
    assert_eq!(stats.first_frame_ms, None, "the mark is no content");
}

#[test]
fn live_pictures_come_through_the_slot_and_the_last_one_stays() {
    let mut bench = Bench::new(&[]);
    let slots = LiveSlots::default();
    let id = PluginId::parse("live").unwrap();
    let slot = slots.slot(&id, Run(1));
    slots.publish(&id, Run(1), &picture(1));
    bench.show(scene("live", Content::Live), slot);
    bench.run(10);
    assert_eq!(lock(&bench.onlooker.newest).0, 1);
    for v in 2..9 {
        slots.publish(&id, Run(1), &picture(v));
    }
    bench.run(10);
    assert_eq!(*lock(&bench.onlooker.newest), (8, 2), "latest wins");
    slots.publish(&id, Run(2), &picture(77));
    slots.publish(&id, Run(1), &picture(78));
    bench.run(50);
    assert_eq!(
        *lock(&bench.onlooker.newest),
        (8, 2),
        "another run has another slot"
    );
    assert!(slots.slot(&id, Run(1)).is_none());
    slots.forget(&id, Run(2));
}

#[test]
fn an_onlooker_who_cannot_take_a_picture_gets_it_later() {
    let mut bench = Bench::new(&[]);
    bench.onlooker.deaf.store(true, Ordering::Relaxed);
    bench.show(still(9), None);
    bench.run(50);
    assert_eq!(*lock(&bench.onlooker.newest), (0, 0));
    bench.onlooker.deaf.store(false, Ordering::Relaxed);
    bench.run(10);
    assert_eq!(*lock(&bench.onlooker.newest), (9, 1));
}

#[test]
fn scenes_no_longer_needed_are_not_freed_by_the_player() {
    let mut bench = Bench::new(&[]);
    for v in 0..5 {
        bench.show(still(v), None);
        bench.run(10);
    }
    // The present one and the one before are still in use.
    assert_eq!(bench.bin.try_iter().count(), 3);
}

#[test]
fn the_thread_shows_what_it_is_told_and_ends() {
    let (tell, told) = sync_channel(1_000);
    let onlooker = Arc::new(Onlooker {
        tell: Some(tell),
        ..Onlooker::default()
    });
    let seen: Arc<Mutex<Seen>> = Arc::default();
    let panel = TestPanel {
        name: "one",
        seen: Arc::clone(&seen),
    };
    let options = PlayerOptions {
        panels: vec![Box::new(panel)],
        size: SIZE,
        refresh_hz: 1_000,
        settings: PLAIN,
        clock: Arc::new(Monotonic::start()),
        process_age: Duration::ZERO,
        audience: Arc::<Onlooker>::clone(&onlooker),
        on_panel: Box::new(|_| true),
        prepare: ordinary_priority(),
    };
    let player = PlayerThread::start(options, LiveSlots::default()).unwrap();
    assert!(player.show(still(40)));
    while told.recv().unwrap() != 40 {}
    let id = PluginId::parse("live").unwrap();
    assert!(player.show(scene("live", Content::Live)));
    player.live().publish(&id, Run(1), &picture(90));
    while told.recv().unwrap() != 90 {}
    let dim = PlayerSettings {
        brightness: 50,
        ..PLAIN
    };
    assert!(player.settings(dim));
    while told.recv().unwrap() != 45 {}
    player.stop();
    assert_eq!(
        lock(&seen).pictures.last().map(|p| p.0),
        Some(0),
        "dark at the end"
    );
}
