//! Icons as lines: no font is needed, they take any colour, and each button has a name.

use egui::{
    Color32, Painter, Pos2, Rect, Response, Role, Sense, Shape, Stroke, Ui, WidgetInfo, vec2,
};

use crate::window::theme::{ICON_BUTTON, Theme};

/// What an icon shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    /// A bar and an arrow to the left.
    Previous,
    /// Two bars.
    Pause,
    /// An arrow to the right.
    Play,
    /// An arrow to the right and a bar.
    Next,
    /// A pin.
    Pin,
    /// A small arrow up.
    Up,
    /// A small arrow down.
    Down,
    /// A window with its left part filled.
    Left,
    /// A window with its right part filled.
    Right,
    /// A disc, half of it filled.
    Look,
    /// A cross.
    Close,
    /// A minus.
    Minus,
    /// A plus.
    Plus,
    /// An arrow in a circle.
    Reload,
    /// An arrow back.
    Reset,
    /// Three dots.
    More,
}

/// A button with an icon. `name`: for people who do not see it. `lit`: it stands for something that is on.
pub fn button(ui: &mut Ui, icon: Icon, name: &str, lit: bool, theme: &Theme) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(ICON_BUTTON, ICON_BUTTON), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Button, ui.is_enabled(), lit, name));
    paint_button(ui, rect, &response, icon, lit, theme);
    response
}

/// The same in a given place, smaller and without a ground of its own.
pub fn small_button(ui: &Ui, rect: Rect, icon: Icon, name: &str, theme: &Theme) -> Response {
    let response = ui.interact(rect, ui.scope_id().with(("icon", name)), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), name));
    paint_button(ui, rect, &response, icon, false, theme);
    response.on_hover_text(name)
}

fn paint_button(ui: &Ui, rect: Rect, response: &Response, icon: Icon, lit: bool, theme: &Theme) {
    let painter = ui.painter();
    if response.hovered() || response.has_focus() {
        painter.rect_filled(rect, 6.0, theme.hover);
    } else if lit {
        painter.rect_filled(rect, 6.0, theme.selected);
    }
    let colour = if lit {
        theme.accent
    } else if response.hovered() {
        theme.text
    } else {
        theme.weak
    };
    paint(painter, rect.center(), icon, colour);
}

/// Draws an icon of about 14 points round `at`.
pub fn paint(painter: &Painter, at: Pos2, icon: Icon, colour: Color32) {
    let line = Stroke::new(1.7, colour);
    let bar = |x: f32, width: f32| {
        let rect = Rect::from_center_size(at + vec2(x, 0.0), vec2(width, 12.0));
        painter.rect_filled(rect, 1.0, colour);
    };
    let arrow = |x: f32, side: f32| {
        let points = [(side, 0.0), (-side, -6.0), (-side, 6.0)];
        let points = points.map(|(dx, dy)| at + vec2(x + dx, dy)).to_vec();
        painter.add(Shape::convex_polygon(points, colour, Stroke::NONE));
    };
    let stroke = |points: &[(f32, f32)]| {
        let points = points.iter().map(|&(x, y)| at + vec2(x, y)).collect();
        painter.add(Shape::line(points, line));
    };
    match icon {
        Icon::Previous => {
            bar(-5.5, 2.2);
            arrow(1.5, -4.5);
        }
        Icon::Next => {
            bar(5.5, 2.2);
            arrow(-1.5, 4.5);
        }
        Icon::Pause => {
            bar(-3.2, 3.4);
            bar(3.2, 3.4);
        }
        Icon::Play => arrow(0.8, 5.0),
        Icon::Pin => {
            painter.circle_filled(at - vec2(0.0, 3.0), 3.6, colour);
            stroke(&[(0.0, 0.0), (0.0, 7.0)]);
        }
        Icon::Up => stroke(&[(-4.0, 2.0), (0.0, -2.0), (4.0, 2.0)]),
        Icon::Down => stroke(&[(-4.0, -2.0), (0.0, 2.0), (4.0, -2.0)]),
        Icon::Close => {
            stroke(&[(-4.0, -4.0), (4.0, 4.0)]);
            stroke(&[(-4.0, 4.0), (4.0, -4.0)]);
        }
        Icon::Minus => stroke(&[(-5.0, 0.0), (5.0, 0.0)]),
        Icon::Plus => {
            stroke(&[(-5.0, 0.0), (5.0, 0.0)]);
            stroke(&[(0.0, -5.0), (0.0, 5.0)]);
        }
        Icon::Left | Icon::Right => {
            let frame = Rect::from_center_size(at, vec2(16.0, 12.0));
            painter.rect_stroke(
                frame,
                2.0,
                Stroke::new(1.4, colour),
                egui::StrokeKind::Middle,
            );
            let x = if icon == Icon::Left { -5.0 } else { 5.0 };
            let part = Rect::from_center_size(at + vec2(x, 0.0), vec2(5.0, 11.0));
            painter.rect_filled(part, 1.0, colour);
        }
        Icon::Reload => turn(painter, at, 1.0, colour),
        Icon::Reset => turn(painter, at, -1.0, colour),
        Icon::More => dots(painter, at, colour),
        Icon::Look => {
            painter.circle_stroke(at, 6.0, line);
            let half = (0_u8..=16).map(|step| {
                let angle =
                    f32::from(step) * std::f32::consts::PI / 16.0 - std::f32::consts::FRAC_PI_2;
                at + vec2(angle.cos(), angle.sin()) * 6.0
            });
            painter.add(Shape::convex_polygon(half.collect(), colour, Stroke::NONE));
        }
    }
}

fn dots(painter: &Painter, at: Pos2, colour: Color32) {
    for x in [-5.0, 0.0, 5.0] {
        painter.circle_filled(at + vec2(x, 0.0), 1.6, colour);
    }
}

/// Three quarters of a circle with a head on its end; `side`: 1 to the right, -1 to the left.
fn turn(painter: &Painter, at: Pos2, side: f32, colour: Color32) {
    let arc = (0_u8..=18).map(|step| {
        let angle = -0.6 + f32::from(step) * 5.0 / 18.0;
        at + vec2(-side * angle.cos(), angle.sin()) * 5.2
    });
    painter.add(Shape::line(arc.collect(), Stroke::new(1.7, colour)));
    let head = [(-2.2, -3.2), (-6.6, -5.8), (-6.6, -0.6)];
    let head = head.map(|(x, y)| at + vec2(x * side, y)).to_vec();
    painter.add(Shape::convex_polygon(head, colour, Stroke::NONE));
}
