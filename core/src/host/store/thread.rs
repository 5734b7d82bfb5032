//! The thread `store`: owns the store, takes requests from a bounded queue, and hands on what happened.
//! It ends when the last sender is dropped.

use std::io;
use std::path::PathBuf;
use std::sync::mpsc::TrySendError;
use std::sync::{Arc, Weak};
use std::thread::{Builder, JoinHandle};

use crate::host::queue;
use crate::host::store::Store;
use crate::host::store::installer::Installer;
use crate::host::watch::{Change, Targets, Watch};
use crate::id::PluginId;
use crate::limits;
use crate::message::{CommandId, Edit, ReinstallResult, StoreEvent, Ticket};

/// What the store can be asked for.
#[derive(Clone, Debug)]
pub enum StoreRequest {
    /// Keep something.
    Write {
        /// For the result.
        ticket: Ticket,
        /// All or none.
        edits: Vec<Edit>,
    },
    /// Look at the disk again.
    Rescan,
    /// Read a plugin's schema again.
    Schema {
        /// Whose.
        plugin: PluginId,
    },
    /// Look at a path for a link.
    Inspect {
        /// The command that asks.
        command: CommandId,
        /// The path.
        path: PathBuf,
    },
    /// Install again.
    Reinstall {
        /// The section's id.
        plugin: PluginId,
        /// Ids to look for.
        candidates: Vec<PluginId>,
    },
    /// Files have changed (the watcher).
    Changed(Change),
}

/// A request was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreBusy {
    /// Its queue is full.
    #[error("the store is busy; try again in a moment")]
    Full,
    /// It has ended.
    #[error("the store has ended; start Lumarium again")]
    Ended,
}

/// The way to the store. Cheap to clone; the store ends with the last one.
#[derive(Clone, Debug)]
pub struct StoreSender(Arc<queue::Sender<StoreRequest>>);

impl StoreSender {
    /// Hands over a request; never waits.
    pub fn send(&self, request: StoreRequest) -> Result<(), StoreBusy> {
        self.0.try_send(request).map_err(|error| match error {
            TrySendError::Full(_) => StoreBusy::Full,
            TrySendError::Disconnected(_) => StoreBusy::Ended,
        })
    }
}

impl StoreSender {
    /// How full its queue is.
    pub fn gauge(&self) -> Arc<queue::Gauge> {
        self.0.gauge()
    }

    /// A way that does not keep the store alive.
    pub fn downgrade(&self) -> WeakStoreSender {
        WeakStoreSender(Arc::downgrade(&self.0))
    }
}

/// A way to the store that does not keep it alive.
#[derive(Clone, Debug)]
pub struct WeakStoreSender(Weak<queue::Sender<StoreRequest>>);

impl WeakStoreSender {
    /// The way, if the store has not ended.
    pub fn upgrade(&self) -> Option<StoreSender> {
        self.0.upgrade().map(StoreSender)
    }
}

/// Who is told what happened; called on the store thread, may wait for a place in the engine's queue.
pub type OnEvent = Box<dyn Fn(StoreEvent) + Send>;

/// The running thread.
#[derive(Debug)]
pub struct StoreThread {
    sender: StoreSender,
    thread: JoinHandle<()>,
}

impl StoreThread {
    /// Starts the thread.
    pub fn start(
        store: Store,
        installer: Box<dyn Installer>,
        on_event: OnEvent,
    ) -> io::Result<Self> {
        let (sender, requests) = queue::queue("store", limits::STORE_QUEUE);
        let sender = Arc::new(sender);
        let back = Arc::downgrade(&sender);
        let thread = Builder::new().name("store".to_owned()).spawn(move || {
            let mut keeper = Keeper {
                store,
                installer,
                on_event,
                watch: None,
            };
            keeper.watch(back);
            keeper.run(&requests);
        })?;
        Ok(Self {
            sender: StoreSender(sender),
            thread,
        })
    }

