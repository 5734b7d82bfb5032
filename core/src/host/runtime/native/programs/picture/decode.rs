//! PNG, APNG, GIF and WebP bytes to content, within limits.

use std::io::Cursor;
use std::sync::Arc;
use std::time::Duration;

use image::codecs::gif::GifDecoder;
use image::codecs::png::PngDecoder;
use image::codecs::webp::WebPDecoder;
use image::{AnimationDecoder, DynamicImage, ImageDecoder, ImageError, ImageFormat, Limits};

use crate::content::{Clip, Content};
use crate::frame::{Frame, Size};
use crate::limits;

use super::scale::{Scaling, scaled};

/// GIFs that say 0 mean "as fast as was usual": browsers show such frames for 100 ms.
const DELAY_UNSAID: Duration = Duration::from_millis(100);

/// A still, or a clip with the file's own delays.
pub(super) fn content(bytes: &[u8], size: Size, scaling: Scaling) -> Result<Content, String> {
    let Ok(format) = image::guess_format(bytes) else {
        return Err(unknown());
    };
    decoded(bytes, format, size, scaling).map_err(|error| told(&error))?
}

fn decoded(
    bytes: &[u8],
    format: ImageFormat,
    size: Size,
    scaling: Scaling,
) -> Result<Result<Content, String>, ImageError> {
    let reader = Cursor::new(bytes);
    if format == ImageFormat::Gif {
        let mut decoder = GifDecoder::new(reader)?;
        limit(&mut decoder)?;
        return animated(decoder, size, scaling);
    }
    if format == ImageFormat::WebP {
        let mut decoder = WebPDecoder::new(reader)?;
        limit(&mut decoder)?;
        if decoder.has_animation() {
            return animated(decoder, size, scaling);
        }
        return Ok(Ok(still(decoder, size, scaling)?));
    }
    if format == ImageFormat::Png {
        let mut decoder = PngDecoder::with_limits(reader, bounds())?;
        limit(&mut decoder)?;
        if decoder.is_apng()? {
            return animated(decoder.apng()?, size, scaling);
        }
        return Ok(Ok(still(decoder, size, scaling)?));
    }
    // The other formats of the crate are not compiled in.
    Ok(Err(unknown()))
}

fn bounds() -> Limits {
    let mut bounds = Limits::default();
    bounds.max_image_width = Some(limits::PICTURE_SIDE_MAX);
    bounds.max_image_height = Some(limits::PICTURE_SIDE_MAX);
    bounds.max_alloc = Some(limits::PICTURE_MEMORY_MAX);
    bounds
}

/// Refuses a size that a bomb would have before a pixel of it is unpacked.
fn limit(decoder: &mut impl ImageDecoder) -> Result<(), ImageError> {
    let bounds = bounds();
    let (width, height) = decoder.dimensions();
    bounds.check_dimensions(width, height)?;
    decoder.set_limits(bounds)?;
    // RGBA of one picture, whatever the file stores.
    bounds_for_pixels(width, height)
}

fn bounds_for_pixels(width: u32, height: u32) -> Result<(), ImageError> {
    let mut bounds = bounds();
    bounds.reserve(u64::from(width) * u64::from(height) * 4)
}

fn still(decoder: impl ImageDecoder, size: Size, scaling: Scaling) -> Result<Content, ImageError> {
    let picture = DynamicImage::from_decoder(decoder)?.into_rgba8();
    Ok(Content::Still(Arc::new(scaled(&picture, size, scaling))))
}

fn animated<'a>(
    decoder: impl AnimationDecoder<'a>,
    size: Size,
    scaling: Scaling,
) -> Result<Result<Content, String>, ImageError> {
    let frames_max =
        (limits::CONTENT_PIXELS_MAX / size.area().max(1)).clamp(1, limits::CLIP_FRAMES_MAX);
    let mut frames: Vec<(Arc<Frame>, Duration)> = Vec::new();
    let mut pixels_left = limits::PICTURE_CLIP_PIXELS_MAX;
    for frame in decoder.into_frames() {
        let frame = match frame {
            Ok(frame) => frame,
            // What was read of a damaged film is worth showing.
            Err(_) if !frames.is_empty() => break,
            Err(error) => return Err(error),
        };
        let (numerator, denominator) = frame.delay().numer_denom_ms();
        let millis = f64::from(numerator) / f64::from(denominator.max(1));
        let said = Duration::from_secs_f64(millis / 1_000.0);
        let delay = if said.is_zero() { DELAY_UNSAID } else { said };
        let picture = frame.buffer();
        frames.push((Arc::new(scaled(picture, size, scaling)), delay));
        let pixels = u64::from(picture.width()) * u64::from(picture.height());
        pixels_left = pixels_left.saturating_sub(pixels);
        // Longer films are cut.
        if frames.len() >= frames_max || pixels_left == 0 {
            break;
        }
    }
    if let [(only, _)] = frames.as_slice() {
        return Ok(Ok(Content::Still(Arc::clone(only))));
    }
    Ok(Clip::new(frames)
        .map(|clip| Content::Clip(Arc::new(clip)))
        .map_err(|error| format!("the film cannot be shown: {error}")))
}

fn unknown() -> String {
    "this is not a PNG, GIF or WebP picture: convert it to one of them".to_owned()
}

fn told(error: &ImageError) -> String {
    match error {
        ImageError::Limits(_) => format!(
            "the picture is too large: {} pixels a side and {} MiB in memory are the most, make it smaller",
            limits::PICTURE_SIDE_MAX,
            limits::PICTURE_MEMORY_MAX >> 20
        ),
        ImageError::Decoding(_)
        | ImageError::Encoding(_)
        | ImageError::Parameter(_)
        | ImageError::Unsupported(_)
        | ImageError::IoError(_) => {
            format!("the picture is damaged ({error}): save it again, or choose another")
        }
    }
}
