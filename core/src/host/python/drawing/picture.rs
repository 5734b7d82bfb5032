//! The pictures that our Python package has written, read back.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use image::codecs::png::PngDecoder;
use image::{DynamicImage, ImageDecoder as _};

use crate::frame::{Frame, Rgb, Size};

/// So many frames of this size, one under another in a PNG file; an error is a text for people.
pub(super) fn read(path: &Path, size: Size, frames: u32) -> Result<Vec<Frame>, String> {
    let file = File::open(path).map_err(|error| error.to_string())?;
    let decoder = PngDecoder::new(BufReader::new(file)).map_err(|error| error.to_string())?;
    let (width, height) = decoder.dimensions();
    // A plugin may have put a picture of another size into the place of ours; black is beyond.
    let height_max = size.height.saturating_mul(frames.max(1));
    if width > size.width || height > height_max {
        return Err(format!("it is {width}x{height} instead of {size}"));
    }
    let picture = DynamicImage::from_decoder(decoder).map_err(|error| error.to_string())?;
    let picture = picture.into_rgb8();
    let read = |x: u32, y: u32| {
        let [r, g, b] = picture
            .get_pixel_checked(x, y)
            .map_or([0; 3], |pixel| pixel.0);
        Rgb::new(r, g, b)
    };
    Ok((0..frames.max(1))
        .map(|number| {
            let mut frame = Frame::black(size);
            for y in 0..size.height {
                for (x, pixel) in (0..size.width).zip(frame.row_mut(y)) {
                    *pixel = read(x, number * size.height + y);
                }
            }
            frame
        })
        .collect())
}
