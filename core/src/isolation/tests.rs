use super::*;

/// All that a worker of ours says today on a Linux that has everything.
const ALL: [(&str, &str); 13] = [
    ("oom_score_adj", "500"),
    ("nice", "10"),
    ("user", "65534"),
    ("address_space", "1073741824"),
    ("file_size", "67108864"),
    ("files", "256"),
    ("core", "0"),
    ("processes", "64"),
    ("dies_with_parent", "true"),
    ("no_new_privileges", "true"),
    ("process_group", "true"),
    ("pid_namespace", "proved"),
    ("writes", "version 7, proved"),
];

fn told(pairs: &[(&str, &str)], note: Option<&str>) -> Vec<Guard> {
    let pairs: Vec<_> = pairs
        .iter()
        .map(|(name, told)| ((*name).to_owned(), (*told).to_owned()))
        .collect();
    guards(&pairs, note)
}

#[test]
fn what_is_all_there_is_said_in_words_without_the_names_of_a_program() {
    let guards = told(&ALL, None);
    assert_eq!(level(&guards), "complete: nothing is missing");
    assert_eq!((guards.len(), &*guards[0].name), (ALL.len(), "user"));
    assert_eq!(guards[1].name, "writes", "what matters comes first");
    for guard in &guards {
        assert!(guard.holds, "{guard:?}");
        let raw = ["_", "proved", "true", "version"];
        assert!(!raw.iter().any(|raw| guard.text.contains(raw)), "{guard:?}");
    }
    let texts: Vec<_> = guards.iter().map(|guard| guard.text.as_str()).collect();
    assert!(texts.contains(&"may reserve 1024 MiB of memory at most"));
    assert!(texts.contains(&"runs as nobody (user 65534), not as root"));
}

#[test]
fn what_is_missing_says_so_and_why() {
    let missing = [
        ("user", "0", "runs as root and may do anything"),
        (
            "pid_namespace",
            "none",
            "can see the processes of others (not allowed here)",
        ),
        (
            "processes",
            "not set: root is not held to it",
            "may start as many processes as its user may: root is not held to it",
        ),
        (
            "writes",
            "not set: landlock is not on this system",
            "may write wherever its user may write: landlock is not on this system",
        ),
        (
            "writes",
            "not restricted",
            "may write wherever its user may write",
        ),
        (
            "writes",
            "version 7, not proved",
            "was to write only to its own folders, but writing elsewhere went well when it was tried",
        ),
        (
            "resources",
            "not on this system",
            "has no limits of memory, files and processes: not on this system",
        ),
        (
            "oom_score_adj",
            "0",
            "does not go first when the machine runs out of memory",
        ),
        ("seccomp", "not set: why", "seccomp: not set: why"),
    ];
    for (name, value, text) in missing {
        let guards = told(&[(name, value)], Some("not allowed here"));
        assert_eq!((guards[0].holds, &*guards[0].text), (false, text), "{name}");
        assert_eq!(level(&guards), "none: no limit holds");
    }
    for (name, _) in ALL {
        let guards = told(&[(name, "not set: no")], None);
        assert!(!guards[0].holds, "{guards:?}");
    }
}

#[test]
fn the_level_counts_what_is_missing() {
    let mut all = ALL;
    all[2].1 = "0";
    assert_eq!(
        level(&told(&all, None)),
        "in part: 1 of 13 limits is missing"
    );
    all[12].1 = "not restricted";
    assert_eq!(
        level(&told(&all, None)),
        "in part: 2 of 13 limits are missing"
    );
    assert_eq!(level(&[]), "not known yet");
}

#[test]
fn what_a_newer_worker_says_is_passed_on() {
    let guards = told(&[("seccomp", "42 calls")], None);
    assert!(guards[0].holds);
    assert_eq!(guards[0].text, "seccomp: 42 calls");
}
