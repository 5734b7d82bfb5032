//! How one plugin's process is started: folders, descriptors, a fork, and what it is told first.

use std::fs::File;
use std::io::{self, Read as _};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use serde_json::{Map, Value, json};

use super::packages::Packages;
use super::places::{Places, User};
use super::template::Template;
use crate::facts::Place;
use crate::failure::{Failure, cut};
use crate::host::clock::Clock;
use crate::host::packs::FontDesk;
use crate::host::root::Paths;
use crate::host::runtime::worker::gate::Gate;
use crate::host::runtime::worker::link::Link;
use crate::host::runtime::worker::seat::ProcessSeat;
use crate::host::runtime::worker::session::{Launcher, Started, object, settings_of};
use crate::limits;
use crate::message::Launch;

/// Starts workers for the plugins of a root.
pub(super) struct PythonLauncher {
    paths: Paths,
    /// Made for the first plugin.
    template: OnceLock<Template>,
    packages: Packages,
    gate: Arc<Gate>,
    /// Absent: whatever fonts are there.
    fonts: Option<Arc<FontDesk>>,
}

impl PythonLauncher {
    pub(super) fn new(paths: Paths, clock: Arc<dyn Clock>, fonts: Option<Arc<FontDesk>>) -> Self {
        Self {
            packages: Packages::new(paths.clone(), Arc::clone(&clock)),
            paths,
            template: OnceLock::new(),
            gate: Gate::new(clock),
            fonts,
        }
    }

    /// Makes the template's thread, which starts nothing yet, and has fonts looked for.
    pub(super) fn prepare(&self) {
        if let Some(fonts) = &self.fonts {
            fonts.need();
        }
        self.template();
    }

    fn template(&self) -> &Template {
        self.template
            .get_or_init(|| Template::new(self.paths.clone()))
    }
}

impl Launcher for PythonLauncher {
    fn start(
        &self,
        seat: &ProcessSeat,
        launch: &Launch,
        tell: &dyn Fn(String),
    ) -> Result<Started, Failure> {
        let folder = folder_of(&launch.found.place)?;
        let manifest = raw_manifest(&folder);
        let packages = self.packages.wait_for(seat, &folder, &manifest, tell);
        let cache = self.paths.cache();
        let mut read: Vec<&Path> = vec![&folder, &cache];
        read.extend(packages.paths.iter().map(PathBuf::as_path));
        if let Some(fonts) = &self.fonts {
            fonts.wait();
        }
        // Its deadline does not count meanwhile: others are slow, not this one.
        let waits = || tell("it waits until others have been loaded".to_owned());
        let pass = self.gate.enter(&waits);
        let places = Places::make(&self.paths, &seat.plugin, &folder, &read)
            .map_err(|cause| Failure::error(format!("its folders cannot be made: {cause}")))?;
        let mut init = init(&self.paths, seat, launch, &folder, &places)?;
        init.insert("manifest".to_owned(), manifest);
        init.insert("paths".to_owned(), json!(packages.paths));
        let (ours, theirs) = UnixStream::pair().map_err(no_room)?;
        let (log, output) = io::pipe().map_err(no_room)?;
        let born = self
            .template()
            .fork(theirs.into(), OwnedFd::from(output))
            .map_err(|text| Failure::Unsupported { text: cut(text) })?;
        seat.has(born.process);
        let (link, bell) = Link::new(ours, log).map_err(no_room)?;
        Ok(Started {
            link,
            bell: Arc::clone(&bell),
            init,
            pass,
            note: born.note,
            words: packages
                .notes
                .into_iter()
                .chain(packages.lacks.clone().filter(|_| !packages.quietly))
                .collect(),
            lacks: packages.lacks,
        })
    }

    fn end_of(&self, pid: u32) -> String {
        self.template().end_of(pid)
    }
}

fn no_room(cause: impl std::fmt::Display) -> Failure {
    Failure::Busy {
        text: format!("no process could be started for it: {cause}"),
    }
}

fn folder_of(place: &Place) -> Result<PathBuf, Failure> {
    match place {
        Place::Folder(path) | Place::Linked(path) => std::path::absolute(path)
            .map_err(|cause| Failure::error(format!("its folder cannot be named: {cause}"))),
        Place::Bundled | Place::File(_) => Err(Failure::Unsupported {
            text: "a Python plugin is a folder with a manifest.json; make one".to_owned(),
        }),
    }
}

/// What the worker is told first (`init` of the protocol).
fn init(
    paths: &Paths,
    seat: &ProcessSeat,
    launch: &Launch,
    folder: &Path,
    places: &Places,
) -> Result<Map<String, Value>, Failure> {
    let manifest = &launch.found.manifest;
    let class = manifest
        .class_name
        .as_deref()
        .ok_or_else(|| Failure::Unsupported {
            text: "its manifest.json names no class_name, the class in its entry point; add it"
                .to_owned(),
        })?;
    let root = paths.root();
    let mut init = json!({
        "plugin_id": seat.plugin.as_str(),
        "plugin_dir": folder,
        "entry_point": manifest.entry_point,
        "class_name": class,
        "width": launch.size.width,
        "height": launch.size.height,
        "config": settings_of(&launch.settings),
        "global_config": *launch.global,
        "root": root,
        "cache_dir": places.cache,
        "data_dir": places.data,
        "timezone": launch.time_zone,
        "state": launch.saved,
        "isolation": {
            "writable": places.writable,
            // Secrets of others, and the socket by which people command us.
            "hidden": [paths.config(), paths.state()],
            "oom_score_adj": limits::WORKER_OOM_SCORE,
            "nice": limits::WORKER_NICE,
            "limits": {
                // Addresses are not memory: Python reserves more of them than it uses.
                "address_space": limits::WORKER_ADDRESS_SPACE.max(launch.memory_max.saturating_mul(2)),
                "file_size": limits::WORKER_FILE_SIZE,
                "files": limits::WORKER_FILES,
                "processes": limits::WORKER_PROCESSES,
            },
        },
    });
    if let Some(User {
        uid,
        gid,
        locked_out,
    }) = places.user
    {
        init["isolation"]["user"] = json!({"uid": uid, "gid": gid, "read_all": locked_out});
    }
    if root.join("src").join("common").is_dir() {
        // A LEDMatrix folder: what our package lacks of it is its own.
        init["extend"] = json!(root);
    }
    Ok(object(init))
}

/// The manifest as it is written, for plugins that look into it; empty if it cannot be read any more.
fn raw_manifest(folder: &Path) -> Value {
    let mut text = Vec::new();
    let read = File::open(folder.join("manifest.json"))
        .and_then(|file| file.take(limits::MANIFEST_BYTES_MAX).read_to_end(&mut text));
    let value = read.ok().and_then(|_| serde_json::from_slice(&text).ok());
    value.unwrap_or_else(|| json!({}))
}
