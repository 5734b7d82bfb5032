//! The system monitor: load, memory, network and temperature of this machine, with their history.

mod figures;
mod history;
mod parse;
mod probe;
mod tiles;

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use crate::content::{Content, Hooks};
use crate::frame::{Frame, Rgb};
use crate::host::runtime::native::{Context, NativePlugin};
use crate::time::Wall;

use super::settings::Settings;
use figures::{Figures, Unit};
use history::History;
use parse::Counters;

/// What one row or tile shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Row {
    Cpu,
    Memory,
    Network,
    Temperature,
}

/// The settings, checked, and what was measured.
#[derive(Clone, Debug)]
pub(crate) struct Monitor {
    probe: fn() -> Counters,
    rows: Vec<(Row, Rgb)>,
    unit: Unit,
    every: Duration,
    /// The last counters and when they were read.
    last: Option<(Wall, Counters)>,
    figures: Figures,
    history: History,
}

impl Default for Monitor {
    fn default() -> Self {
        Self::with_probe(probe::counters)
    }
}

impl Monitor {
    /// A monitor of other numbers than this machine's.
    fn with_probe(probe: fn() -> Counters) -> Self {
        Self {
            probe,
            rows: ROWS.map(|(row, _, _, colour)| (row, colour)).to_vec(),
            unit: Unit::Celsius,
            every: Duration::from_secs(1),
            last: None,
            figures: Figures::default(),
            history: History::default(),
        }
    }

    fn measure(&mut self, wall: Wall) {
        let counters = (self.probe)();
        let before = self.last.as_ref().map(|(at, counters)| (*at, counters));
        self.figures = Figures::between(before, (wall, &counters));
        self.history.push(&self.figures);
        self.last = Some((wall, counters));
    }
}

/// Each row with its switch, its colour's setting and its colour.
const ROWS: [(Row, &str, &str, Rgb); 4] = [
    (Row::Cpu, "show_cpu", "cpu_color", Rgb::new(60, 220, 255)),
    (
        Row::Memory,
        "show_memory",
        "memory_color",
        Rgb::new(190, 110, 255),
    ),
    (
        Row::Network,
        "show_network",
        "network_color",
        Rgb::new(80, 240, 120),
    ),
    (
        Row::Temperature,
        "show_temperature",
        "temperature_color",
        Rgb::new(255, 160, 50),
    ),
];

impl NativePlugin for Monitor {
    fn configure(&mut self, settings: &Value, _context: &Context) -> Result<Hooks, String> {
        let settings = Settings::new(settings)?;
        let mut rows = Vec::new();
        for (row, switch, colour_key, colour) in ROWS {
            let colour = settings.colour(colour_key, colour)?;
            if settings.flag(switch, true)? {
                rows.push((row, colour));
            }
        }
        let units = [("celsius", Unit::Celsius), ("fahrenheit", Unit::Fahrenheit)];
        let unit = settings.choice("temperature_unit", Unit::Celsius, &units)?;
        let every = settings.number("update_interval", 1.0, 1.0..=3_600.0)?;
        self.rows = rows;
        self.unit = unit;
        self.every = Duration::from_secs_f64(every);
        Ok(Hooks {
            update_interval: Some(self.every),
            ..Hooks::default()
        })
    }

    fn update(&mut self, context: &Context) -> Result<Hooks, String> {
        self.measure(context.wall);
        Ok(Hooks {
            update_interval: Some(self.every),
            ..Hooks::default()
        })
    }

    fn draw(
        &mut self,
        _screen: &str,
        _fresh: bool,
        context: &Context,
    ) -> Result<(Content, Hooks), String> {
        if self.rows.is_empty() {
            return Ok((Content::Nothing, Hooks::default()));
        }
        if self.last.is_none() {
            self.measure(context.wall);
        }
        let mut frame = Frame::black(context.size);
        let view = tiles::View {
            rows: &self.rows,
            figures: &self.figures,
            history: &self.history,
            unit: self.unit,
            second: context.wall.0.div_euclid(1_000),
        };
        tiles::draw(&mut frame, &view);
        let hooks = Hooks {
            redraw_after: Some(Duration::from_secs(1)),
            update_interval: Some(self.every),
            ..Hooks::default()
        };
        Ok((Content::Still(Arc::new(frame)), hooks))
    }

    fn save(&self) -> Option<Value> {
        Some(self.history.saved())
    }

    fn restore(&mut self, saved: &Value) {
        self.history = History::restored(saved);
    }
}

#[cfg(test)]
impl Monitor {
    /// A monitor with numbers that never change and a history as of a busy machine.
    pub(super) fn example() -> Self {
        let mut monitor = Self::with_probe(parse::example);
        for step in 0..200_u8 {
            let wave = (f32::from(step) / 9.0).sin() * 0.3 + (f32::from(step) / 3.7).cos() * 0.15;
            monitor.history.push(&Figures {
                cpu: Some(0.42 + wave),
                memory: Some(0.5 + f32::from(step) / 800.0),
                down: Some(f64::from(wave.max(0.0)) * 2.0e6),
                up: Some(4.0e4),
                celsius: Some(48.0 + wave * 20.0),
            });
        }
        monitor.last = Some((Wall(0), parse::example()));
        monitor.figures = Figures {
            cpu: Some(0.42),
            memory: Some(0.74),
            down: Some(1_234_000.0),
            up: Some(56_000.0),
            celsius: Some(51.3),
        };
        monitor
    }
}
