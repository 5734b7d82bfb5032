use std::time::Duration;

use super::*;
use crate::host::clock::Monotonic;
use crate::host::python::here;
use crate::host::vfs::Disk;
use crate::limits;

mod bench;

use bench::{Bench, id, paths, version_in, why, wishes};

#[test]
fn what_the_system_has_is_used_and_nothing_is_built() {
    if !here::environments() {
        return;
    }
    let mut bench = Bench::new();
    let info = bench.wheels.path().join("lumi_tiny-1.5.dist-info");
    std::fs::create_dir(&info).unwrap();
    std::fs::write(
        info.join("METADATA"),
        "Metadata-Version: 2.1\nName: Lumi.Tiny\nVersion: 1.5\n",
    )
    .unwrap();
    let system = bench.wheels.path().to_str().unwrap().to_owned();
    bench.variables.push(("PYTHONPATH".to_owned(), system));
    let environments = bench.start();
    let wish = wishes(&["lumi-tiny>=1.2", "never; python_version < '3'"]);
    assert!(paths(&bench.wait(&environments, "one", &wish)).is_empty());
    assert!(paths(&environments.ask(&id("two"), &wishes(&[]))).is_empty());
    assert!(!bench.paths().environments().exists());
}

#[test]
fn what_lacks_is_installed_once_and_found_again_at_the_next_start() {
    if !here::environments() {
        return;
    }
    let mut bench = Bench::new();
    bench.wheel("lumi-tiny", "1.5");
    // What a crash has left is in nobody's way.
    let environments = bench.start();
    let wish = wishes(&["lumi_tiny>=1"]);
    assert!(matches!(
        environments.ask(&id("one"), &wish),
        Answer::Building { .. }
    ));
    let answer = bench.wait(&environments, "one", &wish);
    assert_eq!(version_in(&answer, "lumi_tiny.py"), "VERSION = '1.5'\n");
    assert!(paths(&answer)[0].starts_with(bench.paths().environments()));
    let log = environments.log(&id("one"));
    assert!(log.iter().any(|line| line.contains("lumi-tiny")), "{log:?}");
    let place = paths(&answer)[0].clone();
    // The same set of another plugin is the same environment.
    assert_eq!(
        paths(&bench.wait(&environments, "two", &wishes(&["Lumi.Tiny >= 1"]))),
        std::slice::from_ref(&place)
    );
    drop(environments);
    // Who only draws finds the same, without a thread.
    assert_eq!(
        packages_of(&Disk, &bench.paths(), &id("one")),
        std::slice::from_ref(&place)
    );
    assert!(packages_of(&Disk, &bench.paths(), &id("three")).is_empty());
    std::fs::remove_file(bench.wheels.path().join("lumi_tiny-1.5-py3-none-any.whl")).unwrap();
    let environments = bench.start();
    assert_eq!(paths(&bench.wait(&environments, "one", &wish)), [place]);
    let staging = bench.paths().staging();
    assert_eq!(std::fs::read_dir(staging).unwrap().count(), 0);
}

#[test]
fn plugins_that_contradict_each_other_live_side_by_side() {
    if !here::environments() {
        return;
    }
    let mut bench = Bench::new();
    bench.wheel("lumi-tiny", "1.5");
    bench.wheel("lumi-tiny", "2.0");
    let environments = bench.start();
    let old = bench.wait(&environments, "old", &wishes(&["lumi-tiny<2"]));
    let new = bench.wait(&environments, "new", &wishes(&["lumi-tiny>=2"]));
    assert_eq!(version_in(&old, "lumi_tiny.py"), "VERSION = '1.5'\n");
    assert_eq!(version_in(&new, "lumi_tiny.py"), "VERSION = '2.0'\n");
    let own = bench.wait(
        &environments,
        "own",
        &wishes(&["lumi-tiny<2", "lumi-tiny>=2"]),
    );
    assert!(
        matches!(why(&own), Why::Conflict | Why::NotFound),
        "{own:?}"
    );
}

#[test]
fn a_broken_wheel_is_told_and_leaves_nothing() {
    if !here::environments() {
        return;
    }
    let mut bench = Bench::new();
    std::fs::write(
        bench.wheels.path().join("lumi_tiny-1.5-py3-none-any.whl"),
        "no zip",
    )
    .unwrap();
    let environments = bench.start();
    let answer = bench.wait(&environments, "one", &wishes(&["lumi-tiny"]));
    assert!(matches!(why(&answer), Why::Failed(_)), "{answer:?}");
    let words = answer.words(Moment::ZERO).unwrap();
    assert!(
        words.starts_with("waits: lacks lumi-tiny (installing failed"),
        "{words}"
    );
    assert_eq!(
        std::fs::read_dir(bench.paths().staging()).unwrap().count(),
        0
    );
}

