//! The two lines under the matrix. Pure.

use lumarium_core::failure::Seconds;
use lumarium_core::snapshot::{PlayerStats, Snapshot};

/// What the keys do.
const KEYS: &str = "q quit  space pause  n next  p previous  + - brightness  1-9 show a plugin";

/// Status and keys. `scale` pixels of the frame are one here; `told` is why a command was refused.
pub(super) fn lines(
    snapshot: &Snapshot,
    stats: &PlayerStats,
    scale: u32,
    told: Option<&str>,
) -> [String; 2] {
    let panel = &snapshot.panel;
    let on = panel.screen.as_ref().map_or_else(
        || {
            panel
                .idle
                .clone()
                .unwrap_or_else(|| "nothing to show".to_owned())
        },
        ToString::to_string,
    );
    let mut parts = vec![on];
    if panel.paused {
        parts.push("paused".to_owned());
    } else if panel.pinned.is_some() {
        parts.push("pinned".to_owned());
    } else if let Some(next) = &panel.next {
        // Whole seconds: the line is written once a second at most.
        let left = panel.until.map(|until| until.since(snapshot.at));
        parts.push(left.map_or_else(
            || format!("next {next}"),
            |left| {
                format!(
                    "next {next} after {}",
                    Seconds(std::time::Duration::from_secs(left.as_secs()))
                )
            },
        ));
    }
    parts.push(format!("brightness {} %", panel.brightness));
    parts.push(format!("late {}", stats.missed));
    if scale > 1 {
        parts.push(format!(
            "terminal too small for {}: shown at 1/{scale}",
            panel.size
        ));
    }
    if let Some(lost) = &panel.lost {
        parts.push(lost.clone());
    }
    [parts.join(" · "), told.unwrap_or(KEYS).to_owned()]
}

/// Cut to the terminal's width, and free of characters that would move the cursor.
pub(super) fn fitted(line: &str, columns: u16) -> String {
    line.chars()
        .filter(|c| !c.is_control())
        .take(usize::from(columns))
        .collect()
}
