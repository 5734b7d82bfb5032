//! The log of a process, line by line. It is always read on, so that nobody hangs on a full pipe; a line
//! that never ends is cut, and what is more than we keep is counted by who keeps it.

use crate::limits;

/// Splits a stream of bytes into lines of bounded length.
#[derive(Debug, Default)]
pub struct Lines {
    line: Vec<u8>,
    /// The line is longer than we keep; the rest of it is thrown away.
    over: bool,
}

impl Lines {
    /// Takes bytes; gives each line that is whole, without its end. What is not UTF-8 is replaced.
    pub fn feed(&mut self, bytes: &[u8], mut take: impl FnMut(String)) {
        for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
            let (text, whole) = match piece.split_last() {
                Some((b'\n', text)) => (text, true),
                _ => (piece, false),
            };
            let room = limits::PLUGIN_TEXT_MAX.saturating_sub(self.line.len());
            self.over |= text.len() > room;
            self.line.extend(text.iter().take(room));
            if whole {
                self.end(&mut take);
            }
        }
    }

    /// The stream is over: gives what is left.
    pub fn finish(&mut self, mut take: impl FnMut(String)) {
        self.end(&mut take);
    }

    fn end(&mut self, take: &mut impl FnMut(String)) {
        let mut text = String::from_utf8_lossy(&self.line).trim_end().to_owned();
        if self.over {
            text.push('…');
        }
        self.line.clear();
        self.over = false;
        if !text.is_empty() {
            take(text);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(pieces: &[&[u8]]) -> Vec<String> {
        let (mut lines, mut found) = (Lines::default(), Vec::new());
        for piece in pieces {
            lines.feed(piece, |line| found.push(line));
        }
        lines.finish(|line| found.push(line));
        found
    }

    #[test]
    fn lines_are_whole_however_they_come() {
        assert_eq!(
            lines(&[b"one\ntw", b"o\r\n", b"\n", b"three"]),
            ["one", "two", "three"]
        );
    }

    #[test]
    fn a_line_without_end_is_cut_and_the_next_one_is_whole() {
        let long = vec![b'x'; 3 * limits::PLUGIN_TEXT_MAX];
        let found = lines(&[&long, &long, b"\nnext\n"]);
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].chars().count(), limits::PLUGIN_TEXT_MAX + 1);
        assert_eq!(found[1], "next");
        assert_eq!(lines(&[b"\xff\n"]), ["\u{fffd}"]);
    }
}
