use std::io::Cursor;

use image::codecs::gif::GifDecoder;
use image::codecs::png::PngDecoder;
use image::codecs::webp::WebPDecoder;
use image::{AnimationDecoder, RgbaImage};
use lumarium_core::frame::Rgb;

use super::*;
use crate::look::{Look, Style};

const SIZE: Size = Size::new(9, 5);

fn millis(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

/// Pictures that differ from each other and from their own neighbours.
fn picture(seed: u32) -> Frame {
    let pixels = (0..SIZE.area() as u32)
        .map(|n| {
            let mixed = (n + seed * 1_000).wrapping_mul(2_654_435_761);
            Rgb::new(mixed as u8, (mixed >> 8) as u8, (mixed >> 16) as u8)
        })
        .collect();
    Frame::from_pixels(SIZE, pixels).unwrap()
}

fn reel(stays: &[u64]) -> Reel {
    let frames = stays.iter().zip(0..);
    Reel::new(
        frames
            .map(|(ms, seed)| (Arc::new(picture(seed)), millis(*ms)))
            .collect(),
    )
    .unwrap()
}

/// Pictures and their stays in milliseconds.
fn decoded<'a>(decoder: impl AnimationDecoder<'a>) -> Vec<(Vec<u8>, u32)> {
    let frames = decoder.into_frames().collect_frames().unwrap();
    frames
        .into_iter()
        .map(|frame| {
            let (numerator, denominator) = frame.delay().numer_denom_ms();
            (frame.into_buffer().into_raw(), numerator / denominator)
        })
        .collect()
}

fn expected(reel: &Reel, look: Option<&Look>) -> Vec<(Vec<u8>, u32)> {
    reel.frames()
        .iter()
        .map(|(frame, stay)| {
            let rgba = match look {
                Some(look) => look.picture(frame).unwrap().rgba,
                None => frame.rgba_bytes(),
            };
            (rgba, stay.as_millis() as u32)
        })
        .collect()
}

#[test]
fn gif_of_few_colours_webp_and_apng_give_back_every_pixel_and_stay() {
    let reel = reel(&[40, 20, 500, 70]);
    let look = Look::new(Style::Flat, 3).unwrap();
    for look in [None, Some(&look)] {
        let encode = |format| Cursor::new(reel.encode(format, look).unwrap());
        let wanted = expected(&reel, look);
        assert_eq!(
            decoded(GifDecoder::new(encode(Format::Gif)).unwrap()),
            wanted
        );
        assert_eq!(
            decoded(WebPDecoder::new(encode(Format::Webp)).unwrap()),
            wanted
        );
        let png = PngDecoder::new(encode(Format::Apng)).unwrap();
        assert_eq!(decoded(png.apng().unwrap()), wanted);
    }
}

#[test]
fn lossless_formats_keep_the_look_of_many_colours() {
    let reel = reel(&[33, 34]);
    let look = Look::new(Style::Dots, 8).unwrap();
    let webp = Cursor::new(reel.encode(Format::Webp, Some(&look)).unwrap());
    assert_eq!(
        decoded(WebPDecoder::new(webp).unwrap()),
        expected(&reel, Some(&look))
    );
    let apng = Cursor::new(reel.encode(Format::Apng, Some(&look)).unwrap());
    let png = PngDecoder::new(apng).unwrap();
    assert_eq!(decoded(png.apng().unwrap()), expected(&reel, Some(&look)));
    let gif = Cursor::new(reel.encode(Format::Gif, Some(&look)).unwrap());
    let colours = decoded(GifDecoder::new(gif).unwrap());
    let (shown, wanted) = (&colours[0].0, &expected(&reel, Some(&look))[0].0);
    let error: u64 = shown
        .iter()
        .zip(wanted)
        .map(|(a, b)| u64::from(a.abs_diff(*b)))
        .sum();
    assert!(
        error / (shown.len() as u64) < 8,
        "mean error {}",
        error / shown.len() as u64
    );
}

#[test]
fn a_webp_begins_as_the_specification_says() {
    let bytes = reel(&[40, 20]).encode(Format::Webp, None).unwrap();
    assert_eq!(bytes[..4], *b"RIFF");
    let length = u32::from_le_bytes(bytes[4..8].try_into().unwrap()) as usize;
    assert_eq!(length + 8, bytes.len());
    assert_eq!(length % 2, 0);
    assert_eq!(bytes[8..16], *b"WEBPVP8X");
    assert_eq!(bytes[16..30], [10, 0, 0, 0, 2, 0, 0, 0, 8, 0, 0, 4, 0, 0]);
    assert_eq!(bytes[30..44], *b"ANIM\x06\0\0\0\0\0\0\xff\0\0");
    assert_eq!(bytes[44..48], *b"ANMF");
}

#[test]
fn a_png_is_the_first_frame_and_a_strip_all_of_them() {
    let reel = reel(&[10, 20, 30]);
    let load = |format| -> RgbaImage {
        let bytes = reel.encode(format, None).unwrap();
        image::load_from_memory(&bytes).unwrap().into_rgba8()
    };
    assert_eq!(load(Format::Png).into_raw(), picture(0).rgba_bytes());
    let strip = load(Format::Strip);
    assert_eq!(strip.dimensions(), (9, 15));
    let all: Vec<u8> = (0..3).flat_map(|seed| picture(seed).rgba_bytes()).collect();
    assert_eq!(strip.into_raw(), all);
}

