//! Pictures as they were: `DIR/128x32/screen.png`, compared pixel by pixel.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use image::ImageReader;
use lumarium_core::frame::{Frame, Size};
use lumarium_sim::recorder::{Format, Reel};
use serde::Serialize;

/// How a picture compares with the one that is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum Golden {
    /// None is kept.
    None,
    /// Every pixel is the same.
    Same,
    /// Some are not.
    Differs {
        /// How many.
        pixels: usize,
        /// By how much at most, of 255.
        delta_max: u8,
    },
    /// The one that is kept cannot be used.
    Unreadable {
        /// Why.
        reason: String,
    },
    /// It was written.
    Written,
}

/// The file of one picture.
pub fn path(folder: &Path, size: Size, name: &str) -> PathBuf {
    folder.join(size.to_string()).join(format!("{name}.png"))
}

/// Compares with a file. Transparency does not count: a panel has none.
pub fn compare(frame: &Frame, path: &Path) -> Golden {
    let reader = match ImageReader::open(path) {
        Ok(reader) => reader,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Golden::None,
        Err(error) => {
            return Golden::Unreadable {
                reason: error.to_string(),
            };
        }
    };
    let picture = match reader.decode() {
        Ok(picture) => picture.into_rgb8(),
        Err(error) => {
            return Golden::Unreadable {
                reason: error.to_string(),
            };
        }
    };
    let size = frame.size();
    if picture.dimensions() != (size.width, size.height) {
        return Golden::Differs {
            pixels: size.area(),
            delta_max: u8::MAX,
        };
    }
    let deltas = frame
        .pixels()
        .iter()
        .zip(picture.pixels())
        .map(|(ours, theirs)| {
            let channels = [ours.r, ours.g, ours.b].into_iter().zip(theirs.0);
            channels
                .map(|(ours, theirs)| ours.abs_diff(theirs))
                .max()
                .unwrap_or(0)
        });
    let (mut pixels, mut delta_max) = (0, 0);
    for delta in deltas.filter(|delta| *delta > 0) {
        pixels += 1;
        delta_max = delta_max.max(delta);
    }
    match pixels {
        0 => Golden::Same,
        pixels => Golden::Differs { pixels, delta_max },
    }
}

/// Writes a picture; an error is a text for people.
pub fn write(frame: &Frame, path: &Path) -> Result<(), String> {
    let told =
        |error: &dyn std::fmt::Display| format!("writing {} failed: {error}", path.display());
    let reel = Reel::new(vec![(std::sync::Arc::new(frame.clone()), Duration::ZERO)]);
    let bytes = reel
        .and_then(|reel| reel.encode(Format::Png, None))
        .map_err(|error| told(&error))?;
    path.parent()
        .map_or(Ok(()), fs::create_dir_all)
        .and_then(|()| fs::write(path, bytes))
        .map_err(|error| told(&error))
}

#[cfg(test)]
mod tests {
    use super::*;
    use lumarium_core::frame::Rgb;
    use lumarium_core::host::python::scratch::Scratch;

    #[test]
    fn a_picture_is_compared_with_what_was_written() {
        let folder = Scratch::new("test").unwrap();
        let mut frame = Frame::black(Size::new(4, 2));
        frame.set(1, 1, Rgb::new(10, 20, 30));
        let file = path(folder.path(), frame.size(), "clock");
        assert!(file.ends_with("4x2/clock.png"));
        assert_eq!(compare(&frame, &file), Golden::None);
        write(&frame, &file).unwrap();
        assert_eq!(compare(&frame, &file), Golden::Same);
        frame.set(0, 0, Rgb::new(0, 0, 3));
        frame.set(1, 1, Rgb::new(10, 25, 30));
        let differs = Golden::Differs {
            pixels: 2,
            delta_max: 5,
        };
        assert_eq!(compare(&frame, &file), differs);
        let other = Frame::black(Size::new(2, 4));
        assert!(matches!(
            compare(&other, &file),
            Golden::Differs {
                pixels: 8,
                delta_max: 255
            }
        ));
        fs::write(&file, b"no picture").unwrap();
        assert!(matches!(compare(&frame, &file), Golden::Unreadable { .. }));
    }
}
