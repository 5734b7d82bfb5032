//! LEDMatrix's plugins, each whole or not at all.

use std::collections::BTreeSet;

use super::tree::Stage;
use super::*;

/// What LEDMatrix's own installer puts aside.
const ASIDE: [&str; 2] = [".standalone-backup-", "_staging-"];

/// Stages every plugin that we have not.
pub(super) fn take(
    ours: &Ours,
    source: &Path,
    theirs: &Document,
    after: &Document,
    stage: &mut Stage<'_>,
    report: &mut Report,
) -> Result<(), ImportError> {
    let mut done = BTreeSet::new();
    for folder in folders(source, theirs, report) {
        let names = match stage.vfs().list(&folder) {
            Ok(names) => names,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
            Err(error) => return Err(FileError::on("looking into", &folder)(error).into()),
        };
        for name in names {
            let put_aside = ASIDE.iter().any(|mark| name.contains(mark));
            if name.starts_with('.') || put_aside {
                continue;
            }
            one(ours, &folder.join(&name), after, stage, report, &mut done)?;
        }
    }
    let wanted = theirs.section_ids().into_iter();
    for id in wanted.filter(|id| !done.contains(id) && !ours.disk.found.contains_key(id)) {
        report.left(
            format!("plugin {id}"),
            "it has settings, but no files in the folder",
        );
    }
    Ok(())
}

/// The folder that the configuration names, and the two that LEDMatrix looks into besides.
fn folders(source: &Path, theirs: &Document, report: &mut Report) -> Vec<PathBuf> {
    let named = theirs.plugins_directory();
    let climbs = named
        .components()
        .any(|part| !matches!(part, std::path::Component::Normal(_)));
    let mut all = Vec::new();
    if climbs {
        let shown = named.display().to_string();
        report.left(shown, "the folder of plugins lies outside of LEDMatrix's; import from there by `lumarium plugin link`");
    } else {
        all.push(source.join(named));
    }
    for usual in ["plugin-repos", "plugins"] {
        let usual = source.join(usual);
        if !all.contains(&usual) {
            all.push(usual);
        }
    }
    all
}

fn one(
    ours: &Ours,
    path: &Path,
    after: &Document,
    stage: &mut Stage<'_>,
    report: &mut Report,
    done: &mut BTreeSet<PluginId>,
) -> Result<(), ImportError> {
    let name = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let stamp = stage
        .vfs()
        .stamp(path)
        .map_err(FileError::on("looking at", path))?;
    match stamp.map(|stamp| stamp.kind) {
        Some(Kind::Folder) => {}
        Some(Kind::Link) => {
            let advice = "it is a link; use its folder where it lies with `lumarium plugin link`";
            report.left(format!("plugin {name}"), advice);
            return Ok(());
        }
        Some(Kind::File | Kind::Other) | None => return Ok(()),
    }
    let manifest = stage.vfs().stamp(&path.join("manifest.json"));
    let manifest = manifest.map_err(FileError::on("looking at", path))?;
    if manifest.is_none_or(|stamp| stamp.kind != Kind::File) {
        report.left(
            format!("plugin {name}"),
            "the folder has no manifest.json of its own",
        );
        return Ok(());
    }
    let found = match Discovery::new(Vec::new()).inspect(path) {
        Ok(found) => found,
        Err(misfit) => {
            let why = misfit.problems.first().map(|problem| problem.text.clone());
            let why = why.unwrap_or_else(|| "it cannot be a plugin".to_owned());
            report.left(format!("plugin {name}"), why);
            return Ok(());
        }
    };
    let id = found.manifest.id.clone();
    if !done.insert(id.clone()) {
        report.left(
            format!("plugin {name}"),
            format!("another folder is {id} already"),
        );
        return Ok(());
    }
    let to = ours.paths.plugins(after).join(id.as_str());
    place(ours, &id, path, &to, stage, report)
}

fn place(
    ours: &Ours,
    id: &PluginId,
    from: &Path,
    to: &Path,
    stage: &mut Stage<'_>,
    report: &mut Report,
) -> Result<(), ImportError> {
    let what = format!("plugin {id}");
    let there = ours.disk.found.get(id).map(|found| &found.place);
    let mine = match there {
        Some(Place::Folder(mine)) => Some(mine.clone()),
        Some(Place::Bundled | Place::File(_) | Place::Linked(_)) => {
            report.kept(
                what,
                "you have one of this name that is bundled, linked or a single file",
            );
            return Ok(());
        }
        None => {
            let stamp = stage
                .vfs()
                .stamp(to)
                .map_err(FileError::on("looking at", to))?;
            stamp.map(|_| to.to_owned())
        }
    };
    if let Some(mine) = mine {
        if stage.is_there(from, &mine, 0)? {
            report.kept(what, "you have the same files already");
            return Ok(());
        }
        if !stage.replaces() {
            report.kept(
                what,
                "yours has other files and stays; --replace takes theirs",
            );
            return Ok(());
        }
        stage.make_room(&ours.paths.trash(), &mine)?;
    }
    let count = stage.place(from, to, &what, report)?;
    report.taken(what, count.words());
    Ok(())
}
