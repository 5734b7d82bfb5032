use std::time::Duration;

use super::*;
use crate::content::{Clip, Content, Direction, Strip};
use crate::frame::Rgb;
use crate::id::{PluginId, Screen};
use crate::message::{Transition, TransitionKind};

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
fn refreshes_are_due_at_their_number_over_the_rate_and_no_error_adds_up() {
    for hz in [1, 3, 7, 60, 100, 119, 120, 1_000] {
        let beat = Beat::new(hz);
        assert_eq!(
            beat.due(u64::from(hz) * 86_400 * 365).as_secs(),
            86_400 * 365
        );
        assert_eq!(beat.due(u64::from(hz) * 86_400 * 365).subsec_nanos(), 0);
        for tick in (0..10_000).chain(10_000_000_000..10_000_001_000) {
            let due = beat.due(tick);
            assert_eq!(beat.last_at(due), tick, "hz {hz}");
            assert_eq!(
                beat.last_at(due - Duration::from_nanos(u64::from(tick > 0))),
                tick.saturating_sub(1)
            );
        }
    }
    assert_eq!(Beat::new(0).hz(), 1);
    assert_eq!(Beat::new(u32::MAX).hz(), crate::limits::REFRESH_HZ_MAX);
}

#[test]
fn the_speed_is_the_nearest_by_ratio() {
    let cases = [
        (60.0, 60, 60.0),
        (100.0, 60, 120.0),
        (80.0, 60, 60.0),
        (40.0, 60, 30.0),
        (43.0, 60, 60.0),
        (25.0, 100, 25.0),
        (0.5, 100, 0.5),
        (2_000.0, 1, 2_000.0),
    ];
    for (wish, hz, expected) in cases {
        let speed = effective_speed(wish, hz);
        assert!(
            (speed - expected).abs() < 1e-3,
            "{wish} at {hz} Hz gave {speed}"
        );
    }
    for hz in [1_u32, 30, 59, 60, 120, 1_000] {
        for tenth in 1..20_000_u32 {
            let wish = tenth as f32 / 10.0;
            let speed = effective_speed(wish, hz);
            let ratio = (speed / wish).max(wish / speed);
            assert!(
                ratio < std::f32::consts::SQRT_2 + 1e-3,
                "{wish} at {hz}: {speed}"
            );
        }
    }
    for odd in [0.0, -1.0, f32::NAN, f32::INFINITY, f32::MIN_POSITIVE] {
        assert!(effective_speed(odd, 60) > 0.0);
    }
}

#[test]
fn every_step_of_a_scroll_is_the_same_over_a_million_refreshes() {
    for wish in [0.7, 3.0, 19.0, 33.0, 60.0, 77.0, 150.0, 999.0] {
        let scroll = Scroll::nearest(wish, 60);
        let mut last_move = None;
        let mut pattern = None;
        let mut place = 0;
        for tick in 1..=1_000_000_u64 {
            let now = scroll.pixels(tick);
            if now != place {
                let step = (now - place, tick - last_move.unwrap_or(0));
                assert_eq!(
                    *pattern.get_or_insert(step),
                    step,
                    "wish {wish}, tick {tick}"
                );
                place = now;
                last_move = Some(tick);
            }
        }
        let (pixels, ticks) = pattern.unwrap();
        assert!(pixels == 1 || ticks == 1);
        assert_eq!(place, 1_000_000 / ticks * pixels);
    }
}

#[test]
fn a_strip_moves_by_whole_pixels_and_repeats_after_itself() {
    let mut player = player();
    let picture = ramp(Size::new(40, 4));
    player.show(
        Arc::new(scene("a", strip(picture, Direction::Left, 300.0))),
        5,
    );
    for tick in [5, 6, 17, 18, 19, 1_000_000_005] {
        let shown = at(&mut player, tick);
        for x in 0..SIZE.width {
            let column = ((tick - 5) * 3 + u64::from(x)) % 40;
            let colour = shown.get(x, 2).unwrap();
            assert_eq!(colour, Rgb::new(column as u8, 2, 7), "tick {tick}, x {x}");
        }
    }
}

