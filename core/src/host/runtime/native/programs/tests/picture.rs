//! Files of each kind, damaged files, folders, and how pictures are fitted.

use std::path::Path;

use image::codecs::gif::GifEncoder;
use image::{Delay, ImageFormat, Rgba, RgbaImage};

use super::*;

const RED: Rgba<u8> = Rgba([255, 0, 0, 255]);
const BLUE: Rgba<u8> = Rgba([0, 0, 255, 255]);

fn show(settings: &Value, folder: &Path, size: Size) -> Result<(Content, Hooks), String> {
    let context = Context {
        folder: Some(folder.to_owned()),
        ..context(size)
    };
    let mut plugin = make("picture");
    plugin.configure(settings, &context)?;
    plugin.draw("picture", true, &context)
}

fn still(settings: &Value, folder: &Path, size: Size) -> Frame {
    still_of(show(settings, folder, size).unwrap().0)
}

fn gif(path: &Path, delays: &[u32]) {
    let mut encoder = GifEncoder::new(std::fs::File::create(path).unwrap());
    for (index, delay) in delays.iter().enumerate() {
        let colour = if index % 2 == 0 { RED } else { BLUE };
        let picture = RgbaImage::from_pixel(8, 4, colour);
        let delay = Delay::from_numer_denom_ms(*delay, 1);
        let frame = image::Frame::from_parts(picture, 0, 0, delay);
        encoder.encode_frame(frame).unwrap();
    }
}

#[test]
fn delays_of_a_gif_are_kept() {
    let folder = tempfile::tempdir().unwrap();
    gif(&folder.path().join("film.gif"), &[100, 250, 0, 30]);
    let settings = json!({"file": "film.gif"});
    let (content, _) = show(&settings, folder.path(), Size::new(16, 8)).unwrap();
    let Content::Clip(clip) = content else {
        panic!("{} instead of a clip", content.kind());
    };
    let delays: Vec<_> = (0..4).map(|index| clip.delay(index).as_millis()).collect();
    assert_eq!(delays, [100, 250, 100, 30]);
    assert_eq!(clip.frames()[0].get(3, 3), Some(Rgb::new(255, 0, 0)));
    assert_eq!(clip.frames()[1].get(3, 3), Some(Rgb::new(0, 0, 255)));
}

#[test]
fn png_and_webp_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let picture = RgbaImage::from_pixel(16, 8, BLUE);
    for (name, format) in [("a.png", ImageFormat::Png), ("a.webp", ImageFormat::WebP)] {
        picture
            .save_with_format(folder.path().join(name), format)
            .unwrap();
        let frame = still(&json!({ "file": name }), folder.path(), Size::new(16, 8));
        assert!(
            frame
                .pixels()
                .iter()
                .all(|pixel| *pixel == Rgb::new(0, 0, 255)),
            "{name}"
        );
        let whole = folder.path().join(name);
        let frame = still(&json!({ "file": whole }), Path::new("/"), Size::new(16, 8));
        assert_eq!(frame.get(0, 0), Some(Rgb::new(0, 0, 255)), "{name}");
    }
}

#[test]
fn fits_differ() {
    let folder = tempfile::tempdir().unwrap();
    let square = RgbaImage::from_pixel(8, 8, RED);
    square.save(folder.path().join("a.png")).unwrap();
    let lit = |fit: &str| {
        let settings = json!({"file": "a.png", "fit": fit, "background_color": [0, 9, 0]});
        let frame = still(&settings, folder.path(), Size::new(64, 32));
        let red = Rgb::new(255, 0, 0);
        let rest = frame
            .pixels()
            .iter()
            .filter(|pixel| **pixel == Rgb::new(0, 9, 0))
            .count();
        let lit = frame.pixels().iter().filter(|pixel| **pixel == red).count();
        assert_eq!(lit + rest, 64 * 32, "{fit}");
        lit
    };
    assert_eq!(lit("contain"), 32 * 32);
    assert_eq!(lit("cover"), 64 * 32);
    assert_eq!(lit("stretch"), 64 * 32);
    assert_eq!(lit("center"), 8 * 8);
}

#[test]
fn shrinking_takes_the_mean_or_one_pixel() {
    let folder = tempfile::tempdir().unwrap();
    let stripes = RgbaImage::from_fn(64, 64, |x, _| if x % 2 == 0 { RED } else { BLUE });
    stripes.save(folder.path().join("a.png")).unwrap();
    let first = |scaling: &str| {
        let settings = json!({"file": "a.png", "scaling": scaling});
        still(&settings, folder.path(), Size::new(16, 16))
            .get(5, 5)
            .unwrap()
    };
    assert_eq!(first("smooth"), Rgb::new(180, 0, 180));
    let one = first("nearest");
    assert!(one == Rgb::new(255, 0, 0) || one == Rgb::new(0, 0, 255));
}

