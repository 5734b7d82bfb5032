//! `lumarium reconcile`: what differs, and what is done about it.

use lumarium_core::message::Command;
use serde_json::json;

use crate::args::{Common, ReconcileArgs};
use crate::cli::Output;
use crate::cli::owner::{Access, Owner, with_owner};
use crate::error::CliError;
use crate::findings::findings_text;

pub(super) fn run(common: &Common, args: ReconcileArgs, output: Output) -> Result<(), CliError> {
    if args.dry_run {
        let snapshot = with_owner(common, Access::Compare, Owner::snapshot)?;
        if output.is_json() {
            return output.document(&snapshot.findings);
        }
        return output.line(findings_text(&snapshot.findings));
    }
    let command = Command::Reconcile { force: args.force };
    let (told, snapshot) = with_owner(common, Access::Repair, |owner| {
        Ok((owner.command(command)?, owner.snapshot()?))
    })?;
    if output.is_json() {
        return output.document(&json!({"done": told, "findings": snapshot.findings}));
    }
    output.line(told)?;
    if snapshot.findings.is_empty() {
        return Ok(());
    }
    output.line(findings_text(&snapshot.findings))
}
