//! Moving pictures that are computed: the game of life, plasma, fire.

mod fire;
mod life;
mod plasma;

use std::time::Duration;

use serde_json::{Value, json};

use crate::content::{Content, Hooks};
use crate::frame::{Frame, Size};
use crate::host::runtime::native::{Context, NativePlugin};

use super::palette::Palette;
use super::settings::Settings;
use fire::Fire;
use life::Life;
use plasma::Plasma;

/// Pictures a second.
const PICTURE_WAIT: Duration = Duration::from_millis(33);
/// Steps made up for after a pause; what was missed beyond it is skipped.
const STEPS_AT_ONCE_MAX: u64 = 4;
/// What `cycle` shows, in turn.
const CYCLE: [Program; 3] = [Program::Plasma, Program::Life, Program::Fire];

/// What is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Program {
    Life,
    Plasma,
    Fire,
    Cycle,
}

impl Program {
    const NAMES: [(&'static str, Self); 4] = [
        ("life", Self::Life),
        ("plasma", Self::Plasma),
        ("fire", Self::Fire),
        ("cycle", Self::Cycle),
    ];
}

/// The pictures' state.
#[derive(Clone, Debug)]
enum Picture {
    Life(Box<Life>),
    Plasma(Box<Plasma>),
    Fire(Box<Fire>),
}

/// The settings, checked, and the picture of now.
#[derive(Clone, Debug)]
pub(crate) struct Generative {
    program: Program,
    palette: Palette,
    speed: f32,
    cycle_seconds: f32,
    seed: Option<u64>,
    picture: Option<(Program, Picture)>,
    /// The number of steps taken since the screen came on.
    steps: u64,
    /// The seed of this showing.
    showing: u64,
    /// A saved game of life waiting for its canvas.
    saved: Option<Value>,
}

impl Default for Generative {
    fn default() -> Self {
        Self {
            program: Program::Cycle,
            palette: Palette::Auto,
            speed: 1.0,
            cycle_seconds: 15.0,
            seed: None,
            picture: None,
            steps: 0,
            showing: 0,
            saved: None,
        }
    }
}

impl Generative {
    fn make(&mut self, program: Program, size: Size) -> Picture {
        let palette = self.palette;
        match program {
            Program::Fire => Picture::Fire(Box::new(Fire::new(size, palette, self.showing))),
            Program::Life => {
                let saved = self.saved.take();
                let restored = saved.and_then(|saved| Life::restored(&saved, size, palette));
                let life = restored.unwrap_or_else(|| Life::new(size, palette, self.showing));
                Picture::Life(Box::new(life))
            }
            Program::Plasma | Program::Cycle => {
                Picture::Plasma(Box::new(Plasma::new(size, palette, self.showing)))
            }
        }
    }

    /// The program of this second.
    fn program_at(&self, elapsed: Duration) -> Program {
        if self.program != Program::Cycle {
            return self.program;
        }
        let turn = (elapsed.as_secs_f32() / self.cycle_seconds) as usize;
        let first = self.showing as usize % CYCLE.len();
        let program = CYCLE.get((first + turn) % CYCLE.len());
        program.copied().unwrap_or(Program::Plasma)
    }
}

impl Picture {
    fn size(&self) -> Size {
        match self {
            Self::Life(life) => life.size(),
            Self::Plasma(plasma) => plasma.size(),
            Self::Fire(fire) => fire.size(),
        }
    }

    /// Steps a second at speed 1.
    const fn rate(&self) -> f32 {
        match self {
            Self::Life(_) => 12.0,
            Self::Plasma(_) | Self::Fire(_) => 30.0,
        }
    }

    fn step(&mut self) {
        match self {
            Self::Life(life) => life.step(),
            Self::Plasma(plasma) => plasma.step(),
            Self::Fire(fire) => fire.step(),
        }
    }

    fn draw(&self, frame: &mut Frame) {
        match self {
            Self::Life(life) => life.draw(frame),
            Self::Plasma(plasma) => plasma.draw(frame),
            Self::Fire(fire) => fire.draw(frame),
        }
    }
}

impl NativePlugin for Generative {
    fn configure(&mut self, settings: &Value, _context: &Context) -> Result<Hooks, String> {
        let settings = Settings::new(settings)?;
        let seed = settings.whole("seed", 0, 0..=i64::from(u32::MAX))?;
        *self = Self {
            program: settings.choice("program", Program::Cycle, &Program::NAMES)?,
            palette: settings.choice("palette", Palette::Auto, &Palette::NAMES)?,
            speed: settings.number("speed", 1.0, 0.1..=5.0)? as f32,
            cycle_seconds: settings.number("cycle_seconds", 15.0, 1.0..=3_600.0)? as f32,
            seed: (seed != 0).then_some(seed.unsigned_abs()),
            ..Self::default()
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
            self.showing = self.seed.unwrap_or(context.wall.0.unsigned_abs() / 1_000);
            self.steps = 0;
            // A game of life goes on where it was, the others begin anew.
            let keeps = matches!(self.picture, Some((Program::Life, _))) && self.seed.is_none();
            if !keeps {
                self.picture = None;
            }
        }
        Ok((Content::Live, Hooks::default()))
    }

    fn live(&mut self, elapsed: Duration, frame: &mut Frame) -> Result<Duration, String> {
        let (program, size) = (self.program_at(elapsed), frame.size());
        let (was, mut picture) = match self.picture.take() {
            Some((was, picture)) if was == program && picture.size() == size => (was, picture),
            _ => (program, self.make(program, size)),
        };
        let due = (elapsed.as_secs_f32() * picture.rate() * self.speed) as u64;
        let missing = due.saturating_sub(self.steps).min(STEPS_AT_ONCE_MAX);
        for _ in 0..missing {
            picture.step();
        }
        self.steps = due;
        picture.draw(frame);
        self.picture = Some((was, picture));
        Ok(PICTURE_WAIT)
    }

    fn save(&self) -> Option<Value> {
        match &self.picture {
            Some((_, Picture::Life(life))) => Some(json!({ "life": life.saved()? })),
            _ => None,
        }
    }

    fn restore(&mut self, saved: &Value) {
        self.saved = saved.get("life").cloned();
    }
}
