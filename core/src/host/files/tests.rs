use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::sync::Arc;

use super::*;
use crate::host::vfs::Disk;
use crate::host::vfs::faulty::{Fault, Faulty};

fn names(folder: &Path) -> Vec<String> {
    Disk.list(folder).unwrap()
}

#[test]
fn the_mode_is_kept_and_secrets_are_private() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.json");
    fs::write(&path, "old").unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o664)).unwrap();
    let mode = || fs::metadata(&path).unwrap().permissions().mode() & 0o777;
    write_atomic(&Disk, &path, b"new", Mode::Kept).unwrap();
    assert_eq!((fs::read(&path).unwrap(), mode()), (b"new".to_vec(), 0o664));
    write_atomic(&Disk, &path, b"newer", Mode::Private).unwrap();
    assert_eq!(mode(), 0o600);
}

#[test]
fn a_link_stays_a_link() {
    let folder = tempfile::tempdir().unwrap();
    let (real, link) = (folder.path().join("real"), folder.path().join("link"));
    fs::write(&real, "old").unwrap();
    std::os::unix::fs::symlink(&real, &link).unwrap();
    write_atomic(&Disk, &link, b"new", Mode::Kept).unwrap();
    assert!(link.is_symlink());
    assert_eq!(fs::read(&real).unwrap(), b"new");
}

#[test]
fn a_failed_write_leaves_old_or_new_and_no_rubbish() {
    for fault in Fault::ALL {
        for at in 1..100 {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("file");
            fs::write(&path, "old").unwrap();
            let vfs = Faulty::new(Arc::new(Disk));
            vfs.arm(at, fault, false);
            let result = write_atomic(&vfs, &path, b"new", Mode::Kept);
            let there = fs::read_to_string(&path).unwrap();
            assert!(
                there == "old" || there == "new",
                "{fault:?} at {at}: {there:?}"
            );
            assert!(result.is_err() || there == "new", "{fault:?} at {at}");
            assert_eq!(names(folder.path()), ["file"], "{fault:?} at {at}");
            if at > vfs.count() {
                assert!(result.is_ok());
                break;
            }
        }
    }
}

#[test]
fn leftovers_are_swept_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    for name in [
        ".config.json.lumarium-tmp",
        "config.json",
        ".hidden",
        "lumarium.db.lumarium-tmp-journal",
    ] {
        fs::write(folder.path().join(name), "x").unwrap();
    }
    sweep(&Disk, folder.path());
    assert_eq!(names(folder.path()), [".hidden", "config.json"]);
}

#[test]
fn the_same_damage_is_kept_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.json");
    let keep = |bytes: &[u8]| keep_damaged(&Disk, &path, bytes).unwrap();
    assert_eq!(keep(b"one"), keep(b"one"));
    assert_ne!(keep(b"one"), keep(b"another"));
    assert_eq!(
        names(folder.path()),
        ["config.json.damaged-1", "config.json.damaged-2"]
    );
}

#[test]
fn only_regular_files_of_bounded_size_are_read() {
    let folder = tempfile::tempdir().unwrap();
    assert!(Disk.read(folder.path(), 10).is_err());
    let path = folder.path().join("file");
    fs::write(&path, "0123456789").unwrap();
    assert_eq!(Disk.read(&path, 10).unwrap().len(), 10);
    assert!(Disk.read(&path, 9).is_err());
    assert!(Disk.read(Path::new("/dev/zero"), 10).is_err());
}
