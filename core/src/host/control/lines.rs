//! Bounded lines from a socket. `next` may be cancelled at any point and nothing is lost.

use std::io;

use tokio::io::AsyncReadExt as _;
use tokio::net::unix::OwnedReadHalf;

use crate::limits;

/// What came.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// A line without its end.
    Text(Vec<u8>),
    /// More than `CONTROL_LINE_MAX` bytes without an end.
    TooLong,
    /// The client has closed.
    End,
}

/// The reading half of a client, line by line.
pub(super) struct Lines {
    socket: OwnedReadHalf,
    buffer: Vec<u8>,
    /// Bytes of the buffer that are known to hold no line end.
    looked_at: usize,
}

impl Lines {
    pub(super) const fn new(socket: OwnedReadHalf) -> Self {
        Self {
            socket,
            buffer: Vec::new(),
            looked_at: 0,
        }
    }

    /// The next line. A last line without an end counts.
    pub(super) async fn next(&mut self) -> io::Result<Line> {
        loop {
            if let Some(line) = self.take_line() {
                return Ok(line);
            }
            if self.buffer.len() > limits::CONTROL_LINE_MAX {
                return Ok(Line::TooLong);
            }
            if self.socket.read_buf(&mut self.buffer).await? == 0 {
                self.looked_at = 0;
                return Ok(if self.buffer.is_empty() {
                    Line::End
                } else {
                    Line::Text(std::mem::take(&mut self.buffer))
                });
            }
        }
    }

    fn take_line(&mut self) -> Option<Line> {
        let fresh = self.buffer.get(self.looked_at..).unwrap_or(&[]);
        let Some(at) = fresh.iter().position(|&byte| byte == b'\n') else {
            self.looked_at = self.buffer.len();
            return None;
        };
        let end = self.looked_at + at;
        let rest = self.buffer.split_off(end + 1);
        let mut line = std::mem::replace(&mut self.buffer, rest);
        line.truncate(end);
        self.looked_at = 0;
        Some(if line.len() > limits::CONTROL_LINE_MAX {
            Line::TooLong
        } else {
            Line::Text(line)
        })
    }
}
