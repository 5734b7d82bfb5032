//! The hands of the engine: the only part of core that touches clocks, files, threads, processes.
//! `Host::start` puts everything together; what it gives out is a `Handle`.

use std::path::PathBuf;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use thiserror::Error;

use crate::config::Document;
use crate::engine::{Engine, Setup};
use crate::facts::Known;
use crate::frame::Size;
use crate::manifest::RuntimeKind;
use crate::message::StoreEvent;
use clock::{Clock as _, Monotonic};
use handle::Handle;
use packs::{FontDesk, Packs, Source};
use panel::Panel;
use root::{Root, RootError};
use runtime::native::{NativeRuntime, Programs};
use runtime::python::PythonRuntime;
use store::Store;
use store::installer::{Installer, NoStore};
use vfs::Vfs;

pub mod bundled;
pub mod clock;
pub mod config_files;
pub mod control;
pub mod diagnostics;
pub mod discover;
pub mod discovery;
pub mod files;
pub mod git;
pub mod handle;
mod hands;
pub mod packs;
pub mod panel;
pub mod player;
pub mod priority;
pub mod processes;
pub mod python;
pub mod queue;
pub mod record;
pub mod root;
mod run;
pub mod runtime;
pub mod store;
pub mod vfs;
pub mod watch;

/// Makes the panels for a canvas of this size at this refresh rate.
pub type MakePanels = Box<dyn FnOnce(Size, u32) -> Vec<Box<dyn Panel>> + Send>;

/// How a host is started.
pub struct HostOptions {
    /// The folder to own.
    pub root: PathBuf,
    /// The canvas, instead of the configuration's.
    pub size: Option<Size>,
    /// Frames a second, instead of the configuration's.
    pub refresh_hz: Option<u32>,
    /// Start runs of plugins and a player.
    pub run_plugins: bool,
    /// Act on findings of reconciliation.
    pub act: bool,
    /// Contents of plugins are compared before anything is told, not beside it.
    pub compare_first: bool,
    /// Where frames go; called once, when the size is known.
    pub panels: MakePanels,
    /// The built-in programs.
    pub programs: Programs,
    /// The clock; its zero is the start of the process, as near as can be.
    pub clock: Arc<Monotonic>,
    /// How old the process was when the clock stood at zero.
    pub process_age: Duration,
    /// Where missing plugins come from; absent: there is no store.
    pub installer: Option<Box<dyn Installer>>,
    /// Where the fonts of LEDMatrix's plugins come from.
    pub fonts: Source,
    /// The file system; absent: the disk.
    pub vfs: Option<Arc<dyn Vfs>>,
}

impl HostOptions {
    /// The usual host on a root: plugins run, findings are acted on, no panels, the disk.
    pub fn new(root: PathBuf, programs: Programs, clock: Arc<Monotonic>) -> Self {
        Self {
            root,
            size: None,
            refresh_hz: None,
            run_plugins: true,
            act: true,
            compare_first: false,
            panels: Box::new(|_, _| Vec::new()),
            programs,
            clock,
            process_age: Duration::ZERO,
            installer: None,
            fonts: Source::chosen(None, None),
            vfs: None,
        }
    }
}

/// A host could not be started.
#[derive(Debug, Error)]
pub enum HostError {
    /// The root cannot be owned.
    #[error(transparent)]
    Root(#[from] RootError),
    /// A thread could not be had.
    #[error("the thread {name} cannot be started; close other programs: {source}")]
    Thread {
        /// Which.
        name: &'static str,
        /// Why.
        #[source]
        source: std::io::Error,
    },
}

/// A running host. It ends after `Command::Shutdown`; dropping it shuts it down.
pub struct Host {
    handle: Handle,
    engine: Option<JoinHandle<()>>,
}

impl Host {
    /// Owns the root, reads it, starts all threads.
    pub fn start(options: HostOptions) -> Result<Self, HostError> {
        let root = Root::open(&options.root)?;
        let discovery =
            discovery::Discovery::new(bundled::bundled()).compare_first(options.compare_first);
        let vfs = options.vfs.unwrap_or_else(|| Arc::new(vfs::Disk));
        let paths = root.paths().clone();
        let packs = Packs::new(paths.clone(), Arc::clone(&vfs));
        let (store, first) = Store::open(root, vfs, Box::new(discovery.clone()));
        let document = document_of(&first);
        let size = options.size.unwrap_or_else(|| document.display().size);
        let refresh_hz = options
            .refresh_hz
            .unwrap_or_else(|| document.lumarium().refresh_hz);
        let setup = Setup {
            root: paths.root().to_owned(),
            size: Some(size),
            refresh_hz: Some(refresh_hz),
            run_plugins: options.run_plugins,
            act: options.act,
            runtimes: vec![RuntimeKind::Native, RuntimeKind::Python],
        };
        let clock = options.clock;
        let native = NativeRuntime::new(options.programs, Arc::clone(&clock) as _, paths.assets());
        let fonts = Arc::new(FontDesk::new(packs, options.fonts, Arc::clone(&clock) as _));
        let python = PythonRuntime::new(
            paths.clone(),
            Arc::clone(&clock) as _,
            Some(Arc::clone(&fonts)),
        );
        let parts = run::Parts {
            engine: Engine::new(setup, clock.now()),
            store,
            first: Some(first),
            discovery,
            installer: options.installer.unwrap_or_else(|| Box::new(NoStore)),
            clock,
            process_age: options.process_age,
            panels: (options.panels)(size, refresh_hz),
            canvas: (size, refresh_hz),
            runtimes: vec![Box::new(native), Box::new(python)],
            fonts,
            play: options.run_plugins,
            control: paths.root().join(control::SOCKET),
        };
        let (handle, engine) = run::start(parts)?;
        Ok(Self {
            handle,
            engine: Some(engine),
        })
    }

    /// The way to it.
    pub fn handle(&self) -> Handle {
        self.handle.clone()
    }

    /// Waits until it has ended; it must have been told to.
    pub fn join(mut self) {
        self.wait();
    }

    fn wait(&mut self) {
        if let Some(engine) = self.engine.take()
            && engine.join().is_err()
        {
            tracing::error!("the engine has panicked; please report it");
        }
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        if self.engine.is_some() {
            // An engine that has ended already refuses, which is what is wanted.
            drop(
                self.handle
                    .send(crate::message::By::Host, crate::message::Command::Shutdown),
            );
            self.wait();
        }
    }
}

fn document_of(first: &StoreEvent) -> Arc<Document> {
    if let StoreEvent::Read {
        config: Some(Known::Known(document)),
        ..
    } = first
    {
        Arc::clone(document)
    } else {
        Arc::default()
    }
}
