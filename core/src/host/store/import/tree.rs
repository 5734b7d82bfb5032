//! Copying folders aside, within limits: plain files and folders only, compared with what we have.

use std::path::{Path, PathBuf};

use super::{FileError, ImportError, Kind, Move, Report, Vfs, limits};

/// What Python leaves behind, and what belongs to git: neither is anybody's content.
const SKIPPED: [&str; 3] = ["__pycache__", ".git", ".DS_Store"];

/// One thing to be copied.
struct Item<'a> {
    from: &'a Path,
    /// Where to; absent: it is only worked out.
    aside: Option<&'a Path>,
    /// For people.
    name: &'a str,
}

/// Where copies go, and what has to move when all are there.
pub(super) struct Stage<'a> {
    vfs: &'a dyn Vfs,
    /// Absent: nothing is written, it is only worked out.
    folder: Option<PathBuf>,
    replace: bool,
    moves: Vec<Move>,
    next: usize,
    files: u64,
    bytes: u64,
}

/// How much of something was taken.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Count {
    pub(super) files: u64,
    pub(super) bytes: u64,
}

impl Count {
    pub(super) fn words(self) -> String {
        format!("{} files, {} KiB", self.files, self.bytes.div_ceil(1024))
    }
}

impl<'a> Stage<'a> {
    pub(super) const fn new(vfs: &'a dyn Vfs, folder: Option<PathBuf>, replace: bool) -> Self {
        Self {
            vfs,
            folder,
            replace,
            moves: Vec::new(),
            next: 0,
            files: 0,
            bytes: 0,
        }
    }

