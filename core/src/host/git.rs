//! Fetching from repositories with git2: one commit or one object, never a checkout. Nothing of what comes is
//! written anywhere but into git's own store, which is thrown away afterwards.

use std::path::Path;

use git2::{FetchOptions, ObjectType, Oid, RemoteCallbacks, RemoteRedirect, Repository, Tree};
use thiserror::Error;

use crate::limits;

mod https;

/// Something could not be had from a repository.
#[derive(Debug, Error)]
pub enum GitError {
    /// The repository is out of reach, or its server refuses.
    #[error("{url} cannot be reached: {why}; check the network and try again")]
    Unreachable {
        /// Where.
        url: String,
        /// In git's words.
        why: String,
    },
    /// It has not what is asked for.
    #[error("{url} has no folder {folder}; it may have moved there")]
    NoFolder {
        /// Where.
        url: String,
        /// Which.
        folder: String,
    },
    /// What comes is too much.
    #[error("{what} is too large ({bytes} bytes; {most} is the most)")]
    TooLarge {
        /// What.
        what: String,
        /// How large it is.
        bytes: u64,
        /// How large it may be.
        most: u64,
    },
    /// We were told to stop.
    #[error("fetching was stopped")]
    Stopped,
    /// What came is damaged, or it could not be stored.
    #[error("what came from the repository cannot be read: {0}; try again")]
    Damaged(String),
}

/// How far a fetch is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Bytes that have come.
    pub bytes: u64,
    /// Objects that have come.
    pub objects: usize,
    /// Objects that are to come.
    pub of: usize,
}

/// Whether to go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Go {
    /// Yes.
    On,
    /// No.
    Stop,
}

/// What is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// The repository.
    pub url: &'a str,
    /// A folder in it.
    pub folder: &'a str,
    /// This folder as it once was, which alone is fetched where the server gives it; else the newest commit
    /// is fetched with all that belongs to it.
    pub known: Option<&'a str>,
}

/// A file of a fetched folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its plain name.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// A fetched folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetched {
    /// git's hash of the folder.
    pub tree: String,
    /// git's hash of the commit; absent if the folder alone was fetched.
    pub commit: Option<String>,
    /// Plain files directly in it.
    pub files: Vec<File>,
    /// What is in it and was left, each with its reason.
    pub left: Vec<String>,
}

/// Fetches one folder into `scratch`, which must not be there yet and is not needed afterwards.
pub fn fetch_folder(
    wanted: Wanted<'_>,
    scratch: &Path,
    on_progress: &mut dyn FnMut(Progress) -> Go,
) -> Result<Fetched, GitError> {
    https::register();
    let repository = open_scratch(scratch).map_err(damaged)?;
    if let Some(known) = wanted.known {
        let spec = format!("+{known}:refs/lumarium/folder");
        match fetch(&repository, wanted.url, &spec, on_progress) {
            Ok(()) => {
                let found = Oid::from_str(known).and_then(|id| repository.find_tree(id));
                if let Ok(tree) = found {
                    return read(&repository, &tree, None);
                }
            }
            Err(GitError::Stopped) => return Err(GitError::Stopped),
            Err(error @ GitError::TooLarge { .. }) => return Err(error),
            // Not every server gives single objects.
            Err(error) => tracing::debug!("the folder alone cannot be had: {error}"),
        }
    }
    fetch(
        &repository,
        wanted.url,
        "+HEAD:refs/lumarium/head",
        on_progress,
    )?;
    let no_folder = || GitError::NoFolder {
        url: wanted.url.to_owned(),
        folder: wanted.folder.to_owned(),
    };
    let head = repository
        .find_reference("refs/lumarium/head")
        .map_err(damaged)?;
    let commit = head.peel_to_commit().map_err(damaged)?;
    let top = commit.tree().map_err(damaged)?;
    let entry = top.get_path(Path::new(wanted.folder));
    let entry = entry.map_err(|_missing| no_folder())?;
    let tree = repository
        .find_tree(entry.id())
        .map_err(|_other| no_folder())?;
    read(&repository, &tree, Some(commit.id().to_string()))
}

