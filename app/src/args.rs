//! The command line as types. Nothing here does anything: it says what can be asked, and the help,
//! the completions and the manual page come out of it.

pub mod check;
pub mod config;
pub mod import;
pub mod packs;
pub mod play;
pub mod plugin;
pub mod values;

use std::path::PathBuf;

use clap::{Args, CommandFactory as _, Parser, Subcommand};
use clap_complete::Shell;
use lumarium_core::id::PluginId;
use lumarium_core::message::ScreenName;

use crate::args::check::CheckArgs;
use crate::args::config::ConfigCommand;
use crate::args::import::ImportArgs;
use crate::args::packs::PacksCommand;
use crate::args::play::{RenderArgs, RunArgs};
use crate::args::plugin::PluginCommand;
use crate::window::page::Page;
use crate::window::prefs::Look;

/// Plugins for LED matrices: shown, managed and developed.
///
/// Without a command the window opens; where there is no display, Lumarium plays in the terminal.
#[derive(Debug, Parser)]
#[command(name = "lumarium", version, max_term_width = 100)]
#[command(after_help = "Exit codes: 0 done, 1 failed, 2 wrong use.")]
pub struct Cli {
    /// What holds for all commands.
    #[command(flatten)]
    pub common: Common,
    /// The window, if no command is given.
    #[command(flatten)]
    pub window: WindowArgs,
    /// What to do.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// Options of the window.
#[derive(Args, Clone, Debug, Default)]
pub struct WindowArgs {
    /// Write a picture of the window as PNG once it shows something, and open none; needs no display
    #[arg(long, value_name = "FILE")]
    pub screenshot: Option<PathBuf>,
    /// How large the window is at first, in points [default: 1280x800]
    #[arg(long = "window-size", value_name = "WxH", value_parser = values::window_size)]
    pub window_size: Option<[f32; 2]>,
    /// The page at first, for pictures: `stage`, `inspector`, `store` or `settings`
    #[arg(long, value_name = "PAGE", value_parser = values::page, hide = true)]
    pub page: Option<Page>,
    /// The look at first, for pictures: `system`, `dark`, `light` or `contrast`
    #[arg(long, value_name = "LOOK", value_parser = values::look, hide = true)]
    pub look: Option<Look>,
    /// The plugin that is selected at first, for pictures
    #[arg(long = "select", value_name = "ID", value_parser = values::plugin_id, hide = true)]
    pub plugin: Option<PluginId>,
    /// Tell in this file, as JSON, what the window shows and where: for programs that drive it
    #[arg(long, value_name = "FILE", hide = true)]
    pub controls: Option<PathBuf>,
    /// Let the simulated panel misbehave: `slow:40ms`, `drop:20` (percent) or `unplugged`; repeatable
    #[arg(long = "fault", value_name = "FAULT", value_parser = values::fault)]
    pub faults: Vec<values::Fault>,
    /// Close the window after this time, like `30s`
    #[arg(long = "close-after", value_name = "TIME", value_parser = values::span)]
    pub close_after: Option<std::time::Duration>,
}

/// Options of all commands.
#[derive(Args, Clone, Debug)]
pub struct Common {
    /// The folder with configuration, plugins and state; an `LEDMatrix` folder is one [default: the
    /// system's data folder]
    #[arg(long, global = true, value_name = "DIR", env = "LUMARIUM_ROOT")]
    pub root: Option<PathBuf>,
    /// Print one JSON document instead of text, also for errors
    #[arg(long, global = true)]
    pub json: bool,
    /// Say more on standard error; twice says everything (`RUST_LOG` chooses exactly)
    #[arg(long, short, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Play without a window
    Run(RunArgs),
    /// Draw one plugin into a file
    Render(Box<RenderArgs>),
    /// Check a plugin one is writing: every screen at eight sizes
    Check(Box<CheckArgs>),
    /// List, inspect and switch plugins
    #[command(subcommand)]
    Plugin(PluginCommand),
    /// Compare wish and fact, and repair what differs
    Reconcile(ReconcileArgs),
    /// Print the full state of everything, or of one plugin
    State {
        /// The plugin's id
        #[arg(value_parser = values::plugin_id, value_name = "ID")]
        plugin: Option<PluginId>,
    },
    /// Print what happened
    Journal(JournalArgs),
    /// Read and change the configuration
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Take a folder of `LEDMatrix` over: settings, plugins, pictures and fonts
    Import(ImportArgs),
    /// Fonts that plugins expect: which there are, and bringing them
    #[command(subcommand)]
    Packs(PacksCommand),
    /// Set the order of plugins in the rotation; those not named follow
    Order {
        /// Ids, first to last
        #[arg(value_parser = values::plugin_id, value_name = "ID", required = true)]
        plugins: Vec<PluginId>,
    },
    /// Show the next screen
    Next,
    /// Show the screen before
    Previous,
    /// Hold the present picture
    Pause,
    /// Go on after a pause
    Resume,
    /// Stay on a screen until `unpin`
    Pin {
        /// Plugin, or plugin/screen; absent: the present one
        #[arg(value_parser = values::screen_name, value_name = "SCREEN")]
        screen: Option<ScreenName>,
    },
    /// Rotate again after `pin`
    Unpin,
    /// Show a screen now, for a time
    Show {
        /// Plugin, or plugin/screen
        #[arg(value_parser = values::screen_name, value_name = "SCREEN")]
        screen: ScreenName,
        /// How long
        #[arg(long = "for", value_name = "TIME", default_value = "30s", value_parser = values::span)]
        length: std::time::Duration,
    },
    /// Set the brightness in percent
    Brightness {
        /// 0 to 100
        #[arg(value_parser = clap::value_parser!(u8).range(0..=100))]
        percent: u8,
    },
    /// End the Lumarium that runs on this root
    Stop,
    /// Say what works here, what does not, and what to do
    Doctor,
    /// Print a completion script for a shell
    Completions {
        /// Which shell
        shell: Shell,
    },
    /// Print the manual page
    Man {
        /// Write the pages of all commands into this folder instead
        #[arg(long, value_name = "DIR")]
        dir: Option<PathBuf>,
    },
}

/// `lumarium reconcile`.
#[derive(Args, Clone, Copy, Debug)]
pub struct ReconcileArgs {
    /// Only print what differs and what would be done
    #[arg(long)]
    pub dry_run: bool,
    /// Also try again what was given up
    #[arg(long)]
    pub force: bool,
}

/// `lumarium journal`.
#[derive(Args, Clone, Debug)]
pub struct JournalArgs {
    /// Only entries from this number on
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    pub since: u64,
    /// Only entries about this plugin
    #[arg(long, value_name = "ID", value_parser = values::plugin_id)]
    pub plugin: Option<PluginId>,
    /// Go on printing as things happen; with --json one document a line
    #[arg(long, short)]
    pub follow: bool,
}

/// Everything that can be asked: each command that does something, and each of its options that has a
/// name, as `config import` and `config import --secrets`. What holds for all commands is left out.
pub fn everything() -> Vec<String> {
    fn walk(command: &clap::Command, way: &str, all: &mut Vec<String>) {
        let name = |word: &str| format!("{way} {word}").trim().to_owned();
        if !way.is_empty() && !command.has_subcommands() {
            all.push(way.to_owned());
        }
        let options = command.get_arguments().filter(|arg| {
            let held_back = arg.is_hide_set() || arg.is_global_set();
            !held_back && !["help", "version"].contains(&arg.get_id().as_str())
        });
        let options = options.filter_map(clap::Arg::get_long);
        all.extend(options.map(|long| name(&format!("--{long}"))));
        for inner in command.get_subcommands() {
            walk(inner, &name(inner.get_name()), all);
        }
    }
    let mut all = Vec::new();
    walk(&Cli::command(), "", &mut all);
    all
}

#[cfg(test)]
mod tests;
