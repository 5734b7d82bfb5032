//! All that one plugin asks for: its `requirements.txt`, read as people write it, or the list in its manifest.

use std::collections::BTreeSet;
use std::path::{Component, Path};

use super::requirement::Requirement;
use crate::host::vfs::Vfs;
use crate::limits;

/// The file that LEDMatrix reads.
pub const FILE: &str = "requirements.txt";

/// What a plugin asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wishes {
    /// Packages, each wish once, in their order.
    pub packages: Vec<Requirement>,
    /// Lines that are left out, each with its reason.
    pub left_out: Vec<String>,
}

/// What a manifest says about packages.
#[derive(Clone, Copy, Debug, Default)]
pub struct Said<'a> {
    /// `requirements_file`.
    pub file: Option<&'a str>,
    /// `dependencies` or `requirements`, as far as it is a list of texts. LEDMatrix never reads it, so it
    /// counts only where there is no file.
    pub list: &'a [String],
}

impl Wishes {
    /// Reads what a plugin in a folder asks for. Never fails: what cannot be read is left out with a reason.
    pub fn read(vfs: &dyn Vfs, folder: &Path, said: Said<'_>) -> Self {
        let mut reader = Reader {
            vfs,
            folder,
            wishes: Self::default(),
            files: BTreeSet::new(),
            lines: 0,
        };
        let names = [said.file.unwrap_or(FILE), FILE];
        let read = names.into_iter().any(|name| reader.file(name, None));
        if !read {
            for line in said.list.iter().take(limits::REQUIREMENTS_LINES_MAX) {
                reader.line(line, "the manifest");
            }
        }
        let mut wishes = reader.wishes;
        let mut seen = BTreeSet::new();
        let key = |one: &Requirement| (one.text(), one.marker.clone());
        wishes.packages.retain(|one| seen.insert(key(one)));
        wishes
    }

    /// Whether it asks for nothing.
    pub fn is_empty(&self) -> bool {
        self.packages.is_empty()
    }
}

struct Reader<'a> {
    vfs: &'a dyn Vfs,
    folder: &'a Path,
    wishes: Wishes,
    files: BTreeSet<String>,
    lines: usize,
}

