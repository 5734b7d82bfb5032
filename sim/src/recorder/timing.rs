//! Exact stays in the coarse units of a file. Instants are rounded, not stays, so that no error adds
//! up; frames that would stay shorter than a format can show make room for the next.

use std::time::Duration;

/// Frame numbers with their stays in units of 1/`per_second` s, each at least `least` units.
/// The first frame is always there; the length as a whole is right to a unit.
pub(super) fn in_units(stays: &[Duration], per_second: u32, least: u32) -> Vec<(usize, u32)> {
    let least = u64::from(least.max(1));
    let mut starts: Vec<(usize, u64)> = Vec::new();
    let mut at = Duration::ZERO;
    for (index, stay) in stays.iter().enumerate() {
        let start = units(at, per_second);
        at = at.saturating_add(*stay);
        // A frame whose time would be too short, before it or for itself, is left out.
        let clear = starts.last().is_none_or(|(_, last)| start >= last + least);
        if clear {
            starts.push((index, start));
        }
    }
    let end = units(at, per_second);
    let ends = starts.iter().skip(1).map(|(_, start)| *start).chain([end]);
    starts
        .iter()
        .zip(ends)
        .map(|(&(index, start), end)| {
            let stay = end.saturating_sub(start).max(least);
            (index, u32::try_from(stay).unwrap_or(u32::MAX))
        })
        .collect()
}

fn units(at: Duration, per_second: u32) -> u64 {
    let units = (at.as_nanos() * u128::from(per_second) + 500_000_000) / 1_000_000_000;
    u64::try_from(units).unwrap_or(u64::MAX)
}
