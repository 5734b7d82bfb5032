use std::collections::BTreeMap;

use super::*;

/// Every path below `folder` with its bytes.
fn tree(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.extend(tree(&path));
        } else {
            all.insert(path.clone(), fs::read(&path).unwrap());
        }
    }
    all
}

#[test]
fn a_fresh_root_gets_its_folders() {
    let folder = tempfile::tempdir().unwrap();
    let root = Root::open(&folder.path().join("new")).unwrap();
    let paths = root.paths();
    for made in [
        paths.config(),
        paths.state(),
        paths.cache(),
        paths.assets(),
        paths.root().join("plugin-repos"),
    ] {
        assert!(made.is_dir(), "{}", made.display());
    }
}

#[test]
fn a_root_has_one_owner() {
    let folder = tempfile::tempdir().unwrap();
    let first = Root::open(folder.path()).unwrap();
    let error = Root::open(folder.path()).unwrap_err();
    assert!(
        matches!(error, RootError::Owned { owner: Some(pid), .. } if pid == std::process::id()),
        "{error}"
    );
    assert_eq!(Root::owner(folder.path()), Some(Some(std::process::id())));
    drop(first);
    assert_eq!(Root::owner(folder.path()), None);
    Root::open(folder.path()).unwrap();
}

#[test]
fn any_bytes_in_the_lock_do_not_matter() {
    let folder = tempfile::tempdir().unwrap();
    drop(Root::open(folder.path()).unwrap());
    for bytes in [&b""[..], b"\xff\xfe\0garbage", &[b'9'; 4096]] {
        fs::write(folder.path().join("state/lock"), bytes).unwrap();
        let root = Root::open(folder.path()).unwrap();
        assert_eq!(Root::owner(folder.path()), Some(Some(std::process::id())));
        drop(root);
    }
}

#[test]
fn a_folder_of_something_else_is_refused_and_untouched() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("letter.txt"), "dear").unwrap();
    let error = Root::open(folder.path()).unwrap_err();
    assert!(
        error.to_string().contains("name an empty folder"),
        "{error}"
    );
    assert_eq!(tree(folder.path()).len(), 1);
    assert!(!folder.path().join("state").exists());
}

#[test]
fn opening_changes_nothing_of_ledmatrix() {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in [
        ("config/config.json", "{\"timezone\":\"UTC\"}"),
        ("plugin-repos/clock/manifest.json", "{}"),
        ("run.py", "print()"),
    ] {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    let before = tree(folder.path());
    let root = Root::open(folder.path()).unwrap();
    let state = root.paths().state();
    let mut after = tree(folder.path());
    after.retain(|path, _| {
        !path.starts_with(&state) && !path.starts_with(folder.path().join("state"))
    });
    assert_eq!(after, before);
}

#[test]
fn the_folder_of_plugins_may_be_elsewhere() {
    let paths = Paths::new(PathBuf::from("/r"));
    let mut document = Document::default();
    assert_eq!(paths.plugins(&document), PathBuf::from("/r/plugin-repos"));
    let path = ["plugin_system", "plugins_directory"];
    document.set(&path, "/else/where".into(), false).unwrap();
    assert_eq!(paths.plugins(&document), PathBuf::from("/else/where"));
}
