//! The picture: a file, a folder of files as a slideshow, or, with none chosen, one drawn by the program.

mod builtin;
mod decode;
mod file;
mod scale;

use std::path::PathBuf;
use std::time::Duration;

use serde_json::Value;

use crate::content::{Content, Hooks};
use crate::frame::{Rgb, Size};
use crate::host::runtime::native::{Context, NativePlugin};

use super::settings::Settings;
use file::Stamp;
use scale::{Fit, Scaling};

/// The settings, checked, and the picture made last.
#[derive(Clone, Debug)]
pub(crate) struct Picture {
    /// As written; empty: the built-in picture.
    path: String,
    scaling: Scaling,
    slide: Duration,
    turn: usize,
    made: Option<Made>,
}

/// A finished content and what it was made of.
#[derive(Clone, Debug)]
struct Made {
    source: Option<(PathBuf, Stamp)>,
    size: Size,
    content: Content,
}

impl Default for Picture {
    fn default() -> Self {
        Self {
            path: String::new(),
            scaling: Scaling {
                fit: Fit::Contain,
                smooth: true,
                background: Rgb::BLACK,
            },
            slide: Duration::from_secs(10),
            turn: 0,
            made: None,
        }
    }
}

impl Picture {
    fn read(settings: Settings<'_>) -> Result<Self, String> {
        let default = Self::default();
        let fits = [
            ("contain", Fit::Contain),
            ("cover", Fit::Cover),
            ("stretch", Fit::Stretch),
            ("center", Fit::Centre),
        ];
        let slide = settings.number("slide_seconds", 10.0, 1.0..=86_400.0)?;
        Ok(Self {
            path: settings.text("file", "", 1_000)?.trim().to_owned(),
            scaling: Scaling {
                fit: settings.choice("fit", Fit::Contain, &fits)?,
                smooth: settings.choice(
                    "scaling",
                    true,
                    &[("smooth", true), ("nearest", false)],
                )?,
                background: settings.colour("background_color", Rgb::BLACK)?,
            },
            slide: Duration::from_secs_f64(slide),
            ..default
        })
    }

    /// The content of a file, made anew only if the file or the canvas changed.
    fn content_of(&mut self, path: PathBuf, size: Size) -> Result<Content, String> {
        let stamp = file::stamp(&path)?;
        let same = |source: &(PathBuf, Stamp)| source.0 == path && source.1 == stamp;
        if let Some(made) = &self.made
            && made.source.as_ref().is_some_and(same)
            && made.size == size
        {
            return Ok(made.content.clone());
        }
        let bytes = file::read(&path)?;
        let content = decode::content(&bytes, size, self.scaling)
            .map_err(|why| format!("{why}: {}", path.display()))?;
        self.made = Some(Made {
            source: Some((path, stamp)),
            size,
            content: content.clone(),
        });
        Ok(content)
    }

    fn builtin(&mut self, size: Size) -> Result<Content, String> {
        if let Some(made) = &self.made
            && made.source.is_none()
            && made.size == size
        {
            return Ok(made.content.clone());
        }
        let content = builtin::sunset(size)?;
        self.made = Some(Made {
            source: None,
            size,
            content: content.clone(),
        });
        Ok(content)
    }

    /// The slide whose turn it is; broken files are passed over as long as one can be shown.
    fn slide(&mut self, files: &[PathBuf], size: Size) -> Result<Content, String> {
        let mut first_error = None;
        for ahead in 0..files.len() {
            let index = (self.turn + ahead) % files.len();
            let Some(path) = files.get(index) else {
                break;
            };
            match self.content_of(path.clone(), size) {
                Ok(content) => {
                    self.turn = index;
                    return Ok(content);
                }
                Err(error) => first_error = first_error.or(Some(error)),
            }
        }
        Err(first_error.unwrap_or_else(|| "there is no picture to show".to_owned()))
    }
}

impl NativePlugin for Picture {
    fn configure(&mut self, settings: &Value, _context: &Context) -> Result<Hooks, String> {
        *self = Self::read(Settings::new(settings)?)?;
        Ok(Hooks::default())
    }

    fn draw(
        &mut self,
        _screen: &str,
        _fresh: bool,
        context: &Context,
    ) -> Result<(Content, Hooks), String> {
        let size = context.size;
        if self.path.is_empty() {
            return Ok((self.builtin(size)?, Hooks::default()));
        }
        let path = file::resolve(&self.path, context)?;
        let Some(files) = file::slides(&path)? else {
            return Ok((self.content_of(path, size)?, Hooks::default()));
        };
        let content = self.slide(&files, size)?;
        // The next draw or showing goes on with the next slide, so that a short turn does not always show the first.
        self.turn = self.turn.wrapping_add(1);
        let hooks = Hooks {
            redraw_after: (files.len() > 1).then_some(self.slide),
            ..Hooks::default()
        };
        Ok((content, hooks))
    }
}
