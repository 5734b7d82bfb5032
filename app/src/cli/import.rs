//! `lumarium import`: takes a LEDMatrix folder over and says what was taken over, what was not, and why.

use std::sync::Arc;

use lumarium_core::host::store::import::{self, ImportError, Line, Order, Report};
use lumarium_core::host::vfs::Disk;
use serde_json::json;

use crate::args::Common;
use crate::args::import::ImportArgs;
use crate::cli::Output;
use crate::error::CliError;
use crate::hosting;

pub(super) fn run(common: &Common, args: &ImportArgs, output: Output) -> Result<(), CliError> {
    let root = hosting::root(common)?;
    let source = std::path::absolute(&args.folder).map_err(|error| {
        CliError::wrong_use(
            format!("the folder is no path: {error}"),
            "name LEDMatrix's folder",
        )
    })?;
    let order = Order {
        source,
        replace: args.replace,
    };
    let report = if args.dry_run {
        import::preview(&Disk, &root, &order)
    } else {
        import::import(&(Arc::new(Disk) as _), &root, &order)
    };
    let report = report.map_err(|error| failed(&error))?;
    if output.is_json() {
        return output.document(&json!({
            "dry_run": args.dry_run,
            "root": root,
            "source": order.source,
            "report": report,
        }));
    }
    print(&report, args.dry_run, output)
}

fn print(report: &Report, dry_run: bool, output: Output) -> Result<(), CliError> {
    let parts: [(&str, &[Line]); 3] = if dry_run {
        [
            ("Would be taken over", &report.taken),
            ("Would stay as it is here", &report.kept),
            ("Would not be taken over", &report.left),
        ]
    } else {
        [
            ("Taken over", &report.taken),
            ("Stayed as it is here", &report.kept),
            ("Not taken over", &report.left),
        ]
    };
    for (title, lines) in parts {
        if lines.is_empty() {
            continue;
        }
        output.line(format!("{title}:"))?;
        for line in lines {
            output.line(format!("  {}: {}", line.what, line.why))?;
        }
    }
    if report.more > 0 {
        output.line(format!("… and {} more", report.more))?;
    }
    let megabytes = report.bytes.div_ceil(1024 * 1024);
    let (verb, files) = (
        if dry_run { "would be copied" } else { "copied" },
        report.files,
    );
    output.line(format!("{files} files, {megabytes} MiB {verb}"))
}

fn failed(error: &ImportError) -> CliError {
    let hint = match error {
        ImportError::NoLedmatrix { .. } => "name the folder in which LEDMatrix was installed",
        ImportError::Itself { .. } => {
            "a LEDMatrix folder is a root already: use it with --root, or import it into another root"
        }
        ImportError::Root(_) => "end the Lumarium that runs on the root, or choose another root",
        ImportError::Config { .. } => "repair the file, or move it away to import the rest",
        ImportError::File(_) => "check who may read and write there, and whether the disk has room",
        ImportError::TooMuch { .. } => "remove what is not needed from the folder's assets",
        ImportError::Store(_) => "see `lumarium doctor`",
    };
    CliError::failed(error.to_string(), hint)
}
