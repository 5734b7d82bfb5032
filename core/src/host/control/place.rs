//! Where the socket lies and who may reach it: a socket for its user only in a folder for its user only.

use std::fs::{self, DirBuilder, Permissions};
use std::io;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{
    DirBuilderExt as _, FileTypeExt as _, MetadataExt as _, PermissionsExt as _,
};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use crate::host::control::ControlError;
use crate::limits;

/// Whether a process of user `uid` may talk to us, or we to it: the same user, or the one who may
/// do everything anyway.
pub(super) fn may_talk(uid: u32) -> bool {
    uid == own_user() || uid == 0
}

fn own_user() -> u32 {
    rustix::process::geteuid().as_raw()
}

fn failed(what: &'static str, path: &Path) -> impl FnOnce(io::Error) -> ControlError {
    move |source| ControlError::Io {
        what,
        path: path.to_owned(),
        source,
    }
}

/// Makes the socket's folder and says where the socket really goes.
pub(super) fn prepare(wanted: &Path) -> Result<PathBuf, ControlError> {
    let folder = wanted.parent().unwrap_or(Path::new("."));
    private_folder(folder)?;
    let record = record_of(wanted);
    if fits(wanted) {
        // A path kept by an earlier start under another name would mislead clients.
        match fs::remove_file(&record) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                tracing::debug!(%error, path = %record.display(), "an old note stays");
            }
            Ok(()) | Err(_) => {}
        }
        return Ok(wanted.to_owned());
    }
    let short = short_place(wanted);
    let home = short.parent().unwrap_or(Path::new("."));
    private_folder(home)?;
    fs::write(&record, short.as_os_str().as_bytes())
        .map_err(failed("recording the place of the control socket", &record))?;
    tracing::warn!(
        path = %short.display(),
        "the root's path is too long for a socket; the control socket is in a short place"
    );
    Ok(short)
}

/// Where a client finds the socket that belongs to `wanted`.
pub(super) fn resolve(wanted: &Path) -> PathBuf {
    if fits(wanted) {
        return wanted.to_owned();
    }
    let told = fs::read(record_of(wanted)).ok().filter(|bytes| {
        // A damaged note must not send us anywhere: it is only believed if it is the expected place.
        bytes.as_slice() == short_place(wanted).as_os_str().as_bytes()
    });
    told.map_or_else(
        || short_place(wanted),
        |bytes| PathBuf::from(std::ffi::OsStr::from_bytes(&bytes)),
    )
}

fn fits(path: &Path) -> bool {
    path.as_os_str().len() <= limits::CONTROL_PATH_MAX
}

fn record_of(wanted: &Path) -> PathBuf {
    wanted.with_extension("path")
}

/// A short path that only depends on user and wanted path.
fn short_place(wanted: &Path) -> PathBuf {
    let digest = Sha256::digest(wanted.as_os_str().as_bytes());
    let start = digest.first_chunk().copied().unwrap_or_default();
    let name = format!("{:016x}", u64::from_be_bytes(start));
    std::env::temp_dir()
        .join(format!("lumarium-{}-{name}", own_user()))
        .join("control.sock")
}

/// Makes a folder that only its user can enter, or closes one that is ours.
fn private_folder(folder: &Path) -> Result<(), ControlError> {
    match DirBuilder::new().recursive(true).mode(0o700).create(folder) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
            return Err(failed("making the folder of the control socket", folder)(
                error,
            ));
        }
        Ok(()) | Err(_) => {}
    }
    let about = fs::symlink_metadata(folder).map_err(failed(
        "looking at the folder of the control socket",
        folder,
    ))?;
    if !about.is_dir() || about.uid() != own_user() {
        return Err(ControlError::Unsafe {
            path: folder.to_owned(),
        });
    }
    if about.permissions().mode() & 0o077 != 0 {
        fs::set_permissions(folder, Permissions::from_mode(0o700))
            .map_err(failed("closing the folder of the control socket", folder))?;
    }
    Ok(())
}

/// Listens at `path`. A socket that nobody answers on is replaced; another file is put aside.
pub(super) fn bind(path: &Path) -> Result<UnixListener, ControlError> {
    clear(path)?;
    let listener =
        UnixListener::bind(path).map_err(failed("listening on the control socket", path))?;
    fs::set_permissions(path, Permissions::from_mode(0o600))
        .map_err(failed("closing the control socket to others", path))?;
    listener
        .set_nonblocking(true)
        .map_err(failed("preparing the control socket", path))?;
    Ok(listener)
}

fn clear(path: &Path) -> Result<(), ControlError> {
    let about = match fs::symlink_metadata(path) {
        Ok(about) => about,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(failed("looking at the control socket", path)(error)),
    };
    if !about.file_type().is_socket() {
        let aside = path.with_extension("aside");
        return fs::rename(path, aside).map_err(failed("putting aside what lies at", path));
    }
    if UnixStream::connect(path).is_ok() {
        return Err(ControlError::InUse {
            path: path.to_owned(),
        });
    }
    fs::remove_file(path).map_err(failed("removing the stale control socket", path))
}
