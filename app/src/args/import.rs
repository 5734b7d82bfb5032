//! `lumarium import`.

use std::path::PathBuf;

use clap::Args;

/// `lumarium import`.
#[derive(Args, Clone, Debug)]
pub struct ImportArgs {
    /// The folder of LEDMatrix; nothing in it is changed
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
    /// Only say what would be taken over
    #[arg(long)]
    pub dry_run: bool,
    /// Take theirs where yours differs; your plugins and files go to the trash
    #[arg(long)]
    pub replace: bool,
}
