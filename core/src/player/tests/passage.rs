//! How one screen follows another, and what stays on meanwhile.

use super::*;

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
