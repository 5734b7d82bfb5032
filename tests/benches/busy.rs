//! Whole frames of a busy window of 1280x800: 200 plugins, 10,000 lines of the journal, and in each frame a new
//! snapshot, a new line and a new picture. Each page and each panel of the inspector is opened, left alone and
//! scrolled; reading, laying out and tessellating are counted, and no frame may take more than 8 ms, which is
//! half of what a screen leaves; the first ones, which open it, as much as a screen leaves. And the form of the largest schema: opened within 50 ms, scrolled from top to
//! bottom without a slower frame. `cargo bench -p lumarium-tests --bench busy`.
//!
//! Each scene is played several times, and of each of its frames the fastest counts: what the machine did
//! besides is left out, what the window does in that frame is not.

mod crowd;
mod leagues;
mod stopped;
mod table;

use std::hint::black_box;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::ensure;
use crowd::Crowd;
use egui::{Context, Event, MouseWheelSource, MouseWheelUnit, Pos2, RawInput, Rect, pos2, vec2};
use jiff::tz::TimeZone;
use leagues::schema_of;
use lumarium_app::link::Link as _;
use lumarium_app::window::app::App;
use lumarium_app::window::inspector::Tab;
use lumarium_app::window::page::Page;
use lumarium_app::window::selection::Selection;
use lumarium_app::window::tools::Tools;
use lumarium_core::host::clock::{Clock as _, Monotonic};
use table::Table;

const WINDOW: egui::Vec2 = vec2(1280.0, 800.0);
const FRAME_MUST_MS: f64 = 8.0;
const OPEN_MUST_MS: f64 = 50.0;
/// A page is opened within a frame of the screen: what it needs is read and laid out for the first time.
const OPENING: usize = 2;
const A_FRAME_MS: f64 = 1_000.0 / 60.0;
const SCHEMA_BYTES: usize = 147_000;
/// Frames after which a window that was opened is at rest.
const SETTLE: usize = 20;
/// Frames that a scene is left alone, and as many that it is scrolled.
const FRAMES: usize = 40;
/// Frames from the top of the form to its end.
const FORM_FRAMES: usize = 220;
/// Frames until what errands make is there.
const PATIENCE: usize = 2_000;
/// How often each scene is played.
const ROUNDS: usize = 7;
const MIDDLE: Pos2 = pos2(640.0, 420.0);
const DETAILS: Pos2 = pos2(1_130.0, 560.0);

/// A window that nobody sees.
struct Window {
    ctx: Context,
    app: App,
    crowd: Arc<Crowd>,
    clock: Monotonic,
    frames: u32,
}

impl Window {
    /// Open and at rest.
    fn open(schema: &Arc<serde_json::Value>) -> anyhow::Result<Self> {
        let crowd = Arc::new(Crowd::new(schema)?);
        let tools = Tools {
            root: Some(env!("CARGO_MANIFEST_DIR").into()),
            ..Tools::default()
        };
        let app = App::new(Arc::clone(&crowd) as _, None, TimeZone::UTC).with_tools(tools);
        let mut window = Self {
            ctx: Context::default(),
            app,
            crowd,
            clock: Monotonic::start(),
            frames: 0,
        };
        for _ in 0..SETTLE {
            window.frame(Vec::new());
        }
        Ok(window)
    }

    /// One frame in which something has changed; how many milliseconds it took.
    fn frame(&mut self, events: Vec<Event>) -> f64 {
        self.crowd.turn();
        self.frames += 1;
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, WINDOW)),
            time: Some(f64::from(self.frames) / 60.0),
            focused: true,
            events,
            ..RawInput::default()
        };
        let start = self.clock.now().at;
        let mut output = self.ctx.run_ui(input, |ui| self.app.show(ui));
        output.textures_delta.clear();
        black_box(self.ctx.tessellate(output.shapes, output.pixels_per_point));
        self.clock.now().at.since(start).as_secs_f64() * 1e3
    }

    /// Left alone for a while, then scrolled by so many points in each frame.
    fn play(&mut self, at: Pos2, (alone, scrolled): (usize, usize), by: f32) -> Vec<f64> {
        let mut times: Vec<f64> = (0..alone).map(|_| self.frame(Vec::new())).collect();
        times.extend((0..scrolled).map(|_| {
            let wheel = Event::MouseWheel {
                unit: MouseWheelUnit::Point,
                delta: vec2(0.0, -by),
                phase: egui::TouchPhase::Move,
                source: MouseWheelSource::Wheel,
                modifiers: egui::Modifiers::NONE,
            };
            self.frame(vec![Event::PointerMoved(at), wheel])
        }));
        times
    }

    /// Whether these words are seen now.
    fn shows(&mut self, words: &str) -> bool {
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, WINDOW)),
            time: Some(f64::from(self.frames) / 60.0),
            ..RawInput::default()
        };
        let output = self.ctx.run_ui(input, |ui| self.app.show(ui));
        output.shapes.iter().any(|clipped| {
            let egui::Shape::Text(text) = &clipped.shape else {
                return false;
            };
            let seen = clipped.shape.visual_bounding_rect();
            clipped.clip_rect.intersects(seen) && text.galley.text().contains(words)
        })
    }
}

/// Of each frame of a scene the fastest of all rounds.
fn fastest(mut round: impl FnMut() -> anyhow::Result<Vec<f64>>) -> anyhow::Result<Vec<f64>> {
    let mut times = round()?;
    for _ in 1..ROUNDS {
        for (kept, new) in times.iter_mut().zip(round()?) {
            *kept = kept.min(new);
        }
    }
    Ok(times)
}

