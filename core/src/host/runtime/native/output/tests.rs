use std::sync::Arc;
use std::time::Duration;

use serde_json::json;

use super::*;
use crate::frame::Frame;

const CANVAS: Size = Size::new(64, 32);

fn still(width: u32, height: u32) -> Content {
    Content::Still(Arc::new(Frame::black(Size::new(width, height))))
}

fn strip(width: u32, height: u32, direction: Direction) -> Content {
    let picture = Frame::black(Size::new(width, height));
    Content::Strip(Arc::new(Strip::new(picture, direction, 30.0).unwrap()))
}

#[test]
fn a_still_must_have_the_size_of_the_canvas() {
    content_fits(&still(64, 32), CANVAS).unwrap();
    let refused = content_fits(&still(32, 64), CANVAS)
        .unwrap_err()
        .to_string();
    assert!(
        refused.contains("32x64") && refused.contains("64x32"),
        "{refused}"
    );
}

#[test]
fn every_frame_of_a_clip_must_have_it() {
    let frame = |size| (Arc::new(Frame::black(size)), Duration::from_millis(50));
    let clip = |second| Clip::new(vec![frame(CANVAS), frame(second)]).unwrap();
    content_fits(&Content::Clip(Arc::new(clip(CANVAS))), CANVAS).unwrap();
    let wrong = Content::Clip(Arc::new(clip(Size::new(1, 1))));
    assert!(content_fits(&wrong, CANVAS).is_err());
}

#[test]
fn a_strip_must_have_it_across() {
    for (width, height, direction, fits) in [
        (500, 32, Direction::Left, true),
        (10, 32, Direction::Left, true),
        (500, 31, Direction::Left, false),
        (0, 32, Direction::Left, false),
        (64, 500, Direction::Up, true),
        (32, 500, Direction::Up, false),
    ] {
        let fitted = content_fits(&strip(width, height, direction), CANVAS).is_ok();
        assert_eq!(fitted, fits, "{width}x{height} {direction:?}");
    }
}

#[test]
fn screens_are_bounded() {
    let hooks = |count: usize, len: usize| Hooks {
        screens: Some(vec!["x".repeat(len).into(); count]),
        ..Hooks::default()
    };
    hooks_fit(&hooks(limits::SCREENS_MAX, 10)).unwrap();
    assert!(hooks_fit(&hooks(limits::SCREENS_MAX + 1, 10)).is_err());
    assert!(hooks_fit(&hooks(1, limits::PLUGIN_TEXT_MAX + 1)).is_err());
    hooks_fit(&Hooks::default()).unwrap();
}

#[test]
fn too_large_a_state_is_not_kept() {
    let small = json!({"a": [1, 2, 3]});
    assert_eq!(saved_fits(Some(small.clone())), Ok(Some(small)));
    assert_eq!(saved_fits(None), Ok(None));
    let large = json!("x".repeat(limits::SAVED_STATE_BYTES_MAX));
    assert!(saved_fits(Some(large)).is_err());
}
