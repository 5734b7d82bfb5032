//! The serving side: one task per client on one thread. The engine is only reached through `Handle`,
//! which never waits; answers to commands are waited for in a small pool of threads.

use std::io;
use std::os::unix::net::UnixListener as StdListener;
use std::sync::Arc;

use tokio::io::AsyncWriteExt as _;
use tokio::net::unix::OwnedWriteHalf;
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::{Notify, watch};
use tokio::task::JoinSet;

use crate::host::control::lines::{Line, Lines};
use crate::host::control::place;
use crate::host::control::wire::{self, Ask};
use crate::host::handle::{Handle, Wake};
use crate::limits;
use crate::message::{By, Command, Refusal};

/// Serves clients until `ended` turns true; then answers under way are given a short grace.
pub(super) async fn serve(listener: StdListener, handle: Handle, ended: watch::Receiver<bool>) {
    let listener = match UnixListener::from_std(listener) {
        Ok(listener) => listener,
        Err(error) => {
            tracing::error!(%error, "the control socket cannot be served");
            return;
        }
    };
    let mut clients = JoinSet::new();
    let mut end = ended.clone();
    loop {
        tokio::select! {
            () = over(&mut end) => break,
            Some(_) = clients.join_next() => {}
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => admit(stream, &handle, &ended, &mut clients),
                Err(error) => {
                    // Out of file descriptors, most likely: let the others finish first.
                    tracing::warn!(%error, "a client of the control socket could not be accepted");
                    tokio::time::sleep(limits::CONTROL_GRACE).await;
                }
            },
        }
    }
    let drained = async { while clients.join_next().await.is_some() {} };
    if tokio::time::timeout(limits::CONTROL_GRACE, drained)
        .await
        .is_err()
    {
        tracing::debug!("clients of the control socket were cut off");
    }
}

/// Returns when the host ends.
async fn over(ended: &mut watch::Receiver<bool>) {
    while !*ended.borrow_and_update() {
        if ended.changed().await.is_err() {
            return;
        }
    }
}

/// Starts a client's task, or tells it why not.
fn admit(
    stream: UnixStream,
    handle: &Handle,
    ended: &watch::Receiver<bool>,
    clients: &mut JoinSet<()>,
) {
    let refusal = if clients.len() >= limits::CONTROL_CLIENTS_MAX {
        Some(Refusal::new(
            format!("{} clients are connected already", clients.len()),
            "close one of them",
        ))
    } else {
        match stream.peer_cred() {
            Ok(peer) if place::may_talk(peer.uid()) => None,
            Ok(peer) => Some(Refusal::new(
                format!(
                    "this Lumarium belongs to another user, not to user {}",
                    peer.uid()
                ),
                "run the command as the user who runs Lumarium",
            )),
            Err(error) => Some(Refusal::new(
                format!("the system does not say who is asking: {error}"),
                "run the command on the same machine as Lumarium",
            )),
        }
    };
    if let Some(refusal) = refusal {
        // One try, no waiting: a fresh socket has room for a line.
        if let Err(error) = stream.try_write(&wire::error_line(None, &refusal)) {
            tracing::debug!(%error, "a refused client was gone already");
        }
        return;
    }
    let (reader, writer) = stream.into_split();
    let session = Session {
        lines: Lines::new(reader),
        writer,
        handle: handle.clone(),
        ended: ended.clone(),
    };
    clients.spawn(async move {
        if let Err(error) = session.run().await {
            tracing::debug!(%error, "a client of the control socket went away");
        }
    });
}

/// One client.
struct Session {
    lines: Lines,
    writer: OwnedWriteHalf,
    handle: Handle,
    ended: watch::Receiver<bool>,
}

impl Session {
    async fn run(mut self) -> io::Result<()> {
        let mut waiting = None;
        loop {
            let line = if let Some(line) = waiting.take() {
                line
            } else {
                tokio::select! {
                    () = over(&mut self.ended) => return Ok(()),
                    line = self.lines.next() => line?,
                }
            };
            match line {
                Line::End => return Ok(()),
                Line::TooLong => {
                    let refusal = Refusal::new(
                        format!("the line is longer than {} bytes", limits::CONTROL_LINE_MAX),
                        "send less at once",
                    );
                    return self.write(&wire::error_line(None, &refusal)).await;
                }
                Line::Text(text) if text.iter().all(u8::is_ascii_whitespace) => {}
                Line::Text(text) => waiting = self.answer(&text).await?,
            }
        }
    }

    /// Answers one line; gives back the line that ended a subscription.
    async fn answer(&mut self, text: &[u8]) -> io::Result<Option<Line>> {
        let request = match wire::parse(text) {
            Ok(request) => request,
            Err(bad) => {
                self.write(&wire::error_line(bad.id, &bad.refusal)).await?;
                return Ok(None);
            }
        };
        let id = request.id;
        let line = match request.ask {
            Ask::Command { command } => self.carry_out(id, command).await,
            Ask::Snapshot => wire::ok_line(id, &self.handle.snapshot()),
            Ask::Journal { since } => wire::ok_line(id, &self.handle.journal_since(since)),
            Ask::Stats => wire::ok_line(id, &self.handle.stats()),
            Ask::Subscribe => return self.subscribe(id).await.map(Some),
        };
        self.write(&line).await?;
        Ok(None)
    }

    async fn carry_out(&self, id: u64, command: Command) -> Vec<u8> {
        let patience = command.patience();
        let pending = match self.handle.send(By::Cli, command) {
            Ok(pending) => pending,
            Err(refusal) => return wire::error_line(Some(id), &refusal),
        };
        let waiting = tokio::task::spawn_blocking(move || pending.wait(patience));
        match waiting.await {
            Ok(Ok(done)) => wire::ok_line(id, &done),
            Ok(Err(refusal)) => wire::error_line(Some(id), &refusal),
            Err(error) => wire::error_line(
                Some(id),
                &Refusal::new(
                    format!("the answer was lost: {error}"),
                    "look at `lumarium journal`; the change may have happened",
                ),
            ),
        }
    }

    /// Sends the newest snapshot whenever it has changed. Between two writes any number of changes
    /// fold into one: a slow reader skips.
    async fn subscribe(&mut self, id: u64) -> io::Result<Line> {
        let changed = Arc::new(Notify::new());
        let bell = Arc::clone(&changed);
        let wake: Arc<Wake> = Arc::new(move || bell.notify_one());
        self.handle.on_change(&wake);
        let mut sent = None;
        loop {
            let snapshot = self.handle.snapshot();
            if sent != Some(snapshot.revision) {
                sent = Some(snapshot.revision);
                let line = wire::ok_line(id, &snapshot);
                self.write(&line).await?;
            }
            tokio::select! {
                () = over(&mut self.ended) => return Ok(Line::End),
                line = self.lines.next() => return line,
                () = changed.notified() => {}
            }
        }
    }

    /// Writes a line; given up when the host ends and the client does not read.
    async fn write(&mut self, line: &[u8]) -> io::Result<()> {
        let mut ended = self.ended.clone();
        let given_up = async {
            over(&mut ended).await;
            tokio::time::sleep(limits::CONTROL_GRACE).await;
        };
        tokio::select! {
            written = self.writer.write_all(line) => written,
            () = given_up => Err(io::ErrorKind::TimedOut.into()),
        }
    }
}
