use std::fs;
use std::os::unix::fs::symlink;
use std::sync::Arc;

use super::*;
use crate::host::vfs::faulty::{Fault, Faulty};

const SMALL: &[(&str, &[u8])] = &[("a/one.py", b"1"), ("a/b/two.py", b"22"), ("top.py", b"")];
const HASH: &str = "0123456789abcdef";

fn written(cache: &Path) -> PathBuf {
    ensure(&Disk, cache, SMALL, HASH).unwrap()
}

/// Everything below a folder, with contents.
fn tree(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(next) = waiting.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                waiting.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap();
                let name = name.to_string_lossy().into_owned();
                found.push((name, fs::read(path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

fn small() -> Vec<(String, Vec<u8>)> {
    let mut all: Vec<(String, Vec<u8>)> = SMALL
        .iter()
        .map(|(name, bytes)| ((*name).to_owned(), bytes.to_vec()))
        .collect();
    all.sort();
    all
}

#[test]
fn the_list_is_what_stands_in_the_folder() {
    let assets = Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/python");
    let mut there = Vec::new();
    for top in ["lumarium_worker", "src"] {
        let files = tree(&assets.join(top)).into_iter();
        let files = files.filter(|(name, _)| !name.contains(BYTECODE));
        there.extend(files.map(|(name, bytes)| (format!("{top}/{name}"), bytes)));
    }
    there.sort();
    let mut ours: Vec<(String, Vec<u8>)> = FILES
        .iter()
        .map(|(name, bytes)| ((*name).to_owned(), bytes.to_vec()))
        .collect();
    ours.sort();
    let names = |files: &[(String, Vec<u8>)]| -> Vec<String> {
        files.iter().map(|(name, _)| name.clone()).collect()
    };
    assert_eq!(names(&ours), names(&there), "correct FILES in package.rs");
    assert!(ours == there, "built from other files");
}

#[test]
fn the_package_is_written_once_under_the_name_of_its_content() {
    let cache = tempfile::tempdir().unwrap();
    let folder = Package::ensure(cache.path()).unwrap();
    assert_eq!(folder, cache.path().join(FOLDER).join(Package::hash()));
    assert!(is_version(Package::hash()), "{}", Package::hash());
    let entry = folder.join("lumarium_worker/__main__.py");
    let inode = Disk.stamp(&entry).unwrap().unwrap().inode;
    assert_eq!(Package::ensure(cache.path()).unwrap(), folder);
    assert_eq!(
        Disk.stamp(&entry).unwrap().unwrap().inode,
        inode,
        "written again"
    );
    assert_eq!(tree(&folder).len(), FILES.len());
}

#[test]
fn names_and_contents_make_the_hash() {
    let hashes: BTreeSet<String> = [
        hash_of(&[("a", b"1")]),
        hash_of(&[("a", b"2")]),
        hash_of(&[("b", b"1")]),
        hash_of(&[("a1", b"")]),
        hash_of(&[("a", b"1"), ("b", b"")]),
    ]
    .into();
    assert_eq!(hashes.len(), 5);
}

#[test]
fn whatever_happened_to_the_folder_is_mended() {
    let damages: [fn(&Path); 9] = [
        |folder| fs::write(folder.join("a/one.py"), b"x").unwrap(),
        |folder| fs::write(folder.join("a/one.py"), b"").unwrap(),
        |folder| fs::write(folder.join("a/b/two.py"), b"longer").unwrap(),
        |folder| fs::remove_file(folder.join("top.py")).unwrap(),
        |folder| fs::remove_dir_all(folder.join("a")).unwrap(),
        |folder| fs::write(folder.join("a/json.py"), b"evil").unwrap(),
        |folder| {
            fs::remove_file(folder.join("top.py")).unwrap();
            fs::create_dir(folder.join("top.py")).unwrap();
        },
        |folder| {
            fs::remove_dir_all(folder.join("a")).unwrap();
            symlink("/tmp", folder.join("a")).unwrap();
        },
        |folder| {
            fs::remove_dir_all(folder).unwrap();
            fs::write(folder, b"a file").unwrap();
        },
    ];
    for (index, damage) in damages.into_iter().enumerate() {
        let cache = tempfile::tempdir().unwrap();
        let folder = written(cache.path());
        damage(&folder);
        assert_eq!(written(cache.path()), folder);
        assert_eq!(tree(&folder), small(), "damage {index}");
    }
}

#[test]
fn the_bytecode_of_python_stays() {
    let cache = tempfile::tempdir().unwrap();
    let folder = written(cache.path());
    let bytecode = folder.join("a").join(BYTECODE);
    fs::create_dir(&bytecode).unwrap();
    fs::write(bytecode.join("one.pyc"), b"code").unwrap();
    written(cache.path());
    assert!(bytecode.join("one.pyc").exists());
}

#[test]
fn a_write_that_fails_anywhere_is_made_good_by_the_next() {
    for fault in Fault::ALL {
        let mut at = 1;
        loop {
            let cache = tempfile::tempdir().unwrap();
            let vfs = Faulty::new(Arc::new(Disk));
            vfs.arm(at, fault, false);
            let first = ensure(&vfs, cache.path(), SMALL, HASH);
            let bitten = vfs.hits() > 0;
            let whole = first.is_ok_and(|folder| tree(&folder) == small());
            assert!(whole || bitten, "{fault:?} at {at}");
            vfs.heal();
            let folder = ensure(&vfs, cache.path(), SMALL, HASH).unwrap();
            assert_eq!(tree(&folder), small(), "{fault:?} at {at}");
            if at > 60 {
                break;
            }
            at += 1;
        }
    }
}

#[test]
fn old_versions_go_and_what_is_not_ours_stays() {
    let cache = tempfile::tempdir().unwrap();
    let versions = cache.path().join(FOLDER);
    for index in 0..5 {
        fs::create_dir_all(versions.join(format!("000000000000000{index}/a"))).unwrap();
    }
    let temp = versions.join(format!(".{HASH}{TEMP_SUFFIX}-1"));
    fs::create_dir(&temp).unwrap();
    fs::create_dir(versions.join("environments")).unwrap();
    let folder = written(cache.path());
    let names = Disk.list(&versions).unwrap();
    let ours = names.iter().filter(|name| is_version(name)).count();
    assert_eq!(ours, 1 + limits::PYTHON_PACKAGES_KEPT, "{names:?}");
    assert!(versions.join("environments").exists());
    assert_eq!(tree(&folder), small());
}

#[test]
fn a_cache_that_cannot_be_written_is_told_with_advice() {
    let cache = tempfile::tempdir().unwrap();
    let file = cache.path().join("file");
    fs::write(&file, b"").unwrap();
    let told = Package::ensure(&file).unwrap_err().to_string();
    assert!(told.contains("make room on the disk"), "{told}");
}
