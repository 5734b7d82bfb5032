//! Versions of Python's packages and what may be asked of them (PEP 440), as far as they are compared here.

use std::cmp::Ordering;

/// A version. Spellings of the same one are equal: `1.0`, `v1.0.0` and `1.0+local` ask for the same package.
#[derive(Clone, Debug)]
pub struct Version {
    epoch: u64,
    release: Vec<u64>,
    /// Where it stands among the versions of its release: below, at, or above it.
    stage: Stage,
}

/// Before, at and after a release, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Stage {
    /// `dev` alone stands below every `a`, `b`, `rc`.
    pre: (Kind, u64),
    /// One more than the number, so that none stands below `post0`.
    post: u64,
    /// The largest number where there is none: what is in development stands below what it will be.
    dev: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Dev,
    Alpha,
    Beta,
    Candidate,
    Final,
}

impl Version {
    /// Reads a version in any of its spellings; `None` if it is none.
    pub fn parse(text: &str) -> Option<Self> {
        let lower = text.trim().to_ascii_lowercase();
        let text = lower.strip_prefix('v').unwrap_or(&lower);
        // What is built locally is the same version to whoever asks.
        let text = text.split('+').next().unwrap_or(text);
        let (epoch, rest) = match text.split_once('!') {
            Some((epoch, rest)) => (epoch.parse().ok()?, rest),
            None => (0, text),
        };
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.');
        let (numbers, tail) = rest.split_at(digits.unwrap_or(rest.len()));
        // `1.0.post1`: the dot before a word belongs to the word.
        let numbers = numbers.strip_suffix('.').unwrap_or(numbers);
        let release: Option<Vec<u64>> = numbers.split('.').map(|part| part.parse().ok()).collect();
        let release = release.filter(|release| release.len() <= PARTS_MAX)?;
        let stage = Stage::parse(tail)?;
        Some(Self {
            epoch,
            release,
            stage,
        })
    }

    fn part(&self, index: usize) -> u64 {
        self.release.get(index).copied().unwrap_or(0)
    }

    /// Whether its release begins with all the numbers of `other`.
    fn begins_with(&self, other: &Self) -> bool {
        let mut numbers = other.release.iter().enumerate();
        self.epoch == other.epoch && numbers.all(|(index, number)| self.part(index) == *number)
    }

    /// Whether it has the same release, whatever its stage.
    fn same_release(&self, other: &Self) -> bool {
        self.begins_with(other) && other.begins_with(self)
    }
}

/// Numbers in one release; real ones have up to six.
const PARTS_MAX: usize = 16;

impl Stage {
    fn parse(tail: &str) -> Option<Self> {
        let mut stage = Self {
            pre: (Kind::Final, 0),
            post: 0,
            dev: u64::MAX,
        };
        let mut rest = tail;
        while !rest.is_empty() {
            let dash = rest.starts_with('-');
            rest = rest.trim_start_matches(['.', '-', '_']);
            let letters = rest.find(|c: char| !c.is_ascii_lowercase());
            let (word, after) = rest.split_at(letters.unwrap_or(rest.len()));
            let after = if word.is_empty() {
                after
            } else {
                after.trim_start_matches(['.', '-', '_'])
            };
            let digits = after.find(|c: char| !c.is_ascii_digit());
            let (number, after) = after.split_at(digits.unwrap_or(after.len()));
            // `a` is `a0`.
            let number = if number.is_empty() {
                0
            } else {
                number.parse().ok()?
            };
            match word {
                "a" | "alpha" => stage.pre = (Kind::Alpha, number),
                "b" | "beta" => stage.pre = (Kind::Beta, number),
                "rc" | "c" | "pre" | "preview" => stage.pre = (Kind::Candidate, number),
                "post" | "rev" | "r" => stage.post = number.checked_add(1)?,
                // `1.0-1` is `1.0.post1`.
                "" if dash && after.len() < rest.len() => stage.post = number.checked_add(1)?,
                "dev" => stage.dev = number,
                _ => return None,
            }
            rest = after;
        }
        if stage.pre.0 == Kind::Final && stage.post == 0 && stage.dev != u64::MAX {
            stage.pre.0 = Kind::Dev;
        }
        Some(stage)
    }
}

