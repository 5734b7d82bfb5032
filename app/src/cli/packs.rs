//! `lumarium packs …`: which fonts plugins see, and bringing LEDMatrix's.

use std::path::Path;
use std::sync::Arc;

use lumarium_core::host::git::{Go, Progress};
use lumarium_core::host::packs::{PackError, Packs, Source};
use lumarium_core::host::root::{Paths, Root};
use lumarium_core::host::vfs::Disk;
use serde_json::json;

use crate::args::Common;
use crate::args::packs::{FetchArgs, PacksCommand};
use crate::cli::Output;
use crate::error::CliError;
use crate::hosting;

pub(super) fn run(common: &Common, command: &PacksCommand, output: Output) -> Result<(), CliError> {
    let root = hosting::root(common)?;
    match command {
        PacksCommand::List => list(&root, output),
        PacksCommand::Fetch(args) => fetch(&root, args, output),
    }
}

fn packs(root: &Path) -> Packs {
    Packs::new(Paths::new(root.to_owned()), Arc::new(Disk))
}

fn list(root: &Path, output: Output) -> Result<(), CliError> {
    let packs = packs(root);
    let (pack, missing, stands_in) = (packs.fonts(), packs.missing(), packs.stands_in());
    if output.is_json() {
        return output.document(&json!({
            "fonts": {
                "folder": packs.fonts_folder(),
                "missing": missing,
                "own_fonts_stand_in": stands_in,
                "pack": pack,
            },
        }));
    }
    output.line(match &pack {
        Some(pack) => {
            let bytes: u64 = pack.files.iter().map(|file| file.bytes).sum();
            let (count, source) = (pack.files.len(), &pack.source);
            let kib = bytes / 1024;
            format!(
                "LEDMatrix's fonts: {count} files, {kib} KiB, {} from {source}",
                pack.hash
            )
        }
        None => "LEDMatrix's fonts: not fetched".to_owned(),
    })?;
    let folder = packs.fonts_folder();
    let folder = folder.display();
    output.line(match (missing.is_empty(), stands_in) {
        (false, _) => format!(
            "{folder}: lacks {}; they come when a plugin first needs them",
            missing.join(", ")
        ),
        (true, true) => format!("{folder}: Lumarium's own fonts stand in for some"),
        (true, false) => format!("{folder}: complete"),
    })
}

fn fetch(root: &Path, args: &FetchArgs, output: Output) -> Result<(), CliError> {
    // While a Lumarium runs here, it alone writes; and it fetches by itself.
    let owned = Root::open(root).map_err(|error| {
        CliError::failed(
            error.to_string(),
            "a running Lumarium fetches them by itself, when a plugin needs them",
        )
    })?;
    let packs = Packs::new(owned.paths().clone(), Arc::new(Disk));
    let named = hosting::packs();
    let source = Source::chosen(args.fonts.as_deref(), named.as_deref());
    let mut told = 0;
    let taken = packs.take(&source, &mut |progress| {
        told = tell(progress, told, output);
        Go::On
    });
    let pack = match taken {
        Ok(pack) => pack,
        Err(error) => return stand_in(&packs, &error, output),
    };
    let offered = packs.offer(&pack).map_err(|error| failed(&error))?;
    output.done(&format!(
        "LEDMatrix's fonts are there: {} files from {}, {} of them new in {}",
        pack.files.len(),
        pack.source,
        offered.written,
        packs.fonts_folder().display()
    ))
}

/// Says how far it is, each megabyte; the megabytes that were told.
fn tell(progress: Progress, told: u64, output: Output) -> u64 {
    let megabytes = progress.bytes / 1_000_000;
    if megabytes > told {
        let (objects, of) = (progress.objects, progress.of);
        output.note(&format!("{megabytes} MB, {objects} of {of} objects"));
    }
    told.max(megabytes)
}

/// Without the pack plugins get our own fonts; the command has failed all the same.
fn stand_in(packs: &Packs, error: &PackError, output: Output) -> Result<(), CliError> {
    let own = packs.offer_own().map_err(|error| failed(&error))?;
    if own.written > 0 {
        output.note(&format!(
            "Lumarium's own fonts stand in under the same names: {} files in {}",
            own.written,
            packs.fonts_folder().display()
        ));
    }
    Err(failed(error))
}

fn failed(error: &PackError) -> CliError {
    CliError::failed(
        error.to_string(),
        "name a folder with LEDMatrix's assets/fonts: `lumarium packs fetch --fonts DIR`",
    )
}
