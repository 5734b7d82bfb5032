//! `lumarium check`.

use std::path::PathBuf;

use clap::Args;
use lumarium_core::frame::Size;
use lumarium_core::time::Wall;

use crate::args::play::PythonArgs;
use crate::args::values::{self, Setting};

/// `lumarium check`.
#[derive(Args, Clone, Debug)]
pub struct CheckArgs {
    /// The plugin: a path (., /plugins/clock), or the id of a bundled one
    #[arg(value_name = "PATH|ID")]
    pub plugin: String,
    /// A canvas; repeatable [default: those of `test/harness.json`, or of `LEDMATRIX_TEST_SIZES`, or 64x32, 128x32,
    /// 64x64, 96x48, 128x64, 256x32, 128x96 and 256x128]
    #[arg(long = "size", value_name = "WxH", value_parser = values::size)]
    pub sizes: Vec<Size>,
    /// One of its screens; repeatable [default: all]
    #[arg(long = "screen", value_name = "SCREEN")]
    pub screens: Vec<String>,
    /// A setting; the value is JSON, or text
    #[arg(long = "set", value_name = "KEY=VALUE", value_parser = values::setting)]
    pub settings: Vec<Setting>,
    /// Settings from a JSON file, below those of --set
    #[arg(long = "settings", value_name = "FILE")]
    pub settings_file: Option<PathBuf>,
    /// What the plugin's cache holds, from a JSON file, instead of what `test/harness.json` names
    #[arg(long, value_name = "FILE")]
    pub mock: Option<PathBuf>,
    /// The time it is, RFC 3339 [default: that of `test/harness.json`, or now]
    #[arg(long, value_name = "TIME", value_parser = values::wall_time)]
    pub at: Option<Wall>,
    /// The panel's time zone
    #[arg(long, value_name = "ZONE", default_value = "UTC", value_parser = values::time_zone)]
    pub tz: String,
    /// Draw without calling `update()`
    #[arg(long)]
    pub skip_update: bool,
    /// Let the plugin use the network; without, every connection fails at once, which is no failure of the plugin
    #[arg(long)]
    pub online: bool,
    /// Write what is drawn as the pictures to compare with from now on
    #[arg(long)]
    pub update_golden: bool,
    /// Where the pictures to compare with are [default: `test/golden` of the plugin]
    #[arg(long, value_name = "DIR")]
    pub golden: Option<PathBuf>,
    /// Also write what is drawn into this folder, as DIR/128x32/screen.png
    #[arg(short, long, value_name = "DIR")]
    pub output: Option<PathBuf>,
    /// What a plugin written in Python is given
    #[command(flatten)]
    pub python: PythonArgs,
}
