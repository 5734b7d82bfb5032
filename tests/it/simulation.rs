//! The whole engine for simulated hours: random commands, bad plugins, a failing disk, other people's edits,
//! reboots, clocks that jump. `LUMARIUM_SEED=7` runs one seed again, `LUMARIUM_SEEDS=10000` runs more.

mod checks;
mod people;

use std::time::Duration;

use crate::kit::World;
use crate::kit::fixture::{IDS, id};

/// Seeds of every test run.
const SEEDS: u64 = 200;
/// How long people and bad luck have their way, and how long all is well afterwards; three times each.
const BAD_TIMES: Duration = Duration::from_mins(30);
const GOOD_TIMES: Duration = Duration::from_mins(12);
const ROUNDS: usize = 3;
/// In good times everything is in order after this: twice the longest back-off and a start.
const HEALED: Duration = Duration::from_mins(11);

/// Says which seed it was, when something goes wrong.
struct Seed(u64);

impl Drop for Seed {
    fn drop(&mut self) {
        if std::thread::panicking() {
            println!(
                "LUMARIUM_SEED={} cargo test -p lumarium-tests simulation",
                self.0
            );
        }
    }
}

fn simulate(seed: u64) -> (u64, u64) {
    let _seed = Seed(seed);
    let mut world = World::new(seed);
    for _ in 0..ROUNDS {
        bad_times(&mut world);
        good_times(&mut world);
    }
    (world.events_count, world.reboots_count)
}

fn bad_times(world: &mut World) {
    for name in IDS {
        let percent = world.chance.pick(&[0, 0, 5, 20, 60]);
        world.troupe.temper(&id(name), percent);
    }
    world.disk_fails = world.chance.pick(&[0, 0, 10, 40]);
    let end = world.time() + BAD_TIMES.as_nanos() as u64;
    while world.time() < end {
        let calm = world.chance.millis(50, 40_000).as_nanos() as u64;
        let until = (world.time() + calm).min(end);
        while world.step(until) {
            checks::cheap(world);
        }
        people::act(world);
        checks::always(world);
    }
}

fn good_times(world: &mut World) {
    world.troupe.be_well();
    world.disk_fails = 0;
    // A shutdown may be under way.
    world.run_for(Duration::from_secs(10));
    if world.exited {
        world.reboot();
    }
    // Unreadable sources and stuck calls end by themselves; then people press the buttons that ask for people.
    world.run_for(Duration::from_mins(1));
    people::press_the_buttons(world);
    let end = world.time() + HEALED.as_nanos() as u64;
    while world.step(end) {
        checks::cheap(world);
    }
    checks::always(world);
    checks::healed(world);
    world.run_for(GOOD_TIMES.saturating_sub(HEALED));
}

fn seeds() -> std::ops::Range<u64> {
    let number = |name| {
        std::env::var(name)
            .ok()
            .map(|text| text.parse::<u64>().expect("a number"))
    };
    match (number("LUMARIUM_SEED"), number("LUMARIUM_SEEDS")) {
        (Some(seed), _) => seed..seed + 1,
        (None, count) => 0..count.unwrap_or(SEEDS),
    }
}

#[test]
fn two_hours_of_bad_luck_break_nothing() {
    let all = seeds();
    let count = all.end - all.start;
    let threads: Vec<_> = (0..2)
        .map(|part| {
            let mine = all.clone().skip(part).step_by(2);
            let work = move || {
                mine.map(simulate)
                    .fold((0, 0), |a, b| (a.0 + b.0, a.1 + b.1))
            };
            std::thread::Builder::new()
                .name(format!("simulation {part}"))
                .spawn(work)
                .unwrap()
        })
        .collect();
    let mut sum = (0, 0);
    for thread in threads {
        // The seed and the diary have been printed by the thread.
        let (events, reboots) = thread
            .join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        sum = (sum.0 + events, sum.1 + reboots);
    }
    println!("{count} seeds, {} events, {} reboots", sum.0, sum.1);
}

#[test]
fn the_same_seed_gives_the_same_world() {
    assert_eq!(simulate(7), simulate(7));
}
