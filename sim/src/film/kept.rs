//! The pictures of a film: whole ones now and then, and between them what differs from the one before.

use std::collections::VecDeque;
use std::sync::Arc;

use lumarium_core::frame::{Frame, Size};
use lumarium_core::limits;
use lumarium_core::time::Moment;

use super::{FilmStats, pack};

/// A picture that was on from a moment on.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    at: Moment,
    /// Of a whole picture: its size. It is packed against black.
    whole: Option<Size>,
    data: Arc<[u8]>,
}

/// What is kept of each piece besides its data: its place in the list, and the head of its memory.
const PIECE_BYTES: usize = size_of::<Piece>() + 2 * size_of::<usize>();

/// The pieces, oldest first; the first is whole.
#[derive(Debug)]
pub(super) struct Kept {
    pieces: VecDeque<Piece>,
    bytes: usize,
    pub(super) bytes_max: usize,
    /// The newest picture, and how many pieces since a whole one.
    last: Option<Frame>,
    since_whole: usize,
    end: Moment,
    forgotten: u64,
    dropped: u64,
}

impl Default for Kept {
    fn default() -> Self {
        Self {
            pieces: VecDeque::new(),
            bytes: 0,
            bytes_max: limits::FILM_BYTES_MAX,
            last: None,
            since_whole: 0,
            end: Moment::ZERO,
            forgotten: 0,
            dropped: 0,
        }
    }
}

impl Kept {
    /// Takes a picture; one that is like the one before only makes the film longer.
    pub(super) fn push(&mut self, frame: &Frame, at: Moment) {
        let at = at.max(self.end);
        self.end = at;
        if self.last.as_ref() != Some(frame) {
            self.add(frame, at);
        }
        self.forget();
    }

    fn add(&mut self, frame: &Frame, at: Moment) {
        let size = frame.size();
        let base = self
            .last
            .take()
            .filter(|last| last.size() == size && self.since_whole < limits::FILM_WHOLE_EVERY);
        let whole = base.is_none().then_some(size);
        let base = base.unwrap_or_else(|| Frame::black(size));
        let data: Arc<[u8]> = pack::pack(&base, frame).into();
        self.since_whole = if whole.is_some() {
            1
        } else {
            self.since_whole + 1
        };
        self.bytes += PIECE_BYTES + data.len();
        self.pieces.push_back(Piece { at, whole, data });
        // The base's memory becomes that of the newest picture.
        let mut last = base;
        last.copy_from(frame);
        self.last = Some(last);
    }

    /// Forgets from the front what is too old or too much: always up to the next whole picture.
    fn forget(&mut self) {
        loop {
            let next = self
                .pieces
                .iter()
                .skip(1)
                .position(|piece| piece.whole.is_some());
            let Some(next) = next.map(|index| index + 1) else {
                return;
            };
            let old = self
                .pieces
                .get(next)
                .is_some_and(|piece| self.end.since(piece.at) >= limits::FILM_LENGTH);
            if !old && self.bytes <= self.bytes_max {
                return;
            }
            for piece in self.pieces.drain(..next) {
                self.bytes -= PIECE_BYTES + piece.data.len();
                self.forgotten += 1;
            }
        }
    }

    pub(super) const fn set_dropped(&mut self, dropped: u64) {
        self.dropped = dropped;
    }

    pub(super) fn span(&self) -> Option<(Moment, Moment)> {
        let length = limits::FILM_LENGTH.as_nanos() as u64;
        let oldest = Moment::from_nanos(self.end.as_nanos().saturating_sub(length));
        self.pieces
            .front()
            .map(|first| (first.at.max(oldest), self.end))
    }

    pub(super) fn stats(&self) -> FilmStats {
        FilmStats {
            pictures: self.pieces.len(),
            bytes: self.bytes,
            forgotten: self.forgotten,
            dropped: self.dropped,
        }
    }

    /// What the picture of a moment is made of; empty if the film knows nothing of it.
    pub(super) fn pieces_at(&self, at: Moment) -> Vec<Piece> {
        if at > self.end {
            return Vec::new();
        }
        let count = self.pieces.partition_point(|piece| piece.at <= at);
        self.range(count.wrapping_sub(1), count)
    }

    /// What the pictures of a span are made of, from the whole one before it on.
    pub(super) fn pieces_between(&self, from: Moment, to: Moment) -> Vec<Piece> {
        let first = self.pieces.partition_point(|piece| piece.at <= from);
        let count = self.pieces.partition_point(|piece| piece.at <= to);
        self.range(first.saturating_sub(1), count)
    }

    /// Pieces `first..end`, and before them all that `first` is made of.
    fn range(&self, first: usize, end: usize) -> Vec<Piece> {
        if first >= end {
            return Vec::new();
        }
        let whole = (0..=first).rev().find(|&index| {
            self.pieces
                .get(index)
                .is_some_and(|piece| piece.whole.is_some())
        });
        let from = whole.unwrap_or(0);
        self.pieces
            .iter()
            .skip(from)
            .take(end - from)
            .cloned()
            .collect()
    }
}

/// The last picture of a row of pieces, with its moment.
pub(super) fn unpack(pieces: &[Piece], into: &mut Frame) -> Option<Moment> {
    let (first, at) = (pieces.first()?, pieces.last()?.at);
    let size = first.whole?;
    if into.size() == size {
        into.fill(lumarium_core::frame::Rgb::BLACK);
    } else {
        *into = Frame::black(size);
    }
    let fit = pieces.iter().all(|piece| pack::unpack(&piece.data, into));
    debug_assert!(fit, "a piece of the film does not fit the one before");
    Some(at)
}

/// The pictures of a row of pieces that were on at `from` or later; at most `most`, evenly thinned.
pub(super) fn unpack_all(pieces: &[Piece], from: Moment, most: usize) -> Vec<(Moment, Frame)> {
    let on = pieces
        .partition_point(|piece| piece.at <= from)
        .saturating_sub(1);
    let count = pieces.len().saturating_sub(on);
    let keep = |index: usize| {
        // The first of each of `most` equal parts.
        index == 0 || index * most / count != (index - 1) * most / count
    };
    let mut pictures = Vec::new();
    let mut frame = Frame::black(Size::new(0, 0));
    for (index, piece) in pieces.iter().enumerate() {
        if let Some(size) = piece.whole {
            frame = Frame::black(size);
        }
        pack::unpack(&piece.data, &mut frame);
        if let Some(shown) = index.checked_sub(on)
            && pictures.len() < most
            && (count <= most || keep(shown))
        {
            pictures.push((piece.at, frame.clone()));
        }
    }
    pictures
}
