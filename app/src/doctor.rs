//! What works here, what does not, and what to do. It looks and never repairs.

mod display;
mod machine;
mod python;
mod root;

use std::path::Path;

use serde::Serialize;

/// How a check went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// It works.
    Ok,
    /// Something works less well, or will be missed later.
    Warn,
    /// Lumarium cannot do its work like this.
    Fail,
}

impl Verdict {
    const fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warn => "warn",
            Self::Fail => "FAIL",
        }
    }
}

/// One check.
#[derive(Clone, Debug, Serialize)]
pub struct Check {
    /// What was looked at.
    pub name: &'static str,
    /// How it went.
    pub verdict: Verdict,
    /// What was found.
    pub found: String,
    /// What to do; absent when all is well.
    pub advice: Option<String>,
}

impl Check {
    fn ok(name: &'static str, found: impl Into<String>) -> Self {
        Self {
            name,
            verdict: Verdict::Ok,
            found: found.into(),
            advice: None,
        }
    }

    fn warn(name: &'static str, found: impl Into<String>, advice: impl Into<String>) -> Self {
        Self {
            name,
            verdict: Verdict::Warn,
            found: found.into(),
            advice: Some(advice.into()),
        }
    }

    fn fail(name: &'static str, found: impl Into<String>, advice: impl Into<String>) -> Self {
        Self {
            verdict: Verdict::Fail,
            ..Self::warn(name, found, advice)
        }
    }
}

/// All checks of a root and of this machine.
pub fn checks(root: &Path) -> Vec<Check> {
    let mut checks = root::checks(root);
    checks.extend(display::checks());
    checks.extend(machine::checks());
    checks.extend(python::checks());
    checks
}

/// The checks in words, one or two lines each.
pub fn text(checks: &[Check]) -> String {
    let line = |check: &Check| {
        let (word, name, found) = (check.verdict.word(), check.name, &check.found);
        let advice = check.advice.as_ref();
        let advice = advice.map_or_else(String::new, |advice| format!("\n{:24} → {advice}", ""));
        format!("{word:<5} {name:<18} {found}{advice}")
    };
    checks.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Whether a window may be tried: on Linux a display server must be named.
pub fn display_found() -> bool {
    display::found()
}

#[cfg(test)]
mod tests;
