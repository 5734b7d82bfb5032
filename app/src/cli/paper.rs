//! Completions and manual pages, made from the arguments themselves.

use std::path::Path;

use clap::CommandFactory as _;
use clap_complete::Shell;

use crate::args::Cli;
use crate::cli::Output;
use crate::error::CliError;
use crate::error::file_failed;

pub(super) fn completions(shell: Shell, output: Output) -> Result<(), CliError> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "lumarium", &mut script);
    output.bytes(&script)
}

pub(super) fn man(dir: Option<&Path>, output: Output) -> Result<(), CliError> {
    let Some(dir) = dir else {
        let mut page = Vec::new();
        clap_mangen::Man::new(Cli::command())
            .render(&mut page)
            .map_err(|error| {
                file_failed("making the manual page", Path::new("lumarium.1"), &error)
            })?;
        return output.bytes(&page);
    };
    std::fs::create_dir_all(dir)
        .and_then(|()| clap_mangen::generate_to(Cli::command(), dir))
        .map_err(|error| file_failed("writing the manual pages", dir, &error))?;
    output.done(&format!("the manual pages are in {}", dir.display()))
}