impl PartialEq for Version {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Version {}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Version {
    fn cmp(&self, other: &Self) -> Ordering {
        let parts = self.release.len().max(other.release.len());
        let release = (0..parts).map(|index| self.part(index).cmp(&other.part(index)));
        self.epoch
            .cmp(&other.epoch)
            .then(release.fold(Ordering::Equal, Ordering::then))
            .then(self.stage.cmp(&other.stage))
    }
}

/// One thing that is asked of a version, as `>=2.1`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    asks: Asks,
    version: Version,
    /// `==2.1.*`.
    any_after: bool,
    text: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asks {
    Equal,
    Unequal,
    AtLeast,
    AtMost,
    Above,
    Below,
    Compatible,
}

impl Clause {
    /// Reads one, or `None`.
    pub fn parse(text: &str) -> Option<Self> {
        const ALL: [(&str, Asks); 8] = [
            ("===", Asks::Equal),
            ("==", Asks::Equal),
            ("!=", Asks::Unequal),
            ("~=", Asks::Compatible),
            (">=", Asks::AtLeast),
            ("<=", Asks::AtMost),
            (">", Asks::Above),
            ("<", Asks::Below),
        ];
        let text = text.trim();
        let (sign, asks) = ALL.into_iter().find(|(sign, _)| text.starts_with(sign))?;
        let wanted = text.get(sign.len()..)?.trim();
        let (number, any_after) = match wanted.strip_suffix(".*") {
            Some(number) if matches!(asks, Asks::Equal | Asks::Unequal) => (number, true),
            Some(_) => return None,
            None => (wanted, false),
        };
        let version = Version::parse(number)?;
        if asks == Asks::Compatible && version.release.len() < 2 {
            return None;
        }
        Some(Self {
            asks,
            version,
            any_after,
            text: format!("{sign}{wanted}"),
        })
    }

    /// Whether a version is what it asks for. One that is installed may be a preview.
    pub fn holds(&self, version: &Version) -> bool {
        let wanted = &self.version;
        match self.asks {
            Asks::Equal if self.any_after => version.begins_with(wanted),
            Asks::Equal => version == wanted,
            Asks::Unequal if self.any_after => !version.begins_with(wanted),
            Asks::Unequal => version != wanted,
            Asks::AtLeast => version >= wanted,
            Asks::AtMost => version <= wanted,
            // A later build or a preview of the very release is neither above nor below it.
            Asks::Above => {
                version > wanted && (!version.same_release(wanted) || wanted.stage.post > 0)
            }
            Asks::Below => {
                version < wanted
                    && (!version.same_release(wanted) || wanted.stage.pre.0 != Kind::Final)
            }
            Asks::Compatible => {
                let mut family = wanted.clone();
                family.release.pop();
                version >= wanted && version.begins_with(&family)
            }
        }
    }

    /// As it was written, without spaces.
    pub fn text(&self) -> &str {
        &self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(text: &str) -> Version {
        Version::parse(text).unwrap_or_else(|| panic!("{text} is a version"))
    }

    #[test]
    fn versions_stand_in_the_order_of_pep_440() {
        let order = [
            "1.dev0",
            "1.0.dev456",
            "1.0a1",
            "1.0a2.dev456",
            "1.0a12.dev456",
            "1.0a12",
            "1.0b1.dev456",
            "1.0b2",
            "1.0b2.post345.dev456",
            "1.0b2.post345",
            "1.0rc1.dev456",
            "1.0rc1",
            "1.0",
            "1.0.post456.dev34",
            "1.0.post456",
            "1.0.15",
            "1.1.dev1",
            "1.10",
            "1!0.1",
        ];
        for pair in order.windows(2) {
            assert!(version(pair[0]) < version(pair[1]), "{pair:?}");
        }
    }

    #[test]
    fn spellings_of_one_version_are_equal() {
        for (one, other) in [
            ("1.0", "1.0.0"),
            ("v1.0", "1"),
            ("1.0-alpha.1", "1.0a1"),
            ("1.0.RC1", "1.0c1"),
            ("1.0-1", "1.0.post1"),
            ("1.0_rev2", "1.0.post2"),
            ("1.0+ubuntu3", "1.0"),
            ("1.0.dev", "1.0dev0"),
        ] {
            assert_eq!(version(one), version(other), "{one} {other}");
        }
        for text in [
            "",
            "x",
            "1..2",
            "1.0.*",
            "1.0foo",
            "99999999999999999999",
            "2004d",
        ] {
            assert!(Version::parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn what_is_asked_holds_or_not() {
        let check = |clause: &str, text: &str, expected| {
            let clause = Clause::parse(clause).unwrap();
            assert_eq!(clause.holds(&version(text)), expected, "{clause:?} {text}");
        };
        check(">=12.2.0", "12.2", true);
        check(">=12.2.0", "12.1.9", false);
        check(">=12.2.0", "12.2.0rc1", false);
        check("==1.1.*", "1.1.9", true);
        check("!=1.1.*", "1.1a1", false);
        check("===1.0", "1.0.0", true);
        check("~=2.2", "2.9", true);
        check("~=2.2", "3.0", false);
        check("~=1.4.5", "1.4.9", true);
        check("~=1.4.5", "1.5", false);
        check(">1.7", "1.7.0.post1", false);
        check(">1.7.post1", "1.7.post2", true);
        check("<3.1", "3.1.dev0", false);
        check("<3.1", "3.0.9", true);
        check("<=2", "2.0.0", true);
        check(">2", "2.0.1", true);
        for text in ["12", "=> 1", "~=1", ">=1.*", "==", ">= x"] {
            assert!(Clause::parse(text).is_none(), "{text}");
        }
    }
}
