//! Times, queues, threads, memory: the player's punctuality, the window's own frames, each plugin's calls.

use std::time::Duration;

use lumarium_core::failure::Seconds;
use lumarium_core::frame::Rgb;
use lumarium_core::host::diagnostics::{Diagnostics, MailboxView, ProcessView, Whose, sum};
use lumarium_core::limits;
use lumarium_core::snapshot::{CallTime, LATENESS_MS, PlayerStats, PluginView, Snapshot};

use super::frames::{FRAME, Frames};
use super::wanted::aligned;
use crate::window::text::{fill, t};

/// How often the figures are looked at.
pub(super) const EVERY: Duration = Duration::from_millis(500);
/// Letters of the longest bar.
const BAR: u64 = 40;

/// All figures.
pub(super) fn text(
    snapshot: &Snapshot,
    stats: &PlayerStats,
    diagnostics: Option<&Diagnostics>,
    frames: &Frames,
) -> String {
    let mut words = String::new();
    player(&mut words, stats);
    window(&mut words, frames);
    if let Some(diagnostics) = diagnostics {
        process(&mut words, diagnostics);
    }
    if let Some(diagnostics) = diagnostics.filter(|known| !known.processes.is_empty()) {
        processes(&mut words, snapshot, &diagnostics.processes);
    }
    calls(&mut words, snapshot, diagnostics);
    if let Some(diagnostics) = diagnostics {
        older_runs(&mut words, snapshot, diagnostics);
    }
    words
}

fn line(words: &mut String, row: &str) {
    words.extend(["  ", row.trim_end(), "\n"]);
}

fn player(words: &mut String, stats: &PlayerStats) {
    words.extend([t("machine.lateness"), "\n"]);
    line(
        words,
        &fill(
            "machine.frames",
            &[("n", &stats.frames), ("missed", &stats.missed)],
        ),
    );
    let ms = |value: f64| format!("{value:.2}");
    line(
        words,
        &fill(
            "machine.quantiles",
            &[
                ("p50", &ms(stats.p50_ms)),
                ("p95", &ms(stats.p95_ms)),
                ("p99", &ms(stats.p99_ms)),
                ("max", &ms(stats.max_ms)),
            ],
        ),
    );
    let most = stats.lateness.iter().copied().max().unwrap_or(0).max(1);
    for (index, count) in stats.lateness.iter().enumerate() {
        let bound = match LATENESS_MS.get(index) {
            Some(bound) => format!("≤ {bound} ms"),
            None => format!("> {} ms", LATENESS_MS.last().copied().unwrap_or_default()),
        };
        let mut length = count.saturating_mul(BAR) / most;
        if *count > 0 {
            length = length.max(1);
        }
        let bar = "▇".repeat(length as usize);
        line(words, &format!("{bound:>9}  {count:>9}  {bar}"));
    }
}

fn window(words: &mut String, frames: &Frames) {
    words.extend([t("machine.window"), "\n"]);
    let ms = |time: Duration| format!("{:.1}", time.as_secs_f64() * 1e3);
    if let Some((mean, longest)) = frames.lately() {
        line(
            words,
            &fill(
                "machine.lately",
                &[("mean", &ms(mean)), ("max", &ms(longest))],
            ),
        );
    }
    let mut since_start = |key, (count, slow, worst): (u64, u64, Duration)| {
        let limit = FRAME.as_millis();
        let figures: [(_, &dyn std::fmt::Display); 4] = [
            ("n", &count),
            ("slow", &slow),
            ("limit", &limit),
            ("max", &ms(worst)),
        ];
        line(words, &fill(key, &figures));
    };
    since_start("machine.since_start", frames.since_start());
    if let Some(painted) = frames.painted() {
        since_start("machine.painted", painted);
    }
}

fn process(words: &mut String, diagnostics: &Diagnostics) {
    words.extend([t("machine.queues"), "\n"]);
    for queue in &diagnostics.queues {
        line(
            words,
            &fill(
                "machine.queue",
                &[
                    ("name", &queue.name),
                    ("n", &queue.waiting),
                    ("bound", &queue.bound),
                    ("most", &queue.most),
                ],
            ),
        );
    }
    words.extend([t("machine.memory"), "\n"]);
    let mib = |bytes: Option<u64>| bytes.map_or_else(|| "?".to_owned(), mebibytes);
    line(
        words,
        &fill(
            "machine.rss",
            &[
                ("now", &mib(diagnostics.memory_bytes)),
                ("peak", &mib(diagnostics.memory_peak_bytes)),
            ],
        ),
    );
    words.extend([t("machine.threads"), "\n"]);
    for thread in &diagnostics.threads {
        let load = thread
            .cpu_percent
            .map_or_else(|| "?".to_owned(), |load| format!("{load:.1}"));
        line(
            words,
            &fill(
                "machine.thread",
                &[
                    ("name", &format!("{:<16}", thread.name)),
                    ("load", &format!("{load:>6}")),
                    ("ms", &thread.cpu_millis),
                ],
            ),
        );
    }
}

