//! `lumarium journal`: what happened, in the engine's own words.

use lumarium_core::journal::Entry;
use serde_json::json;

use crate::args::{Common, JournalArgs};
use crate::cli::Output;
use crate::cli::owner::{Access, Owner, with_owner};
use crate::error::CliError;

pub(super) fn run(common: &Common, args: &JournalArgs, output: Output) -> Result<(), CliError> {
    if args.follow {
        return follow(common, args, output);
    }
    let mut entries = with_owner(common, Access::Read, |owner| owner.journal(args.since))?;
    entries.retain(|entry| wanted(entry, args));
    if output.is_json() {
        return output.document(&entries);
    }
    for entry in &entries {
        output.line(entry_text(entry))?;
    }
    Ok(())
}

/// Prints as things happen, until the owner ends or our reader closes.
fn follow(common: &Common, args: &JournalArgs, output: Output) -> Result<(), CliError> {
    let mut journal = Owner::running(common)?;
    let changes = Owner::running(common)?.subscribe()?;
    let mut next = args.since;
    for change in changes {
        // An owner that has ended takes its socket along: that is the end, not an error.
        let (stopping, news) = match change.map(|change| (change.stopping, journal.journal(next))) {
            Ok((stopping, Ok(news))) => (stopping, news),
            Ok((_, Err(error))) | Err(error) if Owner::running(common).is_ok() => {
                return Err(error.into());
            }
            Ok((_, Err(_))) | Err(_) => return Ok(()),
        };
        for entry in news {
            next = entry.number + 1;
            if !wanted(&entry, args) {
                continue;
            }
            if output.is_json() {
                output.document_line(&entry)?;
            } else {
                output.line(entry_text(&entry))?;
            }
        }
        if stopping {
            break;
        }
    }
    Ok(())
}

fn wanted(entry: &Entry, args: &JournalArgs) -> bool {
    args.plugin.is_none() || args.plugin == entry.plugin
}

fn entry_text(entry: &Entry) -> String {
    let topic = json!(entry.topic);
    let topic = topic.as_str().unwrap_or("?");
    let plugin = entry.plugin.as_ref().map_or("-", |id| id.as_str());
    format!(
        "{:>6}  {}  {topic:<9}  {plugin}  {}",
        entry.number, entry.wall, entry.text
    )
}
