//! A text as a list of lines of which only those are made that are seen. A line that is not indented is a
//! heading; one that begins with a star has changed. Tab stops at it once, and the keys that walk through
//! rows scroll it.

use egui::style::ScrollAnimation;
use egui::{
    EventFilter, FontId, Label, RichText, Role, ScrollArea, Sense, Stroke, StrokeKind, TextStyle,
    Ui, WidgetInfo, vec2,
};

use crate::window::action::keys::{self, RowKey};
use crate::window::text::t;
use crate::window::theme::Theme;

/// Farther than any text is long, in points.
const FAR: f32 = 1e7;

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
            by_keys(ui, theme, height);
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

/// The text as one thing that can have the keyboard.
fn by_keys(ui: &Ui, theme: &Theme, line: f32) {
    let area = ui.clip_rect();
    let id = ui.scope_id().with("keys");
    let text = ui.interact(area, id, Sense::focusable_noninteractive());
    text.widget_info(|| WidgetInfo::labeled(Role::Document, true, t("lines.text")));
    if !text.has_focus() {
        return;
    }
    let edge = Stroke::new(1.0, theme.accent);
    ui.painter()
        .rect_stroke(area, 4.0, edge, StrokeKind::Inside);
    let arrows = EventFilter {
        vertical_arrows: true,
        ..EventFilter::default()
    };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(id, arrows));
    let Some(key) = keys::row_key(ui) else {
        return;
    };
    let down = match key {
        RowKey::By(lines) => lines as f32 * (line + ui.spacing().item_spacing.y),
        RowKey::Page(pages) => pages as f32 * (area.height() - line).max(line),
        RowKey::First => -FAR,
        RowKey::Last => FAR,
    };
    ui.scroll_with_delta_animation(vec2(0.0, -down), ScrollAnimation::none());
    ui.ctx().request_repaint();
}
