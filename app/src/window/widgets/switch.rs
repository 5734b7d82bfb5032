//! A switch: its knob stands right when on.

use egui::{Rect, Response, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::window::theme::Theme;

/// The size of a switch.
pub const SIZE: egui::Vec2 = vec2(30.0, 18.0);

/// A switch in `rect`. `name`: what a click does, for people who do not see it.
pub fn show(ui: &Ui, rect: Rect, on: bool, name: &str, theme: &Theme) -> Response {
    let id = ui.scope_id().with(("switch", rect_key(name)));
    let response = ui.interact(rect, id, Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Switch, ui.is_enabled(), on, name));
    let slide = ui.ctx().animate_bool_responsive(response.id, on);
    let ground = theme.hover.lerp_to_gamma(theme.accent, slide);
    let painter = ui.painter();
    painter.rect_filled(rect, rect.height() / 2.0, ground);
    let radius = rect.height() / 2.0;
    let x = egui::lerp(rect.left() + radius..=rect.right() - radius, slide);
    let knob = theme.weak.lerp_to_gamma(theme.ground, slide);
    painter.circle_filled(pos2(x, rect.center().y), radius - 3.5, knob);
    if response.has_focus() || response.hovered() {
        let line = egui::Stroke::new(1.0, theme.accent);
        painter.rect_stroke(
            rect.expand(2.0),
            radius + 2.0,
            line,
            egui::StrokeKind::Middle,
        );
    }
    response.on_hover_text(name)
}

/// The name without the verb: the switch stays the same one when its state changes.
fn rect_key(name: &str) -> &str {
    name.trim_end_matches(" off").trim_end_matches(" on")
}
