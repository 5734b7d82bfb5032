//! The command line: reads arguments, does one thing, says how it went. Exit codes: 0 done, 1 failed,
//! 2 wrong use.

mod check;
mod commands;
mod config;
mod doctor;
mod import;
mod journal;
mod output;
mod owner;
mod packs;
mod paper;
mod pictures;
mod plugins;
mod python;
mod reconcile;
mod render;
mod report;
mod run;
mod signals;
mod stats;

use std::io::{self, IsTerminal as _};
use std::process::ExitCode;
use std::sync::Arc;

use clap::Parser as _;
use clap::error::ErrorKind;
use lumarium_core::host::clock::Monotonic;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::layer::{Layer as _, SubscriberExt as _};
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::args::play::RunArgs;
use crate::args::{Cli, Command, Common, WindowArgs};
use crate::error::{CliError, WRONG_USE};
use crate::logged::Logged;
use crate::{hosting, terminal, window};

pub use output::Output;

/// The whole program; `clock` counts from the start of the process.
pub fn main(clock: Monotonic) -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return usage(&error),
    };
    let logged = begin_log(&cli);
    quiet_panics();
    let output = Output::new(cli.common.json);
    match go(cli, output, clock, logged) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => output.fail(&error),
    }
}

/// Help, version and wrong use, in clap's words or as JSON.
fn usage(error: &clap::Error) -> ExitCode {
    if matches!(
        error.kind(),
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion
    ) {
        // Whoever closes the pipe has read enough.
        return match error.print() {
            Ok(()) | Err(_) => ExitCode::SUCCESS,
        };
    }
    if std::env::args_os().any(|arg| arg == "--json") {
        let told = error.to_string();
        let text = told.trim_start_matches("error: ");
        let what = text.split("\n\n").next().unwrap_or(text).trim();
        let hint = "see `lumarium --help`, or the help of the command";
        return Output::new(true).fail(&CliError::wrong_use(what, hint));
    }
    match error.print() {
        Ok(()) | Err(_) => ExitCode::from(WRONG_USE),
    }
}

fn go(cli: Cli, output: Output, clock: Monotonic, logged: Logged) -> Result<(), CliError> {
    let common = cli.common;
    let clock = Arc::new(clock);
    match cli.command {
        None => open_window(&common, cli.window, output, &clock, logged),
        Some(Command::Run(args)) => run::run(&common, &args, output, &clock),
        Some(Command::Render(args)) => render::render(&common, &args, output),
        Some(Command::Check(args)) => check::check(&common, &args, output),
        Some(Command::Plugin(command)) => plugins::run(&common, command, output),
        Some(Command::Reconcile(args)) => reconcile::run(&common, args, output),
        Some(Command::State { plugin }) => plugins::state(&common, plugin.as_ref(), output),
        Some(Command::Journal(args)) => journal::run(&common, &args, output),
        Some(Command::Config(command)) => config::run(&common, command, output),
        Some(Command::Import(args)) => import::run(&common, &args, output),
        Some(Command::Packs(command)) => packs::run(&common, &command, output),
        Some(Command::Doctor) => doctor::run(&hosting::root(&common)?, output),
        Some(Command::Completions { shell }) => paper::completions(shell, output),
        Some(Command::Man { dir }) => paper::man(dir.as_deref(), output),
        Some(command) => commands::run(&common, command, output),
    }
}

/// The window; without a display the terminal, with a sentence why.
fn open_window(
    common: &Common,
    args: WindowArgs,
    output: Output,
    clock: &Arc<Monotonic>,
    logged: Logged,
) -> Result<(), CliError> {
    // A picture is painted by the program itself.
    let possible = args.screenshot.is_some() || crate::doctor::display_found();
    let choice = hosting::WindowChoice {
        faults: args.faults,
        screenshot: args.screenshot,
        controls: args.controls,
        logged,
        exit_after: args.close_after,
        size: args.window_size,
        begin: window::Begin {
            page: args.page,
            look: args.look,
            plugin: args.plugin,
        },
    };
    let reason = if possible {
        match hosting::open_window(&hosting::root(common)?, choice, clock, signals::end_host) {
            Ok(()) => return Ok(()),
            Err(hosting::WindowError::Start(error)) => return Err(CliError::from(error)),
            Err(hosting::WindowError::Screenshot(reason)) => {
                return Err(CliError::failed(
                    reason,
                    "a picture needs a folder that can be written, and some seconds",
                ));
            }
            Err(hosting::WindowError::Display(reason)) => reason,
        }
    } else {
        "there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set)".to_owned()
    };
    output.note(&format!("{reason}; playing in the terminal"));
    let mut playing = RunArgs::in_terminal();
    playing.length = args.close_after;
    run::run(common, &playing, output, clock)
}

/// The log goes to standard error; while the terminal shows the matrix it would tear the picture. Warnings and
/// errors also wait for a window, which has no standard error that anybody sees.
fn begin_log(cli: &Cli) -> Logged {
    let level = match cli.common.verbose {
        0 => "error",
        1 => "info",
        _ => "debug",
    };
    let in_terminal = matches!(&cli.command, Some(Command::Run(args)) if run::wants_terminal(args))
        && io::stderr().is_terminal();
    let filter = if in_terminal {
        EnvFilter::new("off")
    } else {
        EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(level))
    };
    let written = tracing_subscriber::fmt::layer()
        .with_writer(io::stderr)
        .with_ansi(io::stderr().is_terminal())
        .with_filter(filter);
    let logged = Logged::default();
    let heard = logged.clone().with_filter(LevelFilter::WARN);
    let set = tracing_subscriber::registry()
        .with(written)
        .with(cli.command.is_none().then_some(heard))
        .try_init();
    // A second initialisation happens in tests only; the first one stays.
    drop(set);
    logged
}

/// A panic gives the terminal back and goes to the log; the picture of a stack helps nobody.
fn quiet_panics() {
    std::panic::set_hook(Box::new(|info| {
        terminal::restore();
        tracing::error!("a part of Lumarium panicked: {info}");
    }));
}
