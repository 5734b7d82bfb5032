//! Frames into files. What a format cannot hold is said, not dropped.

mod moving;

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;
use std::time::Duration;

use image::codecs::gif::{GifEncoder, Repeat};
use image::{Delay, RgbaImage};
use lumarium_core::frame::Frame;

use crate::cli::CliError;
use crate::hosting;

/// RGBA and how long it stays.
pub(super) struct Picture {
    pub(super) image: RgbaImage,
    pub(super) delay: Duration,
}

impl Picture {
    /// A frame, pixel by pixel.
    pub(super) fn of(frame: &Frame, delay: Duration) -> Self {
        let size = frame.size();
        let image = RgbaImage::from_raw(size.width, size.height, frame.rgba_bytes());
        Self {
            image: image.unwrap_or_default(),
            delay,
        }
    }

    /// A frame as its LEDs look, `pitch` pixels apart.
    pub(super) fn of_leds(frame: &Frame, pitch: u32, delay: Duration) -> Self {
        Self {
            image: hosting::look(frame, pitch),
            delay,
        }
    }
}

/// The files we can write, by their ending.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Png,
    Strip,
    Gif,
    WebP,
    Apng,
}

/// The format by the file's name.
pub(super) fn format_of(path: &Path) -> Result<Format, CliError> {
    let name = path
        .file_name()
        .map(|name| name.to_string_lossy().to_ascii_lowercase())
        .unwrap_or_default();
    let endings = [
        (".strip.png", Format::Strip),
        (".png", Format::Png),
        (".gif", Format::Gif),
        (".webp", Format::WebP),
        (".apng", Format::Apng),
    ];
    let found = endings.iter().find(|(ending, _)| name.ends_with(ending));
    found.map(|(_, format)| *format).ok_or_else(|| {
        CliError::wrong_use(
            format!(
                "no picture format ends like {:?}",
                path.display().to_string()
            ),
            "use .png, .gif, .webp, .apng or .strip.png",
        )
    })
}

/// Writes pictures in the format of the file's name.
pub(super) fn save(path: &Path, pictures: &[Picture]) -> Result<(), CliError> {
    let failed = |error: image::ImageError| {
        CliError::failed(
            format!("writing the picture failed: {error}: {}", path.display()),
            "check the folder, and the room on the disk",
        )
    };
    let Some(first) = pictures.first() else {
        return Err(CliError::failed(
            "there is no picture to write",
            "play for longer, or switch a plugin on",
        ));
    };
    match format_of(path)? {
        Format::Png => first.image.save_with_format(path, image::ImageFormat::Png),
        Format::Strip => strip(pictures).save_with_format(path, image::ImageFormat::Png),
        Format::Gif => gif(path, pictures),
        Format::WebP => return moving::save_webp(path, pictures),
        Format::Apng => return moving::save_apng(path, pictures),
    }
    .map_err(failed)
}

/// All pictures one under another.
fn strip(pictures: &[Picture]) -> RgbaImage {
    let width = pictures.iter().map(|p| p.image.width()).max().unwrap_or(0);
    let height = pictures.iter().map(|p| p.image.height()).sum();
    let mut all = RgbaImage::new(width, height);
    let mut top = 0;
    for picture in pictures {
        image::imageops::replace(&mut all, &picture.image, 0, top);
        top += i64::from(picture.image.height());
    }
    all
}

fn gif(path: &Path, pictures: &[Picture]) -> image::ImageResult<()> {
    let mut encoder = GifEncoder::new(BufWriter::new(File::create(path)?));
    encoder.set_repeat(Repeat::Infinite)?;
    for picture in pictures {
        let delay = Delay::from_saturating_duration(picture.delay);
        let image = picture.image.clone();
        encoder.encode_frame(image::Frame::from_parts(image, 0, 0, delay))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
