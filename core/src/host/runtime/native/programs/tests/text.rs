//! What fits stands, what does not scrolls, and nothing is lost.

use super::*;
use crate::content::{Direction, Strip};
use std::sync::Arc;

fn strip(settings: &Value, size: Size) -> (Arc<Strip>, Hooks) {
    match drawn("text", settings, size) {
        (Content::Strip(strip), hooks) => (strip, hooks),
        (other, _) => panic!("{} instead of a strip", other.kind()),
    }
}

#[test]
fn it_scrolls_only_if_it_does_not_fit() {
    let size = Size::new(64, 32);
    let (short, _) = drawn("text", &json!({"message": "Hello"}), size);
    assert_eq!(short.kind(), "still");
    let long = "A rather long message that no panel of 64 columns can show at once";
    let (long, _) = drawn("text", &json!({"message": long}), size);
    assert_eq!(long.kind(), "strip");
}

#[test]
fn a_strip_to_the_left_begins_with_an_empty_canvas_and_ends_with_the_text() {
    let size = Size::new(64, 32);
    let settings = json!({"message": "Scrolling", "scroll": "left", "speed": 20});
    let (strip, hooks) = strip(&settings, size);
    assert_eq!(strip.direction(), Direction::Left);
    assert_eq!(strip.picture().size().height, 32);
    assert!(strip.length() > 64);
    let lit = |x: u32| (0..32).any(|y| strip.picture().get(x, y) != Some(Rgb::BLACK));
    assert!((0..64).all(|x| !lit(x)));
    assert!(lit(64) && lit(strip.length() - 1));
    let pass = Duration::from_secs_f32(strip.length() as f32 / 20.0);
    assert_eq!(hooks.duration, Some(pass.max(Duration::from_secs(15))));
}

#[test]
fn a_strip_upwards_begins_with_an_empty_canvas() {
    let size = Size::new(64, 32);
    let settings = json!({"message": "one two three four five six seven", "scroll": "up"});
    let (strip, _) = strip(&settings, size);
    assert_eq!(strip.direction(), Direction::Up);
    assert_eq!(strip.picture().size().width, 64);
    let lit = |y: u32| {
        strip
            .picture()
            .row(y)
            .iter()
            .any(|pixel| *pixel != Rgb::BLACK)
    };
    assert!((0..32).all(|y| !lit(y)));
    assert!((32..strip.length()).any(lit));
}

#[test]
fn the_longest_message_on_the_largest_canvas_is_within_the_limits() {
    let message = "W".repeat(1_000);
    for scroll in ["auto", "left", "up", "off"] {
        for (width, height) in [(2_048, 2_048), (2_048, 16), (16, 2_048), (64, 32)] {
            for font in ["auto", "40x80", "4x6"] {
                let settings = json!({"message": message, "scroll": scroll, "font": font});
                let (content, _) = drawn("text", &settings, Size::new(width, height));
                assert_ne!(content.kind(), "nothing");
            }
        }
    }
    let told = error("text", &json!({"message": "W".repeat(1_001)}));
    assert!(told.contains("at most 1000"), "{told}");
}

#[test]
fn messages_take_turns() {
    let context = context(Size::new(128, 32));
    let mut plugin = make("text");
    let settings = json!({"message": "One", "messages": ["Two", " "]});
    plugin.configure(&settings, &context).unwrap();
    let mut show = |fresh| still_of(plugin.draw("text", fresh, &context).unwrap().0);
    let (one, again, two, first) = (show(true), show(false), show(true), show(true));
    assert!(one == again);
    assert!(one != two);
    assert!(one == first);
    let alone = picture(
        "text",
        &json!({"message": "One"}),
        context.size,
        Duration::ZERO,
    );
    assert!(one == alone);
}

#[test]
fn an_empty_message_is_skipped() {
    let (content, _) = drawn("text", &json!({"message": " \n "}), Size::new(64, 32));
    assert_eq!(content.kind(), "nothing");
}

#[test]
fn unknown_letters_become_boxes() {
    let size = Size::new(64, 32);
    let show = |text: &str| picture("text", &json!({"message": text}), size, Duration::ZERO);
    let emoji = show("\u{1f600}");
    assert!(!is_blank(&emoji));
    assert!(emoji == show("\u{4e2d}"));
    assert!(emoji != show("A"));
}

#[test]
fn long_words_are_broken_and_no_letter_is_lost() {
    let size = Size::new(32, 64);
    let settings = |message: &str| json!({"message": message, "scroll": "off", "font": "4x6"});
    let whole = picture(
        "text",
        &settings("abcdefghijklmnopqrstuvwxyz"),
        size,
        Duration::ZERO,
    );
    let lit = |frame: &Frame| {
        frame
            .pixels()
            .iter()
            .filter(|pixel| **pixel != Rgb::BLACK)
            .count()
    };
    let apart: usize = ('a'..='z')
        .map(|c| {
            lit(&picture(
                "text",
                &settings(&c.to_string()),
                size,
                Duration::ZERO,
            ))
        })
        .sum();
    assert_eq!(lit(&whole), apart);
}
