//! The two files of the configuration on disk: reading, noticing somebody else's edit, the history of good
//! copies. A file that cannot be understood is never overwritten without a copy of it, and the last good copy
//! stands in for it. What is written, and when, is decided by the store.

use std::sync::Arc;

use crate::config::{Document, MAIN_NAME, SECRETS_NAME, default_document};
use crate::facts::Known;
use crate::host::files::{self, FileError, Mode};
use crate::host::root::Paths;
use crate::host::vfs::Vfs;
use crate::limits;

pub mod history;

use history::History;

/// One of the two files as it was read last.
#[derive(Clone, Debug, PartialEq)]
enum Seen {
    /// There is none.
    Absent,
    /// Understood.
    Good(Vec<u8>),
    /// Not understood; why.
    Damaged(Vec<u8>, String),
    /// The file system refused; why.
    Unreadable(String),
}

/// Which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// config.json.
    Main,
    /// `config_secrets.json`.
    Secrets,
}

impl Which {
    const fn name(self) -> &'static str {
        match self {
            Self::Main => MAIN_NAME,
            Self::Secrets => SECRETS_NAME,
        }
    }
}

/// What one look at the files gave.
#[derive(Debug)]
pub struct Look {
    /// The configuration, as far as it is known now.
    pub config: Known<Arc<Document>>,
    /// What people should know.
    pub notices: Vec<String>,
}

/// Both files.
pub struct ConfigFiles {
    vfs: Arc<dyn Vfs>,
    paths: Paths,
    history: History,
    main: Seen,
    secrets: Seen,
    document: Option<Arc<Document>>,
}

impl ConfigFiles {
    /// Reads both files for the first time. A root without any configuration gets the default one.
    pub fn open(paths: Paths, vfs: Arc<dyn Vfs>) -> (Self, Look) {
        let history = History::new(paths.config_history());
        let mut files = Self {
            vfs,
            paths,
            history,
            main: Seen::Absent,
            secrets: Seen::Absent,
            document: None,
        };
        let main = files.read(Which::Main);
        let secrets = files.read(Which::Secrets);
        let look = if main == Seen::Absent {
            files.open_without_main(secrets)
        } else {
            let last = files.history.newest(&*files.vfs).map(|(_, last)| last);
            files.take_in(main, secrets, last)
        };
        (files, look)
    }

    /// Reads both files again; `None` if they are as they were read or written last.
    pub fn look_again(&mut self) -> Option<Look> {
        let main = self.read(Which::Main);
        let secrets = self.read(Which::Secrets);
        if main == self.main && secrets == self.secrets {
            return None;
        }
        let last = self.document.as_deref().cloned();
        let last = last.or_else(|| self.history.newest(&*self.vfs).map(|(_, last)| last));
        Some(self.take_in(main, secrets, last))
    }

    /// The configuration that is in use.
    pub const fn document(&self) -> Option<&Arc<Document>> {
        self.document.as_ref()
    }

    /// The copies.
    pub const fn history(&self) -> &History {
        &self.history
    }

    /// Why nothing may be written now: a file is there, and the file system does not let us read it.
    pub fn blocked(&self) -> Option<String> {
        [(Which::Main, &self.main), (Which::Secrets, &self.secrets)]
            .into_iter()
            .find_map(|(which, seen)| match seen {
                Seen::Unreadable(why) => Some(format!(
                    "{} cannot be read ({why}), so it is not overwritten; make it readable",
                    which.name()
                )),
                Seen::Absent | Seen::Good(_) | Seen::Damaged(..) => None,
            })
    }

    /// Whether a file must be written so that it holds its part of `new`.
    pub fn must_write(&self, which: Which, new: &Document) -> bool {
        let old = self.document.as_deref();
        match which {
            Which::Main => {
                !matches!(self.main, Seen::Good(_)) || old.is_none_or(|old| old.main != new.main)
            }
            Which::Secrets => {
                let there = matches!(self.secrets, Seen::Good(_))
                    || (self.secrets == Seen::Absent && new.secrets.is_empty());
                !there || old.is_none_or(|old| old.secrets != new.secrets)
            }
        }
    }

    /// The bytes of a file as they were read last; `None` if there is none.
    pub fn bytes(&self, which: Which) -> Option<&[u8]> {
        match self.seen(which) {
            Seen::Good(bytes) | Seen::Damaged(bytes, _) => Some(bytes),
            Seen::Absent | Seen::Unreadable(_) => None,
        }
    }

    /// The text of a file that holds its part of `document`; what does not change keeps its bytes.
    pub fn text(&self, which: Which, document: &Document) -> String {
        match which {
            Which::Main => document.main_text_over(self.bytes(which)),
            Which::Secrets => document.secrets_text_over(self.bytes(which)),
        }
    }

    /// Writes one file durably; damaged bytes are kept beside it first.
    pub fn write(&mut self, which: Which, text: &str) -> Result<(), FileError> {
        let path = self.path(which);
        if let Seen::Damaged(bytes, _) = self.seen(which) {
            files::keep_damaged(&*self.vfs, &path, bytes)?;
        }
        let mode = match which {
            Which::Main => Mode::Kept,
            Which::Secrets => Mode::Private,
        };
        let result = files::write_atomic(&*self.vfs, &path, text.as_bytes(), mode);
        if result.is_ok() {
            *self.seen_mut(which) = Seen::Good(text.as_bytes().to_vec());
        }
        result
    }

