//! Commands that are one sentence to the engine and one sentence back.

use lumarium_core::message::Command as Order;

use crate::args::{Command, Common};
use crate::cli::Output;
use crate::cli::owner::{Access, Owner, with_owner};
use crate::error::CliError;

/// Where a command makes sense.
enum Reach {
    /// Also on a root that nobody owns: it changes what is kept.
    Kept(Order),
    /// Only where something plays.
    Playing(Order),
}

/// Carries out one of the short commands.
pub(super) fn run(common: &Common, command: Command, output: Output) -> Result<(), CliError> {
    let told = match order_of(command)? {
        Reach::Kept(order) => with_owner(common, Access::Write, |owner| owner.command(order))?,
        Reach::Playing(order) => Owner::running(common)?.command(&order)??,
    };
    output.done(&told)
}

fn order_of(command: Command) -> Result<Reach, CliError> {
    Ok(match command {
        Command::Order { plugins } => Reach::Kept(Order::Reorder { order: plugins }),
        Command::Brightness { percent } => Reach::Kept(Order::Brightness { percent }),
        Command::Next => Reach::Playing(Order::Next),
        Command::Previous => Reach::Playing(Order::Previous),
        Command::Pause => Reach::Playing(Order::Pause { on: true }),
        Command::Resume => Reach::Playing(Order::Pause { on: false }),
        Command::Pin { screen } => Reach::Playing(Order::Pin { screen }),
        Command::Unpin => Reach::Playing(Order::Unpin),
        Command::Show { screen, length } => Reach::Playing(Order::Show {
            screen,
            millis: u64::try_from(length.as_millis()).unwrap_or(u64::MAX),
        }),
        Command::Stop => Reach::Playing(Order::Shutdown),
        Command::Run(_)
        | Command::Render(_)
        | Command::Check(_)
        | Command::Plugin(_)
        | Command::Reconcile(_)
        | Command::State { .. }
        | Command::Journal(_)
        | Command::Config(_)
        | Command::Import(_)
        | Command::Packs(_)
        | Command::Doctor
        | Command::Completions { .. }
        | Command::Man { .. } => {
            return Err(CliError::failed(
                "this command has its own part of the program",
                "this is a fault of Lumarium; please report it",
            ));
        }
    })
}
