//! The figures as rows on small panels and as tiles with curves on larger ones.

use crate::frame::{Frame, Rgb};
use crate::host::runtime::native::programs::fonts::{self, Align, Font};
use crate::host::runtime::native::programs::paint::{Area, dim, mix, rect};

use super::Row;
use super::figures::{Figures, Unit, bytes, degrees, percent};
use super::history::{History, warmth};

/// The lowest row in which a letter can be read.
const ROW_MIN: i32 = 7;
/// The narrowest tile beside another one.
const TILE_MIN: i32 = 48;
/// How long a page stays where not all rows have room, in seconds.
const PAGE_SECONDS: i64 = 4;
/// Above this part the figure turns red.
const ALARM: f32 = 0.85;

/// What is drawn.
pub(super) struct View<'a> {
    pub(super) rows: &'a [(Row, Rgb)],
    pub(super) figures: &'a Figures,
    pub(super) history: &'a History,
    pub(super) unit: Unit,
    /// Turns the pages.
    pub(super) second: i64,
}

pub(super) fn draw(frame: &mut Frame, view: &View<'_>) {
    let all = Area::of(frame);
    let (columns, rows) = grid(all, view.rows.len() as i32);
    let page_len = (columns * rows).max(1) as usize;
    let pages = view.rows.len().div_ceil(page_len).max(1);
    let page = view
        .second
        .div_euclid(PAGE_SECONDS)
        .rem_euclid(pages as i64) as usize;
    let shown = view.rows.iter().skip(page * page_len).take(page_len);
    let nothing = view.figures == &Figures::default();
    if nothing {
        let text = "not available here";
        let font = fonts::fitting(text, all.width, all.height);
        let (text, font) = font.map_or(("n/a", Font::smallest()), |font| (text, font));
        fonts::draw_in(
            frame,
            text,
            all,
            Align::Centre,
            font,
            Rgb::new(200, 120, 60),
        );
        return;
    }
    for (index, (row, colour)) in (0..).zip(shown) {
        let (column, line) = (index % columns, index / columns);
        let left = all.width * column / columns;
        let right = all.width * (column + 1) / columns;
        let top = all.height * line / rows;
        let bottom = all.height * (line + 1) / rows;
        let tile = Area::new(left, top, right - left, bottom - top);
        let cell = Cell::of(view, *row, *colour);
        if tile.height < 14 {
            cell.draw_row(frame, tile, columns > 1);
        } else {
            cell.draw_tile(frame, tile);
        }
    }
}

/// Columns and rows: tiles as near as can be to two and a half times as wide as high.
fn grid(all: Area, count: i32) -> (i32, i32) {
    let rows_max = (all.height / ROW_MIN).max(1);
    let lopsided = |columns: i32| {
        let rows = ((count + columns - 1) / columns).clamp(1, rows_max);
        let shape = (all.width / columns) as f32 / (all.height / rows).max(1) as f32;
        let empty = columns * rows - count;
        (shape / 2.5).log2().abs() + empty.max(0) as f32 * 0.3
    };
    let columns = (1..=count)
        .filter(|columns| *columns == 1 || all.width / columns >= TILE_MIN)
        .min_by(|a, b| lopsided(*a).total_cmp(&lopsided(*b)))
        .unwrap_or(1);
    (
        columns,
        ((count + columns - 1) / columns).clamp(1, rows_max),
    )
}

/// One figure, ready to be drawn.
struct Cell<'a> {
    row: Row,
    label: &'static str,
    /// From the longest wording to the shortest.
    values: Vec<String>,
    part: f32,
    colour: Rgb,
    history: &'a History,
}

impl<'a> Cell<'a> {
    fn of(view: &View<'a>, row: Row, colour: Rgb) -> Self {
        let figures = view.figures;
        let (label, values, part) = match row {
            Row::Cpu => ("CPU", vec![percent(figures.cpu)], figures.cpu),
            Row::Memory => ("MEM", vec![percent(figures.memory)], figures.memory),
            Row::Temperature => {
                let text = degrees(figures.celsius, view.unit);
                let short = text.trim_end_matches(['C', 'F']).to_owned();
                ("TMP", vec![text, short], figures.celsius.map(warmth))
            }
            Row::Network => {
                let (down, up) = (bytes(figures.down), bytes(figures.up));
                let newest = view.history.curve(row, 120).last().copied();
                (
                    "NET",
                    vec![format!("↓{down} ↑{up}"), format!("↓{down}")],
                    newest,
                )
            }
        };
        Self {
            row,
            label,
            values,
            part: part.unwrap_or(0.0).clamp(0.0, 1.0),
            colour,
            history: view.history,
        }
    }

    /// The figure's colour: its own, red when it is alarming. Much network traffic is no alarm.
    fn shade(&self, part: f32) -> Rgb {
        if self.row == Row::Network {
            return self.colour;
        }
        let red = Rgb::new(255, 50, 40);
        mix(self.colour, red, (part - ALARM) / (1.0 - ALARM) * 2.0)
    }

