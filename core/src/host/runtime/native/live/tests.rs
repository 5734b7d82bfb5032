use super::*;

const SIZE: Size = Size::new(8, 4);

#[test]
fn a_plugin_that_keeps_up_is_asked_in_an_even_rhythm() {
    let mut rhythm = Rhythm::default();
    rhythm.begin(true, Moment::from_millis(100));
    assert_eq!(rhythm.wait(Moment::from_millis(100)), Some(Duration::ZERO));
    rhythm.drawn(Duration::from_millis(20), Moment::from_millis(103));
    assert_eq!(
        rhythm.wait(Moment::from_millis(103)),
        Some(Duration::from_millis(17))
    );
    rhythm.drawn(Duration::from_millis(20), Moment::from_millis(121));
    assert_eq!(
        rhythm.wait(Moment::from_millis(121)),
        Some(Duration::from_millis(19))
    );
}

#[test]
fn lost_time_is_not_caught_up_and_the_pace_has_bounds() {
    let mut rhythm = Rhythm::default();
    rhythm.begin(true, Moment::ZERO);
    rhythm.drawn(Duration::from_millis(10), Moment::from_secs(5));
    assert_eq!(rhythm.wait(Moment::from_secs(5)), Some(Duration::ZERO));
    rhythm.drawn(Duration::ZERO, Moment::from_secs(5));
    assert_eq!(
        rhythm.wait(Moment::from_secs(5)),
        Some(limits::LIVE_PACE_MIN)
    );
    rhythm.begin(true, Moment::from_secs(6));
    rhythm.drawn(Duration::MAX, Moment::from_secs(6));
    assert_eq!(
        rhythm.wait(Moment::from_secs(6)),
        Some(limits::LIVE_PACE_MAX)
    );
}

#[test]
fn time_goes_on_when_a_screen_is_drawn_again_and_begins_anew_when_it_comes_on() {
    let mut rhythm = Rhythm::default();
    assert_eq!(rhythm.elapsed(Moment::from_secs(1)), None);
    rhythm.begin(false, Moment::from_secs(1));
    rhythm.begin(false, Moment::from_secs(3));
    assert_eq!(
        rhythm.elapsed(Moment::from_secs(4)),
        Some(Duration::from_secs(3))
    );
    rhythm.begin(true, Moment::from_secs(9));
    assert_eq!(rhythm.elapsed(Moment::from_secs(9)), Some(Duration::ZERO));
    rhythm.stop();
    assert_eq!(rhythm.wait(Moment::from_secs(9)), None);
}

#[test]
fn frames_that_were_let_go_are_used_again_and_come_back_black() {
    let mut pool = Pool::new(SIZE);
    let mut seen = Vec::new();
    let mut slot = None;
    for _ in 0..100 {
        let mut frame = pool.take();
        assert_eq!(*frame, Frame::black(SIZE));
        Arc::get_mut(&mut frame).unwrap().fill(Rgb::WHITE);
        let address = Arc::as_ptr(&frame);
        if !seen.contains(&address) {
            seen.push(address);
        }
        slot = Some(Arc::clone(&frame));
        pool.give_back(frame);
    }
    drop(slot);
    assert!(seen.len() <= 2, "{} frames for one slot", seen.len());
}

#[test]
fn a_frame_that_somebody_keeps_is_never_drawn_on() {
    let mut pool = Pool::new(SIZE);
    let mut kept = Vec::new();
    for shade in 0..20 {
        let mut frame = pool.take();
        Arc::get_mut(&mut frame)
            .unwrap()
            .fill(Rgb::new(shade, shade, shade));
        kept.push(Arc::clone(&frame));
        pool.give_back(frame);
    }
    for (shade, frame) in (0..20).zip(&kept) {
        assert_eq!(frame.get(0, 0), Some(Rgb::new(shade, shade, shade)));
    }
}
