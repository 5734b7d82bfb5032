//! The root: can it be used, is it owned, are its files whole?

use std::fs::File;
use std::io::Read as _;
use std::path::Path;
use std::sync::Arc;

use lumarium_core::host::control::{self, Client, ClientError};
use lumarium_core::host::packs::Packs;
use lumarium_core::host::root::Paths;
use lumarium_core::host::vfs::Disk;
use lumarium_core::limits;
use rustix::fs::{Access, access};
use serde_json::Value;

use crate::doctor::Check;

/// Below this much room a root cannot be kept safely: the record, its backup and a rollback.
const ROOM_MIN: u64 = 50 * 1024 * 1024;
/// Below this much room installs will soon fail.
const ROOM_LITTLE: u64 = 500 * 1024 * 1024;

/// What files of `SQLite` begin with.
const SQLITE_MAGIC: &[u8] = b"SQLite format 3\0";

pub(super) fn checks(root: &Path) -> Vec<Check> {
    vec![
        writable(root),
        owner(root),
        config(root, "config", "config/config.json"),
        config(root, "secrets", "config/config_secrets.json"),
        record(root),
        room(root),
        fonts(root),
    ]
}

/// The folder itself, or the nearest one above that exists.
fn nearest(root: &Path) -> &Path {
    root.ancestors()
        .find(|folder| folder.exists())
        .unwrap_or(Path::new("/"))
}

fn writable(root: &Path) -> Check {
    const NAME: &str = "root";
    let place = nearest(root);
    let shown = root.display();
    if !place.is_dir() {
        return Check::fail(
            NAME,
            format!("{} is not a folder", place.display()),
            "choose another root with --root or LUMARIUM_ROOT",
        );
    }
    if let Err(error) = access(place, Access::READ_OK | Access::WRITE_OK | Access::EXEC_OK) {
        return Check::fail(
            NAME,
            format!("{} cannot be written: {error}", place.display()),
            "give yourself the right to write there, or choose another root with --root",
        );
    }
    if place == root {
        Check::ok(NAME, format!("{shown} can be written"))
    } else {
        Check::ok(NAME, format!("{shown} will be made at the first start"))
    }
}

fn owner(root: &Path) -> Check {
    const NAME: &str = "owner";
    match Client::connect(&root.join(control::SOCKET)).and_then(|mut client| client.snapshot()) {
        Ok(snapshot) => Check::ok(
            NAME,
            format!(
                "a Lumarium runs on it, with {} plugins",
                snapshot.plugins.len()
            ),
        ),
        Err(ClientError::Nobody { .. }) => Check::ok(NAME, "no Lumarium runs on it"),
        Err(error) => Check::warn(
            NAME,
            error.to_string(),
            "restart the running Lumarium, or run this as its user",
        ),
    }
}

fn config(root: &Path, name: &'static str, file: &str) -> Check {
    let path = root.join(file);
    let opened = match File::open(&path) {
        Ok(opened) => opened,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Check::ok(name, format!("{file} does not exist yet"));
        }
        Err(error) => {
            return Check::fail(
                name,
                format!("{file} cannot be opened: {error}"),
                "check who may read it",
            );
        }
    };
    let advice = "see `lumarium config check`; go back with `lumarium config restore`";
    let mut bytes = Vec::new();
    if let Err(error) = opened
        .take(limits::CONFIG_BYTES_MAX + 1)
        .read_to_end(&mut bytes)
    {
        return Check::fail(name, format!("{file} cannot be read: {error}"), advice);
    }
    if bytes.len() as u64 > limits::CONFIG_BYTES_MAX {
        return Check::fail(name, format!("{file} is too large"), advice);
    }
    match serde_json::from_slice::<Value>(&bytes) {
        Ok(Value::Object(sections)) => {
            Check::ok(name, format!("{file} has {} sections", sections.len()))
        }
        Ok(_) => Check::fail(name, format!("{file} is not a JSON object"), advice),
        Err(error) => Check::fail(name, format!("{file} is damaged: {error}"), advice),
    }
}

fn record(root: &Path) -> Check {
    const NAME: &str = "record";
    let path = root.join("state/lumarium.db");
    let mut start = [0; 16];
    match File::open(&path).and_then(|mut file| file.read_exact(&mut start)) {
        Ok(()) if start == SQLITE_MAGIC => Check::ok(NAME, "state/lumarium.db is a database"),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            Check::ok(NAME, "state/lumarium.db does not exist yet")
        }
        Err(error) if error.kind() == std::io::ErrorKind::PermissionDenied => Check::fail(
            NAME,
            format!("state/lumarium.db cannot be read: {error}"),
            "check who owns it; it must belong to the user who runs Lumarium",
        ),
        Ok(()) | Err(_) => Check::warn(
            NAME,
            "state/lumarium.db is damaged",
            "start Lumarium: it keeps a copy aside and repairs what can be repaired",
        ),
    }
}

fn room(root: &Path) -> Check {
    const NAME: &str = "disk";
    let place = nearest(root);
    let about = match rustix::fs::statvfs(place) {
        Ok(about) => about,
        Err(error) => {
            return Check::warn(
                NAME,
                format!("the free room is unknown: {error}"),
                "look at the disk",
            );
        }
    };
    let free = about.f_bavail.saturating_mul(about.f_frsize);
    let found = format!("{} MiB free", free / 1024 / 1024);
    if free < ROOM_MIN {
        Check::fail(NAME, found, "make room: changes cannot be saved safely")
    } else if free < ROOM_LITTLE {
        Check::warn(NAME, found, "make room before installing plugins")
    } else {
        Check::ok(NAME, found)
    }
}

fn fonts(root: &Path) -> Check {
    const NAME: &str = "fonts";
    const ADVICE: &str = "bring LEDMatrix's: `lumarium packs fetch`, or with --fonts DIR";
    let packs = Packs::new(Paths::new(root.to_owned()), Arc::new(Disk));
    let missing = packs.missing();
    if !missing.is_empty() {
        return Check::ok(
            NAME,
            "LEDMatrix's come when a Python plugin first needs them",
        );
    }
    if packs.stands_in() {
        return Check::warn(
            NAME,
            "Lumarium's own stand in for LEDMatrix's; texts of Python plugins differ a little",
            ADVICE,
        );
    }
    Check::ok(NAME, "LEDMatrix's are there")
}
