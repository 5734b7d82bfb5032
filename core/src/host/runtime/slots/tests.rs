use super::*;

fn id(text: &str) -> PluginId {
    PluginId::parse(text).unwrap()
}

#[test]
fn a_plugin_with_two_zombies_starts_again_only_after_one_has_ended() {
    let slots = Slots::default();
    let (clock, text) = (id("clock"), id("text"));
    for run in 1..=2 {
        slots.admit(&clock, Run(run)).unwrap();
        assert!(slots.abandon(&clock, Run(run), Life::Zombie));
    }
    let refused = slots.admit(&clock, Run(3)).unwrap_err();
    assert!(refused.recoverable());
    assert!(refused.to_string().contains("1, 2"), "{refused}");
    slots.admit(&text, Run(1)).unwrap();
    assert_eq!(slots.end(&clock, Run(1)), Some(Life::Zombie));
    slots.admit(&clock, Run(3)).unwrap();
    assert_eq!(slots.zombies(), 1);
}

#[test]
fn all_zombies_together_are_bounded_and_named() {
    let slots = Slots::default();
    for number in 0..limits::ZOMBIES_MAX {
        let plugin = id(&format!("p{number}"));
        slots.admit(&plugin, Run(1)).unwrap();
        assert!(slots.abandon(&plugin, Run(1), Life::Zombie));
    }
    let refused = slots.admit(&id("clock"), Run(1)).unwrap_err().to_string();
    assert!(refused.contains("p0, p1"), "{refused}");
}

#[test]
fn runs_are_bounded_and_zombies_do_not_take_their_places() {
    let slots = Slots::default();
    let stuck = id("stuck");
    slots.admit(&stuck, Run(1)).unwrap();
    assert!(slots.abandon(&stuck, Run(1), Life::Zombie));
    for number in 0..limits::RUNS_MAX {
        slots.admit(&id(&format!("p{number}")), Run(1)).unwrap();
    }
    assert!(slots.admit(&id("clock"), Run(1)).is_err());
    assert_eq!(slots.end(&id("p7"), Run(1)), Some(Life::Running));
    slots.admit(&id("clock"), Run(1)).unwrap();
}

#[test]
fn what_has_ended_is_no_zombie() {
    let slots = Slots::default();
    slots.admit(&id("clock"), Run(1)).unwrap();
    assert!(!slots.ended(&id("clock"), Run(1)));
    assert_eq!(slots.end(&id("clock"), Run(1)), Some(Life::Running));
    assert!(slots.ended(&id("clock"), Run(1)));
    assert!(!slots.abandon(&id("clock"), Run(1), Life::Zombie));
    assert_eq!(slots.zombies(), 0);
}

#[test]
fn what_is_leaving_is_no_zombie_and_is_killed_once() {
    let slots = Slots::default();
    let clock = id("clock");
    for run in 1..=10 {
        slots.admit(&clock, Run(run)).unwrap();
        assert!(slots.abandon(&clock, Run(run), Life::Leaving));
        assert!(!slots.abandon(&clock, Run(run), Life::Zombie));
    }
    assert_eq!(slots.zombies(), 0);
    assert!(!slots.ended(&clock, Run(1)));
    assert_eq!(slots.end(&clock, Run(1)), Some(Life::Leaving));
}
