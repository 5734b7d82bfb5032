//! Animated WebP: lossless frames in the container of the WebP specification, which we write ourselves.
//! `RIFF` holds `VP8X` (what follows), `ANIM` (background, loops) and for each frame an `ANMF` with its
//! place, stay and the `VP8L` chunk of a still picture.

use image_webp::{ColorType, WebPEncoder};

use crate::recorder::reel::Source;
use crate::recorder::{Format, RecordError, pictures, timing};

/// In `VP8X`: there is an animation.
const HAS_ANIMATION: u8 = 0b0000_0010;
/// In `ANMF`: the frame replaces what was there instead of being blended over it.
const NO_BLENDING: u8 = 0b0000_0010;
/// Stays have 24 bits.
const STAY_MAX: u32 = 0x00ff_ffff;
/// Name and length of a chunk, and of the whole file with its kind.
const CHUNK_HEADER: usize = 8;
const FILE_HEADER: usize = 12;

pub(super) fn encode(source: &Source<'_>) -> Result<Vec<u8>, RecordError> {
    let mut body = b"WEBP".to_vec();
    let mut size = None;
    for (index, millis) in timing::in_units(&source.stays(), 1_000, 1) {
        let picture = source.picture(index)?;
        let (width, height) = (picture.size.width, picture.size.height);
        if size.is_none() {
            size = Some((width, height));
            header(&mut body, width, height);
        }
        let mut still = Vec::new();
        WebPEncoder::new(&mut still)
            .encode(&pictures::rgb(&picture), width, height, ColorType::Rgb8)
            .map_err(|error| refused(&error.to_string()))?;
        let mut frame = Vec::with_capacity(still.len() + 16);
        // Left and top, in units of two pixels.
        frame.extend(bits24(0));
        frame.extend(bits24(0));
        frame.extend(bits24(width - 1));
        frame.extend(bits24(height - 1));
        frame.extend(bits24(millis.min(STAY_MAX)));
        frame.push(NO_BLENDING);
        frame.extend_from_slice(picture_chunk(&still)?);
        chunk(&mut body, *b"ANMF", &frame);
    }
    let length = u32::try_from(body.len())
        .ok()
        .filter(|length| *length < u32::MAX - 1);
    let Some(length) = length else {
        return Err(refused("it would be larger than 4 GiB"));
    };
    let mut bytes = b"RIFF".to_vec();
    bytes.extend(length.to_le_bytes());
    bytes.append(&mut body);
    Ok(bytes)
}

fn refused(reason: &str) -> RecordError {
    RecordError::Encode {
        format: Format::Webp,
        reason: reason.to_owned(),
    }
}

/// `VP8X` and `ANIM`: black background, endless.
fn header(body: &mut Vec<u8>, width: u32, height: u32) {
    let mut extended = vec![HAS_ANIMATION, 0, 0, 0];
    extended.extend(bits24(width - 1));
    extended.extend(bits24(height - 1));
    chunk(body, *b"VP8X", &extended);
    chunk(body, *b"ANIM", &[0, 0, 0, 255, 0, 0]);
}

/// The `VP8L` chunk, with its name and padding, of a still picture.
fn picture_chunk(still: &[u8]) -> Result<&[u8], RecordError> {
    let mut rest = still.get(FILE_HEADER..).unwrap_or(&[]);
    while let Some((name, after)) = rest.split_first_chunk::<4>() {
        let length = after
            .first_chunk::<4>()
            .map_or(0, |l| u32::from_le_bytes(*l)) as usize;
        let whole = CHUNK_HEADER + length + length % 2;
        if name == b"VP8L" {
            return rest.get(..whole).ok_or_else(|| refused("a frame was cut"));
        }
        rest = rest.get(whole..).unwrap_or(&[]);
    }
    Err(refused("a frame has no picture"))
}

/// A chunk: name, length, data, and a zero to make its length even.
fn chunk(body: &mut Vec<u8>, name: [u8; 4], data: &[u8]) {
    body.extend(name);
    body.extend((data.len() as u32).to_le_bytes());
    body.extend_from_slice(data);
    if data.len() % 2 == 1 {
        body.push(0);
    }
}

fn bits24(value: u32) -> [u8; 3] {
    let [a, b, c, _] = value.to_le_bytes();
    [a, b, c]
}