fn slowest(times: &[f64]) -> f64 {
    times.iter().copied().fold(0.0, f64::max)
}

/// The frame that half of them are faster than, beside the slowest.
fn beside(table: &mut Table, times: &[f64]) {
    let mut sorted = times.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let median = sorted.get(sorted.len() / 2).copied().unwrap_or_default();
    let most = slowest(times);
    table.rival("  half of its frames", median, "the slowest", most, "ms");
}

/// A page with all panels open, and what must be seen on it.
fn scene(
    table: &mut Table,
    schema: &Arc<serde_json::Value>,
    (name, page, tab): (&str, Page, Tab),
    words: &str,
) -> anyhow::Result<()> {
    let times = fastest(|| {
        let mut window = Window::open(schema)?;
        let plugins = window.crowd.snapshot();
        let state = window.app.state_mut();
        state.timeline_open = true;
        state.selection = Selection::of(
            plugins
                .plugins
                .iter()
                .skip(3)
                .take(1)
                .map(|one| one.id.clone())
                .collect(),
        );
        state.inspector.tab = tab;
        state.trail.go(page);
        let mut times = window.play(MIDDLE, (FRAMES, 0), 0.0);
        // Some panels are made by an errand, which takes its time beside the window.
        let seen = (0..PATIENCE).any(|_| {
            window.frame(Vec::new());
            window.shows(words)
        });
        ensure!(seen, "{name}: {words:?} is not to be seen");
        times.extend(window.play(MIDDLE, (0, FRAMES), 90.0));
        Ok(times)
    })?;
    let (opened, rest) = times.split_at(OPENING.min(times.len()));
    table.bound(name, slowest(rest), FRAME_MUST_MS, "ms");
    beside(table, rest);
    let opening = format!("  its first {OPENING} frames");
    table.bound(&opening, slowest(opened), A_FRAME_MS, "ms");
    Ok(())
}

/// The form of the first plugin: opened, all its parts opened, scrolled to its end.
fn form(table: &mut Table, schema: &Arc<serde_json::Value>) -> anyhow::Result<()> {
    let last = schema.pointer("/properties");
    let last = last
        .and_then(|all| all.as_object())
        .map_or(0, |all| all.len() - 1);
    let last = format!("League {last}");
    let times = fastest(|| {
        let mut window = Window::open(schema)?;
        let first = window.crowd.snapshot();
        let ids: Vec<_> = first
            .plugins
            .iter()
            .take(1)
            .map(|one| one.id.clone())
            .collect();
        let state = window.app.state_mut();
        state.selection = Selection::of(ids.clone());
        let opened = window.play(DETAILS, (3, 0), 0.0);
        ensure!(window.shows("League 0"), "the form is not to be seen");
        for id in &ids {
            window.app.state_mut().forms.open_all(id);
        }
        let mut times = vec![slowest(&opened)];
        times.extend(window.play(DETAILS, (3, 0), 0.0));
        let mut end = false;
        times.extend((0..FORM_FRAMES).flat_map(|_| {
            let times = window.play(DETAILS, (0, 1), 700.0);
            end = end || window.shows(&last);
            times
        }));
        ensure!(end, "{last} was not to be seen");
        Ok(times)
    })?;
    let (opened, rest) = times.split_at(1.min(times.len()));
    table.bound(
        "the form of 147 KB, opened",
        slowest(opened),
        OPEN_MUST_MS,
        "ms",
    );
    let (parts, scrolled) = rest.split_at(3.min(rest.len()));
    table.bound("all its parts opened", slowest(parts), OPEN_MUST_MS, "ms");
    table.bound(
        "scrolled to its end",
        slowest(scrolled),
        FRAME_MUST_MS,
        "ms",
    );
    beside(table, scrolled);
    Ok(())
}

fn main() -> anyhow::Result<ExitCode> {
    let schema = Arc::new(schema_of(SCHEMA_BYTES));
    let mut table =
        Table::new("the slowest frame of a window, 200 plugins, 10,000 lines of the journal");
    for (name, page, tab, words) in [
        ("stage", Page::Stage, Tab::Wanted, "Brightness"),
        (
            "inspector, wish and fact",
            Page::Inspector,
            Tab::Wanted,
            "Reason",
        ),
        ("inspector, life", Page::Inspector, Tab::Life, "configured"),
        (
            "inspector, journal",
            Page::Inspector,
            Tab::Journal,
            "enable hook returned",
        ),
        (
            "inspector, health",
            Page::Inspector,
            Tab::Health,
            "no answer within",
        ),
        ("inspector, needs", Page::Inspector, Tab::Needs, "^1"),
        (
            "inspector, machine",
            Page::Inspector,
            Tab::Machine,
            "engine",
        ),
        ("inspector, compare", Page::Inspector, Tab::Compare, "#"),
        ("inspector, files", Page::Inspector, Tab::Files, "it/"),
        ("inspector, raw", Page::Inspector, Tab::Raw, "snapshot #"),
        ("settings", Page::Settings, Tab::Wanted, "Settings"),
    ] {
        scene(&mut table, &schema, (name, page, tab), words)?;
    }
    form(&mut table, &schema)?;
    table.note(&format!("of each frame the fastest of {ROUNDS} rounds"));
    Ok(table.end())
}
