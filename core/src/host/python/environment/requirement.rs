//! One package that a plugin asks for (PEP 508): `python-socketio[client]>=5.11; python_version >= "3.8"`.

use std::collections::BTreeMap;

use super::marker::{self, Machine};
use super::version::{Clause, Version};
use crate::limits;

/// A package that is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirement {
    /// Its name, as all its spellings are compared: small letters, words joined by `-`.
    pub name: String,
    /// Parts of it that are asked for too, spelled like names, sorted.
    pub extras: Vec<String>,
    /// All that its version has to be.
    pub clauses: Vec<Clause>,
    /// When it counts; empty: always.
    pub marker: String,
    /// Where it says it comes from, instead of the index of packages.
    pub address: Option<String>,
}

/// What is installed, as Python tells it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Installed {
    /// What this Python says about itself.
    pub machine: Machine,
    /// Packages by their compared names.
    pub packages: BTreeMap<String, Package>,
}

/// A package that is installed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Package {
    /// Its version, as it says.
    pub version: String,
    /// What it needs itself, also for its extras.
    pub needs: Vec<String>,
}

/// The name of a package as all its spellings are compared.
pub fn normal(name: &str) -> String {
    let mut normal = String::with_capacity(name.len());
    for c in name.trim().chars() {
        if !matches!(c, '-' | '_' | '.') {
            normal.push(c.to_ascii_lowercase());
        } else if !normal.ends_with('-') {
            normal.push('-');
        }
    }
    normal
}

/// Whether a text can be the name of a package.
fn is_name(text: &str) -> bool {
    let ends = text.chars().next().into_iter().chain(text.chars().last());
    !text.is_empty()
        && text.len() <= limits::PACKAGE_NAME_MAX
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
        && ends.into_iter().all(|c| c.is_ascii_alphanumeric())
}

