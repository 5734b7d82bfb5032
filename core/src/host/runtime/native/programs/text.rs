//! The text: one or more messages, standing if they fit, else scrolling.

mod layout;

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use crate::content::{Content, Direction, Hooks, Strip};
use crate::frame::{Frame, Rgb};
use crate::host::runtime::native::{Context, NativePlugin};

use super::fonts::{Align, Font};
use super::paint::{hue, mix};
use super::settings::Settings;
use layout::Layout;

/// Characters of one message: a strip of them stays within the pixels of one content.
const MESSAGE_MAX: usize = 1_000;
/// Messages of one plugin.
const MESSAGES_MAX: usize = 32;

/// When and where the text moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scroll {
    /// To the left if it does not fit.
    Auto,
    Left,
    Up,
    Off,
}

/// How the letters are coloured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Colouring {
    Solid,
    Gradient,
    Rainbow,
}

/// The settings, checked, and whose turn it is.
#[derive(Clone, Debug)]
pub(crate) struct Text {
    messages: Vec<String>,
    font: Option<Font>,
    scroll: Scroll,
    pixels_per_second: f32,
    align: Align,
    colouring: Colouring,
    colours: [Rgb; 2],
    background: Rgb,
    stay: Duration,
    turn: usize,
}

impl Default for Text {
    fn default() -> Self {
        Self {
            messages: vec!["Hello from Lumarium".to_owned()],
            font: None,
            scroll: Scroll::Auto,
            pixels_per_second: 40.0,
            align: Align::Centre,
            colouring: Colouring::Gradient,
            colours: [Rgb::new(255, 200, 60), Rgb::new(255, 70, 130)],
            background: Rgb::BLACK,
            stay: Duration::from_secs(15),
            turn: 0,
        }
    }
}

impl Text {
    fn read(settings: Settings<'_>) -> Result<Self, String> {
        let default = Self::default();
        let scrolls = [
            ("auto", Scroll::Auto),
            ("left", Scroll::Left),
            ("up", Scroll::Up),
            ("off", Scroll::Off),
        ];
        let aligns = [
            ("left", Align::Left),
            ("center", Align::Centre),
            ("right", Align::Right),
        ];
        let colourings = [
            ("solid", Colouring::Solid),
            ("gradient", Colouring::Gradient),
            ("rainbow", Colouring::Rainbow),
        ];
        let first = settings.text("message", &default.messages[0], MESSAGE_MAX)?;
        let mut messages = vec![first];
        messages.extend(settings.texts("messages", MESSAGES_MAX, MESSAGE_MAX)?);
        messages.retain(|message| !message.trim().is_empty());
        let speed = settings.number("speed", 40.0, 1.0..=500.0)?;
        let stay = settings.number("display_duration", 15.0, 1.0..=86_400.0)?;
        Ok(Self {
            messages,
            font: font(settings)?,
            scroll: settings.choice("scroll", default.scroll, &scrolls)?,
            pixels_per_second: speed as f32,
            align: settings.choice("align", default.align, &aligns)?,
            colouring: settings.choice("color_mode", default.colouring, &colourings)?,
            colours: [
                settings.colour("color", default.colours[0])?,
                settings.colour("color_2", default.colours[1])?,
            ],
            background: settings.colour("background_color", default.background)?,
            stay: Duration::from_secs_f64(stay),
            turn: 0,
        })
    }

    /// The colour of a pixel of a picture this large.
    fn colour(&self, (x, y): (i32, i32), (width, height): (i32, i32)) -> Rgb {
        match self.colouring {
            Colouring::Solid => self.colours[0],
            Colouring::Gradient => {
                let part = y as f32 / (height - 1).max(1) as f32;
                mix(self.colours[0], self.colours[1], part)
            }
            Colouring::Rainbow => {
                // One round of the wheel per canvas-like width, whatever the strip's length.
                let round = width.clamp(1, 160) as f32;
                hue(x as f32 / round + y as f32 / (4 * height).max(1) as f32)
            }
        }
    }

    fn paint(&self, layout: &Layout) -> Frame {
        let mut frame = Frame::black(layout.size());
        frame.fill(self.background);
        let size = (layout.size().width as i32, layout.size().height as i32);
        layout.draw(&mut frame, |x, y| self.colour((x, y), size));
        frame
    }
}

fn font(settings: Settings<'_>) -> Result<Option<Font>, String> {
    let mut choices = vec![("auto", None)];
    for name in Font::names() {
        choices.push((name, Font::named(name)));
    }
    settings.choice("font", None, &choices)
}

impl NativePlugin for Text {
    fn configure(&mut self, settings: &Value, _context: &Context) -> Result<Hooks, String> {
        *self = Self::read(Settings::new(settings)?)?;
        Ok(Hooks::default())
    }

    fn draw(
        &mut self,
        _screen: &str,
        fresh: bool,
        context: &Context,
    ) -> Result<(Content, Hooks), String> {
        if self.messages.is_empty() {
            return Ok((Content::Nothing, Hooks::default()));
        }
        if fresh {
            self.turn = (self.turn + 1) % self.messages.len();
        }
        let last = self.messages.len() - 1;
        // The first showing is of the first message.
        let message = &self.messages[(self.turn + last) % self.messages.len()];
        let wish = layout::Wish {
            message,
            canvas: context.size,
            font: self.font,
            align: self.align,
        };
        let (layout, direction) = match self.scroll {
            Scroll::Auto => match layout::standing(&wish) {
                Some(layout) => (layout, None),
                None => (layout::leftward(&wish), Some(Direction::Left)),
            },
            Scroll::Left => (layout::leftward(&wish), Some(Direction::Left)),
            Scroll::Up => (layout::upward(&wish), Some(Direction::Up)),
            Scroll::Off => (layout::wrapped(&wish), None),
        };
        let frame = self.paint(&layout);
        let Some(direction) = direction else {
            return Ok((Content::Still(Arc::new(frame)), Hooks::default()));
        };
        let strip = Strip::new(frame, direction, self.pixels_per_second)
            .map_err(|error| format!("the text cannot scroll: {error}; make it shorter"))?;
        // It stays until it was read to its end.
        let pass = Duration::from_secs_f32(strip.length() as f32 / self.pixels_per_second);
        let hooks = Hooks {
            duration: Some(pass.max(self.stay)),
            ..Hooks::default()
        };
        Ok((Content::Strip(Arc::new(strip)), hooks))
    }
}
