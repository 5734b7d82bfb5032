//! Real lines, and damaged ones.

use super::*;

#[test]
fn processor_ticks_are_split_into_busy_and_all() {
    let text = "cpu  100 5 50 800 45 0 0 0 30 0\ncpu0 1 2 3 4\nintr 5\n";
    assert_eq!(cpu(text), Some((155, 1_000)));
    assert_eq!(cpu("cpu0 1 2 3 4"), None);
    assert_eq!(cpu("cpu  1 2"), None);
    assert_eq!(
        cpu("cpu  18446744073709551615 1 1 1 1").map(|it| it.1),
        Some(u64::MAX)
    );
}

#[test]
fn memory_in_use_is_what_is_not_available() {
    let text = "MemTotal:        1000 kB\nMemFree:          100 kB\nMemAvailable:     250 kB\n";
    assert_eq!(memory(text), Some(0.75));
    assert_eq!(memory("MemTotal: 1000 kB\nMemFree: 100 kB"), Some(0.9));
    assert_eq!(memory("MemTotal: 0 kB\nMemFree: 0 kB"), None);
    assert_eq!(memory("MemTotal: many"), None);
}

#[test]
fn the_loopback_is_not_the_network() {
    let text = "Inter-|   Receive  |  Transmit\n face |bytes packets|bytes\n\
        lo: 999 1 0 0 0 0 0 0 999 1 0 0 0 0 0 0\n\
        eth0: 100 1 0 0 0 0 0 0 20 1 0 0 0 0 0 0\n\
        wlan0: 7 1 0 0 0 0 0 0 3 1 0 0 0 0 0 0\n";
    assert_eq!(network(text), Some((107, 23)));
    assert_eq!(network("eth0: 1 2 3"), None);
}

#[test]
fn sensors_that_lie_are_left_out() {
    assert_eq!(celsius("48500\n"), Some(48.5));
    assert_eq!(celsius("-273000"), None);
    assert_eq!(celsius("0"), None);
    assert_eq!(celsius("hot"), None);
    assert_eq!(celsius("NaN"), None);
}
