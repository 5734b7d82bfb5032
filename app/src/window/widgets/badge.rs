//! The shape before a plugin's name: readable without its colour.

use egui::{Painter, Pos2, Shape, Stroke, Ui, pos2, vec2};

use crate::window::standing::Badge;
use crate::window::theme::Theme;

/// The colour of a badge.
pub const fn colour(badge: Badge, theme: &Theme) -> egui::Color32 {
    match badge {
        Badge::Works => theme.good,
        Badge::Waits | Badge::Stops => theme.wait,
        Badge::Off | Badge::Offline => theme.off,
        Badge::Broken => theme.bad,
    }
}

/// Draws a badge round `centre`.
pub fn paint(painter: &Painter, centre: Pos2, badge: Badge, theme: &Theme) {
    let colour = colour(badge, theme);
    let radius = 5.0;
    let line = Stroke::new(1.6, colour);
    match badge {
        Badge::Works => {
            painter.circle_filled(centre, radius, colour);
        }
        Badge::Off => {
            painter.circle_stroke(centre, radius - 0.5, line);
        }
        Badge::Waits => {
            painter.circle_stroke(centre, radius - 0.5, line);
            painter.add(Shape::convex_polygon(
                half_disc(centre, radius - 0.5),
                colour,
                Stroke::NONE,
            ));
        }
        Badge::Offline => {
            painter.circle_stroke(centre, radius - 0.5, line);
            painter.circle_filled(centre, 2.0, colour);
        }
        Badge::Stops => {
            for step in 0_u8..8 {
                let angle = f32::from(step) * std::f32::consts::TAU / 8.0;
                let dot = centre + vec2(angle.cos(), angle.sin()) * (radius - 0.5);
                painter.circle_filled(dot, 1.0, colour);
            }
        }
        Badge::Broken => {
            let arm = radius - 1.0;
            for (x, y) in [(arm, arm), (arm, -arm)] {
                painter.line_segment(
                    [centre - vec2(x, y), centre + vec2(x, y)],
                    Stroke::new(2.2, colour),
                );
            }
        }
    }
}

fn half_disc(centre: Pos2, radius: f32) -> Vec<Pos2> {
    (0_u8..=16)
        .map(|step| {
            let angle = std::f32::consts::FRAC_PI_2 + f32::from(step) * std::f32::consts::PI / 16.0;
            pos2(
                centre.x + angle.cos() * radius,
                centre.y + angle.sin() * radius,
            )
        })
        .collect()
}

/// A badge as a part of a line; the word beside it names it.
pub fn show(ui: &mut Ui, badge: Badge, theme: &Theme) {
    let (rect, _) = ui.allocate_exact_size(vec2(14.0, 18.0), egui::Sense::hover());
    paint(ui.painter(), rect.center(), badge, theme);
}
