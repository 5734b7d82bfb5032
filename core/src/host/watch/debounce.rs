//! Collects changes until they stop for `WATCH_DEBOUNCE`, then tells them at once.

use std::io;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread::Builder;

use crate::host::handle::lock;
use crate::host::watch::{Change, OnChange};
use crate::limits;

/// Changes that never stop are told after this many.
const BATCH_MAX: usize = 4 * limits::WATCH_QUEUE;

/// The way to the thread `watch`, which ends when this is dropped.
pub(super) struct Debounce {
    sender: SyncSender<Change>,
    overflow: Arc<Mutex<Change>>,
}

impl Debounce {
    pub(super) fn start(on_change: OnChange) -> io::Result<Self> {
        let (sender, changes) = sync_channel(limits::WATCH_QUEUE);
        let overflow = Arc::new(Mutex::new(Change::default()));
        let flag = Arc::clone(&overflow);
        Builder::new()
            .name("watch".to_owned())
            .spawn(move || run(&changes, &flag, &on_change))?;
        Ok(Self { sender, overflow })
    }

    /// Never waits for the thread; what finds no room in the queue is added up beside it.
    pub(super) fn add(&self, change: Change) {
        if change.is_empty() {
            return;
        }
        if let Err(TrySendError::Full(change)) = self.sender.try_send(change) {
            lock(&self.overflow).add(change);
        }
    }
}

fn run(changes: &Receiver<Change>, overflow: &Mutex<Change>, on_change: &OnChange) {
    let mut rest: Option<Change> = None;
    loop {
        let first = match &rest {
            None => match changes.recv() {
                Ok(first) => first,
                Err(_) => return,
            },
            // Something could not be told: it is tried again after the same pause.
            Some(_) => Change::default(),
        };
        let mut all = rest.take().unwrap_or_default();
        all.add(first);
        for _ in 0..BATCH_MAX {
            match changes.recv_timeout(limits::WATCH_DEBOUNCE) {
                Ok(change) => all.add(change),
                Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
        all.add(std::mem::take(&mut *lock(overflow)));
        if !on_change(all.clone()) {
            rest = Some(all);
        }
    }
}
