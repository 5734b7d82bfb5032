use serde_json::{Value, json};

use super::*;
use crate::config::Document;
use crate::config::views::DAYS;

fn document(main: &Value) -> Document {
    Document {
        main: main.as_object().unwrap().clone(),
        ..Document::default()
    }
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "each test writes the section down where it asks for the schedule"
)]
fn schedule(section: Value) -> Schedule {
    let main = json!({ "schedule": section });
    document(&main).schedule()
}

fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap()
}

fn wall(zone: &TimeZone, local: &str) -> Wall {
    let local: DateTime = local.parse().unwrap();
    let at = zone.to_ambiguous_timestamp(local).compatible().unwrap();
    Wall(at.as_millisecond())
}

/// Whether it applies at a local time, and the local time of the change.
fn said(schedule: &Schedule, zone: &TimeZone, local: &str) -> (bool, String) {
    let phase = phase(schedule, zone, wall(zone, local));
    let until = phase.until.map_or_else(String::new, |until| {
        let until = Timestamp::from_millisecond(until.0).unwrap();
        zone.to_datetime(until).strftime("%d %H:%M").to_string()
    });
    (phase.applies, until)
}

#[track_caller]
fn check(schedule: &Schedule, zone: &TimeZone, table: &[(&str, bool, &str)]) {
    for (local, applies, until) in table {
        assert_eq!(
            said(schedule, zone, local),
            (*applies, (*until).to_owned()),
            "at {local}"
        );
    }
}

#[test]
fn a_span_within_a_day_ends_after_its_last_minute() {
    let day = schedule(json!({ "start_time": "07:00", "end_time": "22:59" }));
    check(
        &day,
        &zone("Europe/Berlin"),
        &[
            ("2026-11-21T06:59:59", false, "21 07:00"),
            ("2026-11-21T07:00:00", true, "21 23:00"),
            ("2026-11-21T22:59:59", true, "21 23:00"),
            ("2026-11-21T23:00:00", false, "22 07:00"),
        ],
    );
}

#[test]
fn a_span_over_midnight_goes_on_into_the_next_day() {
    let night = schedule(json!({ "start_time": "22:00", "end_time": "01:29" }));
    check(
        &night,
        &zone("UTC"),
        &[
            ("2026-11-21T21:59:00", false, "21 22:00"),
            ("2026-11-21T23:59:00", true, "22 01:30"),
            ("2026-11-22T00:00:00", true, "22 01:30"),
            ("2026-11-22T01:30:00", false, "22 22:00"),
        ],
    );
}

#[test]
fn what_always_or_never_applies_has_no_change() {
    let zone = zone("UTC");
    let always = schedule(json!({}));
    check(&always, &zone, &[("2026-11-21T12:00:00", true, "")]);
    let days: serde_json::Map<String, Value> = DAYS
        .iter()
        .map(|day| ((*day).to_owned(), json!({ "enabled": false })))
        .collect();
    let never = schedule(json!({ "mode": "per-day", "days": days }));
    check(&never, &zone, &[("2026-11-21T12:00:00", false, "")]);
}

#[test]
fn each_day_goes_by_its_own_times() {
    // The 21st is a Saturday.
    let days = json!({
        "saturday": { "start_time": "20:00", "end_time": "02:00" },
        "sunday": { "enabled": false },
        "monday": { "start_time": "09:00", "end_time": "17:00" },
    });
    let weekend = schedule(json!({ "mode": "per-day", "days": days }));
    check(
        &weekend,
        &zone("UTC"),
        &[
            ("2026-11-21T02:00:30", true, "21 02:01"),
            ("2026-11-21T12:00:00", false, "21 20:00"),
            ("2026-11-21T23:00:00", true, "22 00:00"),
            ("2026-11-22T01:00:00", false, "23 09:00"),
            // Tuesday has no times: the whole day.
            ("2026-11-23T18:00:00", false, "24 00:00"),
        ],
    );
}

#[test]
fn a_change_of_the_clock_moves_the_edges_with_the_time_of_day() {
    let berlin = zone("Europe/Berlin");
    let hours = |from: &str, to: &str| {
        let wall = |local| wall(&berlin, local).0;
        (wall(to) - wall(from)) / 3_600_000
    };
    let day = schedule(json!({ "start_time": "07:00", "end_time": "22:59" }));
    // The night to 29 March 2026 has an hour less, that to 25 October one more.
    for (evening, morning, long) in [
        ("2026-03-28T23:00:00", "2026-03-29T07:00:00", 7),
        ("2026-10-24T23:00:00", "2026-10-25T07:00:00", 9),
        ("2026-10-25T23:00:00", "2026-10-26T07:00:00", 8),
    ] {
        assert_eq!(hours(evening, morning), long);
        let found = phase(&day, &berlin, wall(&berlin, evening));
        assert_eq!(found.until, Some(wall(&berlin, morning)), "{evening}");
    }
}

