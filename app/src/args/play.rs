//! `lumarium run` and `lumarium render`.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};
use lumarium_core::frame::Size;
use lumarium_core::limits;
use lumarium_core::time::Wall;

use crate::args::values::{self, Setting};

/// Where `run` shows its frames.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum PanelChoice {
    /// Nowhere: frames are made, timed and counted
    #[default]
    None,
    /// The simulated panel, without a window
    Sim,
    /// This terminal, in half-block characters
    Terminal,
}

/// `lumarium run`.
#[derive(Args, Clone, Debug)]
pub struct RunArgs {
    /// Play in this terminal
    #[arg(long, conflicts_with = "panel")]
    pub terminal: bool,
    /// Where the frames go
    #[arg(long, value_enum, value_name = "PANEL", default_value_t)]
    pub panel: PanelChoice,
    /// End after this time [default: at Ctrl-C]
    #[arg(long = "for", value_name = "TIME", value_parser = values::span)]
    pub length: Option<Duration>,
    /// Write how it went into this file, as JSON (`-`: standard output)
    #[arg(long, value_name = "FILE")]
    pub stats: Option<PathBuf>,
    /// The canvas, instead of the configuration's
    #[arg(long, value_name = "WxH", value_parser = values::size)]
    pub size: Option<Size>,
    /// Frames a second, instead of the configuration's
    #[arg(long, value_name = "HZ", value_parser = clap::value_parser!(u32).range(1..=i64::from(limits::REFRESH_HZ_MAX)))]
    pub refresh: Option<u32>,
    /// Let the simulated panel misbehave: `slow:40ms`, `drop:20` (percent) or `unplugged`; repeatable
    #[arg(long = "fault", value_name = "FAULT", value_parser = values::fault)]
    pub faults: Vec<values::Fault>,
    /// Record what is shown into a .gif, .webp, .apng or .png file
    #[arg(long, value_name = "FILE")]
    pub record: Option<PathBuf>,
}

impl RunArgs {
    /// What `lumarium` alone means where there is no display.
    pub const fn in_terminal() -> Self {
        Self {
            terminal: true,
            panel: PanelChoice::Terminal,
            length: None,
            stats: None,
            size: None,
            refresh: None,
            faults: Vec::new(),
            record: None,
        }
    }
}

/// `lumarium render`.
#[derive(Args, Clone, Debug)]
pub struct RenderArgs {
    /// The plugin: the id of a bundled one, or a path (./clock, /plugins/clock)
    #[arg(value_name = "PATH|ID")]
    pub plugin: String,
    /// The file: .png, .gif, .webp, .apng, or .strip.png (frames one under another); of several pictures the
    /// folder, for DIR/128x32/screen.png
    #[arg(short, long, value_name = "FILE|DIR")]
    pub output: Option<PathBuf>,
    /// The canvas; repeatable
    #[arg(long = "size", value_name = "WxH", default_value = "128x32", value_parser = values::size)]
    pub sizes: Vec<Size>,
    /// One of its screens; repeatable [default: the first]
    #[arg(long = "screen", value_name = "SCREEN", conflicts_with = "all")]
    pub screens: Vec<String>,
    /// All of its screens
    #[arg(long)]
    pub all: bool,
    /// The time it is, RFC 3339 [default: now]
    #[arg(long, value_name = "TIME", value_parser = values::wall_time)]
    pub at: Option<Wall>,
    /// The panel's time zone
    #[arg(long, value_name = "ZONE", default_value = "UTC", value_parser = values::time_zone)]
    pub tz: String,
    /// A setting; the value is JSON, or text
    #[arg(long = "set", value_name = "KEY=VALUE", value_parser = values::setting)]
    pub settings: Vec<Setting>,
    /// Settings from a JSON file, below those of --set
    #[arg(long = "settings", value_name = "FILE")]
    pub settings_file: Option<PathBuf>,
    /// How many frames [default: all of a clip or scroll, 1 of anything else]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=limits::CLIP_FRAMES_MAX as i64))]
    pub frames: Option<u32>,
    /// Draw LEDs as they look, this many pixels apart
    #[arg(long, value_name = "PITCH", value_parser = clap::value_parser!(u32).range(2..=64))]
    pub look: Option<u32>,
    /// What a plugin written in Python is given
    #[command(flatten)]
    pub python: PythonArgs,
    /// Let every connection of a Python plugin fail at once
    #[arg(long)]
    pub offline: bool,
}

/// What a plugin written in Python is given, wherever it is drawn.
#[derive(Args, Clone, Debug)]
pub struct PythonArgs {
    /// LEDMatrix's fonts, for Python plugins [default: `ledmatrix` in the folder `LUMARIUM_PACKS` names, or
    /// `assets/fonts` of the `LEDMatrix` folder or of the root]
    #[arg(long, value_name = "DIR")]
    pub fonts: Option<PathBuf>,
    /// A `LEDMatrix` folder, for Python plugins that use newer parts of it than Lumarium has [default: the one
    /// that the plugin is in, or the root]
    #[arg(long, value_name = "DIR")]
    pub ledmatrix: Option<PathBuf>,
    /// A screen of a Python plugin that takes longer is given up, with the line it was at
    #[arg(long, value_name = "TIME", default_value = "45s", value_parser = values::deadline)]
    pub deadline: Duration,
}