impl Reader<'_> {
    fn leave_out(&mut self, what: &str, why: &str) {
        if self.wishes.left_out.len() < limits::REQUIREMENTS_LEFT_OUT_MAX {
            let what: String = what.chars().take(limits::FORM_WORDS_MAX).collect();
            self.wishes.left_out.push(format!("{what}: {why}"));
        }
    }

    /// Whether there is such a file; `named_by` names it with `-r`, and then it must be there.
    fn file(&mut self, name: &str, named_by: Option<&str>) -> bool {
        let plain = |part: Component<'_>| matches!(part, Component::Normal(_) | Component::CurDir);
        if !Path::new(name).components().all(plain) {
            self.leave_out(name, "a file outside the plugin's folder is not read");
            return false;
        }
        if self.files.len() >= limits::REQUIREMENTS_FILES_MAX || !self.files.insert(name.to_owned())
        {
            return false;
        }
        let path = self.folder.join(name);
        let bytes = match self.vfs.read(&path, limits::REQUIREMENTS_BYTES_MAX) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && named_by.is_none() => {
                return false;
            }
            Err(error) => {
                self.leave_out(name, &format!("it cannot be read: {error}"));
                return named_by.is_none();
            }
        };
        let text = String::from_utf8_lossy(&bytes);
        let text = text
            .trim_start_matches('\u{feff}')
            .replace("\\\r\n", "")
            .replace("\\\n", "");
        for line in text.lines() {
            self.line(line, name);
        }
        true
    }

    fn line(&mut self, line: &str, place: &str) {
        // A `#` within a word belongs to it.
        let line = match line.find(" #").or_else(|| line.find("\t#")) {
            Some(end) => line.get(..end).unwrap_or(line),
            None => line,
        };
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            return;
        }
        self.lines += 1;
        if self.lines > limits::REQUIREMENTS_LINES_MAX {
            if self.lines == limits::REQUIREMENTS_LINES_MAX + 1 {
                self.leave_out(place, "it has too many lines; the rest is not read");
            }
            return;
        }
        if line.starts_with('-') {
            self.option(line, place);
            return;
        }
        // What follows is for pip: hashes and settings of this one line.
        let wish = line.split(" --").next().unwrap_or(line);
        match Requirement::parse(wish) {
            Ok(requirement) => self.wishes.packages.push(requirement),
            Err(_) if wish.contains("://") || wish.contains('/') => self.leave_out(
                wish,
                "a plugin's packages come from the index of packages only; install this one yourself",
            ),
            Err(why) => self.leave_out(wish, &why),
        }
    }

    fn option(&mut self, line: &str, place: &str) {
        let long = line.strip_prefix("--requirement");
        if let Some(rest) = long.or_else(|| line.strip_prefix("-r")) {
            let name = rest.trim_start_matches(['=', ' ', '\t']).to_owned();
            self.file(&name, Some(place));
            return;
        }
        let why = if line.starts_with("-e") || line.starts_with("--editable") {
            "packages that are being written are not installed; install this one yourself"
        } else {
            "a plugin does not decide how packages are installed"
        };
        self.leave_out(line, why);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::vfs::Disk;

    fn read(files: &[(&str, &str)], list: &[&str]) -> (Vec<String>, Vec<String>) {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        let list: Vec<String> = list.iter().map(|text| (*text).to_owned()).collect();
        let said = Said {
            file: None,
            list: &list,
        };
        let wishes = Wishes::read(&Disk, folder.path(), said);
        let packages = wishes.packages.iter().map(Requirement::text).collect();
        (packages, wishes.left_out)
    }

    #[test]
    fn comments_options_and_continued_lines_are_read_as_pip_does() {
        let text = "\u{feff}# Core\nrequests>=2.33 # for the API\r\n\nPillow \\\n  >=12.2.0\n\
                    spotipy==2.25.2 --hash=sha256:00 --hash=sha256:11\nPILLOW>=12.2.0\n";
        let (packages, left_out) = read(&[(FILE, text)], &["numpy"]);
        assert_eq!(
            packages,
            ["requests>=2.33", "pillow>=12.2.0", "spotipy==2.25.2"]
        );
        assert!(left_out.is_empty(), "{left_out:?}");
    }

    #[test]
    fn other_files_of_the_plugin_are_read_once_and_no_others() {
        let files = [
            (
                FILE,
                "-r more.txt\n--requirement=more.txt\n-r ../secret\n-r /etc/passwd\n-r gone.txt\n",
            ),
            ("more.txt", "pytz\n-r requirements.txt\n"),
        ];
        let (packages, left_out) = read(&files, &[]);
        assert_eq!(packages, ["pytz"]);
        assert_eq!(left_out.len(), 3, "{left_out:?}");
    }

    #[test]
    fn what_is_not_installed_is_named_with_its_reason() {
        let text = "git+https://example.org/x\n./local\n-e .\n--index-url https://example.org\n?\n";
        let (packages, left_out) = read(&[(FILE, text)], &[]);
        assert!(packages.is_empty());
        assert_eq!(left_out.len(), 5, "{left_out:?}");
        assert!(left_out[0].contains("install this one yourself"));
    }

    #[test]
    fn the_manifest_counts_where_there_is_no_file() {
        assert_eq!(read(&[], &["requests", "pillow"]).0, ["requests", "pillow"]);
        assert!(read(&[(FILE, "# nothing\n")], &["requests"]).0.is_empty());
    }

    #[test]
    fn a_file_that_is_too_long_costs_its_limits() {
        let text = "x\n".repeat(limits::REQUIREMENTS_LINES_MAX + 5);
        let (packages, left_out) = read(&[(FILE, &text)], &[]);
        assert_eq!((packages.len(), left_out.len()), (1, 1));
    }
}
