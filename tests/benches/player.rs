//! The player on one core: a 256x128 frame with scroll and brightness must take at most 100 µs and
//! allocate nothing, alone and in the whole player thread with a simulated panel. Beside it in the same
//! run: the least that could be done (a copy) and the obvious way (floats, pixel by pixel).

mod table;

use std::alloc::{GlobalAlloc, Layout, System};
use std::hint::black_box;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::time::Duration;

use anyhow::Context as _;
use lumarium_core::content::{Content, Direction, Strip};
use lumarium_core::frame::{Frame, Rgb, Size};
use lumarium_core::host::clock::{Clock as _, Monotonic};
use lumarium_core::host::player::{
    Audience, LiveSlots, PlayerOptions, PlayerThread, ordinary_priority,
};
use lumarium_core::id::{PluginId, Screen};
use lumarium_core::message::{PlayerSettings, Scene, Transition, TransitionKind};
use lumarium_core::player::Player;
use lumarium_core::snapshot::PlayerStats;
use lumarium_sim::panel::SimPanel;
use table::Table;

const SIZE: Size = Size::new(256, 128);
const MUST_MICROS: f64 = 100.0;
const ROUNDS: u64 = 4_000;
const SETTINGS: PlayerSettings = PlayerSettings {
    brightness: 60,
    paused: false,
};

static ALLOCATIONS: AtomicU64 = AtomicU64::new(0);

struct Counting;

#[expect(
    unsafe_code,
    reason = "an allocator that counts cannot be had otherwise"
)]
// SAFETY: every call goes unchanged to the system's allocator, which keeps the contract.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
        // SAFETY: the caller keeps the contract of `alloc`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller keeps the contract of `dealloc`.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn allocations() -> u64 {
    ALLOCATIONS.load(Ordering::Relaxed)
}

/// Median and 99 of 100 over all rounds in microseconds, and how many allocations they made.
fn measure(clock: &Monotonic, mut work: impl FnMut(u64)) -> (f64, f64, u64) {
    let mut times = vec![Duration::ZERO; ROUNDS as usize];
    let before = allocations();
    for (round, time) in (0..).zip(&mut times) {
        let start = clock.now().at;
        work(round);
        *time = clock.now().at.since(start);
    }
    let made = allocations() - before;
    times.sort_unstable();
    let at = |part: usize| {
        let time = times.get(times.len() * part / 100);
        time.map_or(f64::INFINITY, |time| time.as_secs_f64() * 1e6)
    };
    (at(50), at(99), made)
}

fn picture(width: u32) -> Frame {
    let mut frame = Frame::black(Size::new(width, SIZE.height));
    for (n, pixel) in (0_u32..).zip(frame.pixels_mut()) {
        let mixed = n.wrapping_mul(2_654_435_761);
        *pixel = Rgb::new(mixed as u8, (mixed >> 8) as u8, (mixed >> 16) as u8);
    }
    frame
}

fn scene(name: &str, kind: TransitionKind, length: Duration) -> Option<Arc<Scene>> {
    let strip = Strip::new(picture(3_001), Direction::Left, 120.0).ok()?;
    let plugin = PluginId::parse(name).ok()?;
    Some(Arc::new(Scene {
        screen: Some(Screen {
            plugin,
            name: name.into(),
        }),
        run: None,
        content: Content::Strip(Arc::new(strip)),
        transition: Transition { kind, length },
        refresh: false,
    }))
}

/// The obvious way: every pixel looked up and scaled with floats.
fn naive(strip: &Frame, offset: u64, out: &mut Frame) {
    for y in 0..SIZE.height {
        for x in 0..SIZE.width {
            let column = (u64::from(x) + offset) % u64::from(strip.size().width);
            let led = strip.get(column as u32, y).unwrap_or_default();
            let dim = |v: u8| (f32::from(v) * 0.6).round() as u8;
            out.set(
                x as i32,
                y as i32,
                Rgb::new(dim(led.r), dim(led.g), dim(led.b)),
            );
        }
    }
}

