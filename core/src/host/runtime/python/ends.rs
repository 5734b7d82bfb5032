//! How workers have ended, as the template has told it.

use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex, PoisonError};

use crate::host::handle::lock;
use crate::host::runtime::worker::wire::Exited;
use crate::limits;

/// What a worker ends with when the plugin has taken its socket away.
const SOCKET_LOST: i32 = 71;

/// How workers have ended, the newest of them.
#[derive(Default)]
pub(super) struct Ends {
    ended: Mutex<BTreeMap<u32, Exited>>,
    news: Condvar,
}

impl Ends {
    pub(super) fn note(&self, exited: Exited) {
        let mut ended = lock(&self.ended);
        if ended.len() >= limits::RUNS_MAX {
            ended.pop_first();
        }
        ended.insert(exited.pid, exited);
        drop(ended);
        self.news.notify_all();
    }

    /// How the worker with this process ended, in words; waits a moment for the news.
    pub(super) fn of(&self, pid: u32) -> String {
        let ended = lock(&self.ended);
        let news = &self.news;
        let unheard = |ended: &mut BTreeMap<u32, Exited>| !ended.contains_key(&pid);
        let (mut ended, _) = news
            .wait_timeout_while(ended, limits::WORKER_END_WAIT, unheard)
            .unwrap_or_else(PoisonError::into_inner);
        match ended.remove(&pid) {
            Some(Exited {
                signal: Some(9), ..
            }) => "it was killed from outside (signal 9); perhaps memory ran out".to_owned(),
            Some(Exited {
                signal: Some(signal),
                ..
            }) => format!("it crashed (signal {signal})"),
            Some(Exited {
                exit: Some(SOCKET_LOST),
                ..
            }) => "it closed its connection to Lumarium".to_owned(),
            Some(Exited {
                exit: Some(code), ..
            }) => format!("it ended with code {code}"),
            Some(Exited { .. }) | None => "its process has gone".to_owned(),
        }
    }
}
