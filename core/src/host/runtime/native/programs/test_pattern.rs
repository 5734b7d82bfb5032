//! Patterns for setting up a panel: colours, brightness steps, wiring, order and scan faults.

mod fields;
mod panels;

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use crate::content::{Content, Hooks};
use crate::frame::{Frame, Size};
use crate::host::runtime::native::{Context, NativePlugin};
use crate::limits;
use crate::time::Wall;

use super::settings::Settings;

/// The patterns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pattern {
    Bars,
    Red,
    Green,
    Blue,
    White,
    Gradient,
    Grid,
    Checkerboard,
    Panels,
    Line,
    Gamma,
}

impl Pattern {
    /// The names in the settings; `cycle` shows them in this order.
    const ALL: [(&'static str, Self); 11] = [
        ("panels", Self::Panels),
        ("bars", Self::Bars),
        ("red", Self::Red),
        ("green", Self::Green),
        ("blue", Self::Blue),
        ("white", Self::White),
        ("gradient", Self::Gradient),
        ("gamma", Self::Gamma),
        ("grid", Self::Grid),
        ("checkerboard", Self::Checkerboard),
        ("line", Self::Line),
    ];
}

/// The settings, checked.
#[derive(Clone, Debug)]
pub(crate) struct TestPattern {
    /// None: all in turn.
    pattern: Option<Pattern>,
    each: Duration,
    level: u8,
    tile: Size,
    /// When the screen came on.
    since: Wall,
}

impl Default for TestPattern {
    fn default() -> Self {
        Self {
            pattern: None,
            each: Duration::from_secs(4),
            level: 255,
            tile: Size::new(64, 32),
            since: Wall(0),
        }
    }
}

impl TestPattern {
    /// The pattern of this moment, and how long it stays.
    fn at(&self, wall: Wall) -> (Pattern, Option<Duration>) {
        if let Some(pattern) = self.pattern {
            return (pattern, None);
        }
        let each = u64::try_from(self.each.as_millis())
            .unwrap_or(u64::MAX)
            .max(1);
        let shown = wall.0.saturating_sub(self.since.0).max(0).unsigned_abs();
        let turn = (shown / each) as usize % Pattern::ALL.len();
        let left = Duration::from_millis(each - shown % each);
        let pattern = Pattern::ALL
            .get(turn)
            .map_or(Pattern::Bars, |(_, pattern)| *pattern);
        (pattern, Some(left))
    }
}

impl NativePlugin for TestPattern {
    fn configure(&mut self, settings: &Value, _context: &Context) -> Result<Hooks, String> {
        let settings = Settings::new(settings)?;
        let mut choices = vec![("cycle", None)];
        choices.extend(Pattern::ALL.map(|(name, pattern)| (name, Some(pattern))));
        let side = 1..=i64::from(limits::CANVAS_SIDE_MAX);
        let tile = Size::new(
            settings.whole("panel_width", 64, side.clone())? as u32,
            settings.whole("panel_height", 32, side)? as u32,
        );
        let percent = settings.number("level", 100.0, 1.0..=100.0)?;
        *self = Self {
            pattern: settings.choice("pattern", None, &choices)?,
            each: Duration::from_secs_f64(settings.number("seconds", 4.0, 0.5..=3_600.0)?),
            level: (percent * 2.55).round().clamp(1.0, 255.0) as u8,
            tile,
            since: self.since,
        };
        Ok(Hooks::default())
    }

    fn draw(
        &mut self,
        _screen: &str,
        fresh: bool,
        context: &Context,
    ) -> Result<(Content, Hooks), String> {
        if fresh {
            self.since = context.wall;
        }
        let (pattern, stays) = self.at(context.wall);
        let hooks = Hooks {
            redraw_after: stays,
            ..Hooks::default()
        };
        let mut frame = Frame::black(context.size);
        let level = self.level;
        match pattern {
            Pattern::Line => return Ok((Content::Live, hooks)),
            Pattern::Bars => fields::bars(&mut frame, level),
            Pattern::Red => fields::plain(&mut frame, [level, 0, 0]),
            Pattern::Green => fields::plain(&mut frame, [0, level, 0]),
            Pattern::Blue => fields::plain(&mut frame, [0, 0, level]),
            Pattern::White => fields::plain(&mut frame, [level; 3]),
            Pattern::Gradient => fields::gradient(&mut frame, level),
            Pattern::Gamma => fields::gamma(&mut frame, level),
            Pattern::Grid => fields::grid(&mut frame, level),
            Pattern::Checkerboard => fields::checkerboard(&mut frame, level),
            Pattern::Panels => panels::draw(&mut frame, self.tile, level),
        }
        Ok((Content::Still(Arc::new(frame)), hooks))
    }

    fn live(&mut self, elapsed: Duration, frame: &mut Frame) -> Result<Duration, String> {
        fields::line(frame, elapsed, self.level);
        Ok(Duration::from_millis(20))
    }
}
