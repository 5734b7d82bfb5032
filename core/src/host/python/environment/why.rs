//! Why packages are not there, and how that is read from what installers say.

use serde::Serialize;

/// Why packages are not there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// The index of packages is out of reach.
    NoNetwork,
    /// This Python can neither make an environment nor install anything.
    NoPip,
    /// The index has none that fits.
    NotFound,
    /// What is asked for contradicts itself.
    Conflict,
    /// It took too long.
    TimedOut,
    /// It comes from an address, and those are not installed.
    Address,
    /// Something else, in the words of who failed.
    Failed(String),
    /// We end.
    Cancelled,
}

impl Why {
    /// In words.
    pub fn words(&self) -> &str {
        match self {
            Self::NoNetwork => "no network",
            Self::NoPip => {
                "this Python has neither uv nor pip; install one, on Debian: apt install python3-venv python3-pip"
            }
            Self::NotFound => "the index of packages has none that fits",
            Self::Conflict => "what is asked for contradicts itself",
            Self::TimedOut => "installing took too long",
            Self::Address => "they come from an address; install them yourself",
            Self::Failed(words) => words,
            Self::Cancelled => "Lumarium ends",
        }
    }

    /// Whether only the machine stands in the way, so that it can pass soon.
    pub const fn can_pass(&self) -> bool {
        matches!(self, Self::NoNetwork | Self::TimedOut | Self::Failed(_))
    }
}

/// What a failed installation means, by what it said last. pip and uv have no other way to tell.
pub(super) fn why(said: &[String]) -> Why {
    const SIGNS: [(&str, Why); 17] = [
        ("No module named pip", Why::NoPip),
        ("No module named ensurepip", Why::NoPip),
        ("ResolutionImpossible", Why::Conflict),
        ("requirements are unsatisfiable", Why::Conflict),
        ("Failed to establish a new connection", Why::NoNetwork),
        ("name resolution", Why::NoNetwork),
        ("Name or service not known", Why::NoNetwork),
        ("Network is unreachable", Why::NoNetwork),
        ("ConnectTimeoutError", Why::NoNetwork),
        ("ReadTimeoutError", Why::NoNetwork),
        ("Connection refused", Why::NoNetwork),
        ("Connection reset", Why::NoNetwork),
        ("ProxyError", Why::NoNetwork),
        ("error sending request", Why::NoNetwork),
        ("dns error", Why::NoNetwork),
        ("No matching distribution found", Why::NotFound),
        ("was not found in the", Why::NotFound),
    ];
    let found = SIGNS
        .into_iter()
        .find(|(sign, _)| said.iter().any(|line| line.contains(sign)));
    if let Some((_, why)) = found {
        // uv calls it unsatisfiable also where there is no such package at all.
        let nowhere = said
            .iter()
            .any(|line| line.contains("was not found in the"));
        return if why == Why::Conflict && nowhere {
            Why::NotFound
        } else {
            why
        };
    }
    let errors = said
        .iter()
        .rev()
        .find(|line| line.to_ascii_lowercase().contains("error"));
    let line = errors
        .or(said.last())
        .map_or("it said nothing", String::as_str);
    Why::Failed(format!("installing failed: {line}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_installers_say_gets_a_meaning() {
        let check = |lines: &[&str], expected: &Why| {
            let lines: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
            assert_eq!(&why(&lines), expected, "{lines:?}");
        };
        check(&["/usr/bin/python3: No module named pip"], &Why::NoPip);
        check(
            &[
                "WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError(': Failed to establish a new connection: [Errno 111]')'",
                "ERROR: No matching distribution found for astral",
            ],
            &Why::NoNetwork,
        );
        check(
            &["ERROR: No matching distribution found for astral"],
            &Why::NotFound,
        );
        check(
            &["ERROR: ResolutionImpossible: for help visit"],
            &Why::Conflict,
        );
        check(
            &[
                "Because x was not found in the package registry, your requirements are unsatisfiable.",
            ],
            &Why::NotFound,
        );
        check(
            &["x", "ERROR: disk full", "y"],
            &Why::Failed("installing failed: ERROR: disk full".to_owned()),
        );
    }
}
