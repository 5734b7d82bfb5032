//! Seeds, time, and a world that goes on after a reload.

use super::*;

#[test]
fn a_seed_decides_the_picture() {
    for program in ["life", "fire", "plasma"] {
        let show = |seed: u32| {
            let settings = json!({"program": program, "seed": seed});
            picture(
                "generative",
                &settings,
                Size::new(64, 32),
                Duration::from_secs(2),
            )
        };
        assert!(show(7) == show(7), "{program}");
        assert!(show(7) != show(8), "{program}");
    }
}

#[test]
fn pictures_move() {
    for program in ["life", "fire", "plasma"] {
        let show = |millis| {
            let settings = json!({"program": program, "seed": 1});
            picture(
                "generative",
                &settings,
                Size::new(64, 32),
                Duration::from_millis(millis),
            )
        };
        assert!(show(0) != show(500), "{program}");
    }
}

#[test]
fn life_goes_on_after_a_reload() {
    let context = context(Size::new(64, 32));
    let settings = json!({"program": "life", "seed": 5});
    let mut frame = Frame::black(context.size);
    let mut before = make("generative");
    before.configure(&settings, &context).unwrap();
    before.draw("generative", true, &context).unwrap();
    for step in 0..30 {
        before
            .live(Duration::from_millis(step * 33), &mut frame)
            .unwrap();
    }
    let saved = before.save().unwrap();
    let mut after = make("generative");
    after.configure(&settings, &context).unwrap();
    after.restore(&saved);
    after.draw("generative", true, &context).unwrap();
    after.live(Duration::ZERO, &mut frame).unwrap();
    assert_eq!(
        after.save().unwrap()["life"]["cells"],
        saved["life"]["cells"]
    );
    // On another canvas the world begins anew.
    let mut other = make("generative");
    other.configure(&settings, &context).unwrap();
    other.restore(&saved);
    let mut large = Frame::black(Size::new(128, 32));
    other.live(Duration::ZERO, &mut large).unwrap();
    assert!(!is_blank(&large));
}

#[test]
fn life_does_not_die_out() {
    let context = context(Size::new(16, 8));
    let mut plugin = make("generative");
    plugin
        .configure(&json!({"program": "life", "seed": 3}), &context)
        .unwrap();
    plugin.draw("generative", true, &context).unwrap();
    let mut frame = Frame::black(context.size);
    for step in 0..3_000 {
        plugin
            .live(Duration::from_millis(step * 100), &mut frame)
            .unwrap();
        assert!(!is_blank(&frame), "step {step}");
    }
}

#[test]
fn a_cycle_shows_all_three() {
    let context = context(Size::new(64, 32));
    let mut plugin = make("generative");
    let settings = json!({"cycle_seconds": 1, "seed": 3});
    plugin.configure(&settings, &context).unwrap();
    plugin.draw("generative", true, &context).unwrap();
    let mut frame = Frame::black(context.size);
    let mut lives = Vec::new();
    for second in 0..3 {
        let elapsed = Duration::from_millis(second * 1_000 + 500);
        plugin.live(elapsed, &mut frame).unwrap();
        lives.push(plugin.save().is_some());
    }
    assert_eq!(lives.iter().filter(|life| **life).count(), 1);
}