    /// The longest value that fits.
    fn value(&self, font: Font, width_max: i32) -> &str {
        let fits = |text: &&String| fonts::width(text, font) <= width_max;
        let shortest = self.values.last();
        self.values
            .iter()
            .find(fits)
            .or(shortest)
            .map_or("", String::as_str)
    }

    /// Label, bar and value on one line.
    fn draw_row(&self, frame: &mut Frame, area: Area, has_neighbour: bool) {
        let area = Area {
            width: area.width - if has_neighbour { 3 } else { 0 },
            ..area
        };
        let font = fonts::fit("CPU", area.width / 4, (area.height - 2).max(5));
        let grey = mix(self.colour, Rgb::new(160, 160, 170), 0.6);
        let labelled = area.width >= 40;
        let left = if labelled {
            fonts::draw_in(frame, self.label, area, Align::Left, font, grey);
            fonts::width("MEM", font) + font.height() / 3 + 1
        } else {
            0
        };
        let room = if self.row == Row::Network {
            area.width - left
        } else {
            area.width * 2 / 5
        };
        let value = self.value(font, room.max(1));
        let width = fonts::width(value, font).max(fonts::width("99%", font));
        let middle = Area {
            x: area.x,
            width: area.width,
            ..area
        };
        fonts::draw_in(
            frame,
            value,
            middle,
            Align::Right,
            font,
            self.shade(self.part),
        );
        let bar = Area::new(
            area.x + left,
            area.y + area.height / 5,
            area.width - left - width - 2,
            (area.height * 3 / 5).max(2),
        );
        if bar.width >= 6 {
            self.bar(frame, bar);
        }
    }

    fn bar(&self, frame: &mut Frame, area: Area) {
        rect(frame, area, dim(self.colour, 0.12));
        let lit = (area.width as f32 * self.part).round() as i32;
        for x in 0..lit {
            let at = x as f32 / area.width.max(1) as f32;
            let colour = dim(self.shade(at), 0.35 + 0.65 * x as f32 / lit.max(1) as f32);
            rect(frame, Area::new(area.x + x, area.y, 1, area.height), colour);
        }
    }

    /// Label and value above, the curve below.
    fn draw_tile(&self, frame: &mut Frame, area: Area) {
        let pad = (area.height / 20).max(1);
        let area = Area::new(
            area.x + 2 * pad,
            area.y + pad,
            area.width - 4 * pad,
            area.height - 2 * pad,
        );
        // Small tiles need all of the head for letters that can be read.
        let head = (area.height * 2 / 5).max(7);
        let label_height = (head * 7 / 10).max(7);
        let label_font = fonts::fit(self.label, area.width / 4 + 1, label_height);
        let grey = mix(self.colour, Rgb::new(160, 160, 170), 0.6);
        let top = Area::new(area.x, area.y, area.width, head);
        fonts::draw_in(frame, self.label, top, Align::Left, label_font, grey);
        let taken = fonts::width(self.label, label_font) + label_font.height() / 2;
        let room = area.width - taken;
        let shortest = self.values.last().map_or("", String::as_str);
        // All figures that need little room have one size; a longer wording is worth a smaller one.
        let usual = fonts::fit("00°C", room, head);
        let high = fonts::ink("00°C", usual).height;
        let (value, font) = self
            .values
            .iter()
            .find_map(|text| {
                let font = if fonts::width(text, usual) <= room {
                    usual
                } else {
                    fonts::fitting(text, room, high)?
                };
                (font.height() * 2 > label_font.height()).then_some((text.as_str(), font))
            })
            .unwrap_or_else(|| (shortest, fonts::fit(shortest, room, high)));
        fonts::draw_in(frame, value, top, Align::Right, font, self.shade(self.part));
        let gap = pad.max(1);
        let curve = Area::new(
            area.x,
            area.y + head + gap,
            area.width,
            area.height - head - gap,
        );
        if curve.height >= 3 {
            self.curve(frame, curve);
        }
    }

    /// The history as a filled curve, the newest value at the right.
    fn curve(&self, frame: &mut Frame, area: Area) {
        rect(frame, area, dim(self.colour, 0.05));
        rect(
            frame,
            Area::new(area.x, area.y + area.height - 1, area.width, 1),
            dim(self.colour, 0.3),
        );
        let values = self.history.curve(self.row, area.width.max(0) as usize);
        let start = area.x + area.width - values.len() as i32;
        for (x, value) in (start..).zip(values) {
            let high = (value.clamp(0.0, 1.0) * (area.height - 1) as f32).round() as i32;
            let top = area.y + area.height - 1 - high;
            for y in top..area.y + area.height {
                let depth = (y - top) as f32 / area.height.max(1) as f32;
                frame.set(x, y, dim(self.shade(value), 0.42 - 0.34 * depth));
            }
            frame.set(x, top, self.shade(value));
        }
    }
}
