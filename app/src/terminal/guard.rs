//! Takes the terminal over and gives it back: at the end, at an error, at a panic, at a second Ctrl-C.

use std::io::{self, BufWriter, Stdout};
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::cursor::{Hide, Show};
use crossterm::execute;
use crossterm::style::ResetColor;
use crossterm::terminal::{
    EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};

/// Whether the terminal is ours now.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// The terminal while it is ours.
pub(super) struct Guard {
    out: BufWriter<Stdout>,
}

impl Guard {
    /// Raw mode, the other screen, no cursor.
    pub(super) fn enter() -> io::Result<Self> {
        enable_raw_mode()?;
        TAKEN.store(true, Ordering::SeqCst);
        let guard = Self {
            out: BufWriter::with_capacity(64 * 1024, io::stdout()),
        };
        execute!(io::stdout(), EnterAlternateScreen, Hide)?;
        Ok(guard)
    }

    /// Where to write.
    pub(super) const fn out(&mut self) -> &mut BufWriter<Stdout> {
        &mut self.out
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        restore();
    }
}

/// Gives the terminal back, once, if it is ours. May be called from anywhere.
pub fn restore() {
    if !TAKEN.swap(false, Ordering::SeqCst) {
        return;
    }
    // A terminal that is gone needs nothing back.
    execute!(io::stdout(), ResetColor, Show, LeaveAlternateScreen).unwrap_or_default();
    disable_raw_mode().unwrap_or_default();
}
