//! Linux tells about threads and memory in files under `/proc`; elsewhere nobody does.

use std::fs;

/// Linux counts processor time in hundredths of a second.
const TICK_MILLIS: u64 = 10;

/// Number, name and processor time in milliseconds of at most `most` threads.
pub(super) fn threads(most: usize) -> Vec<(u64, String, u64)> {
    let Ok(tasks) = fs::read_dir("/proc/self/task") else {
        return Vec::new();
    };
    let each = tasks.flatten().take(most).filter_map(|task| {
        let id = task.file_name().to_str()?.parse().ok()?;
        // A thread that has just ended has no file any more.
        let stat = fs::read_to_string(task.path().join("stat")).ok()?;
        let (name, millis) = read(&stat)?;
        Some((id, name, millis))
    });
    each.collect()
}

/// Name and processor time of a line of `stat`. The name may hold anything, also brackets.
fn read(stat: &str) -> Option<(String, u64)> {
    let start = stat.find('(')? + 1;
    let end = stat.rfind(')')?;
    let name = stat.get(start..end)?.to_owned();
    let mut fields = stat.get(end + 1..)?.split_whitespace().skip(11);
    let user: u64 = fields.next()?.parse().ok()?;
    let system: u64 = fields.next()?.parse().ok()?;
    Some((
        name,
        user.saturating_add(system).saturating_mul(TICK_MILLIS),
    ))
}

/// Memory in use and the most that was, in bytes.
pub(super) fn memory() -> (Option<u64>, Option<u64>) {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    (field(&status, "VmRSS:"), field(&status, "VmHWM:"))
}

fn field(status: &str, name: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    let kib: u64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kib.saturating_mul(1_024))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_linux_writes_is_read() {
        let stat = "77 (worker a) b) S 1 77 77 0 -1 4194304 10 0 0 0 12 3 0 0 20 0 9 0 5 6 7";
        assert_eq!(read(stat), Some(("worker a) b".to_owned(), 150)));
        assert_eq!(read("77 worker S"), None);
        assert_eq!(
            field("VmPeak: 9 kB\nVmRSS:\t  12 kB\n", "VmRSS:"),
            Some(12_288)
        );
    }
}
