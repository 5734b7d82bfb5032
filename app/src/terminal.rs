//! The matrix in a terminal: half-block characters in true colour and a status line. Only cells that
//! changed are written. The terminal is given back whatever happens.

mod cells;
mod guard;
mod keys;
mod status;

use std::io::{self, Write as _};
use std::time::Duration;

use crossterm::event::{self, Event};
use lumarium_core::frame::Frame;
use lumarium_core::host::handle::Handle;
use lumarium_core::message::{By, Command};

use cells::Grid;
use guard::Guard;
use keys::Wish;

pub use guard::restore;

/// Rows below the matrix: status and keys.
const ROWS_BELOW: u16 = 2;

/// A terminal that plays.
pub struct Player {
    handle: Handle,
    guard: Guard,
    shown: Option<Grid>,
    below: Vec<String>,
    /// Why the last command was refused.
    told: Option<String>,
}

impl Player {
    /// Takes the terminal over.
    pub fn open(handle: Handle) -> io::Result<Self> {
        Ok(Self {
            handle,
            guard: Guard::enter()?,
            shown: None,
            below: Vec::new(),
            told: None,
        })
    }

    /// Takes keys and shows the frame; false when a person wants to quit.
    pub fn turn(&mut self, frame: &Frame, fresh: bool) -> io::Result<bool> {
        while event::poll(Duration::ZERO)? {
            let event = event::read()?;
            if let Event::Key(key) = event {
                match keys::wish(&key, &self.handle.snapshot()) {
                    Some(Wish::Quit) => return Ok(false),
                    Some(Wish::Send(command)) => self.send(command),
                    None => {}
                }
            } else if matches!(event, Event::Resize(..)) {
                self.shown = None;
                self.below.clear();
            }
        }
        self.show(frame, fresh)?;
        Ok(true)
    }

    fn send(&mut self, command: Command) {
        let sent = self.handle.send(By::Terminal, command);
        self.told = sent.err().map(|refusal| refusal.to_string());
    }

    fn show(&mut self, frame: &Frame, fresh: bool) -> io::Result<()> {
        let (columns, rows) = crossterm::terminal::size()?;
        let mut text = String::new();
        if self.shown.is_none() {
            text.push_str(cells::CLEAR);
        }
        if fresh || self.shown.is_none() {
            let grid = Grid::of(frame, columns, rows.saturating_sub(ROWS_BELOW));
            grid.changes(self.shown.as_ref(), &mut text);
            self.shown = Some(grid);
        }
        let scale = self.shown.as_ref().map_or(1, Grid::scale);
        let top = self.shown.as_ref().map_or(0, Grid::rows);
        let lines = status::lines(
            &self.handle.snapshot(),
            &self.handle.stats(),
            scale,
            self.told.as_deref(),
        );
        let below: Vec<String> = lines
            .iter()
            .map(|line| status::fitted(line, columns))
            .collect();
        if below != self.below {
            for (line, row) in below.iter().zip(top..rows) {
                cells::line_at(row, line, &mut text);
            }
            self.below = below;
        }
        if text.is_empty() {
            return Ok(());
        }
        self.guard.out().write_all(text.as_bytes())?;
        self.guard.out().flush()
    }
}

#[cfg(test)]
mod tests;