/// What each process takes that we have started: the template, and those of plugins.
fn processes(words: &mut String, snapshot: &Snapshot, all: &[ProcessView]) {
    let mut cells = vec![[
        fill("machine.processes", &[("sum", &sum(all))]),
        t("machine.processes.pid").to_owned(),
        t("machine.processes.memory").to_owned(),
        t("machine.processes.resident").to_owned(),
        t("machine.processes.load").to_owned(),
        t("machine.processes.cpu").to_owned(),
        t("machine.processes.count").to_owned(),
    ]];
    cells.extend(all.iter().map(|one| {
        let name = match &one.whose {
            Whose::Run(id, _) => snapshot.plugin(id).map(|plugin| plugin.name.clone()),
            Whose::Template => Some(t("machine.processes.template").to_owned()),
            Whose::Other(_) => None,
        };
        let load = &one.load;
        let percent = load.cpu_percent.map(|percent| format!("{percent:.1} %"));
        let unknown = || "?".to_owned();
        [
            name.unwrap_or_else(|| one.whose.to_string()),
            one.pid.to_string(),
            load.proportional_bytes.map_or_else(unknown, mebibytes),
            mebibytes(load.resident_bytes),
            percent.unwrap_or_else(unknown),
            format!("{:.1} s", load.cpu_millis as f64 / 1e3),
            load.count(),
        ]
    }));
    words.push_str(&aligned(&cells));
}

/// What each plugin takes: time for its calls, memory for its pictures, places in its mailbox.
fn calls(words: &mut String, snapshot: &Snapshot, diagnostics: Option<&Diagnostics>) {
    let limit = |key, limit: Duration| fill(key, &[("limit", &Seconds(limit))]);
    let mut cells = vec![[
        t("machine.calls").to_owned(),
        limit("machine.calls.update", limits::UPDATE_TIMEOUT),
        limit("machine.calls.draw", limits::DRAW_TIMEOUT),
        limit("machine.calls.load", limits::LOAD_TIMEOUT),
        fill(
            "machine.calls.output",
            &[("most", &mebibytes(bytes(limits::CONTENT_PIXELS_MAX as u64)))],
        ),
        t("machine.calls.mailbox").to_owned(),
    ]];
    let call = |time: Option<CallTime>| match time {
        Some(time) => fill(
            "machine.call",
            &[
                ("last", &format!("{:.1}", time.last_ms)),
                ("mean", &format!("{:.1}", time.mean_ms)),
                ("max", &format!("{:.1}", time.max_ms)),
            ],
        ),
        None => "–".to_owned(),
    };
    let loaded = snapshot.plugins.iter().filter(|plugin| plugin.state.loaded);
    cells.extend(loaded.map(|plugin| {
        let mut mailboxes = diagnostics.map_or(&[][..], |known| &known.mailboxes).iter();
        let mailbox = mailboxes.find(|one| one.plugin == plugin.id && one.run == plugin.run);
        [
            plugin.name.clone(),
            call(plugin.update_time),
            call(plugin.draw_time),
            plugin
                .load_millis
                .map_or_else(|| "–".to_owned(), |millis| format!("{millis} ms")),
            output(plugin),
            mailbox.map_or_else(|| "–".to_owned(), waiting),
        ]
    }));
    words.push_str(&aligned(&cells));
}

/// How much its screens hold, and how many of them hold something.
fn output(plugin: &PluginView) -> String {
    let held = plugin.screens.iter().filter(|screen| screen.pixels > 0);
    let pixels: u64 = held.clone().map(|screen| screen.pixels).sum();
    let shown = format!("{:.1} KiB", bytes(pixels) as f64 / 1_024.0);
    fill("machine.output", &[("size", &shown), ("n", &held.count())])
}

/// What pixels take in memory: three bytes each.
const fn bytes(pixels: u64) -> u64 {
    pixels.saturating_mul(size_of::<Rgb>() as u64)
}

fn mebibytes(bytes: u64) -> String {
    format!("{:.1} MiB", bytes as f64 / 1_048_576.0)
}

fn waiting(mailbox: &MailboxView) -> String {
    fill(
        "machine.mailbox",
        &[
            ("n", &mailbox.waiting),
            ("bound", &mailbox.bound),
            ("most", &mailbox.most),
        ],
    )
}

/// Runs that still live although a newer one has taken their place, or none has.
fn older_runs(words: &mut String, snapshot: &Snapshot, diagnostics: &Diagnostics) {
    let present = |one: &&MailboxView| {
        let plugin = snapshot.plugin(&one.plugin);
        plugin.is_some_and(|plugin| plugin.run == one.run && plugin.state.loaded)
    };
    let older: Vec<_> = diagnostics
        .mailboxes
        .iter()
        .filter(|one| !present(one))
        .collect();
    if older.is_empty() {
        return;
    }
    words.extend([t("machine.older"), "\n"]);
    for one in older {
        let row = fill(
            "machine.older.run",
            &[
                ("name", &one.plugin),
                ("run", &one.run),
                ("mailbox", &waiting(one)),
            ],
        );
        line(words, &row);
    }
}
