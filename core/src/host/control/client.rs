//! The asking side, blocking with time-outs: what the command line uses.

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use serde_json::Value;
use thiserror::Error;

use crate::host::control::place;
use crate::host::control::wire::{self, Ask};
use crate::journal::Entry;
use crate::limits;
use crate::message::{Answer, Command, Refusal};
use crate::snapshot::{PlayerStats, Snapshot};

/// How a socket looks that nobody serves.
const NOBODY: [io::ErrorKind; 3] = [
    io::ErrorKind::NotFound,
    io::ErrorKind::ConnectionRefused,
    io::ErrorKind::NotADirectory,
];

/// The owner of the root could not be asked.
#[derive(Debug, Error)]
pub enum ClientError {
    /// Nobody listens: the root has no owner, or its owner has no control socket.
    #[error("no Lumarium answers on {}", path.display())]
    Nobody {
        /// The socket.
        path: PathBuf,
    },
    /// Somebody else listens there.
    #[error("the control socket is served by another user ({user}): {}", path.display())]
    Stranger {
        /// Whose process.
        user: u32,
        /// The socket.
        path: PathBuf,
    },
    /// The connection failed or took too long.
    #[error("talking to the running Lumarium failed: {source}")]
    Io {
        /// Why.
        #[from]
        source: io::Error,
    },
    /// It said something that cannot be understood.
    #[error("the running Lumarium gave an answer that cannot be read: {reason}")]
    Garbled {
        /// Why.
        reason: String,
    },
    /// The request is longer than the socket takes.
    #[error(
        "the request has {len} bytes; {} is the most",
        limits::CONTROL_LINE_MAX
    )]
    TooLong {
        /// Its length.
        len: usize,
    },
    /// It refused.
    #[error("{0}")]
    Refused(Refusal),
}

/// A connection to the owner of a root.
#[derive(Debug)]
pub struct Client {
    stream: BufReader<UnixStream>,
    next: u64,
}

impl Client {
    /// Connects to the owner; `path` is the socket's usual place (`root/state/control.sock`), a short
    /// place that was recorded for it is found by itself.
    pub fn connect(path: &Path) -> Result<Self, ClientError> {
        let real = place::resolve(path);
        let stream = UnixStream::connect(&real).map_err(|error| {
            if NOBODY.contains(&error.kind()) {
                ClientError::Nobody { path: real.clone() }
            } else {
                error.into()
            }
        })?;
        check_peer(&stream, &real)?;
        let patience = limits::CONTROL_ANSWER_TIMEOUT + limits::CONTROL_CLIENT_PATIENCE;
        stream.set_read_timeout(Some(patience))?;
        stream.set_write_timeout(Some(limits::CONTROL_CLIENT_PATIENCE))?;
        Ok(Self {
            stream: BufReader::new(stream),
            next: 1,
        })
    }

    /// Sends a command and waits until it is durable or refused.
    pub fn command(&mut self, command: &Command) -> Result<Answer, ClientError> {
        let ask = Ask::Command {
            command: command.clone(),
        };
        let patience = command.patience() + limits::CONTROL_CLIENT_PATIENCE;
        self.stream.get_ref().set_read_timeout(Some(patience))?;
        match self.ask::<String>(&ask) {
            Ok(done) => Ok(Ok(done)),
            Err(ClientError::Refused(refusal)) => Ok(Err(refusal)),
            Err(error) => Err(error),
        }
    }

    /// The owner's newest snapshot.
    pub fn snapshot(&mut self) -> Result<Snapshot, ClientError> {
        self.ask(&Ask::Snapshot)
    }

    /// Journal entries from number `since` on, oldest first.
    pub fn journal(&mut self, since: u64) -> Result<Vec<Entry>, ClientError> {
        self.ask(&Ask::Journal { since })
    }

    /// How punctual the owner's player is.
    pub fn stats(&mut self) -> Result<PlayerStats, ClientError> {
        self.ask(&Ask::Stats)
    }

