//! One process on the other end of a socket: what it says, what it logs, and a bell that others ring.
//! Nothing here waits for the process except [`Link::wait`], which a bell or a time ends.

use std::collections::VecDeque;
use std::io::{self, PipeReader, Read as _, Write as _};
use std::os::fd::{AsFd as _, OwnedFd};
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use serde_json::Value;

use super::log::Lines;
use super::wire::{Decoder, Message, Violation, encode};
use crate::limits;

/// Wakes who waits in [`Link::wait`]; rings that nobody has heard yet are one.
#[derive(Debug)]
pub struct Bell {
    rope: UnixStream,
}

impl Bell {
    /// Rings. A full pipe has rung already.
    pub fn ring(&self) {
        drop((&self.rope).write(&[1]));
    }
}

/// Our end of a process.
#[derive(Debug)]
pub struct Link {
    socket: UnixStream,
    log: Option<PipeReader>,
    bell: UnixStream,
    decoder: Decoder,
    lines: Lines,
    heard: VecDeque<String>,
    /// Lines that were not kept because nobody fetched them in time.
    lost: u64,
    unsent: VecDeque<u8>,
    closed: bool,
}

impl Link {
    /// A link and its bell. `socket` is our end of the pair, `log` the reading end of its output.
    pub fn new(socket: UnixStream, log: PipeReader) -> io::Result<(Self, Arc<Bell>)> {
        socket.set_nonblocking(true)?;
        let (bell, rope) = UnixStream::pair()?;
        bell.set_nonblocking(true)?;
        rope.set_nonblocking(true)?;
        let link = Self {
            socket,
            log: Some(log),
            bell,
            decoder: Decoder::default(),
            lines: Lines::default(),
            heard: VecDeque::new(),
            lost: 0,
            unsent: VecDeque::new(),
            closed: false,
        };
        Ok((link, Arc::new(Bell { rope })))
    }

    /// Sends a message, now or as soon as there is room. False if it is too long, or if the other side
    /// has not taken what it was sent before.
    pub fn send(&mut self, message: &Value) -> bool {
        let Some(bytes) = encode(message) else {
            return false;
        };
        if self.unsent.len() + bytes.len() > limits::WORKER_UNSENT_MAX {
            return false;
        }
        self.unsent.extend(bytes);
        self.flush();
        true
    }

    /// Sends a message whose first byte carries descriptors.
    pub fn send_with(&mut self, message: &Value, fds: &[OwnedFd]) -> io::Result<()> {
        use rustix::net::{SendAncillaryBuffer, SendAncillaryMessage, SendFlags, sendmsg};
        let bytes = encode(message).ok_or(io::ErrorKind::FileTooLarge)?;
        let (first, rest) = bytes.split_at(1);
        let borrowed: Vec<_> = fds.iter().map(|fd| fd.as_fd()).collect();
        let mut space = [std::mem::MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(2))];
        let mut control = SendAncillaryBuffer::new(&mut space);
        if !control.push(SendAncillaryMessage::ScmRights(&borrowed)) {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        // The descriptors belong to this byte: what was sent before must have gone.
        self.socket.set_nonblocking(false)?;
        let unsent: Vec<u8> = self.unsent.drain(..).collect();
        self.socket.write_all(&unsent)?;
        let flags = SendFlags::NOSIGNAL;
        sendmsg(
            &self.socket,
            &[io::IoSlice::new(first)],
            &mut control,
            flags,
        )?;
        self.socket.write_all(rest)?;
        self.socket.set_nonblocking(true)
    }

