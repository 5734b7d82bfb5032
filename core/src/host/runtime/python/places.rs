//! Where a plugin's process works, where it may write, and as whom it runs.

use std::fs;
use std::io;
use std::os::unix::fs::{MetadataExt as _, lchown};
use std::path::{Path, PathBuf};

use crate::host::root::Paths;
use crate::id::PluginId;
use crate::limits;

/// Who runs plugins when we are root and the root belongs to root.
const NOBODY: (u32, u32) = (65_534, 65_534);

/// The folders of one plugin.
#[derive(Debug)]
pub(super) struct Places {
    /// Its own: home and temporary files.
    pub(super) data: PathBuf,
    /// Shared by all plugins of the root.
    pub(super) cache: PathBuf,
    /// All it may write to; they exist.
    pub(super) writable: Vec<PathBuf>,
    /// Who to become; absent: whoever we are, who is not root.
    pub(super) user: Option<User>,
}

/// An ordinary user for the worker of a host that is root.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct User {
    pub(super) uid: u32,
    pub(super) gid: u32,
    /// It could not enter one of the folders it has to read.
    pub(super) locked_out: bool,
}

impl Places {
    /// Makes what is missing. `read` are the folders that the worker must be able to read.
    pub(super) fn make(
        paths: &Paths,
        plugin: &PluginId,
        folder: &Path,
        read: &[&Path],
    ) -> io::Result<Self> {
        let user = user_for(paths.root(), read)?;
        let data = paths.plugin_data().join(plugin.as_str());
        let cache = paths.plugin_cache();
        let sports = paths.assets().join("sports");
        let uploads = paths
            .assets()
            .join("plugins")
            .join(plugin.as_str())
            .join("uploads");
        for (path, ours) in [
            (&data, true),
            (&cache, true),
            (&sports, false),
            (&uploads, false),
        ] {
            let new = !path.is_dir();
            fs::create_dir_all(path)?;
            // Ours may have been copied or restored by root; what LEDMatrix made is left alone.
            if let Some(user) = user.filter(|_| new || ours) {
                let mut left = limits::PLUGIN_DATA_FILES_MAX;
                give(path, user, &mut left)?;
            }
        }
        let writable = vec![
            data.clone(),
            cache.clone(),
            sports,
            uploads,
            // Tokens, flags and caches of plugins lie beside their code.
            folder.to_owned(),
        ];
        Ok(Self {
            data,
            cache,
            writable,
            user,
        })
    }
}

/// Gives a folder and all in it to a user, unless it is theirs already. Links are not followed.
fn give(path: &Path, user: User, left: &mut usize) -> io::Result<()> {
    let found = fs::symlink_metadata(path)?;
    if found.uid() == user.uid || *left == 0 {
        return Ok(());
    }
    *left -= 1;
    if found.is_dir() {
        for entry in fs::read_dir(path)? {
            give(&entry?.path(), user, left)?;
        }
    }
    // The folder last: when this was cut short, the next start goes on with it.
    lchown(path, Some(user.uid), Some(user.gid))
}

/// The owner of the root, or nobody; absent when we are not root.
fn user_for(root: &Path, read: &[&Path]) -> io::Result<Option<User>> {
    if !rustix::process::geteuid().is_root() {
        return Ok(None);
    }
    let owner = fs::metadata(root)?;
    let (uid, gid) = match owner.uid() {
        0 => NOBODY,
        uid => (uid, owner.gid()),
    };
    let mut folders = read.iter().chain([&root]);
    let locked_out = folders.any(|folder| !may_enter(folder, uid, gid));
    Ok(Some(User {
        uid,
        gid,
        locked_out,
    }))
}

/// Whether a user can come to a folder and read it. Groups beside its own do not count.
fn may_enter(folder: &Path, uid: u32, gid: u32) -> bool {
    let full = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
    full.ancestors().all(|part| {
        let Ok(found) = fs::metadata(part) else {
            return false;
        };
        let wanted = if part == full { 0o5 } else { 0o1 };
        let shift = match (found.uid() == uid, found.gid() == gid) {
            (true, _) => 6,
            (false, true) => 3,
            (false, false) => 0,
        };
        (found.mode() >> shift) & wanted == wanted
    })
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn what_root_has_copied_is_given_to_its_user_and_links_are_not_followed() {
        if !rustix::process::geteuid().is_root() {
            return; // nobody else can give files away, and nobody else has to
        }
        let home = tempfile::tempdir().unwrap();
        let inner = home.path().join("data/tmp");
        fs::create_dir_all(&inner).unwrap();
        let outside = home.path().join("outside");
        fs::write(&outside, "").unwrap();
        std::os::unix::fs::symlink(&outside, inner.join("link")).unwrap();
        let (uid, gid) = NOBODY;
        let user = User {
            uid,
            gid,
            locked_out: false,
        };
        give(&home.path().join("data"), user, &mut 100).unwrap();
        assert_eq!(fs::metadata(&inner).unwrap().uid(), uid);
        assert_eq!(fs::metadata(&outside).unwrap().uid(), 0);
    }

    #[test]
    fn who_may_not_enter_a_folder_above_may_not_enter_the_folder() {
        let home = tempfile::tempdir().unwrap();
        let inner = home.path().join("a/b");
        fs::create_dir_all(&inner).unwrap();
        let mode = |path: &Path, mode| {
            fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
        };
        mode(home.path(), 0o755);
        assert!(may_enter(&inner, 4_711, 4_711));
        mode(&home.path().join("a"), 0o750);
        assert!(!may_enter(&inner, 4_711, 4_711));
        mode(&home.path().join("a"), 0o711);
        assert!(may_enter(&inner, 4_711, 4_711));
        mode(&inner, 0o711);
        assert!(!may_enter(&inner, 4_711, 4_711), "it cannot be listed");
    }
}
