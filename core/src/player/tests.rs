use std::time::Duration;

use super::*;
use crate::content::{Clip, Content, Direction, Strip};
use crate::frame::Rgb;
use crate::id::{PluginId, Screen};
use crate::message::{Transition, TransitionKind};

mod laws;
mod motion;
mod passage;

const SIZE: Size = Size::new(16, 4);
const HZ: u32 = 100;
const PLAIN: PlayerSettings = PlayerSettings {
    brightness: 100,
    paused: false,
};
const PAUSED: PlayerSettings = PlayerSettings {
    brightness: 100,
    paused: true,
};

fn grey(v: u8) -> Rgb {
    Rgb::new(v, v, v)
}

fn filled(size: Size, v: u8) -> Frame {
    let mut frame = Frame::black(size);
    frame.fill(grey(v));
    frame
}

/// Column `x` has the colour `x`, modulo 251 so that no power of two hides a mistake.
fn ramp(size: Size) -> Frame {
    let mut frame = Frame::black(size);
    for y in 0..size.height {
        for (x, pixel) in frame.row_mut(y).iter_mut().enumerate() {
            *pixel = Rgb::new((x % 251) as u8, y as u8, 7);
        }
    }
    frame
}

fn scene(name: &str, content: Content) -> Scene {
    Scene {
        screen: Some(Screen {
            plugin: PluginId::parse(name).unwrap(),
            name: name.into(),
        }),
        run: None,
        content,
        transition: Transition {
            kind: TransitionKind::Cut,
            length: Duration::ZERO,
        },
        refresh: false,
    }
}

fn still(name: &str, v: u8) -> Scene {
    scene(name, Content::Still(Arc::new(filled(SIZE, v))))
}

fn strip(picture: Frame, direction: Direction, speed: f32) -> Content {
    Content::Strip(Arc::new(Strip::new(picture, direction, speed).unwrap()))
}

fn with(mut scene: Scene, kind: TransitionKind, millis: u64) -> Arc<Scene> {
    scene.transition = Transition {
        kind,
        length: Duration::from_millis(millis),
    };
    Arc::new(scene)
}

fn refreshed(mut scene: Scene) -> Arc<Scene> {
    scene.refresh = true;
    Arc::new(scene)
}

fn player() -> Player {
    Player::new(SIZE, HZ, PLAIN)
}

fn at(player: &mut Player, tick: Tick) -> Frame {
    let mut out = Frame::black(SIZE);
    player.render(tick, &mut out);
    out
}

fn first(player: &mut Player, tick: Tick) -> Rgb {
    at(player, tick).get(0, 0).unwrap()
}

#[test]
fn content_of_any_size_is_centred_or_cropped() {
    for (width, height) in [
        (0, 0),
        (0, 9),
        (1, 1),
        (3, 9),
        (16, 4),
        (17, 5),
        (100, 1),
        (15, 100),
    ] {
        let size = Size::new(width, height);
        for content in [
            Content::Still(Arc::new(filled(size, 9))),
            strip(filled(size, 9), Direction::Left, 50.0),
            strip(filled(size, 9), Direction::Up, 50.0),
        ] {
            let mut player = player();
            player.show(Arc::new(scene("a", content)), 0);
            at(&mut player, 0);
            at(&mut player, 12_345);
        }
    }
    let mut player = player();
    player.show(
        Arc::new(scene(
            "a",
            Content::Still(Arc::new(filled(Size::new(2, 2), 9))),
        )),
        0,
    );
    let shown = at(&mut player, 0);
    let lit: Vec<(u32, u32)> = (0..4)
        .flat_map(|y| (0..16).map(move |x| (x, y)))
        .filter(|&(x, y)| shown.get(x, y) != Some(Rgb::BLACK))
        .collect();
    assert_eq!(lit, [(7, 1), (8, 1), (7, 2), (8, 2)]);
    player.show(
        Arc::new(scene("b", Content::Still(Arc::new(ramp(Size::new(20, 4)))))),
        1,
    );
    assert_eq!(first(&mut player, 1).r, 2);
}

#[test]
fn brightness_is_linear_rounded_and_last() {
    let mut player = player();
    player.show(Arc::new(still("a", 255)), 0);
    for (percent, expected) in [(100, 255), (50, 128), (1, 3), (0, 0), (200, 255)] {
        let settings = PlayerSettings {
            brightness: percent,
            paused: false,
        };
        player.settings(settings, 1);
        assert_eq!(first(&mut player, 1), grey(expected), "{percent} %");
    }
    let table = Brightness::new(37);
    for value in 0..=255_u8 {
        let mut frame = filled(Size::new(1, 1), value);
        table.apply(&mut frame);
        let exact = f64::from(value) * 0.37;
        assert!((f64::from(frame.get(0, 0).unwrap().r) - exact).abs() <= 0.500_001);
    }
}
