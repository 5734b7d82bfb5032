//! The machine: limits of the system that decide how well Lumarium can play.

use crate::doctor::Check;

/// Watched folders: each plugin under development needs one for every folder in it.
const WATCHES_MIN: u64 = 8_192;
/// Watchers: Lumarium needs one or two, desktops take dozens.
const INSTANCES_MIN: u64 = 128;

pub(super) fn checks() -> Vec<Check> {
    vec![inotify(), realtime(), time_zone()]
}

fn number_in(path: &str) -> Option<u64> {
    std::fs::read_to_string(path).ok()?.trim().parse().ok()
}

fn inotify() -> Check {
    const NAME: &str = "file watching";
    if !cfg!(target_os = "linux") {
        return Check::ok(NAME, "the system's own");
    }
    let watches = number_in("/proc/sys/fs/inotify/max_user_watches");
    let instances = number_in("/proc/sys/fs/inotify/max_user_instances");
    let (Some(watches), Some(instances)) = (watches, instances) else {
        return Check::warn(
            NAME,
            "the system does not say whether files can be watched",
            "changed plugins may need `lumarium plugin reload`",
        );
    };
    let found = format!("{watches} watches, {instances} watchers");
    if watches < WATCHES_MIN || instances < INSTANCES_MIN {
        Check::warn(
            NAME,
            found,
            format!(
                "raise them: sysctl fs.inotify.max_user_watches={WATCHES_MIN} fs.inotify.max_user_instances={INSTANCES_MIN}"
            ),
        )
    } else {
        Check::ok(NAME, found)
    }
}

fn realtime() -> Check {
    const NAME: &str = "realtime priority";
    if !cfg!(target_os = "linux") {
        return Check::ok(NAME, "the system's own");
    }
    let root = rustix::process::geteuid().is_root();
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap_or_default();
    match (root, realtime_limit(&limits)) {
        (true, _) => Check::ok(NAME, "allowed"),
        (false, Some(limit)) if limit > 0 => Check::ok(NAME, format!("allowed up to {limit}")),
        (false, _) => Check::warn(
            NAME,
            "not allowed; the player runs at the best ordinary priority",
            "allow it: `rtprio 40` for your user in /etc/security/limits.d, or LimitRTPRIO=40 in the service",
        ),
    }
}

/// The soft limit in the text of /proc/self/limits.
fn realtime_limit(limits: &str) -> Option<u64> {
    let line = limits
        .lines()
        .find_map(|line| line.strip_prefix("Max realtime priority"))?;
    match line.split_whitespace().next()? {
        "unlimited" => Some(99),
        number => number.parse().ok(),
    }
}

fn time_zone() -> Check {
    const NAME: &str = "time zone";
    let zone = jiff::tz::TimeZone::try_system();
    match zone.as_ref().map(|zone| zone.iana_name()) {
        Ok(Some(name)) => Check::ok(NAME, name),
        Ok(None) => Check::warn(
            NAME,
            "the system has one, but it has no name",
            "set `timezone` in the configuration: lumarium config set timezone Europe/Berlin",
        ),
        Err(error) => Check::warn(
            NAME,
            format!("the system's is unknown: {error}"),
            "set `timezone` in the configuration: lumarium config set timezone Europe/Berlin",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::realtime_limit;

    #[test]
    fn the_soft_limit_is_read() {
        let check = |line: &str, expected| assert_eq!(realtime_limit(line), expected, "{line}");
        check("Max realtime priority     0                    0", Some(0));
        check("Limit  Soft\nMax realtime priority     40   50", Some(40));
        check("Max realtime priority     unlimited   unlimited", Some(99));
        check("Max nice priority         0                    0", None);
    }
}
