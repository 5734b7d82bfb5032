//! A text as a list of lines of which only those are made that are seen. A line that is not indented is a
//! heading; one that begins with a star has changed.

use egui::{FontId, Label, RichText, ScrollArea, TextStyle, Ui};

use crate::window::theme::Theme;

/// Shows a text.
pub(super) fn text(ui: &mut Ui, theme: &Theme, words: &str) {
    let lines: Vec<&str> = words.lines().collect();
    show(ui, theme, &lines);
}

/// Shows lines.
pub(super) fn show<L: AsRef<str>>(ui: &mut Ui, theme: &Theme, lines: &[L]) {
    let font: FontId = TextStyle::Monospace.resolve(ui.style());
    let height = ui.text_style_height(&TextStyle::Monospace);
    ui.spacing_mut().item_spacing.y = 3.0;
    ScrollArea::both()
        .id_salt("lines")
        .auto_shrink(false)
        .show_rows(ui, height, lines.len(), |ui, seen| {
            for line in lines.get(seen).unwrap_or(&[]) {
                let line = line.as_ref();
                let heading = !line.starts_with([' ', '*']) && !line.is_empty();
                let ink = if line.starts_with('*') {
                    theme.wait
                } else if heading {
                    theme.accent
                } else {
                    theme.text
                };
                let words = RichText::new(line).font(font.clone()).color(ink);
                ui.add(Label::new(words).extend());
            }
        });
}
