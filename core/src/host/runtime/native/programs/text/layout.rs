//! Where each line of a message stands on its picture, and how large the picture is.

use crate::frame::{Frame, Rgb, Size};
use crate::host::runtime::native::programs::fonts::{self, Align, Font};
use crate::host::runtime::native::programs::paint::Area;
use crate::limits;

/// A message and the room for it.
#[derive(Clone, Copy)]
pub(super) struct Wish<'a> {
    pub(super) message: &'a str,
    pub(super) canvas: Size,
    /// None: the largest that looks well.
    pub(super) font: Option<Font>,
    pub(super) align: Align,
}

/// Lines, each with the top left corner of its first cell.
pub(super) struct Layout {
    size: Size,
    font: Font,
    lines: Vec<(String, i32, i32)>,
}

impl Layout {
    pub(super) const fn size(&self) -> Size {
        self.size
    }

    pub(super) fn draw(&self, frame: &mut Frame, colour: impl Fn(i32, i32) -> Rgb) {
        for (line, x, y) in &self.lines {
            fonts::draw_text_with(frame, line, (*x, *y), self.font, &colour);
        }
    }

    /// Lines in the middle of `area`'s height on a picture of `size`.
    fn place(lines: Vec<String>, wish: &Wish<'_>, font: Font, size: Size, area: Area) -> Self {
        let texts: Vec<&str> = lines.iter().map(String::as_str).collect();
        let (_, high) = fonts::block(&texts, font);
        let first = texts.first().map_or(0, |line| fonts::ink(line, font).y);
        let top = area.y + (area.height - high).div_euclid(2) - first;
        let place = |(index, line): (i32, String)| {
            let ink = fonts::ink(&line, font);
            let x = wish.align.start(area, ink.width) - ink.x;
            (line, x, top + index * font.height())
        };
        let lines = (0..).zip(lines).map(place).collect();
        Self { size, font, lines }
    }
}

fn own_lines(message: &str) -> Vec<String> {
    message
        .lines()
        .map(|line| line.trim_end().to_owned())
        .collect()
}

fn canvas_area(canvas: Size) -> Area {
    Area::new(0, 0, canvas.width as i32, canvas.height as i32)
}

/// Without moving, if it fits in a font that can be read from afar: a fifth of the canvas.
pub(super) fn standing(wish: &Wish<'_>) -> Option<Layout> {
    let all = canvas_area(wish.canvas);
    let margin = i32::from(all.width >= 32);
    let lines = own_lines(wish.message);
    let texts: Vec<&str> = lines.iter().map(String::as_str).collect();
    let font = if let Some(font) = wish.font {
        let (wide, high) = fonts::block(&texts, font);
        (wide <= all.width && high <= all.height).then_some(font)?
    } else {
        let high = (all.height - 2 * margin).max(5);
        let font = fonts::fitting(wish.message, all.width - 2 * margin, high)?;
        let legible = font.height() * 5 >= all.height || texts.len() > 1;
        legible.then_some(font)?
    };
    Some(Layout::place(lines, wish, font, wish.canvas, all))
}

/// Scrolling to the left: the canvas' width of nothing, then the text.
pub(super) fn leftward(wish: &Wish<'_>) -> Layout {
    let all = canvas_area(wish.canvas);
    let lines = own_lines(wish.message);
    let texts: Vec<&str> = lines.iter().map(String::as_str).collect();
    let rows_max = limits::CONTENT_PIXELS_MAX as i32 / all.height.max(1);
    let fits = |font: &Font| {
        let (wide, high) = fonts::block(&texts, *font);
        high <= all.height * 7 / 10 && wide + all.width <= rows_max
    };
    let font = wish
        .font
        .or_else(|| Font::all().find(fits))
        .unwrap_or_else(Font::smallest);
    let (wide, _) = fonts::block(&texts, font);
    // Longer than a content may be: its end is cut, which only far more than the longest message reaches.
    let wide = wide.min(rows_max - all.width);
    let size = Size::new((all.width + wide).max(1) as u32, wish.canvas.height);
    let area = Area::new(all.width, 0, wide, all.height);
    Layout::place(lines, wish, font, size, area)
}

/// Scrolling up: the canvas' height of nothing, then the wrapped text.
pub(super) fn upward(wish: &Wish<'_>) -> Layout {
    let all = canvas_area(wish.canvas);
    let font = wish
        .font
        .unwrap_or_else(|| fonts::fit("MMMMMMMM", all.width, (all.height / 3).max(5)));
    let lines = wrap(wish.message, font, all.width);
    let rows_max = limits::CONTENT_PIXELS_MAX as i32 / all.width.max(1) - all.height;
    let lines_max = rows_max / font.height().max(1);
    let lines: Vec<String> = lines.into_iter().take(lines_max.max(1) as usize).collect();
    let high = lines.len() as i32 * font.height();
    let size = Size::new(wish.canvas.width, (all.height + high) as u32);
    let area = Area::new(0, all.height, all.width, high);
    Layout::place(lines, wish, font, size, area)
}

/// Standing and wrapped, in the largest font that shows all of it.
pub(super) fn wrapped(wish: &Wish<'_>) -> Layout {
    let all = canvas_area(wish.canvas);
    let fits = |font: Font| {
        let whole_words = wish
            .message
            .split_whitespace()
            .all(|word| fonts::width(word, font) <= all.width);
        if !whole_words {
            return None;
        }
        let lines = wrap(wish.message, font, all.width);
        let texts: Vec<&str> = lines.iter().map(String::as_str).collect();
        let (wide, high) = fonts::block(&texts, font);
        (wide <= all.width && high <= all.height).then_some((font, lines))
    };
    let (font, lines) = match wish.font {
        Some(font) => (font, wrap(wish.message, font, all.width)),
        None => Font::all().find_map(fits).unwrap_or_else(|| {
            let font = Font::smallest();
            (font, wrap(wish.message, font, all.width))
        }),
    };
    Layout::place(lines, wish, font, wish.canvas, all)
}

/// Breaks lines at spaces, and words that are wider than the room wherever they must.
fn wrap(message: &str, font: Font, width_max: i32) -> Vec<String> {
    let mut lines = Vec::new();
    for own in message.lines() {
        let mut line = String::new();
        for word in own.split_whitespace() {
            let joined = if line.is_empty() {
                word.to_owned()
            } else {
                format!("{line} {word}")
            };
            if fonts::width(&joined, font) <= width_max {
                line = joined;
                continue;
            }
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            line = broken(word, font, width_max, &mut lines);
        }
        lines.push(line);
    }
    lines
}

/// Puts the full lines of a word into `lines` and gives back its rest.
fn broken(word: &str, font: Font, width_max: i32, lines: &mut Vec<String>) -> String {
    let gap = fonts::advance("0", font) - fonts::width("0", font);
    let (mut line, mut taken) = (String::new(), 0);
    for c in word.chars() {
        let step = fonts::advance(c.encode_utf8(&mut [0; 4]), font);
        if taken + step - gap > width_max && !line.is_empty() {
            lines.push(std::mem::take(&mut line));
            taken = 0;
        }
        line.push(c);
        taken += step;
    }
    line
}
