use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use lumarium_core::content::{Clip, Content, Direction, Hooks, Strip};
use lumarium_core::frame::{Frame, Rgb, Size};
use lumarium_core::host::runtime::native::{Context, NativePlugin};
use lumarium_core::time::Wall;
use serde_json::{Value, json};

use super::digest;
use super::draw::{Job, Shot, shots};
use super::settings::{laid_over, with_defaults};
use crate::args::values;

/// Gives one kind of content; a still shows the time's last byte as its red.
struct Sample(&'static str);

fn red(red: u8) -> Arc<Frame> {
    let mut frame = Frame::black(Size::new(2, 1));
    frame.fill(Rgb::new(red, 0, 0));
    Arc::new(frame)
}

impl NativePlugin for Sample {
    fn configure(&mut self, settings: &Value, _: &Context) -> Result<Hooks, String> {
        if settings["enabled"] == json!(true) {
            Ok(Hooks::default())
        } else {
            Err("not enabled".to_owned())
        }
    }

    fn draw(&mut self, _: &str, _: bool, context: &Context) -> Result<(Content, Hooks), String> {
        let hooks = Hooks {
            redraw_after: Some(Duration::from_millis(100)),
            ..Hooks::default()
        };
        let ms = Duration::from_millis;
        let content = match self.0 {
            "still" => Content::Still(red(context.wall.0 as u8)),
            "clip" => {
                let frames = vec![(red(1), ms(50)), (red(2), ms(70))];
                Content::Clip(Arc::new(Clip::new(frames).unwrap()))
            }
            "strip" => {
                let pixels = (0..4).map(|red| Rgb::new(red, 0, 0)).collect();
                let picture = Frame::from_pixels(Size::new(4, 1), pixels).unwrap();
                let strip = Strip::new(picture, Direction::Left, 20.0).unwrap();
                Content::Strip(Arc::new(strip))
            }
            "live" => Content::Live,
            "error" => return Err("no".to_owned()),
            _ => Content::Nothing,
        };
        Ok((content, hooks))
    }

    fn live(&mut self, elapsed: Duration, frame: &mut Frame) -> Result<Duration, String> {
        frame.fill(Rgb::new(elapsed.as_millis() as u8, 0, 0));
        Ok(Duration::from_millis(40))
    }
}

fn draw(kind: &'static str, frames: Option<u32>) -> Result<Vec<Shot>, String> {
    let job = Job {
        screen: "sample".to_owned(),
        settings: json!({"enabled": true}),
        frames,
        context: Context {
            size: Size::new(2, 1),
            wall: Wall(0),
            time_zone: "UTC".to_owned(),
            folder: None,
            assets: PathBuf::new(),
        },
    };
    shots(&mut Sample(kind), &job)
}

fn check(kind: &'static str, frames: Option<u32>, expected: &[(u8, u64)]) {
    let seen: Vec<(u8, u64)> = draw(kind, frames)
        .unwrap()
        .iter()
        .map(|shot| {
            let first = shot.frame.get(0, 0).unwrap();
            (first.r, shot.delay.as_millis() as u64)
        })
        .collect();
    assert_eq!(seen, expected, "{kind}");
}

#[test]
fn each_kind_of_content_becomes_frames() {
    check("still", None, &[(0, 0)]);
    check("still", Some(3), &[(0, 100), (100, 100), (200, 100)]);
    check("clip", None, &[(1, 50), (2, 70)]);
    check("clip", Some(3), &[(1, 50), (2, 70), (1, 50)]);
    check("strip", None, &[(0, 50), (1, 50), (2, 50), (3, 50)]);
    check(
        "strip",
        Some(5),
        &[(0, 50), (1, 50), (2, 50), (3, 50), (0, 50)],
    );
    check("live", Some(3), &[(0, 40), (40, 40), (80, 40)]);
}

#[test]
fn nothing_and_errors_say_so() {
    assert!(
        draw("nothing", None)
            .err()
            .unwrap()
            .contains("nothing to show")
    );
    assert!(
        draw("error", None)
            .err()
            .unwrap()
            .contains("draw failed: no")
    );
}

#[test]
fn the_digest_is_over_all_frames() {
    let one = digest(&draw("clip", Some(1)).unwrap());
    let two = digest(&draw("clip", Some(2)).unwrap());
    assert_eq!(one.len(), 16);
    assert_ne!(one, two);
    let black = [Shot {
        frame: Frame::black(Size::new(1, 1)),
        delay: Duration::ZERO,
    }];
    // SHA-256 of the bytes 00 00 00 ff.
    assert_eq!(digest(&black), "e3820096cb82366b");
}

#[test]
fn settings_lie_over_the_defaults_of_the_schema() {
    let schema = json!({"properties": {
        "a": {"type": "integer", "default": 1}, "b": {"type": "object", "properties": {"c": {"default": "x"}, "d": {}}}}});
    let given = [
        values::setting("b.d=2").unwrap(),
        values::setting("e=y").unwrap(),
    ];
    let expected = json!({"enabled": true, "b": {"d": 2, "c": "x"}, "e": "y", "a": 1});
    let on = || json!({"enabled": true}).as_object().unwrap().clone();
    let settings = laid_over(on(), &given).unwrap();
    assert_eq!(
        with_defaults(Some(&schema), &Value::Object(settings)).0,
        expected
    );
    let below = laid_over(on(), &[values::setting("a.z=1").unwrap()]).unwrap();
    let (_, problems) = with_defaults(Some(&schema), &Value::Object(below));
    assert!(!problems.is_empty());
    let twice = [
        values::setting("e=1").unwrap(),
        values::setting("e.z=1").unwrap(),
    ];
    assert!(laid_over(on(), &twice).is_err());
}