impl Requirement {
    /// Reads one, or says in words why it is none.
    pub fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let end = text
            .find(|c: char| !c.is_ascii_alphanumeric() && !"-_.".contains(c))
            .unwrap_or(text.len());
        let (name, rest) = text.split_at(end);
        if !is_name(name) {
            return Err("it does not begin with the name of a package".to_owned());
        }
        let mut rest = rest.trim_start();
        let mut extras = Vec::new();
        if let Some(inner) = rest.strip_prefix('[') {
            let (list, after) = inner
                .split_once(']')
                .ok_or("its list of extras has no end")?;
            let list = list.split(',').map(str::trim);
            for extra in list.filter(|extra| !extra.is_empty()) {
                if !is_name(extra) {
                    return Err(format!("{extra:?} cannot be the name of an extra"));
                }
                extras.push(normal(extra));
            }
            extras.sort();
            extras.dedup();
            rest = after.trim_start();
        }
        let mut requirement = Self {
            name: normal(name),
            extras,
            clauses: Vec::new(),
            marker: String::new(),
            address: None,
        };
        if let Some(address) = rest.strip_prefix('@') {
            // An address may have a semicolon; only with a space before does a marker follow.
            let (address, marker) = address.split_once(" ;").unwrap_or((address, ""));
            requirement.address = Some(address.trim().to_owned());
            marker.trim().clone_into(&mut requirement.marker);
            return Ok(requirement);
        }
        let (versions, marker) = rest.split_once(';').unwrap_or((rest, ""));
        marker.trim().clone_into(&mut requirement.marker);
        let versions = versions.trim();
        let bare = versions
            .strip_prefix('(')
            .and_then(|inner| inner.strip_suffix(')'));
        let clauses = bare.unwrap_or(versions).split(',').map(str::trim);
        for clause in clauses.filter(|clause| !clause.is_empty()) {
            let parsed = Clause::parse(clause);
            let parsed = parsed.ok_or_else(|| format!("{clause:?} says nothing about versions"))?;
            requirement.clauses.push(parsed);
        }
        Ok(requirement)
    }

    /// As everybody would write it: the same for all spellings of the same wish.
    pub fn text(&self) -> String {
        let mut text = self.name.clone();
        if !self.extras.is_empty() {
            text = format!("{text}[{}]", self.extras.join(","));
        }
        let mut clauses: Vec<&str> = self.clauses.iter().map(Clause::text).collect();
        clauses.sort_unstable();
        text.push_str(&clauses.join(","));
        if let Some(address) = &self.address {
            text = format!("{text} @ {address}");
        }
        text
    }

    /// Whether it counts on this machine.
    pub fn counts(&self, machine: &Machine) -> bool {
        marker::holds(&self.marker, machine, &[])
    }

    /// Whether a version is what it asks for. A version in nobody's spelling is only as good as no wish.
    pub fn allows(&self, version: &str) -> bool {
        match Version::parse(version) {
            Some(version) => self.clauses.iter().all(|clause| clause.holds(&version)),
            None => self.clauses.is_empty(),
        }
    }

    /// Whether what is installed is enough, with the extras that it asks for.
    pub fn is_met(&self, installed: &Installed) -> bool {
        self.is_met_within(installed, limits::EXTRAS_DEPTH_MAX)
    }

    fn is_met_within(&self, installed: &Installed, depth: usize) -> bool {
        let Some(package) = installed.packages.get(&self.name) else {
            return false;
        };
        if !self.allows(&package.version) {
            return false;
        }
        if self.extras.is_empty() || depth == 0 {
            return true;
        }
        let needs = package
            .needs
            .iter()
            .filter_map(|text| Self::parse(text).ok());
        // Without the extra they are the package's own affair.
        let mut added = needs.filter(|need| {
            marker::holds(&need.marker, &installed.machine, &self.extras)
                && !marker::holds(&need.marker, &installed.machine, &[])
        });
        added.all(|need| need.is_met_within(installed, depth - 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn installed(packages: &[(&str, &str, &[&str])]) -> Installed {
        let machine = [("python_version".to_owned(), "3.11".to_owned())];
        let packages = packages.iter().map(|(name, version, needs)| {
            let needs = needs.iter().map(|need| (*need).to_owned()).collect();
            let version = (*version).to_owned();
            ((*name).to_owned(), Package { version, needs })
        });
        Installed {
            machine: machine.into(),
            packages: packages.collect(),
        }
    }

    fn parse(text: &str) -> Requirement {
        Requirement::parse(text).unwrap()
    }

    #[test]
    fn wishes_of_real_plugins_are_read() {
        for (text, normal) in [
            ("Pillow>=12.2.0", "pillow>=12.2.0"),
            (
                "python-socketio[client]>=5.11.0",
                "python-socketio[client]>=5.11.0",
            ),
            (
                "google_auth.oauthlib  >= 1.0 , <3",
                "google-auth-oauthlib<3,>=1.0",
            ),
            ("requests (>=2.0)", "requests>=2.0"),
            ("pytz", "pytz"),
            ("x[b, A]; python_version<'3.9'", "x[a,b]"),
            (
                "x @ https://example.org/x.whl ; os_name=='posix'",
                "x @ https://example.org/x.whl",
            ),
        ] {
            assert_eq!(parse(text).text(), normal, "{text}");
        }
        for text in [
            "",
            "-x",
            "http://x",
            "git+https://x",
            "x[a",
            "x >> 2",
            "x[ä]",
            "./x",
            "ü",
        ] {
            assert!(Requirement::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn what_is_installed_is_enough_or_not() {
        let there = installed(&[("pillow", "12.3.0", &[]), ("odd", "2004d", &[])]);
        for (text, expected) in [
            ("Pillow", true),
            ("pillow>=12.2", true),
            ("PILLOW<12", false),
            ("numpy", false),
            ("odd", true),
            ("odd>=1", false),
        ] {
            assert_eq!(parse(text).is_met(&there), expected, "{text}");
        }
    }

    #[test]
    fn an_extra_needs_what_it_adds() {
        let needs: &[&str] = &[
            "base",
            "requests>=2; extra == 'client'",
            "x; extra == 'other'",
        ];
        let socketio = ("python-socketio", "5.11", needs);
        let without = installed(&[socketio]);
        let with = installed(&[socketio, ("requests", "2.33", &[])]);
        assert!(parse("python-socketio").is_met(&without));
        assert!(!parse("python-socketio[client]").is_met(&without));
        assert!(parse("python-socketio[client]").is_met(&with));
    }

    #[test]
    fn extras_that_ask_for_each_other_end() {
        let needs: &[&str] = &["a[x]; extra == 'x'"];
        assert!(parse("a[x]").is_met(&installed(&[("a", "1", needs)])));
    }
}
