//! The control socket: how a command line talks to the owner of a root. JSON lines, versioned, for the
//! same user only. It has no powers of its own: it sends commands and reads snapshots like a window,
//! and a slow or silent client delays nobody.

mod client;
mod lines;
mod place;
mod server;
mod wire;

use std::io;
use std::path::{Path, PathBuf};
use std::thread::{self, JoinHandle};

use thiserror::Error;
use tokio::sync::watch;

pub use client::{Client, ClientError, Subscription};
pub use wire::VERSION;

use crate::host::handle::Handle;

/// The socket's place below the root.
pub const SOCKET: &str = "state/control.sock";

/// The control socket could not be opened. Lumarium plays without it; the command line then has no way in.
#[derive(Debug, Error)]
pub enum ControlError {
    /// Another process answers there.
    #[error("another process answers on the control socket {}", path.display())]
    InUse {
        /// The socket.
        path: PathBuf,
    },
    /// The short place for a root with a long path belongs to somebody else, or is open to others.
    #[error("the folder for the control socket is not ours alone: {}", path.display())]
    Unsafe {
        /// The folder.
        path: PathBuf,
    },
    /// Something of the operating system failed.
    #[error("{what} failed: {source}: {}", path.display())]
    Io {
        /// What.
        what: &'static str,
        /// Where.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// A served control socket. Dropping it ends the thread and removes the socket.
#[derive(Debug)]
pub struct Control {
    path: PathBuf,
    end: watch::Sender<bool>,
    thread: Option<JoinHandle<()>>,
}

impl Control {
    /// Serves `handle` at `path` (normally `root/state/control.sock`). A path too long for a socket is
    /// replaced by a short one under the temporary folder, recorded in `control.path` beside it.
    pub fn start(path: &Path, handle: Handle) -> Result<Self, ControlError> {
        let real = place::prepare(path)?;
        let listener = place::bind(&real)?;
        let failed = |what, source| ControlError::Io {
            what,
            path: real.clone(),
            source,
        };
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .max_blocking_threads(crate::limits::CONTROL_CLIENTS_MAX)
            .thread_name("control-answer")
            .build()
            .map_err(|source| failed("starting the control socket", source))?;
        let (end, ended) = watch::channel(false);
        let thread = thread::Builder::new()
            .name("control".to_owned())
            .spawn(move || {
                runtime.block_on(server::serve(listener, handle, ended));
                runtime.shutdown_timeout(crate::limits::CONTROL_GRACE);
            })
            .map_err(|source| failed("starting the thread of the control socket", source))?;
        Ok(Self {
            path: real,
            end,
            thread: Some(thread),
        })
    }

    /// Where it really is.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Control {
    fn drop(&mut self) {
        // The file goes first: from now on nobody new finds us.
        if let Err(error) = std::fs::remove_file(&self.path) {
            tracing::debug!(%error, path = %self.path.display(), "the control socket was gone already");
        }
        self.end.send_replace(true);
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the thread of the control socket panicked");
        }
    }
}

#[cfg(test)]
mod tests;
