//! Moving pictures without loss: APNG, and WebP put together from single WebP pictures.

use std::fs::File;
use std::io::{self, BufWriter, Cursor, Write as _};
use std::path::Path;

use image::codecs::webp::WebPEncoder;
use image::{ExtendedColorType, ImageEncoder as _};

use crate::cli::CliError;
use crate::cli::error::file_failed;
use crate::cli::pictures::Picture;

pub(super) fn save_apng(path: &Path, pictures: &[Picture]) -> Result<(), CliError> {
    apng(path, pictures)
        .map_err(|error| file_failed("writing the picture", path, &io::Error::other(error)))
}

fn apng(path: &Path, pictures: &[Picture]) -> Result<(), png::EncodingError> {
    let Some(first) = pictures.first() else {
        return Ok(());
    };
    let file = BufWriter::new(File::create(path)?);
    let mut encoder = png::Encoder::new(file, first.image.width(), first.image.height());
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_animated(pictures.len() as u32, 0)?;
    let mut writer = encoder.write_header()?;
    for picture in pictures {
        let millis = u16::try_from(picture.delay.as_millis()).unwrap_or(u16::MAX);
        writer.set_frame_delay(millis, 1_000)?;
        writer.write_image_data(picture.image.as_raw())?;
    }
    writer.finish()
}

pub(super) fn save_webp(path: &Path, pictures: &[Picture]) -> Result<(), CliError> {
    let bytes = webp(pictures)
        .map_err(|error| file_failed("making the picture", path, &io::Error::other(error)))?;
    File::create(path)
        .and_then(|mut file| file.write_all(&bytes))
        .map_err(|error| file_failed("writing the picture", path, &error))
}

/// One picture is a plain WebP; more become the chunks VP8X, ANIM and one ANMF each.
pub(super) fn webp(pictures: &[Picture]) -> image::ImageResult<Vec<u8>> {
    let mut singles = Vec::with_capacity(pictures.len());
    for picture in pictures {
        let mut bytes = Cursor::new(Vec::new());
        let (width, height) = picture.image.dimensions();
        WebPEncoder::new_lossless(&mut bytes).write_image(
            picture.image.as_raw(),
            width,
            height,
            ExtendedColorType::Rgba8,
        )?;
        singles.push(bytes.into_inner());
    }
    if singles.len() == 1 {
        return Ok(singles.swap_remove(0));
    }
    let (width, height) = pictures.first().map_or((1, 1), |p| p.image.dimensions());
    let mut body = b"WEBP".to_vec();
    // Flags: animation (0x02) and alpha (0x10); then three bytes that are zero.
    let mut header = vec![0x12, 0, 0, 0];
    header.extend(three_bytes(width - 1));
    header.extend(three_bytes(height - 1));
    chunk(&mut body, *b"VP8X", &header);
    // Background: opaque black; loops: for ever.
    chunk(&mut body, *b"ANIM", &[0, 0, 0, 255, 0, 0]);
    for (picture, single) in pictures.iter().zip(&singles) {
        let millis = u32::try_from(picture.delay.as_millis()).unwrap_or(u32::MAX);
        let mut frame = vec![0; 6];
        frame.extend(three_bytes(width - 1));
        frame.extend(three_bytes(height - 1));
        frame.extend(three_bytes(millis.min(0x00ff_ffff)));
        // Do not blend with what was there, do not clear it afterwards.
        frame.push(0x02);
        // The single file is RIFF, its size, WEBP, and then the one chunk that is wanted.
        frame.extend_from_slice(single.get(12..).unwrap_or(&[]));
        chunk(&mut body, *b"ANMF", &frame);
    }
    let mut file = Vec::with_capacity(body.len() + 8);
    chunk(&mut file, *b"RIFF", &body);
    Ok(file)
}

fn three_bytes(value: u32) -> impl Iterator<Item = u8> {
    value.to_le_bytes().into_iter().take(3)
}

/// A chunk: name, length, content, and a zero where the length is odd.
fn chunk(into: &mut Vec<u8>, name: [u8; 4], content: &[u8]) {
    into.extend_from_slice(&name);
    into.extend_from_slice(&(content.len() as u32).to_le_bytes());
    into.extend_from_slice(content);
    if content.len() % 2 == 1 {
        into.push(0);
    }
}
