//! The binary: starts the clock, hands over, ends with an exit code.

use std::process::ExitCode;

use lumarium_core::host::clock::Monotonic;

fn main() -> ExitCode {
    // First of all, so that "process start to first frame" is measured from here.
    let clock = Monotonic::start();
    lumarium_app::cli::main(clock)
}