#[test]
fn without_network_the_plugin_waits_and_it_is_tried_again() {
    if !here::environments() {
        return;
    }
    let mut bench = Bench::new();
    let index = (
        "PIP_INDEX_URL".to_owned(),
        "http://127.0.0.1:9/simple".to_owned(),
    );
    bench.variables.retain(|(name, _)| name != "PIP_NO_INDEX");
    bench.variables.push(index);
    let environments = bench.start();
    let wish = wishes(&["lumi-tiny"]);
    let answer = bench.wait(&environments, "one", &wish);
    assert_eq!(why(&answer), &Why::NoNetwork);
    assert_eq!(
        answer.words(Moment::ZERO).unwrap(),
        "waits: lacks lumi-tiny (no network); tried again in 30 s"
    );
    bench.wheel("lumi-tiny", "1.5");
    bench
        .clock
        .advance(limits::ENVIRONMENT_RETRY_MIN.saturating_sub(Duration::from_millis(1)));
    assert_eq!(why(&environments.ask(&id("one"), &wish)), &Why::NoNetwork);
    bench.clock.advance(Duration::from_millis(1));
    // From here on the thread has work; its news comes by the callback.
    while why_or_none(&environments.ask(&id("one"), &wish)).is_some() {
        bench.changed.as_ref().unwrap().recv().unwrap();
    }
    paths(&bench.wait(&environments, "one", &wish));
}

fn why_or_none(answer: &Answer) -> Option<&Why> {
    match answer {
        Answer::Lacking { why, .. } => Some(why),
        Answer::Building { .. } | Answer::Ready { .. } => None,
    }
}

#[test]
fn a_package_that_is_nowhere_and_an_address_are_told_as_such() {
    if !here::environments() {
        return;
    }
    let mut bench = Bench::new();
    let environments = bench.start();
    let answer = bench.wait(&environments, "one", &wishes(&["lumi-nowhere"]));
    assert_eq!(why(&answer), &Why::NotFound);
    let answer = bench.wait(
        &environments,
        "two",
        &wishes(&["lumi-far @ https://example.org/x.whl"]),
    );
    assert_eq!(why(&answer), &Why::Address);
}

#[test]
fn a_python_that_cannot_make_environments_says_what_to_install() {
    if !here::environments() {
        return;
    }
    let mut bench = Bench::new();
    let shadow = tempfile::tempdir().unwrap();
    std::fs::write(
        shadow.path().join("venv.py"),
        "raise ImportError('No module named venv')",
    )
    .unwrap();
    let path = shadow.path().to_str().unwrap().to_owned();
    bench.variables.push(("PYTHONPATH".to_owned(), path));
    let environments = bench.start();
    let answer = bench.wait(&environments, "one", &wishes(&["lumi-tiny"]));
    assert_eq!(why(&answer), &Why::NoPip);
    assert!(answer.words(Moment::ZERO).unwrap().contains("python3-venv"));
}

#[test]
fn no_python_at_all_is_told() {
    let mut bench = Bench::new();
    bench.python = "/nonexistent/python3".into();
    let environments = bench.start();
    // The callback names only who has asked before the answer came.
    let mut answer = environments.ask(&id("one"), &wishes(&["x"]));
    while matches!(answer, Answer::Building { .. }) {
        answer = environments.ask(&id("one"), &wishes(&["x"]));
        std::thread::yield_now();
    }
    assert!(matches!(why(&answer), Why::Failed(_)), "{answer:?}");
}

#[test]
fn uv_is_preferred_and_killed_with_us_and_leaves_nothing() {
    if !here::environments() {
        return;
    }
    let mut bench = Bench::new();
    let uv = bench.wheels.path().join("uv");
    let script = "#!/bin/sh\nfor place; do :; done\nmkdir \"$place\"\necho halfway\nsleep 1000\n";
    std::fs::write(&uv, script).unwrap();
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(&uv, mode).unwrap();
    assert_eq!(find_uv(bench.wheels.path().as_os_str()), Some(uv.clone()));
    bench.uv = Some(uv);
    let environments = bench.start();
    let wish = wishes(&["lumi-tiny"]);
    loop {
        let answer = environments.ask(&id("one"), &wish);
        if matches!(&answer, Answer::Building { progress, .. } if progress == "halfway") {
            break;
        }
        assert!(matches!(answer, Answer::Building { .. }), "{answer:?}");
        std::thread::yield_now();
    }
    drop(environments);
    assert_eq!(
        std::fs::read_dir(bench.paths().staging()).unwrap().count(),
        0
    );
    assert!(!bench.paths().environments().join("x").exists());
}