    pub(super) const fn vfs(&self) -> &'a dyn Vfs {
        self.vfs
    }

    pub(super) const fn replaces(&self) -> bool {
        self.replace
    }

    pub(super) fn done(self) -> (Vec<Move>, u64, u64) {
        (self.moves, self.files, self.bytes)
    }

    fn kind(&self, path: &Path) -> Result<Option<Kind>, ImportError> {
        let stamp = self.vfs.stamp(path);
        let stamp = stamp.map_err(FileError::on("looking at", path))?;
        Ok(stamp.map(|stamp| stamp.kind))
    }

    fn list(&self, path: &Path) -> Result<Vec<String>, ImportError> {
        let names = self.vfs.list(path);
        Ok(names.map_err(FileError::on("looking into", path))?)
    }

    /// Moves something of ours to the trash before theirs takes its place.
    pub(super) fn make_room(&mut self, trash: &Path, from: &Path) -> Result<(), ImportError> {
        let used = self.vfs.list(trash).unwrap_or_default();
        let mut number = self.moves.len() + 1;
        while used.contains(&format!("import-{number}")) {
            number += 1;
        }
        let Some(name) = from.file_name() else {
            return Ok(());
        };
        self.push(Move {
            from: from.to_owned(),
            to: trash.join(format!("import-{number}")).join(name),
        })
    }

    fn push(&mut self, step: Move) -> Result<(), ImportError> {
        if self.moves.len() >= limits::IMPORT_MOVES_MAX {
            return Err(ImportError::TooMuch {
                what: "places that already have something",
                most: limits::IMPORT_MOVES_MAX as u64,
            });
        }
        self.moves.push(step);
        Ok(())
    }

    /// Copies a file or a whole folder aside, to be moved to `to` where nothing is.
    pub(super) fn place(
        &mut self,
        from: &Path,
        to: &Path,
        name: &str,
        report: &mut Report,
    ) -> Result<Count, ImportError> {
        self.next += 1;
        let aside = self
            .folder
            .as_ref()
            .map(|folder| folder.join(self.next.to_string()));
        let mut count = Count::default();
        let item = Item {
            from,
            aside: aside.as_deref(),
            name,
        };
        self.copy(&item, 0, &mut count, report)?;
        if count.files > 0 {
            self.push(Move {
                from: aside.unwrap_or_default(),
                to: to.to_owned(),
            })?;
        }
        Ok(count)
    }

    /// Fills a folder of ours with what it has not; what differs stays, or goes to the trash.
    pub(super) fn fill(
        &mut self,
        from: &Path,
        to: &Path,
        name: &str,
        fate: &dyn Fn(&Path) -> bool,
        report: &mut Report,
    ) -> Result<Count, ImportError> {
        let mut count = Count::default();
        match (self.kind(from)?, self.kind(to)?) {
            (_, None) => count = self.place(from, to, name, report)?,
            (Some(Kind::Folder), Some(Kind::Folder)) if depth(name) < limits::IMPORT_DEPTH_MAX => {
                for child in self.list(from)? {
                    if SKIPPED.contains(&child.as_str()) {
                        continue;
                    }
                    let inner = format!("{name}/{child}");
                    let one =
                        self.fill(&from.join(&child), &to.join(&child), &inner, fate, report)?;
                    count.files += one.files;
                    count.bytes += one.bytes;
                }
            }
            (Some(Kind::File), Some(Kind::File)) if self.same_file(from, to)? => {}
            (Some(Kind::File), Some(Kind::File)) if self.replace || fate(to) => {
                let trash = self.trash_of(to);
                self.make_room(&trash, to)?;
                count = self.place(from, to, name, report)?;
            }
            (Some(Kind::File), Some(_)) => report.kept(name, "yours is another one and stays"),
            _ => report.left(
                name,
                "it is no plain file or folder, or something else stands there",
            ),
        }
        Ok(count)
    }

    /// The trash of the root that a path is in.
    fn trash_of(&self, path: &Path) -> PathBuf {
        let state = self.folder.as_ref().and_then(|folder| folder.parent());
        let root = path.parent().unwrap_or(path);
        state.map_or_else(|| root.join("trash"), |state| state.join("trash"))
    }

    fn same_file(&self, one: &Path, other: &Path) -> Result<bool, ImportError> {
        let read = |path: &Path| {
            let bytes = self.vfs.read(path, limits::IMPORT_FILE_BYTES_MAX);
            bytes.map_err(FileError::on("reading", path))
        };
        let length = |path: &Path| {
            let stamp = self
                .vfs
                .stamp(path)
                .map_err(FileError::on("looking at", path))?;
            Ok::<_, ImportError>(stamp.map(|stamp| stamp.len))
        };
        if length(one)? != length(other)? {
            return Ok(false);
        }
        Ok(read(one)? == read(other)?)
    }

    /// Whether everything that would be copied is there already, with the same bytes.
    pub(super) fn is_there(
        &self,
        from: &Path,
        to: &Path,
        level: usize,
    ) -> Result<bool, ImportError> {
        match (self.kind(from)?, self.kind(to)?) {
            (Some(Kind::File), Some(Kind::File)) => self.same_file(from, to),
            // A folder without files would not be copied, and one of ours may have more.
            (Some(Kind::Folder), Some(Kind::Folder) | None) if level < limits::IMPORT_DEPTH_MAX => {
                for child in self.list(from)? {
                    let skipped = SKIPPED.contains(&child.as_str());
                    if !skipped
                        && !self.is_there(&from.join(&child), &to.join(&child), level + 1)?
                    {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            // Neither would be copied.
            (Some(Kind::Link | Kind::Other), _) => Ok(true),
            _ => Ok(false),
        }
    }

    fn copy(
        &mut self,
        item: &Item<'_>,
        level: usize,
        count: &mut Count,
        report: &mut Report,
    ) -> Result<(), ImportError> {
        let &Item { from, aside, name } = item;
        let stamp = self
            .vfs
            .stamp(from)
            .map_err(FileError::on("looking at", from))?;
        let Some(stamp) = stamp else {
            return Ok(());
        };
        match stamp.kind {
            Kind::Link => report.left(name, "it is a link, and links are not followed"),
            Kind::Other => report.left(name, "it is a device, a pipe or a socket"),
            Kind::Folder if level >= limits::IMPORT_DEPTH_MAX => {
                report.left(name, "it lies too deep");
            }
            Kind::Folder => {
                for child in self.list(from)? {
                    if SKIPPED.contains(&child.as_str()) {
                        continue;
                    }
                    let inner = aside.map(|aside| aside.join(&child));
                    let name = format!("{name}/{child}");
                    let inner = Item {
                        from: &from.join(&child),
                        aside: inner.as_deref(),
                        name: &name,
                    };
                    self.copy(&inner, level + 1, count, report)?;
                }
            }
            Kind::File if stamp.len > limits::IMPORT_FILE_BYTES_MAX => {
                let megabytes = stamp.len / 1024 / 1024;
                report.left(name, format!("it is too large ({megabytes} MiB)"));
            }
            Kind::File => self.copy_file(item, stamp.access.mode, count, report)?,
        }
        Ok(())
    }

    fn copy_file(
        &mut self,
        item: &Item<'_>,
        mode: u32,
        count: &mut Count,
        report: &mut Report,
    ) -> Result<(), ImportError> {
        let &Item { from, aside, name } = item;
        // In a preview it is read all the same: what cannot be read is to be told.
        let bytes = match self.vfs.read(from, limits::IMPORT_FILE_BYTES_MAX) {
            Ok(bytes) => bytes,
            Err(error) => {
                report.left(name, format!("it cannot be read: {error}"));
                return Ok(());
            }
        };
        count.files += 1;
        count.bytes += bytes.len() as u64;
        self.files += 1;
        self.bytes += bytes.len() as u64;
        let most = [
            ("files", self.files, limits::IMPORT_FILES_MAX),
            ("bytes", self.bytes, limits::IMPORT_BYTES_MAX),
        ];
        if let Some((what, _, most)) = most.into_iter().find(|(_, count, most)| count > most) {
            return Err(ImportError::TooMuch { what, most });
        }
        let Some(aside) = aside else {
            return Ok(());
        };
        if let Some(folder) = aside.parent() {
            let made = self.vfs.create_dir_all(folder);
            made.map_err(FileError::on("making the folder", folder))?;
        }
        let access = crate::host::vfs::Access {
            // Neither set-user-id nor writable for everybody.
            mode: (mode & 0o755) | 0o600,
            owner: None,
        };
        let written = self.vfs.write_new(aside, &bytes, access);
        Ok(written.map_err(FileError::on("writing", aside))?)
    }
}

fn depth(name: &str) -> usize {
    name.split('/').count()
}
