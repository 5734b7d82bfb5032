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
    /// A window with its lower part filled.
    Bottom,
    /// Three lines.
    Menu,
    /// A bell.
    Bell,
    /// A long arrow to the left.
    Back,
    /// A long arrow to the right.
    Forward,
    /// A magnifier.
    Search,
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
    for points in lines(icon) {
        let points = points.iter().map(|&(x, y)| at + vec2(x, y)).collect();
        painter.add(Shape::line(points, Stroke::new(1.7, colour)));
    }
    let bar = |x: f32, width: f32| {
        let rect = Rect::from_center_size(at + vec2(x, 0.0), vec2(width, 12.0));
        painter.rect_filled(rect, 1.0, colour);
    };
    let arrow = |x: f32, side: f32| {
        let points = [(side, 0.0), (-side, -6.0), (-side, 6.0)];
        let points = points.map(|(dx, dy)| at + vec2(x + dx, dy)).to_vec();
        painter.add(Shape::convex_polygon(points, colour, Stroke::NONE));
    };
    // A window with one part of it filled.
    let part = |centre: egui::Vec2, size: egui::Vec2| {
        let frame = Rect::from_center_size(at, vec2(16.0, 12.0));
        let edge = Stroke::new(1.4, colour);
        painter.rect_stroke(frame, 2.0, edge, egui::StrokeKind::Middle);
        painter.rect_filled(Rect::from_center_size(at + centre, size), 1.0, colour);
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
        }
        Icon::Search => {
            painter.circle_stroke(at - vec2(1.5, 1.5), 4.5, Stroke::new(1.7, colour));
        }
        Icon::Bell => {
            painter.circle_filled(at + vec2(0.0, 6.0), 1.6, colour);
        }
        Icon::Reload => turn(painter, at, 1.0, colour),
        Icon::Reset => turn(painter, at, -1.0, colour),
        Icon::More => dots(painter, at, colour),
        Icon::Left => part(vec2(-5.0, 0.0), vec2(5.0, 11.0)),
        Icon::Right => part(vec2(5.0, 0.0), vec2(5.0, 11.0)),
        Icon::Bottom => part(vec2(0.0, 3.5), vec2(15.0, 4.0)),
        Icon::Up | Icon::Down | Icon::Close | Icon::Minus | Icon::Plus => {}
        Icon::Menu | Icon::Back | Icon::Forward => {}
    }
}

/// The lines of an icon, from its middle, in points.
const fn lines(icon: Icon) -> &'static [&'static [(f32, f32)]] {
    match icon {
        Icon::Pin => &[&[(0.0, 0.0), (0.0, 7.0)]],
        Icon::Up => &[&[(-4.0, 2.0), (0.0, -2.0), (4.0, 2.0)]],
        Icon::Down => &[&[(-4.0, -2.0), (0.0, 2.0), (4.0, -2.0)]],
        Icon::Close => &[&[(-4.0, -4.0), (4.0, 4.0)], &[(-4.0, 4.0), (4.0, -4.0)]],
        Icon::Minus => &[&[(-5.0, 0.0), (5.0, 0.0)]],
        Icon::Plus => &[&[(-5.0, 0.0), (5.0, 0.0)], &[(0.0, -5.0), (0.0, 5.0)]],
        Icon::Menu => &[
            &[(-6.5, -4.5), (6.5, -4.5)],
            &[(-6.5, 0.0), (6.5, 0.0)],
            &[(-6.5, 4.5), (6.5, 4.5)],
        ],
        Icon::Back => &[
            &[(-1.5, -4.5), (-6.0, 0.0), (-1.5, 4.5)],
            &[(-6.0, 0.0), (6.0, 0.0)],
        ],
        Icon::Forward => &[
            &[(1.5, -4.5), (6.0, 0.0), (1.5, 4.5)],
            &[(6.0, 0.0), (-6.0, 0.0)],
        ],
        Icon::Search => &[&[(1.8, 1.8), (6.0, 6.0)]],
        Icon::Bell => &[&[
            (-6.0, 3.5),
            (-4.5, 1.5),
            (-4.5, -2.0),
            (-2.5, -5.0),
            (0.0, -6.0),
            (2.5, -5.0),
            (4.5, -2.0),
            (4.5, 1.5),
            (6.0, 3.5),
            (-6.0, 3.5),
        ]],
        Icon::Previous | Icon::Pause | Icon::Play | Icon::Next => &[],
        Icon::Left | Icon::Right | Icon::Bottom => &[],
        Icon::Reload | Icon::Reset | Icon::More => &[],
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
