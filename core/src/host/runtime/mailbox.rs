//! The bounded mailbox of one run. Posting never waits. It differs from a channel in three points:
//! newer settings replace settings that still wait; *hide*, *disable* and *stop* always find a place;
//! and *stop* throws away updates and draws that still wait, so that it is reached in time.

use std::collections::VecDeque;
use std::mem::discriminant;
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use crate::host::handle::lock;
use crate::host::queue::Gauge;
use crate::limits;
use crate::message::Request;

/// What came out of the mailbox.
#[derive(Debug)]
pub(crate) enum Taken {
    /// A request.
    Request(Request),
    /// Nothing came in time.
    Nothing,
    /// Nothing will come any more.
    Closed,
}

#[derive(Debug, Default)]
struct Inner {
    waiting: VecDeque<Request>,
    closed: bool,
}

/// At most `WORKER_MAILBOX` requests, and one each of those that always find a place.
#[derive(Debug)]
pub(crate) struct Mailbox {
    inner: Mutex<Inner>,
    changed: Condvar,
    gauge: Arc<Gauge>,
}

impl Default for Mailbox {
    fn default() -> Self {
        Self {
            inner: Mutex::default(),
            changed: Condvar::new(),
            gauge: Arc::new(Gauge::new("mailbox", limits::WORKER_MAILBOX)),
        }
    }
}

impl Mailbox {
    /// How full it is. What always finds a place can make it fuller than its bound.
    pub(crate) fn gauge(&self) -> Arc<Gauge> {
        Arc::clone(&self.gauge)
    }

    /// Puts a request in; false if it is full or closed.
    pub(crate) fn post(&self, request: Request) -> bool {
        let mut inner = lock(&self.inner);
        if inner.closed {
            return false;
        }
        let posted = match request {
            Request::Configure { .. } => replace(&mut inner.waiting, request),
            Request::Hide | Request::Disable => once(&mut inner.waiting, request),
            Request::Stop => {
                inner.waiting.retain(still_counts);
                once(&mut inner.waiting, request)
            }
            Request::Enable { .. } | Request::Update | Request::Draw { .. } => {
                append(&mut inner.waiting, request)
            }
        };
        self.gauge.holds(inner.waiting.len());
        drop(inner);
        self.changed.notify_one();
        posted
    }

    /// Takes the oldest request; waits for one as long as told, or for ever.
    pub(crate) fn take(&self, wait: Option<Duration>) -> Taken {
        let idle = |inner: &mut Inner| inner.waiting.is_empty() && !inner.closed;
        let guard = lock(&self.inner);
        // What this lock guards is whole after each statement, so a poisoned one is as good.
        let mut inner = match wait {
            None => self
                .changed
                .wait_while(guard, idle)
                .unwrap_or_else(std::sync::PoisonError::into_inner),
            Some(wait) => {
                self.changed
                    .wait_timeout_while(guard, wait, idle)
                    .unwrap_or_else(std::sync::PoisonError::into_inner)
                    .0
            }
        };
        if inner.closed {
            return Taken::Closed;
        }
        let oldest = inner.waiting.pop_front();
        self.gauge.holds(inner.waiting.len());
        oldest.map_or(Taken::Nothing, Taken::Request)
    }

    /// Throws away what waits and takes nothing more.
    pub(crate) fn close(&self) {
        let mut inner = lock(&self.inner);
        inner.closed = true;
        let waiting = std::mem::take(&mut inner.waiting);
        self.gauge.holds(0);
        drop(inner);
        drop(waiting);
        self.changed.notify_all();
    }
}

fn append(waiting: &mut VecDeque<Request>, request: Request) -> bool {
    let room = waiting.len() < limits::WORKER_MAILBOX;
    if room {
        waiting.push_back(request);
    }
    room
}

/// Takes the place of a waiting request of its kind: only the newest settings count.
fn replace(waiting: &mut VecDeque<Request>, request: Request) -> bool {
    let kind = discriminant(&request);
    let older = waiting
        .iter_mut()
        .find(|other| discriminant(*other) == kind);
    match older {
        Some(older) => {
            *older = request;
            true
        }
        None => append(waiting, request),
    }
}

/// Waits once, at the end, whatever else waits.
fn once(waiting: &mut VecDeque<Request>, request: Request) -> bool {
    let kind = discriminant(&request);
    waiting.retain(|other| discriminant(other) != kind);
    waiting.push_back(request);
    true
}

/// What is done before a stop: the hooks, but no work whose result nobody will see.
const fn still_counts(request: &Request) -> bool {
    match request {
        Request::Update | Request::Draw { .. } | Request::Hide => false,
        Request::Configure { .. } | Request::Enable { .. } | Request::Disable | Request::Stop => {
            true
        }
    }
}

#[cfg(test)]
mod tests;