#[test]
fn what_a_crash_left_is_in_nobodys_way_and_is_not_taken_for_whole() {
    if !here::environments() {
        return;
    }
    let mut bench = Bench::new();
    bench.wheel("lumi-tiny", "1.5");
    let environments = bench.start();
    let wish = wishes(&["lumi-tiny"]);
    let place = paths(&bench.wait(&environments, "one", &wish))[0].clone();
    drop(environments);
    let environment = place
        .ancestors()
        .find(|path| path.join("ready.json").exists())
        .unwrap();
    std::fs::remove_file(environment.join("ready.json")).unwrap();
    std::fs::remove_file(place.join("lumi_tiny.py")).unwrap();
    let name = environment.file_name().unwrap().to_str().unwrap();
    let staging = bench.paths().staging().join(format!("environment-{name}"));
    std::fs::create_dir_all(staging.join("bin")).unwrap();
    std::fs::write(staging.join("bin/python"), "broken").unwrap();
    let environments = bench.start();
    let answer = bench.wait(&environments, "one", &wish);
    assert_eq!(version_in(&answer, "lumi_tiny.py"), "VERSION = '1.5'\n");
}

#[test]
fn environments_that_no_installed_plugin_uses_are_removed() {
    if !here::environments() {
        return;
    }
    let mut bench = Bench::new();
    bench.wheel("lumi-tiny", "1.5");
    bench.wheel("lumi-tiny", "2.0");
    let environments = bench.start();
    let old = paths(&bench.wait(&environments, "old", &wishes(&["lumi-tiny<2"])))[0].clone();
    let new = paths(&bench.wait(&environments, "new", &wishes(&["lumi-tiny>=2"])))[0].clone();
    drop(environments);
    // After a start, before anybody asks: the one that is off keeps its packages.
    let environments = bench.start();
    environments.sweep([id("new")].into());
    while old.exists() {
        std::thread::yield_now();
    }
    drop(environments);
    assert!(new.exists());
}

#[test]
fn too_many_environments_cost_those_that_were_not_used_for_longest() {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("environments");
    let mut kept = kept::Kept::open(&Disk, folder.clone());
    let plugin = |number: usize| id(&format!("p{number}"));
    let all = limits::ENVIRONMENTS_MAX + 3;
    for number in 0..all {
        let place = folder.join(format!("e{number}"));
        std::fs::create_dir_all(&place).unwrap();
        let built = Built {
            paths: Vec::new(),
            wanted: Vec::new(),
            packages: Vec::new(),
            notes: Vec::new(),
        };
        std::fs::write(
            place.join("ready.json"),
            serde_json::to_vec(&built).unwrap(),
        )
        .unwrap();
        let now = crate::time::Wall(i64::try_from(all - number).unwrap());
        kept.used(&Disk, &format!("e{number}"), &plugin(number), now);
    }
    let wanted = [format!("e{}", all - 1)].into();
    let installed = (0..all).map(plugin).collect();
    let mut gone = kept::Kept::open(&Disk, folder).sweep(&Disk, &wanted, &installed);
    gone.sort();
    let oldest = [all - 4, all - 3, all - 2].map(|number| format!("e{number}"));
    assert_eq!(gone, oldest);
}

#[test]
fn the_real_clock_serves_too() {
    if !here::environments() {
        return;
    }
    let clock = Arc::new(Monotonic::start());
    let leash = Leash::new(Path::new("python3"), Vec::new(), clock);
    let told = probe::probe(&leash, Path::new("python3")).unwrap();
    assert!(told.installed.machine.contains_key("python_version"));
    assert!(told.program.is_absolute());
}

#[test]
fn an_environment_of_an_environment_sees_the_packages_of_the_one_it_is_for() {
    if !here::environments() {
        return;
    }
    let mut bench = Bench::new();
    bench.wheel("lumi-tiny", "1.5");
    bench.wheel("lumi-other", "1.0");
    let environments = bench.start();
    let wish = wishes(&["lumi-tiny"]);
    let first = paths(&bench.wait(&environments, "one", &wish))[0].clone();
    drop(environments);
    let mut folders = first.ancestors();
    let first = folders.find(|path| path.join("ready.json").exists());
    bench.python = first.unwrap().join("bin/python");
    let environments = bench.start();
    assert!(paths(&bench.wait(&environments, "one", &wish)).is_empty());
    let both = bench.wait(&environments, "two", &wishes(&["lumi-tiny", "lumi-other"]));
    assert_eq!(version_in(&both, "lumi_other.py"), "VERSION = '1.0'\n");
}
