//! When a requirement counts (PEP 508 markers): `python_version < "3.11" and sys_platform == "linux"`.

use std::collections::BTreeMap;

use super::version::{Clause, Version};

/// What this Python says about itself: `python_version`, `sys_platform` and so on.
pub type Machine = BTreeMap<String, String>;

/// Parts of one marker; real ones have up to ten.
const PARTS_MAX: usize = 200;

/// Whether a marker holds here, for one of these extras. What cannot be understood holds: a package too many
/// harms less than one that is missing.
pub fn holds(marker: &str, machine: &Machine, extras: &[String]) -> bool {
    let Some(parts) = split(marker) else {
        return true;
    };
    let mut reader = Reader {
        parts: &parts,
        at: 0,
        machine,
        extras,
    };
    let answer = reader.any();
    match answer {
        Some(answer) if reader.at == parts.len() => answer,
        Some(_) | None => true,
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Word(String),
    Text(String),
    Sign(String),
}

fn split(marker: &str) -> Option<Vec<Part>> {
    let mut parts = Vec::new();
    let mut rest = marker.trim_start();
    while let Some(first) = rest.chars().next() {
        let end = match first {
            '(' | ')' => 1,
            '\'' | '"' => rest.get(1..)?.find(first)? + 2,
            '<' | '>' | '=' | '!' | '~' => {
                rest.find(|c| !"<>=!~".contains(c)).unwrap_or(rest.len())
            }
            _ => {
                let other = |c: char| !c.is_ascii_alphanumeric() && !"_.".contains(c);
                let end = rest.find(other).unwrap_or(rest.len());
                Some(end).filter(|end| *end > 0)?
            }
        };
        let (part, after) = rest.split_at_checked(end)?;
        parts.push(match first {
            '\'' | '"' => Part::Text(part.get(1..part.len() - 1)?.to_owned()),
            '(' | ')' | '<' | '>' | '=' | '!' | '~' => Part::Sign(part.to_owned()),
            _ => Part::Word(part.to_owned()),
        });
        if parts.len() > PARTS_MAX {
            return None;
        }
        rest = after.trim_start();
    }
    Some(parts)
}

struct Reader<'a> {
    parts: &'a [Part],
    at: usize,
    machine: &'a Machine,
    extras: &'a [String],
}

impl Reader<'_> {
    fn next(&mut self) -> Option<&Part> {
        let part = self.parts.get(self.at);
        self.at += 1;
        part
    }

    fn takes(&mut self, word: &str) -> bool {
        let here = match self.parts.get(self.at) {
            Some(Part::Word(part) | Part::Sign(part)) => part == word,
            Some(Part::Text(_)) | None => false,
        };
        self.at += usize::from(here);
        here
    }

    fn any(&mut self) -> Option<bool> {
        let mut answer = self.all()?;
        while self.takes("or") {
            answer |= self.all()?;
        }
        Some(answer)
    }

    fn all(&mut self) -> Option<bool> {
        let mut answer = self.one()?;
        while self.takes("and") {
            answer &= self.one()?;
        }
        Some(answer)
    }

    fn one(&mut self) -> Option<bool> {
        if self.takes("(") {
            let answer = self.any()?;
            return self.takes(")").then_some(answer);
        }
        let left = self.next()?.clone();
        let negated = self.takes("not");
        let sign = match self.next()? {
            Part::Sign(sign) => sign.clone(),
            Part::Word(word) if word == "in" => word.clone(),
            Part::Word(_) | Part::Text(_) => return None,
        };
        let right = self.next()?.clone();
        if is_extra(&left) || is_extra(&right) {
            let ((Part::Text(name), _) | (_, Part::Text(name))) = (&left, &right) else {
                return None;
            };
            let wanted = super::requirement::normal(name);
            let among = self.extras.contains(&wanted);
            return Some(among == (sign == "=="));
        }
        let (left, right) = (self.value(&left)?, self.value(&right)?);
        let answer = compare(&left, &sign, &right)?;
        Some(answer != negated)
    }

    fn value(&self, part: &Part) -> Option<String> {
        match part {
            Part::Text(text) => Some(text.clone()),
            Part::Word(name) => self.machine.get(name).cloned(),
            Part::Sign(_) => None,
        }
    }
}

fn is_extra(part: &Part) -> bool {
    matches!(part, Part::Word(word) if word == "extra")
}

fn compare(left: &str, sign: &str, right: &str) -> Option<bool> {
    if sign == "in" {
        return Some(right.contains(left));
    }
    if let (Some(version), Some(clause)) = (
        Version::parse(left),
        Clause::parse(&format!("{sign}{right}")),
    ) {
        return Some(clause.holds(&version));
    }
    match sign {
        "==" | "===" => Some(left == right),
        "!=" => Some(left != right),
        "<" => Some(left < right),
        "<=" => Some(left <= right),
        ">" => Some(left > right),
        ">=" => Some(left >= right),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_hold_as_pip_says() {
        let machine: Machine = [
            ("python_version", "3.11"),
            ("sys_platform", "linux"),
            ("platform_machine", "aarch64"),
            ("os_name", "posix"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into();
        let check = |marker: &str, extras: &[&str], expected: bool| {
            let extras: Vec<String> = extras.iter().map(|extra| (*extra).to_owned()).collect();
            assert_eq!(holds(marker, &machine, &extras), expected, "{marker}");
        };
        check("python_version < '3.9'", &[], false);
        // As numbers, not as letters.
        check("python_version >= \"3.9\"", &[], true);
        check("sys_platform == 'win32' or os_name=='posix'", &[], true);
        check(
            "sys_platform == 'win32' and os_name == 'nt' or python_version>'3'",
            &[],
            true,
        );
        check(
            "(sys_platform == 'win32' or os_name == 'nt') and python_version > '3'",
            &[],
            false,
        );
        check("platform_machine in 'x86_64 aarch64'", &[], true);
        check("platform_machine not in 'x86_64 aarch64'", &[], false);
        check("'linux' in sys_platform", &[], true);
        check("extra == 'client'", &[], false);
        check("extra == 'Asyncio_Client'", &["asyncio-client"], true);
        check("python_version ~= '3.8'", &[], true);
        check("python_version == '3.*'", &[], true);
    }

    #[test]
    fn what_cannot_be_understood_counts() {
        let machine = Machine::new();
        let deep = "(".repeat(10_000);
        for marker in [
            "",
            "what",
            "a == ",
            "'x' ?? 'y'",
            "unknown < '3'",
            "a == 'b",
            &deep,
            "ä == 'b'",
        ] {
            assert!(holds(marker, &machine, &[]), "{marker:.20}");
        }
    }
}