    /// The snapshot now and after each change.
    pub fn subscribe(mut self) -> Result<Subscription, ClientError> {
        let id = self.send(&Ask::Subscribe)?;
        // Nothing may happen for hours; the end of the owner closes the socket.
        self.stream.get_ref().set_read_timeout(None)?;
        Ok(Subscription { client: self, id })
    }

    fn ask<T: DeserializeOwned>(&mut self, ask: &Ask) -> Result<T, ClientError> {
        let id = self.send(ask)?;
        let answer = self.receive(id)?.ok_or_else(|| ClientError::Io {
            source: io::ErrorKind::UnexpectedEof.into(),
        })?;
        serde_json::from_value(answer).map_err(garbled)
    }

    fn send(&mut self, ask: &Ask) -> Result<u64, ClientError> {
        let id = self.next;
        self.next += 1;
        let line = wire::request_line(id, ask).map_err(garbled)?;
        if line.len() > limits::CONTROL_LINE_MAX {
            return Err(ClientError::TooLong { len: line.len() });
        }
        // A refused client is told why before its first request: the write may fail, the answer
        // can still be read.
        if let Err(error) = self.stream.get_mut().write_all(&line)
            && error.kind() != io::ErrorKind::BrokenPipe
        {
            return Err(error.into());
        }
        Ok(id)
    }

    /// The next answer to request `id`; `None` when the owner has closed.
    fn receive(&mut self, id: u64) -> Result<Option<Value>, ClientError> {
        loop {
            let mut line = Vec::new();
            let most = limits::CONTROL_ANSWER_MAX as u64;
            let read = self
                .stream
                .by_ref()
                .take(most)
                .read_until(b'\n', &mut line)?;
            if read == 0 {
                return Ok(None);
            }
            if line.last() != Some(&b'\n') {
                return Err(ClientError::Garbled {
                    reason: format!("a line of {read} bytes has no end"),
                });
            }
            let mut answer: Value = serde_json::from_slice(&line).map_err(garbled)?;
            let told = answer.get("id").and_then(Value::as_u64);
            if let Some(what) = answer.get("error").and_then(Value::as_str) {
                let hint = answer.get("hint").and_then(Value::as_str);
                return Err(ClientError::Refused(Refusal {
                    what: what.to_owned(),
                    hint: hint.map(ToOwned::to_owned),
                }));
            }
            // Snapshots of a subscription that was given up may still be on their way.
            if told == Some(id) {
                return match answer.get_mut("ok") {
                    Some(ok) => Ok(Some(ok.take())),
                    None => Err(ClientError::Garbled {
                        reason: "neither `ok` nor `error`".to_owned(),
                    }),
                };
            }
        }
    }
}

/// Snapshots as they come.
#[derive(Debug)]
pub struct Subscription {
    client: Client,
    id: u64,
}

impl Iterator for Subscription {
    type Item = Result<Snapshot, ClientError>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.client.receive(self.id) {
            Ok(answer) => answer.map(|value| serde_json::from_value(value).map_err(garbled)),
            Err(error) => Some(Err(error)),
        }
    }
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "given to map_err, which hands the error over"
)]
fn garbled(error: serde_json::Error) -> ClientError {
    ClientError::Garbled {
        reason: error.to_string(),
    }
}

#[cfg(target_os = "linux")]
fn check_peer(stream: &UnixStream, path: &Path) -> Result<(), ClientError> {
    let peer = rustix::net::sockopt::socket_peercred(stream).map_err(io::Error::from)?;
    let user = peer.uid.as_raw();
    if place::may_talk(user) {
        Ok(())
    } else {
        Err(ClientError::Stranger {
            user,
            path: path.to_owned(),
        })
    }
}

#[cfg(not(target_os = "linux"))]
#[expect(clippy::unnecessary_wraps, reason = "the same shape as on Linux")]
fn check_peer(_stream: &UnixStream, _path: &Path) -> Result<(), ClientError> {
    Ok(())
}
