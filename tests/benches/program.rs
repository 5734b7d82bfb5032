//! The release build beside a bench.

use std::path::{Path, PathBuf};

use anyhow::ensure;

/// Where it is; an error that says how to make it.
pub(crate) fn path() -> anyhow::Result<PathBuf> {
    let here = std::env::current_exe().unwrap_or_default();
    let target = here.ancestors().nth(3).map(Path::to_owned);
    let name = format!("lumarium{}", std::env::consts::EXE_SUFFIX);
    let program = target.unwrap_or_default().join("release").join(name);
    ensure!(
        program.is_file(),
        "{} is not there; run `cargo build --release` first",
        program.display()
    );
    Ok(program)
}
