//! GIF and APNG, through their crates.

use image::codecs::gif::{GifEncoder, Repeat};
use image::{Delay, RgbaImage};

use crate::recorder::reel::Source;
use crate::recorder::{Format, RecordError, pictures, timing};

/// Browsers show a stay of 0 or 1 hundredths as 10.
const GIF_LEAST: u32 = 2;
/// How thoroughly colours are chosen where a frame has more than 256: 1 is best and slow, 30 worst.
const GIF_SPEED: i32 = 8;

pub(super) fn gif(source: &Source<'_>) -> Result<Vec<u8>, RecordError> {
    let refused = |error: image::ImageError| RecordError::Encode {
        format: Format::Gif,
        reason: error.to_string(),
    };
    let mut bytes = Vec::new();
    let mut encoder = GifEncoder::new_with_speed(&mut bytes, GIF_SPEED);
    encoder.set_repeat(Repeat::Infinite).map_err(refused)?;
    for (index, hundredths) in timing::in_units(&source.stays(), 100, GIF_LEAST) {
        let picture = source.picture(index)?;
        let (width, height) = (picture.size.width, picture.size.height);
        let Some(image) = RgbaImage::from_raw(width, height, picture.rgba) else {
            return Err(RecordError::Empty);
        };
        let delay = Delay::from_numer_denom_ms(hundredths.saturating_mul(10), 1);
        encoder
            .encode_frame(image::Frame::from_parts(image, 0, 0, delay))
            .map_err(refused)?;
    }
    drop(encoder);
    Ok(bytes)
}

pub(super) fn apng(source: &Source<'_>) -> Result<Vec<u8>, RecordError> {
    let refused = pictures::refused(Format::Apng);
    let first = source.picture(0)?;
    let frames = timing::in_units(&source.stays(), 1_000, 1);
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, first.size.width, first.size.height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    let count = u32::try_from(frames.len()).unwrap_or(u32::MAX);
    encoder.set_animated(count, 0).map_err(&refused)?;
    let mut writer = encoder.write_header().map_err(&refused)?;
    for (index, millis) in frames {
        let (numerator, denominator) = fraction(millis);
        writer
            .set_frame_delay(numerator, denominator)
            .map_err(&refused)?;
        let picture = source.picture(index)?;
        writer
            .write_image_data(&pictures::rgb(&picture))
            .map_err(&refused)?;
    }
    writer.finish().map_err(&refused)?;
    Ok(bytes)
}

/// Milliseconds as a fraction of a second in 16 bits: exact below 65 s, coarser above.
fn fraction(millis: u32) -> (u16, u16) {
    let steps = [(1, 1_000), (10, 100), (100, 10), (1_000, 1)];
    steps
        .into_iter()
        .find_map(|(step, denominator)| {
            let numerator = u16::try_from(millis / step).ok()?;
            Some((numerator, denominator))
        })
        .unwrap_or((u16::MAX, 1))
}
