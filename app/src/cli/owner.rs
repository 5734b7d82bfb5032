//! Whom the command line talks to: the owner of the root through its control socket, or, where nobody
//! owns it, a host of our own that runs no plugins.

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::sync_channel;

use lumarium_core::host::Host;
use lumarium_core::host::clock::Monotonic;
use lumarium_core::host::control::{self, Client, ClientError};
use lumarium_core::host::handle::{Handle, Wake};
use lumarium_core::journal::Entry;
use lumarium_core::limits;
use lumarium_core::message::{By, Command};
use lumarium_core::snapshot::Snapshot;

use crate::args::Common;
use crate::error::{CliError, nothing_runs};
use crate::hosting::{self, Choice, StartError};

/// The way to the engine of a root.
pub(super) enum Owner {
    /// Another process owns the root.
    Remote(Client),
    /// We own it for this one command.
    Local(Host),
}

/// What the command is about to do.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Access {
    /// Look: nothing is repaired on the way.
    Read,
    /// Look closely, also into the files of plugins.
    Compare,
    /// Repair: look closely, and change something.
    Repair,
    /// Change something.
    Write,
}

impl Owner {
    /// Finds the owner, or becomes it.
    pub(super) fn open(common: &Common, access: Access) -> Result<Self, CliError> {
        let root = hosting::root(common)?;
        if let Some(client) = connect(&root)? {
            return Ok(Self::Remote(client));
        }
        let choice = Choice {
            run_plugins: false,
            act: matches!(access, Access::Write | Access::Repair),
            compare_first: matches!(access, Access::Compare | Access::Repair),
            ..Choice::default()
        };
        let clock = Arc::new(Monotonic::start());
        match hosting::start(&root, choice, &clock) {
            Ok(running) => {
                let owner = Self::Local(running);
                owner.wait_until_read()?;
                Ok(owner)
            }
            // Somebody became the owner between our two questions.
            Err(error @ StartError::Owned { .. }) => match connect(&root)? {
                Some(client) => Ok(Self::Remote(client)),
                None => Err(error.into()),
            },
            Err(error @ StartError::Failed { .. }) => Err(error.into()),
        }
    }

    /// The owner, if there is one.
    pub(super) fn running(common: &Common) -> Result<Client, CliError> {
        connect(&hosting::root(common)?)?.ok_or_else(nothing_runs)
    }

    /// Whether nobody else owns the root.
    pub(super) const fn is_local(&self) -> bool {
        matches!(self, Self::Local(_))
    }

    /// Carries out a command and waits until it is durable.
    pub(super) fn command(&mut self, command: Command) -> Result<String, CliError> {
        match self {
            Self::Remote(client) => Ok(client.command(&command)??),
            Self::Local(running) => {
                let pending = running.handle().send(By::Cli, command)?;
                Ok(pending.wait(limits::CONTROL_ANSWER_TIMEOUT)?)
            }
        }
    }

    /// The newest snapshot.
    pub(super) fn snapshot(&mut self) -> Result<Arc<Snapshot>, CliError> {
        match self {
            Self::Remote(client) => Ok(Arc::new(client.snapshot()?)),
            Self::Local(running) => Ok(running.handle().snapshot()),
        }
    }

    /// Journal entries from `since` on.
    pub(super) fn journal(&mut self, since: u64) -> Result<Vec<Entry>, CliError> {
        match self {
            Self::Remote(client) => Ok(client.journal(since)?),
            Self::Local(running) => {
                let entries = running.handle().journal_since(since);
                Ok(entries.iter().map(|entry| Entry::clone(entry)).collect())
            }
        }
    }

    /// Lets go; a host of our own ends cleanly.
    pub(super) fn close(self) {
        match self {
            Self::Remote(_) => {}
            Self::Local(running) => {
                shut_down(&running.handle());
                running.join();
            }
        }
    }

    fn wait_until_read(&self) -> Result<(), CliError> {
        let Self::Local(running) = self else {
            return Ok(());
        };
        let handle = running.handle();
        let (bell, rung) = sync_channel(1);
        let wake: Arc<Wake> = Arc::new(move || {
            // Full means that it rings already.
            bell.try_send(()).unwrap_or_default();
        });
        handle.on_change(&wake);
        while handle.snapshot().revision == 0 {
            if rung.recv_timeout(limits::CONTROL_ANSWER_TIMEOUT).is_err() {
                return Err(CliError::failed(
                    "the root could not be read in time",
                    "look at the disk with `lumarium doctor`",
                ));
            }
        }
        Ok(())
    }
}

/// Asks a host to end; one that ends already is fine.
pub(super) fn shut_down(handle: &Handle) {
    match handle.send(By::Cli, Command::Shutdown) {
        Ok(_pending) => {}
        Err(refusal) => tracing::debug!(%refusal, "the host ends already"),
    }
}

/// The socket of a root's owner, if anyone answers there.
fn connect(root: &Path) -> Result<Option<Client>, CliError> {
    match Client::connect(&root.join(control::SOCKET)) {
        Ok(client) => Ok(Some(client)),
        Err(ClientError::Nobody { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Opens the owner, does something with it, and lets go also when that fails.
pub(super) fn with_owner<T>(
    common: &Common,
    access: Access,
    task: impl FnOnce(&mut Owner) -> Result<T, CliError>,
) -> Result<T, CliError> {
    let mut owner = Owner::open(common, access)?;
    let result = task(&mut owner);
    owner.close();
    result
}
