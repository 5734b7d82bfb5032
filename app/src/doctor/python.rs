//! Python: which one LEDMatrix's plugins get, what it has, and what the machine keeps their processes to.

use lumarium_core::host::python::interpreter::{Interpreter, InterpreterError, Packages, Version};
use lumarium_core::host::runtime::python::trial::{Trial, try_out};
use lumarium_core::isolation::{self, Guard};

use crate::doctor::Check;

const NAME: &str = "python3";
const STARTED: &str = "python plugins";
const KEPT_IN: &str = "isolation";

pub(super) fn checks() -> Vec<Check> {
    let found = Interpreter::find();
    let mut checks = vec![interpreter(&found)];
    // Without it nothing can be drawn, and that was said.
    if found.is_ok_and(|python| python.packages.pillow.is_some()) {
        checks.extend(tried(try_out(&std::env::temp_dir())));
    }
    checks
}

fn interpreter(found: &Result<Interpreter, InterpreterError>) -> Check {
    let python = match found {
        Ok(python) => python,
        Err(error) => {
            let words = error.to_string();
            let (found, advice) = words
                .split_once("; ")
                .unwrap_or((&words, "install Python 3"));
            return Check::warn(NAME, found, advice);
        }
    };
    let version = python.version;
    let program = python.program.display();
    let has = packages(&python.packages);
    let found = format!("Python {version} at {program}; it has {has}");
    let missing = python.packages.missing();
    if !missing.is_empty() {
        let names = missing.join(", ");
        let advice = format!(
            "plugins that need {names} fail; on Debian and Raspberry Pi OS: apt install {}",
            debian(&missing)
        );
        return Check::warn(NAME, found, advice);
    }
    if version.is_untested() {
        let (major, minor) = Version::TESTED;
        let advice = format!(
            "Lumarium is tried with {major}.{minor} at most; name another with LUMARIUM_PYTHON"
        );
        return Check::warn(NAME, found, advice);
    }
    Check::ok(NAME, found)
}

/// What it has, with versions.
fn packages(packages: &Packages) -> String {
    let all = [
        ("Pillow", &packages.pillow),
        ("requests", &packages.requests),
        ("numpy", &packages.numpy),
        ("freetype", &packages.freetype),
        ("pytz", &packages.pytz),
    ];
    let there = all.iter().filter_map(|(name, version)| {
        let version = version.as_ref()?;
        Some(format!("{name} {version}").trim_end().to_owned())
    });
    let there: Vec<String> = there.collect();
    if there.is_empty() {
        "none of the packages that plugins share".to_owned()
    } else {
        there.join(", ")
    }
}

/// The system's packages for what is imported by these names.
fn debian(missing: &[&str]) -> String {
    let name = |import: &&str| match *import {
        "PIL" => "python3-pil".to_owned(),
        "pytz" => "python3-tz".to_owned(),
        other => format!("python3-{other}"),
    };
    missing.iter().map(name).collect::<Vec<_>>().join(" ")
}

fn tried(trial: Result<Trial, String>) -> Vec<Check> {
    let trial = match trial {
        Ok(trial) => trial,
        Err(why) => {
            let advice =
                "the log may say more; another interpreter can be named with LUMARIUM_PYTHON";
            let found = format!("a plugin could not be started: {why}");
            return vec![Check::warn(STARTED, found, advice)];
        }
    };
    let secs = trial.took.as_secs_f64();
    let language = &trial.facts.language;
    let found = format!("{language} was started and a plugin forked from it, {secs:.1} s in all");
    vec![Check::ok(STARTED, found), kept_in(&trial.facts.isolation)]
}

fn kept_in(guards: &[Guard]) -> Check {
    let level = isolation::level(guards);
    let missing = guards.iter().filter(|guard| !guard.holds);
    let missing: Vec<&str> = missing.map(|guard| guard.text.as_str()).collect();
    if missing.is_empty() {
        return Check::ok(KEPT_IN, level);
    }
    let found = format!("{level}; a plugin {}", missing.join("; it "));
    let advice = "plugins run all the same; use only those you trust, or a Linux with Landlock (5.13) and \
                  PID namespaces for users";
    Check::warn(KEPT_IN, found, advice)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::Verdict;

    fn python(pillow: bool, version: Version) -> Interpreter {
        let there = || Some("1.0".to_owned());
        Interpreter {
            program: "/usr/bin/python3".into(),
            version,
            prefix: "/usr".into(),
            packages: Packages {
                pillow: there().filter(|_| pillow),
                requests: there(),
                numpy: there(),
                freetype: there(),
                pytz: None,
            },
        }
    }

    #[test]
    fn what_is_missing_is_named_with_what_installs_it() {
        let check = interpreter(&Ok(python(false, Version(3, 11, 7))));
        assert_eq!(check.verdict, Verdict::Warn);
        assert!(
            check
                .found
                .starts_with("Python 3.11.7 at /usr/bin/python3; it has requests 1.0")
        );
        assert!(
            check
                .advice
                .unwrap()
                .ends_with("apt install python3-pil python3-tz")
        );
        let mut whole = python(true, Version(3, 99, 0));
        whole.packages.pytz = Some(String::new());
        let check = interpreter(&Ok(whole.clone()));
        assert!(check.advice.unwrap().contains("LUMARIUM_PYTHON"));
        whole.version = Version(3, 13, 1);
        assert_eq!(interpreter(&Ok(whole)).verdict, Verdict::Ok);
        let check = interpreter(&Err(InterpreterError::Absent));
        assert!(check.found.starts_with("there is no Python here"));
        assert!(check.advice.unwrap().contains("apt install"));
    }

    #[test]
    fn what_is_not_held_is_said_in_words() {
        let told = [
            ("user", "0"),
            ("files", "256"),
            ("writes", "not restricted"),
        ];
        let told = told.map(|(name, told)| (name.to_owned(), told.to_owned()));
        let check = kept_in(&isolation::guards(&told, None));
        assert_eq!(
            check.found,
            "in part: 2 of 3 limits are missing; a plugin runs as root and may do anything; it may write \
             wherever its user may write"
        );
        assert_eq!(kept_in(&[]).verdict, Verdict::Ok);
    }

    #[test]
    fn a_trial_that_fails_is_a_warning() {
        let check = tried(Err("no folder".to_owned())).remove(0);
        assert_eq!((check.name, check.verdict), (STARTED, Verdict::Warn));
        for check in checks() {
            assert_eq!(
                check.advice.is_none(),
                check.verdict == Verdict::Ok,
                "{check:?}"
            );
        }
    }
}
