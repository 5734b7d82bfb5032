//! Python: which one LEDMatrix's plugins get, what it has, and what the machine keeps their processes to.

use lumarium_core::host::python::interpreter::{Interpreter, InterpreterError};
use lumarium_core::host::runtime::python::trial::{Trial, try_out};
use lumarium_core::isolation::{self, Guard};

use crate::doctor::Check;

const NAME: &str = "python";
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

/// What the interpreter says of itself: one that is there and lacks Pillow draws nothing.
fn interpreter(found: &Result<Interpreter, InterpreterError>) -> Check {
    let python = match found {
        Ok(python) => python,
        Err(error) => return warning(&error.to_string()),
    };
    if let Some(text) = python.warnings().first() {
        return warning(text);
    }
    let mut words = vec![python.to_string()];
    words.extend(python.packages.there());
    Check::ok(NAME, words.join(", "))
}

/// What is wrong, and what to do: sentences about interpreters say both.
fn warning(text: &str) -> Check {
    let (what, advice) = text.split_once("; ").unwrap_or((text, "install Python 3"));
    Check::warn(NAME, what, advice)
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
    use lumarium_core::host::python::interpreter::{Packages, Version};

    use super::*;
    use crate::doctor::Verdict;

    fn python(pillow: Option<&str>) -> Interpreter {
        let there = || Some("1.0".to_owned());
        Interpreter {
            program: "/usr/bin/python3".into(),
            version: Version(3, 11, 7),
            prefix: "/usr".into(),
            packages: Packages {
                pillow: pillow.map(str::to_owned),
                requests: there(),
                numpy: there(),
                freetype: there(),
                pytz: there(),
            },
        }
    }

    #[test]
    fn what_is_missing_is_named_with_what_installs_it() {
        let check = interpreter(&Ok(python(None)));
        assert_eq!(check.verdict, Verdict::Warn);
        assert_eq!(check.found, "Python 3.11.7 (/usr/bin/python3) lacks PIL");
        assert!(check.advice.unwrap().contains("apt install"));
        let check = interpreter(&Ok(python(Some("12.3.0"))));
        assert_eq!(check.verdict, Verdict::Ok);
        let whole = "Python 3.11.7 (/usr/bin/python3), PIL 12.3.0, requests 1.0";
        assert!(check.found.starts_with(whole), "{}", check.found);
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
