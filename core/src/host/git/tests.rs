use git2::{IndexEntry, IndexTime, Signature};

use super::*;

/// A repository with these files in one commit, given by mode, path and content.
pub(crate) fn repository(path: &Path, files: &[(u32, &str, &[u8])]) -> String {
    let repository = open_scratch(path).unwrap();
    let mut index = git2::Index::new().unwrap();
    for (mode, name, bytes) in files {
        let id = repository.blob(bytes).unwrap();
        let entry = IndexEntry {
            ctime: IndexTime::new(0, 0),
            mtime: IndexTime::new(0, 0),
            dev: 0,
            ino: 0,
            mode: *mode,
            uid: 0,
            gid: 0,
            file_size: 0,
            id,
            flags: 0,
            flags_extended: 0,
            path: name.as_bytes().to_vec(),
        };
        index.add(&entry).unwrap();
    }
    let tree = index.write_tree_to(&repository).unwrap();
    let tree = repository.find_tree(tree).unwrap();
    let who = Signature::new("a", "a@example.org", &git2::Time::new(0, 0)).unwrap();
    repository
        .commit(Some("HEAD"), &who, &who, "one", &tree, &[])
        .unwrap();
    format!("file://{}", path.display())
}

fn fetch(url: &str, go: Go) -> Result<Fetched, GitError> {
    let scratch = tempfile::tempdir().unwrap();
    let wanted = Wanted {
        url,
        folder: "assets/fonts",
        known: None,
    };
    fetch_folder(wanted, &scratch.path().join("git"), &mut |_| go)
}

#[test]
fn only_plain_files_of_the_folder_come() {
    let folder = tempfile::tempdir().unwrap();
    let url = repository(
        folder.path(),
        &[
            (0o100_644, "assets/fonts/a.bdf", b"a"),
            (0o100_755, "assets/fonts/B b.ttf", b"bb"),
            (0o120_000, "assets/fonts/link.ttf", b"/etc/passwd"),
            (0o100_644, "assets/fonts/deep/c.bdf", b"c"),
            (0o100_644, "assets/fonts/.hidden", b"d"),
            (0o100_644, "assets/fonts/a\nb.ttf", b"e"),
            (0o100_644, "assets/other", b"f"),
        ],
    );
    let fetched = fetch(&url, Go::On).unwrap();
    let files: Vec<(&str, &[u8])> = fetched
        .files
        .iter()
        .map(|file| (file.name.as_str(), file.bytes.as_slice()))
        .collect();
    assert_eq!(files, [("B b.ttf", &b"bb"[..]), ("a.bdf", &b"a"[..])]);
    assert_eq!(fetched.left.len(), 4, "{:?}", fetched.left);
    assert_eq!(fetched.commit.unwrap().len(), 40);
}

#[test]
fn what_is_not_there_out_of_reach_or_too_large_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let url = repository(folder.path(), &[(0o100_644, "assets/fonts", b"a file")]);
    assert!(matches!(
        fetch(&url, Go::On),
        Err(GitError::NoFolder { .. })
    ));
    let nowhere = format!("file://{}", folder.path().join("nowhere").display());
    let error = fetch(&nowhere, Go::On).unwrap_err();
    assert!(error.to_string().contains("check the network"), "{error}");
    let folder = tempfile::tempdir().unwrap();
    let large = vec![7; usize::try_from(limits::PACK_FILE_BYTES_MAX).unwrap() + 1];
    let url = repository(folder.path(), &[(0o100_644, "assets/fonts/a.ttf", &large)]);
    assert!(matches!(
        fetch(&url, Go::On),
        Err(GitError::TooLarge { .. })
    ));
}

#[test]
fn a_fetch_can_be_stopped() {
    let folder = tempfile::tempdir().unwrap();
    let url = repository(folder.path(), &[(0o100_644, "assets/fonts/a.ttf", b"a")]);
    assert!(matches!(fetch(&url, Go::Stop), Err(GitError::Stopped)));
}

#[test]
fn an_https_address_where_nobody_answers_is_told_as_such() {
    let error = fetch("https://127.0.0.1:9/x", Go::On).unwrap_err();
    assert!(matches!(error, GitError::Unreachable { .. }), "{error}");
}

#[test]
fn names_that_lead_elsewhere_are_not_plain() {
    for name in [
        "", ".", "..", "a/b", "a\\b", "-x", "a.", "ü.ttf", "a:b", "x\0",
    ] {
        assert!(!is_plain(name), "{name:?}");
    }
    assert!(!is_plain(&"x".repeat(limits::PACK_NAME_MAX + 1)));
    assert!(is_plain("PressStart2P-Regular.ttf"));
}