#[test]
fn a_tall_strip_moves_up_and_a_short_one_fills_the_canvas() {
    let mut player = player();
    let tall = ramp(Size::new(16, 9));
    player.show(Arc::new(scene("a", strip(tall, Direction::Up, 100.0))), 0);
    let shown = at(&mut player, 7);
    let rows: Vec<u8> = (0..4).map(|y| shown.get(3, y).unwrap().g).collect();
    assert_eq!(rows, [7, 8, 0, 1]);
    let short = ramp(Size::new(5, 4));
    player.show(
        Arc::new(scene("b", strip(short, Direction::Left, 100.0))),
        10,
    );
    let shown = at(&mut player, 11);
    let columns: Vec<u8> = (0..16).map(|x| shown.get(x, 0).unwrap().r).collect();
    assert_eq!(columns, [1, 2, 3, 4, 0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0, 1]);
}

#[test]
fn a_clip_changes_exactly_when_its_delays_say_and_repeats() {
    let mut player = player();
    let frames = [(10, 30_u64), (20, 50), (30, 20)];
    let clip = Clip::new(
        frames
            .iter()
            .map(|&(v, ms)| (Arc::new(filled(SIZE, v)), Duration::from_millis(ms)))
            .collect(),
    )
    .unwrap();
    player.show(Arc::new(scene("a", Content::Clip(Arc::new(clip)))), 7);
    let shown: Vec<u8> = (7..28).map(|tick| first(&mut player, tick).r).collect();
    assert_eq!(
        shown,
        [
            10, 10, 10, 20, 20, 20, 20, 20, 30, 30, 10, 10, 10, 20, 20, 20, 20, 20, 30, 30, 10
        ]
    );
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

#[test]
fn a_pause_stops_the_content_and_goes_on_without_a_jump() {
    let mut player = player();
    let picture = ramp(Size::new(200, 4));
    player.show(
        Arc::new(scene("a", strip(picture, Direction::Left, 100.0))),
        0,
    );
    assert_eq!(first(&mut player, 10).r, 10);
    player.settings(PAUSED, 11);
    assert_eq!(first(&mut player, 11).r, 11);
    assert_eq!(first(&mut player, 5_000).r, 11);
    assert_eq!(player.key(11), player.key(5_000));
    player.settings(PLAIN, 5_000);
    assert_eq!(first(&mut player, 5_000).r, 11);
    assert_eq!(first(&mut player, 5_001).r, 12);
}

#[test]
fn a_new_screen_shown_in_a_pause_begins_with_its_first_frame() {
    let mut player = player();
    player.settings(PAUSED, 3);
    let picture = ramp(Size::new(200, 4));
    player.show(
        Arc::new(scene("a", strip(picture, Direction::Left, 100.0))),
        50,
    );
    assert_eq!(first(&mut player, 90).r, 0);
    player.settings(PLAIN, 100);
    assert_eq!(first(&mut player, 104).r, 4);
}

#[test]
fn newer_content_of_the_same_screen_keeps_place_and_phase() {
    let mut player = player();
    let long = |v| {
        let mut picture = ramp(Size::new(100, 4));
        picture.set(99, 0, grey(v));
        picture
    };
    player.show(
        Arc::new(scene("a", strip(long(1), Direction::Left, 25.0))),
        0,
    );
    let before: Vec<u8> = (0..100).map(|t| first(&mut player, t).r).collect();
    assert_eq!(before.get(99), Some(&24));
    player.show(
        refreshed(scene("a", strip(long(2), Direction::Left, 25.0))),
        101,
    );
    let after: Vec<u8> = (100..110).map(|t| first(&mut player, t).r).collect();
    assert_eq!(after, [25, 25, 25, 25, 26, 26, 26, 26, 27, 27]);
    // Another length and another speed: on from the same place.
    player.show(
        refreshed(scene(
            "a",
            strip(ramp(Size::new(60, 4)), Direction::Left, 100.0),
        )),
        110,
    );
    let after: Vec<u8> = (110..114).map(|t| first(&mut player, t).r).collect();
    assert_eq!(after, [27, 28, 29, 30]);
    // Nothing newer: the last good picture stays.
    player.show(refreshed(scene("a", Content::Nothing)), 114);
    assert_eq!(first(&mut player, 114).r, 31);
    // Not the same screen: begins anew, although it says refresh.
    player.show(
        refreshed(scene("b", strip(long(1), Direction::Left, 100.0))),
        115,
    );
    assert_eq!(first(&mut player, 115).r, 0);
}

#[test]
fn a_fade_is_even_and_exact_at_its_ends() {
    let mut player = player();
    player.show(Arc::new(still("a", 0)), 0);
    player.show(with(still("b", 200), TransitionKind::Fade, 100), 20);
    let shown: Vec<u8> = (20..32).map(|tick| first(&mut player, tick).r).collect();
    assert_eq!(
        shown,
        [0, 20, 40, 59, 80, 100, 120, 140, 159, 180, 200, 200]
    );
}

#[test]
fn a_slide_moves_the_same_number_of_columns_at_each_refresh() {
    let mut player = player();
    player.show(
        Arc::new(scene("a", Content::Still(Arc::new(ramp(SIZE))))),
        0,
    );
    let next = scene("b", Content::Still(Arc::new(filled(SIZE, 200))));
    player.show(with(next, TransitionKind::Slide, 80), 10);
    for step in 0..8_u32 {
        let shown = at(&mut player, 10 + u64::from(step));
        for x in 0..16 {
            let expected = match x + 2 * step {
                column @ 0..16 => Rgb::new(column as u8, 1, 7),
                _ => grey(200),
            };
            assert_eq!(shown.get(x, 1), Some(expected), "step {step}, x {x}");
        }
    }
    assert_eq!(at(&mut player, 18), filled(SIZE, 200));
}

#[test]
fn a_transition_that_another_interrupts_goes_on_from_what_is_seen() {
    let mut player = player();
    player.show(Arc::new(still("a", 0)), 0);
    player.show(with(still("b", 200), TransitionKind::Fade, 100), 0);
    assert_eq!(first(&mut player, 5).r, 100);
    let retired = player.show(with(still("c", 0), TransitionKind::Fade, 100), 5);
    assert_eq!(retired.iter().flatten().count(), 2);
    assert_eq!(first(&mut player, 5).r, 100);
    assert_eq!(first(&mut player, 10).r, 50);
    assert_eq!(first(&mut player, 15).r, 0);
}

#[test]
fn the_mark_is_on_until_the_first_scene_which_does_not_fade_in() {
    let size = Size::new(32, 16);
    let mut player = Player::new(size, HZ, PLAIN);
    let mut out = Frame::black(size);
    player.render(0, &mut out);
    assert!(out.pixels().iter().any(|&pixel| pixel != Rgb::BLACK));
    assert!(out.pixels().iter().all(|pixel| pixel.r < 64), "dim");
    assert!(!player.shows_content());
    let scene = scene("a", Content::Still(Arc::new(filled(size, 50))));
    player.show(with(scene, TransitionKind::Fade, 500), 3);
    player.render(3, &mut out);
    assert_eq!(out, filled(size, 50));
    assert!(player.shows_content());
}

#[test]
fn a_live_screen_comes_in_with_its_first_picture_and_keeps_the_last() {
    let mut player = player();
    player.show(Arc::new(still("a", 10)), 0);
    player.show(
        with(scene("b", Content::Live), TransitionKind::Fade, 40),
        10,
    );
    assert_eq!(first(&mut player, 100).r, 10, "the one before stays on");
    player.live(&filled(SIZE, 90), 200);
    let shown: Vec<u8> = (200..206).map(|tick| first(&mut player, tick).r).collect();
    assert_eq!(shown, [10, 30, 50, 70, 90, 90]);
    assert_eq!(first(&mut player, 9_999).r, 90, "last good frame");
    player.live(&filled(Size::new(64, 64), 91), 10_000);
    assert_eq!(first(&mut player, 10_000).r, 91);
    player.settings(PAUSED, 10_001);
    assert!(!player.wants_live());
    player.live(&filled(SIZE, 92), 10_002);
    assert_eq!(first(&mut player, 10_003).r, 91);
}

#[test]
fn a_screen_that_turns_live_keeps_its_picture_until_a_live_one_comes() {
    let mut player = player();
    player.show(Arc::new(still("a", 10)), 0);
    player.show(refreshed(scene("a", Content::Live)), 1);
    assert_eq!(first(&mut player, 2).r, 10);
    player.live(&filled(SIZE, 20), 3);
    assert_eq!(first(&mut player, 3).r, 20);
    player.show(refreshed(scene("a", Content::Live)), 4);
    assert_eq!(first(&mut player, 4).r, 20);
}

#[test]
fn nothing_of_a_screen_leaves_the_picture_on_and_nothing_at_all_is_dark() {
    let mut player = player();
    player.show(Arc::new(still("a", 10)), 0);
    player.show(Arc::new(scene("b", Content::Nothing)), 1);
    assert_eq!(first(&mut player, 1).r, 10);
    player.show(Arc::new(still("c", 30)), 2);
    assert_eq!(first(&mut player, 2).r, 30);
    let mut idle = scene("a", Content::Nothing);
    idle.screen = None;
    player.show(Arc::new(idle), 3);
    assert_eq!(first(&mut player, 3).r, 0);
    assert!(!player.shows_content());
}

#[test]
fn equal_keys_mean_equal_pictures() {
    let mut player = player();
    let mut seen: Vec<(Key, Frame)> = Vec::new();
    let look = |player: &mut Player, tick, seen: &mut Vec<(Key, Frame)>| {
        let key = player.key(tick);
        let frame = at(player, tick);
        assert_eq!(key, player.key(tick), "drawing changes no key");
        for (other, picture) in &*seen {
            assert!(*other != key || *picture == frame, "{key:?} at {tick}");
        }
        seen.push((key, frame));
    };
    let contents = [
        Content::Still(Arc::new(ramp(SIZE))),
        strip(ramp(Size::new(30, 4)), Direction::Left, 40.0),
        Content::Live,
        Content::Still(Arc::new(filled(SIZE, 99))),
        Content::Nothing,
        strip(ramp(Size::new(16, 30)), Direction::Up, 200.0),
    ];
    let kinds = [
        TransitionKind::Fade,
        TransitionKind::Slide,
        TransitionKind::Cut,
    ];
    let mut tick = 0;
    for round in 0..18 {
        let content = contents.get(round % 6).cloned().unwrap();
        let kind = kinds.get(round % 3).copied().unwrap();
        player.show(
            with(scene(&format!("s{}", round % 5), content), kind, 120),
            tick,
        );
        player.live(&filled(SIZE, round as u8), tick + 3);
        for _ in 0..9 {
            look(&mut player, tick, &mut seen);
            tick += 1;
        }
        player.settings(
            PlayerSettings {
                brightness: 60 + round as u8,
                paused: round % 4 == 1,
            },
            tick,
        );
    }
    let distinct = seen
        .iter()
        .map(|(key, _)| *key)
        .fold(Vec::new(), |mut keys, key| {
            if !keys.contains(&key) {
                keys.push(key);
            }
            keys
        });
    assert!(distinct.len() > 60);
}
