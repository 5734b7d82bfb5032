use super::*;

const SIZE: Size = Size::new(4, 2);

fn filled(v: u8) -> Frame {
    let mut frame = Frame::black(SIZE);
    frame.fill(Rgb::new(v, v, v));
    frame
}

fn seen(mirror: &Mirror) -> u8 {
    let mut frame = Frame::black(Size::new(1, 1));
    mirror.read(&mut frame);
    assert_eq!(frame.size(), SIZE);
    frame.get(0, 0).unwrap().r
}

fn millis(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

/// Shows picture `n` at refresh `n`, every 10 ms, and says what was to be seen after each.
fn play(panel: &mut SimPanel, count: u8) -> Vec<u8> {
    let mirror = panel.mirror();
    (1..=count)
        .map(|n| {
            panel.show(&filled(n), millis(u64::from(n) * 10)).unwrap();
            seen(&mirror)
        })
        .collect()
}

#[test]
fn a_good_panel_shows_each_picture_at_once_and_numbers_it() {
    let mut panel = SimPanel::new("sim", SIZE, 1);
    assert_eq!(panel.mirror().number(), 0);
    assert_eq!(play(&mut panel, 5), [1, 2, 3, 4, 5]);
    assert_eq!(panel.mirror().number(), 5);
    assert!(!panel.wants_every_refresh());
    let wrong = panel.show(&Frame::black(Size::new(5, 5)), millis(1));
    assert!(matches!(wrong, Err(PanelError::Size { .. })));
}

#[test]
fn a_slow_panel_shows_late_and_skips_and_ends_with_the_newest() {
    let mut panel = SimPanel::new("sim", SIZE, 1);
    panel.faults().set_slow(millis(35));
    assert_eq!(play(&mut panel, 12), [0, 0, 0, 0, 1, 1, 1, 1, 5, 5, 5, 5]);
    assert!(panel.wants_every_refresh());
    panel.faults().set_slow(Duration::ZERO);
    panel.show(&filled(12), millis(130)).unwrap();
    assert_eq!(seen(&panel.mirror()), 12);
    assert!(!panel.wants_every_refresh());
}

#[test]
fn dropped_frames_come_again_with_the_same_seed_and_match_their_share() {
    let run = |seed, percent| {
        let mut panel = SimPanel::new("sim", SIZE, seed);
        panel.faults().set_dropped(percent);
        let pictures = play(&mut panel, 200);
        (pictures, panel.faults().tally().dropped)
    };
    assert_eq!(run(7, 30), run(7, 30));
    assert_ne!(run(7, 30).0, run(8, 30).0);
    assert_eq!(run(7, 0).1, 0);
    assert_eq!(run(7, 100), (vec![0; 200], 200));
    let dropped: u64 = (0..100).map(|seed| run(seed, 30).1).sum();
    assert!((5_700..6_300).contains(&dropped), "{dropped} of 20000");
}

#[test]
fn an_unplugged_panel_is_dark_and_says_so_until_plugged_in_again() {
    let mut panel = SimPanel::new("sim", SIZE, 1);
    play(&mut panel, 3);
    panel.faults().set_disconnected(true);
    let refused = panel.show(&filled(9), millis(50));
    assert!(matches!(refused, Err(PanelError::Lost { .. })));
    assert_eq!(seen(&panel.mirror()), 0);
    panel.faults().set_disconnected(false);
    panel.show(&filled(9), millis(60)).unwrap();
    assert_eq!(seen(&panel.mirror()), 9);
    let tally = panel.faults().tally();
    assert_eq!((tally.shown, tally.refused), (4, 1));
}

#[test]
fn a_reader_never_holds_the_panel() {
    let mut panel = SimPanel::new("sim", SIZE, 1);
    let mirror = panel.mirror();
    let reading = mirror.shown.lock().unwrap();
    panel.show(&filled(1), millis(10)).unwrap();
    panel.show(&filled(2), millis(20)).unwrap();
    assert!(panel.wants_every_refresh());
    drop(reading);
    panel.show(&filled(2), millis(30)).unwrap();
    assert_eq!(seen(&mirror), 2);
    assert!(!panel.wants_every_refresh());
}