#[test]
fn a_time_that_is_left_out_or_comes_twice_is_no_trap() {
    let berlin = zone("Europe/Berlin");
    // 02:30 does not exist on 29 March: at 03:00 it has passed.
    let gap = schedule(json!({ "start_time": "02:30", "end_time": "12:00" }));
    check(
        &gap,
        &berlin,
        &[
            ("2026-03-29T01:59:00", false, "29 03:00"),
            ("2026-03-29T03:00:00", true, "29 12:01"),
        ],
    );
    // 02:00 to 02:59 comes twice on 25 October: it applies in both hours.
    let twice = schedule(json!({ "start_time": "02:00", "end_time": "02:29" }));
    let first = phase(&twice, &berlin, wall(&berlin, "2026-10-25T02:10:00"));
    assert!(first.applies);
    let end = first.until.unwrap();
    assert_eq!(end.0 - wall(&berlin, "2026-10-25T02:10:00").0, 20 * 60_000);
    let between = phase(&twice, &berlin, end);
    assert_eq!(
        (between.applies, between.until),
        (false, Some(Wall(end.0 + 30 * 60_000)))
    );
    let again = phase(&twice, &berlin, between.until.unwrap());
    assert!(again.applies);
}

#[test]
fn a_change_is_what_the_minutes_around_it_say() {
    // Two weeks minute by minute over a change of the clock: the change that is told is the next one there is.
    let zone = zone("America/New_York");
    let days = json!({
        "sunday": { "start_time": "01:15", "end_time": "01:44" },
        "monday": { "start_time": "23:00", "end_time": "03:00" },
        "friday": { "enabled": false },
    });
    for section in [
        json!({ "start_time": "01:30", "end_time": "02:30" }),
        json!({ "mode": "per-day", "days": days }),
    ] {
        let schedule = schedule(section);
        let start = wall(&zone, "2026-10-28T00:00:00").0;
        let at = |minute: i64| Wall(start + minute * 60_000);
        let count = 14 * i64::from(DAY);
        let minutes: Vec<bool> = (0..count)
            .map(|minute| {
                let stamp = Timestamp::from_millisecond(at(minute).0).unwrap();
                applies(&schedule, zone.to_datetime(stamp))
            })
            .collect();
        for minute in (0..6 * i64::from(DAY)).step_by(97) {
            let now = minutes[minute as usize];
            let next = (minute..count).find(|later| minutes[*later as usize] != now);
            let found = phase(&schedule, &zone, at(minute));
            assert_eq!(
                (found.applies, found.until),
                (now, next.map(at)),
                "{minute} minutes after the start"
            );
        }
    }
}

#[test]
fn times_that_are_no_times_are_the_whole_day_and_are_told() {
    let zone = zone("UTC");
    for times in [
        json!({ "start_time": "7 o'clock", "end_time": "22:00" }),
        json!({ "start_time": "07:00", "end_time": "25:00" }),
        json!({ "start_time": 7 }),
    ] {
        let wrong = schedule(times.clone());
        check(&wrong, &zone, &[("2026-11-21T03:00:00", true, "")]);
        let main = json!({ "schedule": times });
        let doc = document(&main);
        let problems = doc.schedule_problems();
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert!(problems[0].text.contains("schedule."), "{problems:?}");
        assert_eq!(doc.problems(), problems);
    }
}

#[test]
fn a_dim_schedule_with_times_that_are_no_times_does_not_dim() {
    let main = json!({ "dim_schedule": { "enabled": true, "start_time": "late" } });
    let doc = document(&main);
    let dim = doc.dim_schedule();
    assert!(dim.enabled);
    let phase = phase(&dim, &zone("UTC"), Wall(1_790_000_000_000));
    assert_eq!((phase.applies, phase.until), (false, None));
}

#[test]
fn a_moment_is_told_with_its_day_if_that_is_not_clear() {
    let zone = zone("Europe/Berlin");
    let now = wall(&zone, "2026-11-21T23:30:00");
    for (at, words) in [
        ("2026-11-21T23:45:00", "23:45"),
        ("2026-11-22T07:00:00", "07:00"),
        ("2026-11-23T07:00:00", "Monday 07:00"),
    ] {
        assert_eq!(clock(wall(&zone, at), &zone, now), words);
    }
}
