//! Which calls of the system change files.

use std::fs;
use std::io;
use std::os::unix::fs::FileExt as _;

use libc::{c_long, pid_t};

use super::trace::Call;

/// A change that is about to happen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Point {
    /// The call.
    pub(crate) name: &'static str,
    /// Which file.
    pub(crate) path: String,
}

impl Point {
    /// Whether a full disk refuses it.
    pub(crate) fn needs_room(&self) -> bool {
        let makes = [
            "open",
            "openat",
            "openat2",
            "creat",
            "fallocate",
            "sendfile",
        ];
        let names = ["mkdir", "mkdirat", "link", "linkat", "symlink", "symlinkat"];
        self.writes() || makes.contains(&self.name) || names.contains(&self.name)
    }

    /// Whether it writes bytes whose number is its third argument.
    pub(crate) fn writes(&self) -> bool {
        matches!(self.name, "write" | "pwrite64")
    }
}

impl std::fmt::Display for Point {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.name, self.path)
    }
}

/// Calls that change what a path names, with the place of the path among the arguments.
const BY_PATH: &[(c_long, &str, usize)] = &[
    (libc::SYS_renameat, "renameat", 1),
    (libc::SYS_renameat2, "renameat2", 1),
    (libc::SYS_unlinkat, "unlinkat", 1),
    (libc::SYS_mkdirat, "mkdirat", 1),
    (libc::SYS_mknodat, "mknodat", 1),
    (libc::SYS_linkat, "linkat", 1),
    (libc::SYS_symlinkat, "symlinkat", 2),
    (libc::SYS_fchmodat, "fchmodat", 1),
    (libc::SYS_fchownat, "fchownat", 1),
    (libc::SYS_truncate, "truncate", 0),
    (libc::SYS_setxattr, "setxattr", 0),
    (libc::SYS_removexattr, "removexattr", 0),
    (libc::SYS_utimensat, "utimensat", 1),
];

/// The older ones, which not every machine has.
#[cfg(target_arch = "x86_64")]
const OLDER: &[(c_long, &str, usize)] = &[
    (libc::SYS_creat, "creat", 0),
    (libc::SYS_rename, "rename", 0),
    (libc::SYS_unlink, "unlink", 0),
    (libc::SYS_mkdir, "mkdir", 0),
    (libc::SYS_rmdir, "rmdir", 0),
    (libc::SYS_mknod, "mknod", 0),
    (libc::SYS_link, "link", 0),
    (libc::SYS_symlink, "symlink", 1),
    (libc::SYS_chmod, "chmod", 0),
    (libc::SYS_chown, "chown", 0),
    (libc::SYS_lchown, "lchown", 0),
];
#[cfg(not(target_arch = "x86_64"))]
const OLDER: &[(c_long, &str, usize)] = &[];

/// Calls that change an open file, with the place of its number among the arguments.
const BY_FILE: &[(c_long, &str, usize)] = &[
    (libc::SYS_write, "write", 0),
    (libc::SYS_pwrite64, "pwrite64", 0),
    (libc::SYS_writev, "writev", 0),
    (libc::SYS_pwritev, "pwritev", 0),
    (libc::SYS_pwritev2, "pwritev2", 0),
    (libc::SYS_sendfile, "sendfile", 0),
    (libc::SYS_copy_file_range, "copy_file_range", 2),
    (libc::SYS_ftruncate, "ftruncate", 0),
    (libc::SYS_fallocate, "fallocate", 0),
    (libc::SYS_fchmod, "fchmod", 0),
    (libc::SYS_fchown, "fchown", 0),
    (libc::SYS_fsetxattr, "fsetxattr", 0),
    (libc::SYS_fsync, "fsync", 0),
    (libc::SYS_fdatasync, "fdatasync", 0),
    (libc::SYS_sync_file_range, "sync_file_range", 0),
];

/// The change that a call is about to make, if it makes one.
pub(crate) fn point(tid: pid_t, call: &Call) -> Option<Point> {
    let arg = |index: usize| call.args.get(index).copied().unwrap_or(0);
    if let Some(point) = opening(tid, call) {
        return Some(point);
    }
    let mut by_path = BY_PATH.iter().chain(OLDER);
    if let Some((_, name, at)) = by_path.find(|(number, ..)| *number == call.number) {
        return Some(Point {
            name,
            path: text_at(tid, arg(*at)),
        });
    }
    let (_, name, at) = BY_FILE.iter().find(|(number, ..)| *number == call.number)?;
    Some(Point {
        name,
        path: changed_file(tid, arg(*at))?,
    })
}

/// An opening that makes or empties a file, and a socket that gets a name.
fn opening(tid: pid_t, call: &Call) -> Option<Point> {
    let [first, second, third, ..] = call.args;
    let makes = |flags: u64| flags & (libc::O_CREAT | libc::O_TRUNC) as u64 != 0;
    let makes_nameless = |flags: u64| flags & libc::O_TMPFILE as u64 == libc::O_TMPFILE as u64;
    let changes = |flags: u64| makes(flags) || makes_nameless(flags);
    let (name, address) = match call.number {
        libc::SYS_openat if changes(third) => ("openat", second),
        libc::SYS_openat2 => ("openat2", second),
        libc::SYS_bind => ("bind", second + 2),
        #[cfg(target_arch = "x86_64")]
        libc::SYS_open if changes(second) => ("open", first),
        _ => return None,
    };
    let path = text_at(tid, address);
    let kept = name != "bind" || path.starts_with('/');
    kept.then_some(Point { name, path })
}

/// The path of an open file, if it is a regular file or a folder and not the program's own output.
fn changed_file(tid: pid_t, number: u64) -> Option<String> {
    let number = number as u32;
    if number == 1 || number == 2 {
        return None;
    }
    let link = format!("/proc/{tid}/fd/{number}");
    let kind = fs::metadata(&link).ok()?.file_type();
    if !kind.is_file() && !kind.is_dir() {
        return None;
    }
    let path = fs::read_link(&link).ok()?.to_string_lossy().into_owned();
    let ours = ["/memfd:", "/proc/", "/sys/", "/dev/"];
    // The memory that is mounted as files there is as good as a disk.
    let file = path.starts_with("/dev/shm/") || !ours.iter().any(|other| path.starts_with(other));
    file.then_some(path)
}

/// A text in the memory of a stopped thread, for people; empty if it cannot be read.
fn text_at(tid: pid_t, address: u64) -> String {
    read_text(tid, address).unwrap_or_default()
}

fn read_text(tid: pid_t, address: u64) -> io::Result<String> {
    let memory = fs::File::open(format!("/proc/{tid}/mem"))?;
    let mut bytes = Vec::new();
    let mut chunk = [0_u8; 64];
    while bytes.len() < 4_096 {
        // A chunk does not cross a page, which may be the last one that exists.
        let at = address + bytes.len() as u64;
        let room = (4_096 - at % 4_096).min(chunk.len() as u64) as usize;
        let read = memory.read_at(chunk.get_mut(..room).unwrap_or(&mut []), at)?;
        let part = chunk.get(..read).unwrap_or(&[]);
        let end = part.iter().position(|byte| *byte == 0);
        bytes.extend_from_slice(part.get(..end.unwrap_or(read)).unwrap_or(&[]));
        if end.is_some() || read == 0 {
            break;
        }
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