    /// The way to it.
    pub fn sender(&self) -> StoreSender {
        self.sender.clone()
    }

    /// Gives up this way to it and waits for its end; other senders must be gone.
    pub fn finish(self) {
        let Self { sender, thread } = self;
        drop(sender);
        if thread.join().is_err() {
            tracing::error!("the store thread has panicked");
        }
    }
}

struct Keeper {
    store: Store,
    installer: Box<dyn Installer>,
    on_event: OnEvent,
    watch: Option<Watch>,
}

impl Keeper {
    fn run(&mut self, requests: &queue::Receiver<StoreRequest>) {
        while let Ok(request) = requests.recv() {
            self.take(request);
            for event in self.store.take_waiting() {
                (self.on_event)(event);
            }
            self.follow();
        }
    }

    fn take(&mut self, request: StoreRequest) {
        match request {
            StoreRequest::Write { ticket, edits } => {
                let result = self.store.apply(&edits);
                for event in self.store.take_waiting() {
                    (self.on_event)(event);
                }
                (self.on_event)(StoreEvent::Written { ticket, result });
            }
            StoreRequest::Rescan => {
                if let Some(event) = self.store.reread() {
                    (self.on_event)(event);
                }
                (self.on_event)(self.store.rescan());
            }
            StoreRequest::Schema { plugin } => {
                if let Some(event) = self.store.read_schema(&plugin) {
                    (self.on_event)(event);
                }
            }
            StoreRequest::Inspect { command, path } => {
                let result = self.store.inspect(&path);
                (self.on_event)(StoreEvent::Inspected {
                    command,
                    path,
                    result,
                });
            }
            StoreRequest::Reinstall { plugin, candidates } => {
                let result = self.installer.install(&plugin, &candidates);
                (self.on_event)(StoreEvent::Registry(self.installer.registry()));
                if result == ReinstallResult::Done {
                    (self.on_event)(self.store.rescan());
                }
                (self.on_event)(StoreEvent::Reinstalled { plugin, result });
            }
            StoreRequest::Changed(change) => self.changed(&change),
        }
    }

    fn changed(&mut self, change: &Change) {
        if change.config
            && let Some(event) = self.store.reread()
        {
            (self.on_event)(event);
        }
        if change.plugins || !change.copies.is_empty() {
            let before = self.store.disk().clone();
            let event = self.store.rescan();
            // Our own moves come back from the watcher: what is the same is no news.
            if before != *self.store.disk() {
                (self.on_event)(event);
            }
        }
        if !change.copies.is_empty() {
            (self.on_event)(StoreEvent::FilesChanged {
                plugins: change.copies.iter().cloned().collect(),
            });
        }
    }

    fn watch(&mut self, back: Weak<queue::Sender<StoreRequest>>) {
        let started = Watch::start(Box::new(move |change| {
            // A full queue gives the change back, and the watcher tells it again later.
            let Some(sender) = back.upgrade() else {
                return true;
            };
            match sender.try_send(StoreRequest::Changed(change)) {
                Ok(()) | Err(TrySendError::Disconnected(_)) => true,
                Err(TrySendError::Full(_)) => false,
            }
        }));
        match started {
            Ok(watch) => {
                self.watch = Some(watch);
                self.follow();
            }
            Err(error) => self.tell(vec![error.to_string()]),
        }
    }

    /// Watches what there is now.
    fn follow(&mut self) {
        let Some(watch) = &mut self.watch else {
            return;
        };
        let copies = self.store.working_copies();
        let notices = watch.follow(Targets {
            config: self.store.paths().config(),
            plugins: self.store.plugins_folder(),
            copies,
        });
        self.tell(notices);
    }

    fn tell(&self, notices: Vec<String>) {
        if notices.is_empty() {
            return;
        }
        (self.on_event)(StoreEvent::Read {
            config: None,
            disk: None,
            record: None,
            notices,
        });
    }
}
