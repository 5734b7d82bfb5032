use embedded_graphics::prelude::*;
use embedded_graphics::primitives::{PrimitiveStyle, Rectangle};

use super::*;

#[test]
fn a_frame_refuses_the_wrong_number_of_pixels() {
    let error = Frame::from_pixels(super::Size::new(4, 2), vec![Rgb::BLACK; 7]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "a frame of 4x2 needs 8 pixels, but 7 were given"
    );
}

#[test]
fn drawing_outside_is_clipped() {
    let mut frame = Frame::black(super::Size::new(4, 4));
    Rectangle::new(
        Point::new(-2, 3),
        embedded_graphics::geometry::Size::new(4, 9),
    )
    .into_styled(PrimitiveStyle::with_fill(Rgb888::WHITE))
    .draw(&mut frame)
    .unwrap();
    let lit: Vec<usize> = (0..16)
        .filter(|&i| frame.pixels()[i] == Rgb::WHITE)
        .collect();
    assert_eq!(lit, [12, 13]);
    frame.set(-1, 0, Rgb::WHITE);
    frame.set(0, 99, Rgb::WHITE);
    assert_eq!(frame.get(4, 0), None);
}

#[test]
fn sizes_are_read_and_bounded() {
    assert_eq!(
        super::Size::parse("128x32"),
        Some(super::Size::new(128, 32))
    );
    for text in ["", "0x4", "64", "64x", "-1x2", "99999x2"] {
        assert_eq!(super::Size::parse(text), None, "{text}");
    }
}