#[test]
fn damaged_files_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.png");
    RgbaImage::from_pixel(64, 64, RED).save(&path).unwrap();
    let whole = std::fs::read(&path).unwrap();
    gif(&folder.path().join("b.gif"), &[100]);
    let film = std::fs::read(folder.path().join("b.gif")).unwrap();
    let size = Size::new(32, 16);
    for bytes in [&whole[..], &film[..]] {
        for end in 0..bytes.len().min(120) {
            std::fs::write(&path, &bytes[..end]).unwrap();
            if let Err(told) = show(&json!({"file": "a.png"}), folder.path(), size) {
                assert!(told.contains("a.png"), "{told}");
            }
            let mut bytes = bytes.to_vec();
            bytes[end] ^= 0x55;
            std::fs::write(&path, &bytes).unwrap();
            let _shown_or_told = show(&json!({"file": "a.png"}), folder.path(), size);
        }
    }
    std::fs::write(&path, b"no picture at all").unwrap();
    let told = show(&json!({"file": "a.png"}), folder.path(), size).unwrap_err();
    assert!(told.contains("not a PNG, GIF or WebP"), "{told}");
    std::fs::write(&path, &whole[..whole.len() / 2]).unwrap();
    let told = show(&json!({"file": "a.png"}), folder.path(), size).unwrap_err();
    assert!(told.contains("damaged"), "{told}");
}

#[test]
fn a_bomb_is_refused_before_it_is_unpacked() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.png");
    RgbaImage::from_pixel(1, 1, RED).save(&path).unwrap();
    let mut bytes = std::fs::read(&path).unwrap();
    // The width in the header, and the header's checksum made right again.
    bytes[16..20].copy_from_slice(&2_000_000_u32.to_be_bytes());
    let sum = crc(&bytes[12..29]);
    bytes[29..33].copy_from_slice(&sum.to_be_bytes());
    std::fs::write(&path, &bytes).unwrap();
    let told = show(&json!({"file": "a.png"}), folder.path(), Size::new(8, 8)).unwrap_err();
    assert!(told.contains("too large"), "{told}");
}

fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            (sum >> 1) ^ (0xedb8_8320 * (sum & 1))
        })
    })
}

#[test]
fn a_missing_file_names_the_folders_looked_in() {
    let folder = tempfile::tempdir().unwrap();
    let told = show(&json!({"file": "none.png"}), folder.path(), Size::new(8, 8)).unwrap_err();
    assert!(
        told.contains("none.png") && told.contains("pictures"),
        "{told}"
    );
    let told = show(
        &json!({"file": "/none.png"}),
        folder.path(),
        Size::new(8, 8),
    )
    .unwrap_err();
    assert!(told.contains("cannot be read"), "{told}");
}

#[test]
fn a_folder_is_a_slideshow_that_passes_over_broken_files() {
    let folder = tempfile::tempdir().unwrap();
    let slides = folder.path().join("slides");
    std::fs::create_dir(&slides).unwrap();
    let context = Context {
        folder: Some(folder.path().to_owned()),
        ..context(Size::new(8, 8))
    };
    let mut plugin = make("picture");
    let settings = json!({"file": "slides", "slide_seconds": 3});
    plugin.configure(&settings, &context).unwrap();
    let told = plugin.draw("picture", true, &context).unwrap_err();
    assert!(told.contains("no PNG, GIF or WebP"), "{told}");
    RgbaImage::from_pixel(8, 8, RED)
        .save(slides.join("a.png"))
        .unwrap();
    std::fs::write(slides.join("b.png"), b"broken").unwrap();
    RgbaImage::from_pixel(8, 8, BLUE)
        .save(slides.join("c.png"))
        .unwrap();
    std::fs::write(slides.join("notes.txt"), b"not looked at").unwrap();
    let mut colours = Vec::new();
    for turn in 0..4 {
        let (content, hooks) = plugin.draw("picture", turn == 0, &context).unwrap();
        assert_eq!(hooks.redraw_after, Some(Duration::from_secs(3)));
        let Content::Still(frame) = content else {
            panic!("{} instead of a still", content.kind());
        };
        colours.push(frame.get(0, 0).unwrap().r);
    }
    assert_eq!(colours, [255, 0, 255, 0]);
}

#[test]
fn a_changed_file_is_read_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.png");
    let context = Context {
        folder: Some(folder.path().to_owned()),
        ..context(Size::new(8, 8))
    };
    let mut plugin = make("picture");
    plugin
        .configure(&json!({"file": "a.png"}), &context)
        .unwrap();
    let mut show = || {
        let (content, _) = plugin.draw("picture", false, &context).unwrap();
        still_of(content).get(0, 0).unwrap()
    };
    RgbaImage::from_pixel(8, 8, RED).save(&path).unwrap();
    assert_eq!(show(), Rgb::new(255, 0, 0));
    RgbaImage::from_pixel(300, 8, BLUE).save(&path).unwrap();
    assert_eq!(
        show(),
        Rgb::new(0, 0, 0),
        "a wide picture leaves the top row dark"
    );
}

#[test]
fn the_built_in_film_has_no_seam_and_no_file() {
    let (content, _) = drawn("picture", &json!({}), Size::new(64, 32));
    let Content::Clip(clip) = content else {
        panic!("{} instead of a clip", content.kind());
    };
    assert!(clip.frames().len() > 10);
    assert!(clip.frames()[0] != clip.frames()[1]);
}