    /// Waits until something has come, the bell rings, or the time is over; takes what is there.
    pub fn wait(&mut self, limit: Option<Duration>) {
        let time = limit.map(|limit| Timespec {
            tv_sec: limit.as_secs().min(3_600) as i64,
            tv_nsec: i64::from(limit.subsec_nanos()),
        });
        let said = if self.unsent.is_empty() {
            PollFlags::IN
        } else {
            PollFlags::IN | PollFlags::OUT
        };
        let mut fds = Vec::with_capacity(3);
        fds.push(PollFd::new(&self.bell, PollFlags::IN));
        if !self.closed {
            fds.push(PollFd::new(&self.socket, said));
        }
        if let Some(log) = &self.log {
            fds.push(PollFd::new(log, PollFlags::IN));
        }
        // Interrupted by a signal: whoever waits looks round and waits again.
        poll(&mut fds, time.as_ref()).ok();
        let ready = |flags: PollFlags| !flags.is_empty();
        let log_ready = self.log.is_some() && fds.last().is_some_and(|fd| ready(fd.revents()));
        drop(fds);
        self.quiet_bell();
        self.flush();
        self.hear();
        if log_ready {
            self.read_log();
        }
    }

    /// The next message; `Ok(None)`: none is whole yet.
    pub fn message(&mut self) -> Result<Option<Message>, Violation> {
        self.decoder.message()
    }

    /// The next line of its log.
    pub fn line(&mut self) -> Option<String> {
        self.heard.pop_front()
    }

    /// How many lines were not kept since this was asked last.
    pub const fn lost(&mut self) -> u64 {
        std::mem::replace(&mut self.lost, 0)
    }

    /// Whether the other side has closed the socket: nothing more will come.
    pub const fn closed(&self) -> bool {
        self.closed
    }

    /// Reads what is there of its log.
    pub fn read_log_now(&mut self) {
        let ready = |log: &PipeReader| {
            let mut fds = [PollFd::new(log, PollFlags::IN)];
            let now = Timespec::default();
            matches!(poll(&mut fds, Some(&now)), Ok(1..))
        };
        // Bounded: a process that is not dead yet could write for ever.
        for _ in 0..limits::WORKER_LAST_READS {
            if !self.log.as_ref().is_some_and(ready) {
                break;
            }
            self.read_log();
        }
    }

    /// Reads the rest of its log, as far as it is there already, also a line without an end.
    pub fn last_lines(&mut self) {
        self.read_log_now();
        let (heard, lost) = (&mut self.heard, &mut self.lost);
        self.lines.finish(|line| keep(heard, lost, line));
    }

    fn quiet_bell(&self) {
        let mut rings = [0; 64];
        while matches!((&self.bell).read(&mut rings), Ok(1..)) {}
    }

    fn flush(&mut self) {
        while !self.unsent.is_empty() && !self.closed {
            let (bytes, _) = self.unsent.as_slices();
            match (&self.socket).write(bytes) {
                Ok(0) => break,
                Ok(sent) => drop(self.unsent.drain(..sent)),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
                // Who has gone is heard of when reading.
                Err(_) => self.unsent.clear(),
            }
        }
    }

    /// Takes what has come, up to a bound: a flood must not keep us from the bell.
    fn hear(&mut self) {
        let mut bytes = [0; 16 * 1024];
        for _ in 0..limits::WORKER_READS_AT_ONCE {
            match (&self.socket).read(&mut bytes) {
                Ok(0) => {
                    self.closed = true;
                    return;
                }
                Ok(len) => self.decoder.feed(bytes.get(..len).unwrap_or_default()),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return,
                Err(_) => {
                    self.closed = true;
                    return;
                }
            }
        }
    }

    fn read_log(&mut self) {
        let Some(log) = &mut self.log else { return };
        let mut bytes = [0; 16 * 1024];
        match log.read(&mut bytes) {
            Ok(0) => self.log = None,
            Ok(len) => {
                let (heard, lost) = (&mut self.heard, &mut self.lost);
                let text = bytes.get(..len).unwrap_or_default();
                self.lines.feed(text, |line| keep(heard, lost, line));
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => self.log = None,
        }
    }
}

fn keep(heard: &mut VecDeque<String>, lost: &mut u64, line: String) {
    if heard.len() < limits::WORKER_LINES_MAX {
        heard.push_back(line);
    } else {
        *lost += 1;
    }
}

#[cfg(test)]
mod tests;
