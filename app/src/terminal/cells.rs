//! A frame as half-block characters: each cell shows two pixels, the upper one as the colour of the
//! character, the lower one as its background. Pure.

use std::fmt::Write as _;

use lumarium_core::frame::{Frame, Rgb};

/// Clears the screen.
pub(super) const CLEAR: &str = "\x1b[0m\x1b[2J";

/// The upper half of a cell.
const UPPER_HALF: char = '▀';

/// Two pixels, one above the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cell {
    pub(super) top: Rgb,
    pub(super) bottom: Rgb,
}

/// A frame in cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Grid {
    columns: u16,
    rows: u16,
    scale: u32,
    cells: Vec<Cell>,
}

impl Grid {
    /// The frame, made smaller by a whole number until it fits into `columns` by `rows` cells.
    pub(super) fn of(frame: &Frame, columns: u16, rows: u16) -> Self {
        let size = frame.size();
        let columns_max = u32::from(columns.max(1));
        let pixel_rows_max = u32::from(rows.max(1)) * 2;
        let scale = size
            .width
            .div_ceil(columns_max)
            .max(size.height.div_ceil(pixel_rows_max))
            .max(1);
        let width = size.width.div_ceil(scale);
        let height = size.height.div_ceil(scale);
        let rows = height.div_ceil(2);
        let cell = |row: u32, column: u32| Cell {
            top: block(frame, column, row * 2, scale),
            bottom: block(frame, column, row * 2 + 1, scale),
        };
        let cells = (0..rows)
            .flat_map(|row| (0..width).map(move |column| (row, column)))
            .map(|(row, column)| cell(row, column))
            .collect();
        Self {
            columns: width as u16,
            rows: rows as u16,
            scale,
            cells,
        }
    }

    /// How many pixels of the frame are one pixel here, a side.
    pub(super) const fn scale(&self) -> u32 {
        self.scale
    }

    /// How many rows it takes.
    pub(super) const fn rows(&self) -> u16 {
        self.rows
    }

    /// Writes the cells that differ from `before`; all, if that is absent or of another shape.
    pub(super) fn changes(&self, before: Option<&Self>, text: &mut String) {
        let before = before.filter(|grid| grid.columns == self.columns && grid.rows == self.rows);
        let mut pen: Option<Cell> = None;
        // The index of the cell that the cursor stands before.
        let mut cursor = None;
        for (index, cell) in self.cells.iter().enumerate() {
            if before.and_then(|grid| grid.cells.get(index)) == Some(cell) {
                continue;
            }
            let columns = usize::from(self.columns);
            if cursor != Some(index) || index % columns == 0 {
                let (row, column) = (index / columns + 1, index % columns + 1);
                write!(text, "\x1b[{row};{column}H").unwrap_or_default();
            }
            if pen.is_none_or(|pen| pen.top != cell.top) {
                let Rgb { r, g, b } = cell.top;
                write!(text, "\x1b[38;2;{r};{g};{b}m").unwrap_or_default();
            }
            if pen.is_none_or(|pen| pen.bottom != cell.bottom) {
                let Rgb { r, g, b } = cell.bottom;
                write!(text, "\x1b[48;2;{r};{g};{b}m").unwrap_or_default();
            }
            text.push(UPPER_HALF);
            pen = Some(*cell);
            cursor = Some(index + 1);
        }
    }
}

/// The mean colour of a block of `scale` by `scale` pixels; black outside the frame.
fn block(frame: &Frame, column: u32, row: u32, scale: u32) -> Rgb {
    if scale == 1 {
        return frame.get(column, row).unwrap_or(Rgb::BLACK);
    }
    let mut sum = [0_u32; 3];
    let mut count = 0;
    for y in row * scale..(row + 1) * scale {
        for pixel in frame
            .row(y)
            .iter()
            .skip((column * scale) as usize)
            .take(scale as usize)
        {
            sum[0] += u32::from(pixel.r);
            sum[1] += u32::from(pixel.g);
            sum[2] += u32::from(pixel.b);
            count += 1;
        }
    }
    let mean = |sum: u32| (sum / count.max(1)) as u8;
    Rgb::new(mean(sum[0]), mean(sum[1]), mean(sum[2]))
}

/// Writes a line of text at a row, counted from 0, in the terminal's own colours.
pub(super) fn line_at(row: u16, line: &str, text: &mut String) {
    write!(text, "\x1b[0m\x1b[{};1H\x1b[2K{line}", row + 1).unwrap_or_default();
}