/// A bare repository that looks at nobody's settings and has no templates.
fn open_scratch(scratch: &Path) -> Result<Repository, git2::Error> {
    let mut options = git2::RepositoryInitOptions::new();
    options
        .bare(true)
        .external_template(false)
        .no_reinit(true)
        .mkpath(true);
    Repository::init_opts(scratch, &options)
}

fn fetch(
    repository: &Repository,
    url: &str,
    spec: &str,
    on_progress: &mut dyn FnMut(Progress) -> Go,
) -> Result<(), GitError> {
    let mut ended: Option<GitError> = None;
    let result = {
        let mut callbacks = RemoteCallbacks::new();
        callbacks.transfer_progress(|now| {
            let progress = Progress {
                bytes: now.received_bytes() as u64,
                objects: now.received_objects(),
                of: now.total_objects(),
            };
            if progress.bytes > limits::FETCH_BYTES_MAX {
                ended = Some(GitError::TooLarge {
                    what: url.to_owned(),
                    bytes: progress.bytes,
                    most: limits::FETCH_BYTES_MAX,
                });
            } else if on_progress(progress) == Go::Stop {
                ended = Some(GitError::Stopped);
            }
            ended.is_none()
        });
        let mut options = FetchOptions::new();
        options
            .remote_callbacks(callbacks)
            .download_tags(git2::AutotagOption::None)
            .follow_redirects(RemoteRedirect::Initial);
        // A repository on this disk is not shortened: libgit2 cannot, and it is near.
        if url.starts_with("http") {
            options.depth(1);
        }
        repository
            .remote_anonymous(url)
            .and_then(|mut remote| remote.fetch(&[spec], Some(&mut options), None))
    };
    match (result, ended) {
        (_, Some(ended)) => Err(ended),
        (Err(error), None) => Err(GitError::Unreachable {
            url: url.to_owned(),
            why: error.message().to_owned(),
        }),
        (Ok(()), None) => Ok(()),
    }
}

/// Reads the plain files of a folder out of git's store: no links, no names that lead elsewhere, no surprises
/// in size.
fn read(
    repository: &Repository,
    tree: &Tree<'_>,
    commit: Option<String>,
) -> Result<Fetched, GitError> {
    let store = repository.odb().map_err(damaged)?;
    let mut fetched = Fetched {
        tree: tree.id().to_string(),
        commit,
        files: Vec::new(),
        left: Vec::new(),
    };
    let mut total = 0_u64;
    for entry in tree {
        let name = String::from_utf8_lossy(entry.name_bytes()).into_owned();
        let is_file = entry.kind() == Some(ObjectType::Blob) && entry.filemode() != 0o120_000;
        if !is_file || !is_plain(&name) {
            fetched.left.push(format!("{name:.64}: not a plain file"));
            continue;
        }
        if fetched.files.len() >= limits::PACK_FILES_MAX {
            fetched.left.push("the rest: too many files".to_owned());
            break;
        }
        let (size, _) = store.read_header(entry.id()).map_err(damaged)?;
        total = total.saturating_add(size as u64);
        if size as u64 > limits::PACK_FILE_BYTES_MAX || total > limits::PACK_BYTES_MAX {
            return Err(GitError::TooLarge {
                what: name,
                bytes: size as u64,
                most: limits::PACK_FILE_BYTES_MAX,
            });
        }
        let blob = repository.find_blob(entry.id()).map_err(damaged)?;
        fetched.files.push(File {
            name,
            bytes: blob.content().to_vec(),
        });
    }
    Ok(fetched)
}

/// A name that is nothing but a name, on every system.
pub fn is_plain(name: &str) -> bool {
    let fine = |c: char| c.is_ascii_alphanumeric() || "-_.+ ".contains(c);
    !name.is_empty()
        && name.len() <= limits::PACK_NAME_MAX
        && name.chars().all(fine)
        && !name.starts_with(['.', '-', ' '])
        && !name.ends_with(['.', ' '])
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "given to map_err, which hands the error over"
)]
fn damaged(error: git2::Error) -> GitError {
    GitError::Damaged(error.message().to_owned())
}

#[cfg(test)]
pub(crate) mod tests;
