use std::path::{Path, PathBuf};

use super::{Check, Verdict, checks};

fn root(name: &str) -> PathBuf {
    let root = std::env::temp_dir().join(format!("lumarium-doctor-{}-{name}", std::process::id()));
    std::fs::create_dir_all(root.join("config")).unwrap();
    std::fs::create_dir_all(root.join("state")).unwrap();
    root
}

fn named<'a>(checks: &'a [Check], name: &str) -> &'a Check {
    checks.iter().find(|check| check.name == name).unwrap()
}

#[test]
fn every_check_that_is_not_ok_gives_advice() {
    let root = root("advice");
    std::fs::write(root.join("config/config.json"), "{").unwrap();
    std::fs::write(root.join("state/lumarium.db"), "no database").unwrap();
    let checks = checks(&root);
    for check in &checks {
        assert_eq!(
            check.advice.is_none(),
            check.verdict == Verdict::Ok,
            "{check:?}"
        );
    }
    assert_eq!(named(&checks, "config").verdict, Verdict::Fail);
    assert_eq!(named(&checks, "record").verdict, Verdict::Warn);
    assert_eq!(named(&checks, "secrets").verdict, Verdict::Ok);
    std::fs::remove_dir_all(root).unwrap();
}

#[test]
fn a_root_that_does_not_exist_yet_is_fine_and_is_not_made() {
    let root = root("absent");
    let below = root.join("a/b");
    let checks = checks(&below);
    assert_eq!(named(&checks, "root").verdict, Verdict::Ok);
    assert!(!below.exists());
    std::fs::remove_dir_all(root).unwrap();
}

#[test]
fn a_file_is_no_root() {
    let root = root("file");
    let file = root.join("file");
    std::fs::write(&file, "").unwrap();
    assert_eq!(named(&checks(&file), "root").verdict, Verdict::Fail);
    assert_eq!(
        named(&checks(Path::new("/proc/version")), "root").verdict,
        Verdict::Fail
    );
    std::fs::remove_dir_all(root).unwrap();
}
