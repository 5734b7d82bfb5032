//! Time, scrolls, clips, pauses.

use super::*;

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
                beat.last_at(due.saturating_sub(Duration::from_nanos(1))),
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