    /// Puts back what a file held before a write that was given up.
    pub fn put_back(&mut self, which: Which, before: Option<&[u8]>) -> Result<(), FileError> {
        let path = self.path(which);
        let now = files::read_if_there(&*self.vfs, &path, limits::CONFIG_BYTES_MAX)?;
        if now.as_deref() != before {
            match before {
                Some(bytes) => {
                    let mode = match which {
                        Which::Main => Mode::Kept,
                        Which::Secrets => Mode::Private,
                    };
                    files::write_atomic(&*self.vfs, &path, bytes, mode)?;
                }
                None => files::remove_if_there(&*self.vfs, &path)?,
            }
        }
        let seen = self.read(which);
        *self.seen_mut(which) = seen;
        Ok(())
    }

    /// The configuration in use from now on; both files hold it.
    pub fn settle(&mut self, document: Arc<Document>) {
        self.document = Some(document);
        self.history.prune(&*self.vfs);
    }

    fn open_without_main(&mut self, secrets: Seen) -> Look {
        let kept = match self.vfs.list(self.history.folder()) {
            Ok(names) => !names.is_empty(),
            Err(error) => error.kind() != std::io::ErrorKind::NotFound,
        };
        if kept {
            // It was there once: the last good copy stands in, and the next change writes it again.
            let last = self.history.newest(&*self.vfs).map(|(_, last)| last);
            return self.take_in(Seen::Absent, secrets, last);
        }
        let default = default_document();
        if let Err(error) = self.write(Which::Main, &default.main_text()) {
            self.main = Seen::Absent;
            self.secrets = secrets;
            return Look {
                config: Known::Unknown(format!("there is no {MAIN_NAME}, and {error}")),
                notices: Vec::new(),
            };
        }
        // The first start of all: nothing to warn of.
        tracing::info!("a new {MAIN_NAME} with the bundled plugins was written");
        self.take_in(self.main.clone(), secrets, None)
    }

    /// Makes a document of what was read; `last` stands in for a file that is not understood.
    fn take_in(&mut self, main: Seen, secrets: Seen, last: Option<Document>) -> Look {
        let mut notices = Vec::new();
        let from = last.is_some();
        let last = last.unwrap_or_default();
        notices.extend(stand_in_notice(Which::Main, &main, from));
        notices.extend(stand_in_notice(Which::Secrets, &secrets, from));
        let known_main = match &main {
            Seen::Good(bytes) => Document::parse(bytes, None).ok().map(|read| read.main),
            Seen::Absent | Seen::Damaged(..) | Seen::Unreadable(_) => from.then_some(last.main),
        };
        let known_secrets = match &secrets {
            Seen::Good(bytes) => Document::parse(b"{}", Some(bytes))
                .map(|read| read.secrets)
                .unwrap_or_default(),
            Seen::Absent => serde_json::Map::new(),
            Seen::Damaged(..) | Seen::Unreadable(_) => last.secrets,
        };
        let good = matches!(main, Seen::Good(_)) && matches!(secrets, Seen::Good(_) | Seen::Absent);
        self.main = main;
        self.secrets = secrets;
        let Some(main) = known_main else {
            self.document = None;
            let why = notices.first().cloned();
            return Look {
                config: Known::Unknown(why.unwrap_or_else(|| format!("there is no {MAIN_NAME}"))),
                notices,
            };
        };
        let document = Arc::new(Document {
            main,
            secrets: known_secrets,
        });
        if good {
            if let Err(error) = self.history.add(&*self.vfs, &document) {
                notices.push(format!(
                    "no copy of the configuration could be kept: {error}"
                ));
            }
            self.history.prune(&*self.vfs);
        }
        self.document = Some(Arc::clone(&document));
        Look {
            config: Known::Known(document),
            notices,
        }
    }

    fn read(&self, which: Which) -> Seen {
        let path = self.path(which);
        match files::read_if_there(&*self.vfs, &path, limits::CONFIG_BYTES_MAX) {
            Ok(None) => Seen::Absent,
            Ok(Some(bytes)) => {
                let parsed = match which {
                    Which::Main => Document::parse(&bytes, None),
                    Which::Secrets => Document::parse(b"{}", Some(&bytes)),
                };
                match parsed {
                    Ok(_) => Seen::Good(bytes),
                    Err(error) => Seen::Damaged(bytes, error.to_string()),
                }
            }
            Err(error) => Seen::Unreadable(error.source.to_string()),
        }
    }

    fn path(&self, which: Which) -> std::path::PathBuf {
        match which {
            Which::Main => self.paths.main_file(),
            Which::Secrets => self.paths.secrets_file(),
        }
    }

    const fn seen(&self, which: Which) -> &Seen {
        match which {
            Which::Main => &self.main,
            Which::Secrets => &self.secrets,
        }
    }

    const fn seen_mut(&mut self, which: Which) -> &mut Seen {
        match which {
            Which::Main => &mut self.main,
            Which::Secrets => &mut self.secrets,
        }
    }
}

fn stand_in_notice(which: Which, seen: &Seen, last: bool) -> Option<String> {
    let name = which.name();
    let used = match (last, which) {
        (true, _) => "the last good copy is used",
        (false, Which::Main) => "there is no good copy of it, so nothing is started or changed",
        (false, Which::Secrets) => "there is no good copy of it, so it counts as empty",
    };
    let todo = if last {
        "it was left as it is: repair it, or restore a copy with `lumarium config history`"
    } else {
        "it was left as it is: repair it, or remove it to begin with a new one"
    };
    match (seen, which) {
        (Seen::Good(_), _) | (Seen::Absent, Which::Secrets) => None,
        (Seen::Absent, Which::Main) => Some(format!(
            "{name} is gone; {used} and written again with the next change"
        )),
        (Seen::Damaged(_, why), _) => Some(format!("{why}; {used}; {todo}")),
        (Seen::Unreadable(why), _) => Some(format!(
            "{name} cannot be read ({why}); {used}; make it readable"
        )),
    }
}

#[cfg(test)]
mod tests;