struct Counter {
    frames: AtomicU64,
    from: AtomicU64,
    done: SyncSender<(u64, PlayerStats)>,
}

const WARM: u64 = 200;
const COUNTED: u64 = 2_000;

impl Audience for Counter {
    fn frame(&self, _frame: &Frame, _number: u64) -> bool {
        if self.frames.fetch_add(1, Ordering::Relaxed) == WARM {
            self.from.store(allocations(), Ordering::Relaxed);
        }
        true
    }

    fn stats(&self, stats: &PlayerStats) -> bool {
        if self.frames.load(Ordering::Relaxed) > WARM + COUNTED {
            let made = allocations() - self.from.load(Ordering::Relaxed);
            return self.done.try_send((made, *stats)).is_ok();
        }
        true
    }
}

/// The whole thread, with messages, a fade, a simulated panel and statistics.
fn thread(strip: Arc<Scene>, next: Arc<Scene>) -> Option<(u64, PlayerStats)> {
    let (done, result) = sync_channel(1);
    let audience = Arc::new(Counter {
        frames: AtomicU64::new(0),
        from: AtomicU64::new(0),
        done,
    });
    let options = PlayerOptions {
        panels: vec![Box::new(SimPanel::new("sim", SIZE, 1))],
        size: SIZE,
        refresh_hz: 500,
        settings: SETTINGS,
        clock: Arc::new(Monotonic::start()),
        process_age: Duration::ZERO,
        audience,
        on_panel: Box::new(|_| true),
        prepare: ordinary_priority(),
    };
    let player = PlayerThread::start(options, LiveSlots::default()).ok()?;
    player.show(strip);
    player.show(next);
    let measured = result.recv().ok();
    player.stop();
    measured
}

fn main() -> anyhow::Result<ExitCode> {
    let fade = Duration::from_hours(1);
    let strip = scene("strip", TransitionKind::Cut, Duration::ZERO);
    let fading = scene("fading", TransitionKind::Fade, fade);
    let short = scene("short", TransitionKind::Fade, Duration::from_secs(2));
    let (strip, fading) = (strip.context("no strip")?, fading.context("no strip")?);
    let clock = Monotonic::start();
    let source = picture(SIZE.width);
    let long = picture(3_001);
    let mut out = Frame::black(SIZE);

    let copy = measure(&clock, |_| {
        black_box(out.copy_from(black_box(&source)));
    });
    let mut player = Player::new(SIZE, 120, SETTINGS);
    player.show(Arc::clone(&strip), 0);
    let ours = measure(&clock, |round| {
        player.render(round, &mut out);
        black_box(&out);
    });
    player.show(fading, ROUNDS);
    let mixing = measure(&clock, |round| {
        player.render(ROUNDS + round, &mut out);
        black_box(&out);
    });
    let float = measure(&clock, |round| {
        naive(&long, round, &mut out);
        black_box(&out);
    });
    let (made, stats) = thread(strip, short.context("no strip")?).context("no player thread")?;

    let mut table = Table::new("player on one core, 256x128, scroll and brightness");
    table.bound("one frame, median", ours.0, MUST_MICROS, "µs");
    table.bound("one frame, 99 of 100", ours.1, MUST_MICROS, "µs");
    table.rival("one frame", ours.0, "floats, pixel by pixel", float.0, "µs");
    table.rival("one frame", ours.0, "copy of the frame", copy.0, "µs");
    table.rival("two scrolls in a fade", mixing.0, "one frame", ours.0, "µs");
    let alone = (ours.2 + mixing.2) as f64;
    table.bound("allocations in all frames", alone, 0.0, "");
    table.bound("allocations in the whole thread", made as f64, 0.0, "");
    table.note(&format!(
        "whole thread, {} frames at 500 Hz, ordinary priority: late p50 {:.3} p99 {:.3} max {:.3} ms, {} missed",
        stats.frames, stats.p50_ms, stats.p99_ms, stats.max_ms, stats.missed
    ));
    Ok(table.end())
}
