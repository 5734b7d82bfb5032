//! `lumarium packs …`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// What can be done with packs: files that plugins expect and that are not Lumarium's.
#[derive(Debug, Subcommand)]
pub enum PacksCommand {
    /// Say which fonts plugins see, and where they come from
    List,
    /// Bring `LEDMatrix`'s fonts now; otherwise they come when a plugin first needs them
    Fetch(FetchArgs),
}

/// `lumarium packs fetch`.
#[derive(Args, Clone, Debug)]
pub struct FetchArgs {
    /// Take them from this folder instead of `LEDMatrix`'s repository [default: `ledmatrix` in the
    /// folder `LUMARIUM_PACKS` names, if it is set]
    #[arg(long, value_name = "DIR")]
    pub fonts: Option<PathBuf>,
}
