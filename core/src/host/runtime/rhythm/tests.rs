use super::*;

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
