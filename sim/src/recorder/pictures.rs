//! Single pictures.

use lumarium_core::frame::Size;
use lumarium_core::limits;

use crate::look::{LookError, Picture};
use crate::recorder::reel::Source;
use crate::recorder::{Format, RecordError};

/// RGB bytes of a picture, whose alpha is always full.
pub(super) fn rgb(picture: &Picture) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(picture.rgba.len() / 4 * 3);
    for pixel in picture.rgba.chunks_exact(4) {
        bytes.extend(pixel.iter().take(3));
    }
    bytes
}

/// What a PNG encoder says, for people.
pub(super) fn refused(format: Format) -> impl Fn(png::EncodingError) -> RecordError {
    move |error| RecordError::Encode {
        format,
        reason: error.to_string(),
    }
}

/// One PNG.
pub(super) fn png(picture: &Picture, format: Format) -> Result<Vec<u8>, RecordError> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, picture.size.width, picture.size.height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header().map_err(refused(format))?;
    writer
        .write_image_data(&rgb(picture))
        .map_err(refused(format))?;
    writer.finish().map_err(refused(format))?;
    Ok(bytes)
}

/// All frames one under another, each `size`.
pub(super) fn strip(source: &Source<'_>, size: Size) -> Result<Vec<u8>, RecordError> {
    let count = source.reel.frames().len();
    let rows = u32::try_from(count)
        .ok()
        .and_then(|count| size.height.checked_mul(count))
        .filter(|rows| *rows <= Format::Strip.side_max());
    let whole = rows.map(|rows| Size::new(size.width, rows));
    let Some(whole) = whole.filter(|whole| whole.area() <= limits::LOOK_PIXELS_MAX) else {
        let led = source.reel.size();
        return Err(RecordError::Look(LookError::TooLarge {
            size: Size::new(led.width, led.height.saturating_mul(count as u32)),
            pitch: size.width / led.width.max(1),
        }));
    };
    let mut rgba = Vec::with_capacity(4 * whole.area());
    for index in 0..count {
        rgba.extend_from_slice(&source.picture(index)?.rgba);
    }
    png(&Picture { size: whole, rgba }, Format::Strip)
}
