use lumarium_core::frame::Rgb;

use super::*;

const STYLES: [Style; 3] = [Style::Dots, Style::Flat, Style::Grid];

fn frame(width: u32, height: u32) -> Frame {
    let pixels = (0..width * height)
        .map(|n| Rgb::new((n * 37) as u8, (n * 91 + 5) as u8, 255 - (n * 13) as u8))
        .collect();
    Frame::from_pixels(Size::new(width, height), pixels).unwrap()
}

fn pixel(picture: &Picture, x: u32, y: u32) -> [u8; 4] {
    let at = 4 * (y * picture.size.width + x) as usize;
    picture.rgba[at..at + 4].try_into().unwrap()
}

#[test]
fn at_one_pixel_per_led_and_in_flat_style_the_colours_are_exact() {
    let frame = frame(5, 3);
    for style in STYLES {
        let picture = Look::new(style, 1).unwrap().picture(&frame).unwrap();
        assert_eq!(picture.size, frame.size());
        assert_eq!(picture.rgba, frame.rgba_bytes());
    }
    let picture = Look::new(Style::Flat, 3).unwrap().picture(&frame).unwrap();
    assert_eq!(picture.size, Size::new(15, 9));
    for y in 0..9 {
        for x in 0..15 {
            let led = frame.get(x / 3, y / 3).unwrap();
            assert_eq!(pixel(&picture, x, y), [led.r, led.g, led.b, 255]);
        }
    }
}

#[test]
fn every_pixel_is_what_a_window_gets_from_mask_over_frame() {
    // More LEDs than one block, and not a multiple of it.
    let frame = frame(37, 3);
    for style in STYLES {
        for pitch in [1, 2, 3, 4, 5, 8, 13] {
            let look = Look::new(style, pitch).unwrap();
            let picture = look.picture(&frame).unwrap();
            for y in 0..picture.size.height {
                for x in 0..picture.size.width {
                    let led = frame.get(x / pitch, y / pitch).unwrap();
                    let at = 4 * (y % pitch * pitch + x % pitch) as usize;
                    let mask = &look.tile().rgba[at..at + 4];
                    let got = pixel(&picture, x, y);
                    for (channel, led) in [led.r, led.g, led.b].into_iter().enumerate() {
                        let exact = f64::from(mask[channel])
                            + f64::from(led) * f64::from(255 - mask[3]) / 255.0;
                        assert!((f64::from(got[channel]) - exact).abs() <= 1.0);
                    }
                    assert_eq!(got[3], 255);
                }
            }
        }
    }
}

#[test]
fn the_mask_is_premultiplied_and_the_same_from_all_sides() {
    for pitch in 1..=limits::LOOK_PITCH_MAX {
        let look = Look::new(Style::Dots, pitch).unwrap();
        let tile = look.tile();
        assert_eq!(tile.rgba.len(), 4 * (pitch * pitch) as usize);
        let at = |x: u32, y: u32| &tile.rgba[4 * (y * pitch + x) as usize..][..4];
        for y in 0..pitch {
            for x in 0..pitch {
                let here = at(x, y);
                assert!(here[..3].iter().all(|&channel| channel <= here[3]));
                assert_eq!(here, at(y, x), "pitch {pitch}");
                assert_eq!(here, at(pitch - 1 - x, y), "pitch {pitch}");
            }
        }
    }
}

#[test]
fn an_led_is_a_bright_disc_with_a_glow_and_a_dark_disc_when_off() {
    let look = Look::new(Style::Dots, 16).unwrap();
    let leds = Frame::from_pixels(Size::new(2, 1), vec![Rgb::WHITE, Rgb::BLACK]).unwrap();
    let picture = look.picture(&leds).unwrap();
    let red = |x, y| pixel(&picture, x, y)[0];
    assert_eq!(red(8, 8), 252, "the middle of white");
    assert_eq!(
        pixel(&picture, 24, 8),
        [20, 20, 23, 255],
        "the middle of an LED that is off"
    );
    assert_eq!(pixel(&picture, 31, 15), [6, 6, 7, 255], "the board");
    let across: Vec<u8> = (8..16).map(|x| red(x, 8)).collect();
    assert!(across.is_sorted_by(|a, b| a >= b), "{across:?}");
    assert!(
        red(14, 8) > 30 && red(14, 8) < 100,
        "the glow: {}",
        red(14, 8)
    );
    assert!(red(0, 0) < 10, "the corner stays dark: {}", red(0, 0));
}

#[test]
fn lines_of_the_grid_lie_between_exact_colours() {
    let frame = frame(2, 2);
    let picture = Look::new(Style::Grid, 4).unwrap().picture(&frame).unwrap();
    let led = frame.get(1, 0).unwrap();
    assert_eq!(pixel(&picture, 4, 0), [led.r, led.g, led.b, 255]);
    assert_eq!(pixel(&picture, 6, 2), [led.r, led.g, led.b, 255]);
    assert_eq!(pixel(&picture, 7, 1), [24, 24, 28, 255]);
    assert_eq!(pixel(&picture, 5, 3), [24, 24, 28, 255]);
}

#[test]
fn what_is_too_large_is_refused_with_words() {
    assert_eq!(
        Look::new(Style::Dots, 0).unwrap_err(),
        LookError::Pitch { pitch: 0 }
    );
    assert!(Look::new(Style::Dots, limits::LOOK_PITCH_MAX + 1).is_err());
    let look = Look::new(Style::Flat, 64).unwrap();
    let size = Size::new(2_048, 2_048);
    let error = look.picture_size(size).unwrap_err();
    assert_eq!(error, LookError::TooLarge { size, pitch: 64 });
    assert!(look.picture_size(Size::new(u32::MAX, 1)).is_err());
    let nothing = look.picture(&Frame::black(Size::new(0, 7))).unwrap();
    assert!(nothing.rgba.is_empty());
}
