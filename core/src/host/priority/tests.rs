use super::*;

/// Feeds frames every 10 ms, each with `busy_millis` of work; whether the guard ever spoke up.
fn check(busy_millis: u64, frames: u64) -> bool {
    let mut guard = Overrun::default();
    (1..=frames).any(|frame| {
        guard.frame(
            Moment::from_millis(1_000 + frame * 10),
            Duration::from_millis(busy_millis),
        )
    })
}

#[test]
fn half_a_core_is_allowed_for_ever_and_more_is_not() {
    assert!(!check(5, 1_000));
    assert!(check(6, 10));
    assert!(!check(6, 8), "48 ms in all are less than the limit");
}

#[test]
fn one_long_frame_is_an_overrun_and_what_is_long_ago_is_forgotten() {
    let mut guard = Overrun::default();
    assert!(guard.frame(Moment::from_secs(1), Duration::from_millis(51)));
    assert!(!guard.frame(Moment::from_millis(1_101), Duration::from_millis(40)));
    assert!(!guard.frame(Moment::from_secs(9), Duration::from_millis(50)));
}

#[test]
fn a_thousand_frames_a_second_fit_into_the_window() {
    let mut guard = Overrun::default();
    let spoke = (1..=2_000_u64).any(|frame| {
        guard.frame(
            Moment::from_nanos(frame * 1_000_000),
            Duration::from_micros(510),
        )
    });
    assert!(spoke);
}

/// Runs on a thread of its own, so that the test's thread keeps its priority.
#[cfg(target_os = "linux")]
fn apart<T: Send + 'static>(call: impl FnOnce() -> T + Send + 'static) -> T {
    std::thread::Builder::new()
        .name("priority test".to_owned())
        .spawn(call)
        .unwrap()
        .join()
        .unwrap()
}

#[cfg(target_os = "linux")]
#[test]
fn idle_and_modest_threads_step_back() {
    let (idle, _) = apart(|| {
        be_idle();
        system::policy()
    });
    assert_eq!(idle, libc::SCHED_IDLE);
    let here = system::policy();
    let (modest, nice) = apart(|| {
        be_modest();
        system::policy()
    });
    assert_eq!(modest, libc::SCHED_BATCH);
    assert!(nice >= here.1, "{nice}");
    assert_eq!(system::policy(), here, "only the thread itself is changed");
}

#[cfg(target_os = "linux")]
#[test]
fn what_was_granted_is_in_force_and_can_be_given_back() {
    let (granted, during, after) = apart(|| {
        let granted = be_realtime();
        let (during, _) = system::policy();
        be_ordinary();
        let (after, _) = system::policy();
        (granted, during, after)
    });
    assert_eq!(granted == Granted::Fifo, during == libc::SCHED_FIFO);
    assert_eq!(after, libc::SCHED_OTHER);
    assert!(!granted.words().is_empty());
}
