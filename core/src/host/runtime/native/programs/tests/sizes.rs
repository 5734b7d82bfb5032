//! Something is drawn at every size, and the same at the same time.

use super::*;

#[test]
fn every_program_draws_something_at_every_size() {
    for id in IDS {
        for size in SIZES {
            let frame = picture(id, &json!({}), size, Duration::from_millis(300));
            assert!(!is_blank(&frame), "{id} at {size}");
            let is_strip = matches!(drawn(id, &json!({}), size).0, Content::Strip(_));
            assert!(is_strip || frame.size() == size, "{id} at {size}");
        }
    }
}

#[test]
fn every_program_survives_odd_sizes() {
    for id in IDS {
        for (width, height) in [
            (1, 1),
            (1, 40),
            (200, 1),
            (3, 5),
            (2_048, 4),
            (7, 300),
            (33, 17),
        ] {
            let size = Size::new(width, height);
            let elapsed = Duration::from_millis(100);
            let frame = picture(id, &json!({}), size, elapsed);
            assert!(frame.size().area() > 0, "{id} at {size}");
        }
    }
}

#[test]
fn the_same_time_gives_the_same_picture() {
    for id in IDS {
        let size = Size::new(64, 32);
        let elapsed = Duration::from_millis(700);
        let first = picture(id, &json!({}), size, elapsed);
        assert!(first == picture(id, &json!({}), size, elapsed), "{id}");
    }
}

#[test]
fn every_choice_of_every_program_draws_something() {
    let choices = [
        (
            "clock",
            "face",
            &["digital", "analog", "binary", "minimal"][..],
        ),
        ("clock", "date_format", &["iso", "day-month", "month-day"]),
        ("clock", "hours", &["12h", "24h"]),
        ("text", "scroll", &["auto", "left", "up", "off"]),
        ("text", "color_mode", &["solid", "gradient", "rainbow"]),
        ("text", "align", &["left", "center", "right"]),
        (
            "generative",
            "program",
            &["life", "plasma", "fire", "cycle"],
        ),
        (
            "test-pattern",
            "pattern",
            &[
                "panels",
                "bars",
                "red",
                "green",
                "blue",
                "white",
                "gradient",
                "gamma",
                "grid",
                "checkerboard",
                "line",
                "cycle",
            ],
        ),
    ];
    for (id, key, words) in choices {
        for word in words {
            // The largest size takes long and shows nothing new.
            for size in SIZES.into_iter().filter(|size| size.height < 128) {
                let frame = picture(id, &json!({key: word}), size, Duration::from_millis(100));
                assert!(!is_blank(&frame), "{id} {key} {word} at {size}");
            }
        }
    }
}
