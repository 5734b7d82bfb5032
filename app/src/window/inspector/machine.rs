//! Times, queues, threads, memory: the player's punctuality, the window's own frames, each plugin's calls.

use std::time::Duration;

use lumarium_core::host::diagnostics::Diagnostics;
use lumarium_core::snapshot::{CallTime, LATENESS_MS, PlayerStats, Snapshot};

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
    calls(&mut words, snapshot);
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
    let (count, slow, worst) = frames.since_start();
    line(
        words,
        &fill(
            "machine.since_start",
            &[
                ("n", &count),
                ("slow", &slow),
                ("limit", &FRAME.as_millis()),
                ("max", &ms(worst)),
            ],
        ),
    );
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
    let mib = |bytes: Option<u64>| match bytes {
        Some(bytes) => format!("{:.1} MiB", bytes as f64 / 1_048_576.0),
        None => "?".to_owned(),
    };
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

/// How long the calls of each plugin take, and of what size its runs are.
fn calls(words: &mut String, snapshot: &Snapshot) {
    let mut cells = vec![
        [
            "machine.calls",
            "machine.calls.update",
            "machine.calls.draw",
            "machine.calls.load",
        ]
        .map(|key| t(key).to_owned()),
    ];
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
        [
            plugin.name.clone(),
            call(plugin.update_time),
            call(plugin.draw_time),
            plugin
                .load_millis
                .map_or_else(|| "–".to_owned(), |millis| format!("{millis} ms")),
        ]
    }));
    words.push_str(&aligned(&cells));
}
