//! Tries out, away from every root, what plugins get here: whether Python starts, how fast, and what the
//! machine keeps their processes to.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::Duration;

use serde_json::Value;

use super::PythonRuntime;
use crate::facts::{Found, Place};
use crate::failure::Failure;
use crate::frame::{Frame, Size};
use crate::host::clock::{Clock as _, Monotonic};
use crate::host::root::Paths;
use crate::host::runtime::{Reporter, Runtime as _};
use crate::id::PluginId;
use crate::lifecycle::Run;
use crate::limits;
use crate::manifest::Manifest;
use crate::message::{Launch, ProcessFacts, Report};

/// What was found out.
#[derive(Clone, Debug)]
pub struct Trial {
    /// From the order to the plugin's process, in a template that had to be started first.
    pub took: Duration,
    /// The process.
    pub facts: Arc<ProcessFacts>,
}

/// Starts a plugin that does nothing and says what it got, or why it could not be. Takes seconds, and writes
/// only to a folder below `temporary`, which is gone afterwards.
pub fn try_out(temporary: &Path) -> Result<Trial, String> {
    let folder =
        Folder::new(temporary).map_err(|error| format!("no folder to try it in: {error}"))?;
    let clock = Arc::new(Monotonic::start());
    let paths = Paths::new(folder.0.clone());
    let runtime = PythonRuntime::new(paths, Arc::clone(&clock) as _, None);
    let (sender, heard) = sync_channel(limits::WORKER_MAILBOX);
    let id = PluginId::parse("trial").map_err(|error| error.to_string())?;
    let manifest = Manifest {
        entry_point: "manager.py".to_owned(),
        class_name: Some("Trial".to_owned()),
        ..Manifest::placeholder(id.clone())
    };
    let launch = Arc::new(launch(manifest, folder.0.join("plugin")));
    let reporter = Arc::new(Ear(sender));
    let worker = runtime
        .start(&id, Run(1), &launch, reporter)
        .map_err(|failure| failure.to_string())?;
    let told = facts(&heard);
    drop(worker);
    drop(runtime);
    let facts = told.map_err(|failure| failure.to_string())?;
    let took = clock.now().at.since(crate::time::Moment::ZERO);
    Ok(Trial { took, facts })
}

fn facts(heard: &Receiver<Report>) -> Result<Arc<ProcessFacts>, Failure> {
    // Whatever it says besides is of no interest: the first line of a plugin is not needed.
    loop {
        match heard.recv_timeout(limits::PROCESS_LOAD_TIMEOUT) {
            Ok(Report::Process(facts)) => return Ok(facts),
            Ok(Report::Died { failure }) => return Err(failure),
            Ok(_) => {}
            Err(_) => return Err(Failure::timed_out(limits::PROCESS_LOAD_TIMEOUT)),
        }
    }
}

/// For a plugin in `folder` without settings, on a panel of the usual size.
pub(super) fn launch(manifest: Manifest, folder: PathBuf) -> Launch {
    let found = Found {
        manifest: Arc::new(manifest),
        place: Place::Folder(folder),
        content_hash: None,
        working_copy: false,
        schema: None,
        problems: Vec::new(),
    };
    Launch {
        found: Arc::new(found),
        size: Size::new(64, 32),
        time_zone: "UTC".to_owned(),
        settings: Arc::new(Value::Null).into(),
        global: Arc::default(),
        saved: None,
        memory_max: u64::from(limits::WORKER_MEMORY_MB) * 1024 * 1024,
    }
}

/// Passes reports on; those beyond what is waited for are not needed.
struct Ear(SyncSender<Report>);

impl Reporter for Ear {
    fn report(&self, _plugin: &PluginId, _run: Run, report: Report) {
        drop(self.0.try_send(report));
    }

    fn publish(&self, _plugin: &PluginId, _run: Run, _frame: &Arc<Frame>) {}
}

/// A folder that is gone when it is not needed any more.
struct Folder(PathBuf);

impl Folder {
    fn new(temporary: &Path) -> std::io::Result<Self> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("lumarium-trial-{}-{number}", std::process::id());
        let folder = fs::canonicalize(temporary)?.join(name);
        // Refused if it is there already: it might be a trap of somebody else's.
        fs::create_dir(&folder)?;
        let folder = Self(folder);
        fs::create_dir(folder.0.join("plugin"))?;
        Ok(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What stays behind lies in the folder of temporary files.
        drop(fs::remove_dir_all(&self.0));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trial_tells_what_plugins_get_or_why_not_and_leaves_nothing() {
        let temporary = tempfile::tempdir().unwrap();
        match try_out(temporary.path()) {
            Ok(trial) => {
                assert!(trial.facts.language.starts_with("Python 3."));
                assert!(
                    trial
                        .facts
                        .isolation
                        .iter()
                        .any(|guard| guard.name == "memory")
                );
            }
            // A machine without Python, or without Pillow.
            Err(why) => assert!(why.contains("Python") || why.contains("PIL"), "{why}"),
        }
        assert_eq!(fs::read_dir(temporary.path()).unwrap().count(), 0);
    }
}
