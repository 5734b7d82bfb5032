//! A display without a screen, for benches that open a window.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

/// An X server of our own; it ends with this.
pub(crate) struct Display {
    /// What `DISPLAY` is to be set to.
    pub(crate) name: String,
    server: Child,
}

impl Display {
    /// Absent where there is no Xvfb (on Debian and Ubuntu: `apt-get install xvfb`).
    #[expect(clippy::disallowed_methods, reason = "the bench's own display")]
    pub(crate) fn open() -> Option<Self> {
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1280x800x24"])
            .args(["-nolisten", "tcp", "-noreset"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let mut number = String::new();
        let output = server.stdout.take()?;
        // It writes its number when it is ready; one that dies before closes the pipe.
        BufReader::new(output).read_line(&mut number).ok()?;
        let name = format!(":{}", number.trim());
        let display = Self { name, server };
        (!number.trim().is_empty()).then_some(display)
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        // It may have ended by itself.
        self.server.kill().ok();
        self.server.wait().ok();
    }
}
