//! What else there is: fonts, logos and uploads, and the small files beside the configuration; and why the rest
//! stays where it is.

use super::tree::Stage;
use super::{Arc, FileError, ImportError, Kind, Ours, Packs, Path, Report};

/// Files beside the configuration that plugins or the store go by.
const BESIDE: [(&str, &str); 3] = [
    ("saved_repositories.json", "repositories of plugins"),
    ("font_overrides.json", "fonts of elements"),
    ("ytm_auth.json", "a sign-in of the music plugin"),
];

/// What is not taken over, and why.
const LEFT: [(&str, &str); 9] = [
    (
        "config/wifi_config.json",
        "networks are the system's affair",
    ),
    (
        "config/backups",
        "older configurations; Lumarium keeps copies of its own",
    ),
    (
        "config/uninstalled_plugins.json",
        "only what is there is taken over, so nothing comes back",
    ),
    (
        "data",
        "what LEDMatrix has done; Lumarium keeps a record of its own",
    ),
    ("cache", "plugins fetch it again"),
    ("skins", "LEDMatrix itself has given them up"),
    (
        "starlark-apps",
        "Pixlet apps are linked one by one: `lumarium plugin link FILE`",
    ),
    (
        "src",
        "LEDMatrix's program, whose place Lumarium takes; so with everything else in the folder",
    ),
    ("bin", "programs of LEDMatrix"),
];

pub(super) fn take(
    ours: &Ours,
    source: &Path,
    stage: &mut Stage<'_>,
    report: &mut Report,
) -> Result<(), ImportError> {
    let packs = Packs::new(ours.paths.clone(), Arc::new(crate::host::vfs::Disk));
    let stands_in = |path: &Path| packs.is_ours(path);
    assets(ours, source, &stands_in, stage, report)?;
    for (name, what) in BESIDE {
        let from = source.join("config").join(name);
        if !is_there(stage, &from)? {
            continue;
        }
        let shown = format!("config/{name}");
        let to = ours.paths.config().join(name);
        let count = stage.fill(&from, &to, &shown, &|_| false, report)?;
        if count.files > 0 {
            report.taken(shown, what);
        }
    }
    for (name, why) in LEFT {
        if is_there(stage, &source.join(name))? {
            report.left(name, why);
        }
    }
    Ok(())
}

/// Each folder of pictures and fonts by itself, so that the report says which.
fn assets(
    ours: &Ours,
    source: &Path,
    stands_in: &dyn Fn(&Path) -> bool,
    stage: &mut Stage<'_>,
    report: &mut Report,
) -> Result<(), ImportError> {
    let folder = source.join("assets");
    let stamp = stage
        .vfs()
        .stamp(&folder)
        .map_err(FileError::on("looking at", &folder))?;
    if stamp.is_none_or(|stamp| stamp.kind != Kind::Folder) {
        return Ok(());
    }
    let names = stage.vfs().list(&folder);
    for name in names.map_err(FileError::on("looking into", &folder))? {
        let shown = format!("assets/{name}");
        let to = ours.paths.assets().join(&name);
        let count = stage.fill(&folder.join(&name), &to, &shown, stands_in, report)?;
        if count.files > 0 {
            report.taken(shown, count.words());
        }
    }
    Ok(())
}

fn is_there(stage: &Stage<'_>, path: &Path) -> Result<bool, ImportError> {
    let stamp = stage
        .vfs()
        .stamp(path)
        .map_err(FileError::on("looking at", path))?;
    Ok(stamp.is_some())
}
