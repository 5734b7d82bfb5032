use std::io::Cursor;
use std::path::Path;
use std::time::Duration;

use image::AnimationDecoder as _;
use image::codecs::gif::GifDecoder;
use image::codecs::png::PngDecoder;
use image::codecs::webp::WebPDecoder;
use lumarium_core::frame::{Frame, Rgb, Size};

use super::{Format, Picture, format_of, save};

fn pictures() -> Vec<Picture> {
    (1..=3)
        .map(|index: u8| {
            let mut frame = Frame::black(Size::new(5, 3));
            frame.set(i32::from(index), 1, Rgb::new(index * 80, 7, 255));
            Picture::of(&frame, Duration::from_millis(u64::from(index) * 40))
        })
        .collect()
}

fn saved(name: &str) -> Vec<u8> {
    let folder = std::env::temp_dir().join(format!("lumarium-pictures-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join(name);
    save(&path, &pictures()).unwrap();
    let bytes = std::fs::read(&path).unwrap();
    std::fs::remove_file(path).unwrap();
    bytes
}

fn check(frames: &[image::Frame]) {
    let expected = pictures();
    assert_eq!(frames.len(), expected.len());
    for (frame, picture) in frames.iter().zip(&expected) {
        let delay: Duration = frame.delay().into();
        assert_eq!(delay, picture.delay);
        assert_eq!(frame.buffer(), &picture.image);
    }
}

#[test]
fn moving_formats_come_back_pixel_by_pixel() {
    let gif = GifDecoder::new(Cursor::new(saved("a.gif"))).unwrap();
    check(&gif.into_frames().collect_frames().unwrap());
    let webp = WebPDecoder::new(Cursor::new(saved("a.webp"))).unwrap();
    check(&webp.into_frames().collect_frames().unwrap());
    let apng = PngDecoder::new(Cursor::new(saved("a.apng"))).unwrap();
    check(&apng.apng().unwrap().into_frames().collect_frames().unwrap());
}

#[test]
fn a_strip_has_all_frames_and_a_png_the_first() {
    let strip = image::load_from_memory(&saved("a.strip.png"))
        .unwrap()
        .to_rgba8();
    assert_eq!(strip.dimensions(), (5, 9));
    assert_eq!(strip.get_pixel(3, 7).0, [240, 7, 255, 255]);
    let first = image::load_from_memory(&saved("a.png")).unwrap().to_rgba8();
    assert_eq!(first, pictures()[0].image);
}

#[test]
fn one_picture_is_a_plain_webp() {
    let one = super::moving::webp(&pictures()[..1]).unwrap();
    let read = image::load_from_memory(&one).unwrap().to_rgba8();
    assert_eq!(read, pictures()[0].image);
}

#[test]
fn the_ending_names_the_format() {
    let check = |name: &str, format| assert_eq!(format_of(Path::new(name)).ok(), format, "{name}");
    check("a.STRIP.png", Some(Format::Strip));
    check("a.png", Some(Format::Png));
    check("dir.gif/a.webp", Some(Format::WebP));
    check("a.apng", Some(Format::Apng));
    check("a.jpg", None);
    check("gif", None);
}

#[test]
fn nothing_is_not_a_picture() {
    assert!(save(Path::new("a.png"), &[]).is_err());
}