#[test]
fn coarse_times_add_up_and_short_frames_make_room() {
    let at_120_hz = vec![Duration::from_nanos(8_333_333); 1_200];
    let gif = timing::in_units(&at_120_hz, 100, 2);
    assert!(gif.iter().all(|&(_, stay)| stay == 2 || stay == 3));
    let length: u32 = gif.iter().map(|&(_, stay)| stay).sum();
    assert!(
        (999..=1_001).contains(&length),
        "{length} hundredths of 10 s"
    );
    let webp = timing::in_units(&at_120_hz, 1_000, 1);
    assert_eq!(webp.len(), 1_200);
    assert_eq!(webp.iter().map(|&(_, stay)| stay).sum::<u32>(), 10_000);
    assert_eq!(timing::in_units(&[Duration::ZERO], 100, 2), [(0, 2)]);
    let long = [Duration::from_hours(5_000)];
    assert!(timing::in_units(&long, 1_000, 1)[0].1 > 4_000_000_000);
    let still = Reel::new(vec![(Arc::new(picture(0)), long[0])]).unwrap();
    for format in [Format::Gif, Format::Webp, Format::Apng] {
        assert!(still.encode(format, None).is_ok());
    }
}

#[test]
fn a_recorder_keeps_each_picture_once_and_gives_any_span() {
    let (mut panel, recorder) = RecorderPanel::new(SIZE);
    for (seed, ms) in [(1, 100), (1, 110), (2, 120), (2, 150), (3, 160), (1, 200)] {
        panel.show(&picture(seed), millis(ms)).unwrap();
    }
    let recorder = recorder.lock().unwrap();
    assert_eq!(recorder.span(), Some((millis(100), millis(200))));
    let stays = |from, to| -> Vec<(bool, u128)> {
        let reel = recorder.reel(millis(from), millis(to)).unwrap();
        let frames = reel.frames().iter();
        frames
            .map(|(frame, stay)| (**frame == picture(2), stay.as_millis()))
            .collect()
    };
    assert_eq!(
        stays(0, 300),
        [(false, 20), (true, 40), (false, 40), (false, 100)]
    );
    assert_eq!(stays(130, 161), [(true, 30), (false, 1)]);
    assert_eq!(
        recorder.reel(millis(0), millis(100)).unwrap_err(),
        RecordError::Empty
    );
    assert_eq!(
        recorder.reel(millis(200), millis(150)).unwrap_err(),
        RecordError::Empty
    );
}

#[test]
fn a_recorder_never_grows_beyond_its_limits() {
    let mut recorder = Recorder::default();
    let mut frame = Frame::black(Size::new(2, 1));
    for n in 0..limits::RECORD_FRAMES_MAX as u32 + 100 {
        frame.set(0, 0, Rgb::new(n as u8, (n >> 8) as u8, 0));
        recorder.push(&frame, millis(u64::from(n)));
    }
    assert_eq!(recorder.dropped(), 100);
    assert_eq!(recorder.span().unwrap().0, millis(100));
    let mut large = Frame::black(Size::new(2_048, 2_048));
    for n in 0..12 {
        large.set(0, 0, Rgb::new(n, 0, 1));
        recorder.push(&large, millis(5_000));
    }
    assert!(recorder.pixels <= limits::RECORD_PIXELS_MAX);
    let reel = recorder.reel(Duration::ZERO, millis(6_000)).unwrap();
    assert_eq!(reel.size(), large.size());
}

#[test]
fn what_cannot_be_a_file_is_refused_with_words() {
    assert_eq!(Reel::new(Vec::new()).unwrap_err(), RecordError::Empty);
    let frame = |w, h| (Arc::new(Frame::black(Size::new(w, h))), millis(10));
    assert_eq!(
        Reel::new(vec![frame(0, 4)]).unwrap_err(),
        RecordError::Empty
    );
    let sizes = Reel::new(vec![frame(1, 1), frame(2, 1)]).unwrap_err();
    assert!(matches!(sizes, RecordError::Sizes { .. }));
    let many = Reel::new(vec![frame(1, 1); limits::RECORD_FRAMES_MAX + 1]).unwrap_err();
    assert!(matches!(many, RecordError::TooMuch { .. }));
    let wide = Reel::new(vec![frame(2_048, 1)]).unwrap();
    let look = Look::new(Style::Flat, 32).unwrap();
    let side = wide.encode(Format::Webp, Some(&look)).unwrap_err();
    assert!(
        matches!(side, RecordError::Side { most: 16_384, .. }),
        "{side}"
    );
    let strip = Reel::new(vec![frame(1_024, 512); 33]).unwrap();
    let large = strip.encode(Format::Strip, None).unwrap_err();
    assert!(matches!(
        large,
        RecordError::Look(LookError::TooLarge { .. })
    ));
    assert_eq!(Format::of_name("a/B.Strip.PNG"), Some(Format::Strip));
    assert_eq!(Format::of_name("b.png"), Some(Format::Png));
    assert_eq!(Format::of_name("b.bmp"), None);
}

#[test]
fn each_format_tells_how_far_it_is() {
    let reel = reel(&[40, 20, 60, 80]);
    for format in [Format::Gif, Format::Webp, Format::Apng, Format::Strip] {
        let told = std::cell::RefCell::new(Vec::new());
        reel.encode_and_tell(format, None, &|part| told.borrow_mut().push(part))
            .unwrap();
        let told = told.into_inner();
        assert!(told.is_sorted() && told.len() >= 4, "{format}: {told:?}");
        assert_eq!((told[0], told[told.len() - 1]), (0.0, 0.75), "{format}");
    }
}
