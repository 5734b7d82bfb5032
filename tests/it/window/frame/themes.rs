//! Looks: every letter can be read on every ground, scale and motion do what they say.

use egui::{Color32, Key, Modifiers};
use lumarium_app::window::prefs::Look;
use lumarium_app::window::theme::Theme;

use super::palette::pick;
use crate::window::fixture::snapshot;
use crate::window::open;

/// Relative luminance as WCAG 2 defines it.
fn luminance(colour: Color32) -> f64 {
    let part = |value: u8| {
        let value = f64::from(value) / 255.0;
        if value <= 0.040_45 {
            value / 12.92
        } else {
            ((value + 0.055) / 1.055).powf(2.4)
        }
    };
    0.2126 * part(colour.r()) + 0.7152 * part(colour.g()) + 0.0722 * part(colour.b())
}

fn contrast(one: Color32, other: Color32) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[test]
fn contrast_is_measured_as_wcag_does() {
    assert!((contrast(Color32::WHITE, Color32::BLACK) - 21.0).abs() < 0.01);
    assert!((contrast(Color32::from_gray(118), Color32::WHITE) - 4.54).abs() < 0.02);
}

/// Every pair of letters and ground that the window puts together.
#[test]
fn every_letter_can_be_read_on_every_ground() {
    let looks = [
        ("dark", Theme::DARK, 4.5),
        ("light", Theme::LIGHT, 4.5),
        ("high contrast", Theme::HIGH_CONTRAST, 7.0),
    ];
    for (name, theme, least) in looks {
        let Theme {
            ground,
            panel,
            raised,
            hover,
            text,
            weak,
            accent,
            selected,
            good,
            wait,
            bad,
            off,
            stage,
            ..
        } = theme.clone();
        let tinted = [good, wait, bad, off].map(|colour| theme.tinted(colour));
        let grounds = [
            ("ground", ground),
            ("panel", panel),
            ("stage", stage),
            ("raised", raised),
            ("hover", hover),
            ("selected", selected),
            ("tinted good", tinted[0]),
            ("tinted wait", tinted[1]),
            ("tinted bad", tinted[2]),
            ("tinted off", tinted[3]),
        ];
        let inks = [
            ("text", text),
            ("weak", weak),
            ("accent", accent),
            ("good", good),
            ("wait", wait),
            ("bad", bad),
            ("off", off),
        ];
        for (under, ground) in grounds {
            for (over, ink) in inks {
                let found = contrast(ink, ground);
                assert!(
                    found >= least,
                    "{name}: {over} on {under} has only {found:.2}"
                );
            }
        }
    }
}

#[test]
fn the_look_of_the_system_is_followed_and_can_be_overruled() {
    let light = Some(egui::Theme::Light);
    assert_eq!(Theme::of(Look::System, light), Theme::LIGHT);
    assert_eq!(Theme::of(Look::System, None), Theme::DARK);
    assert_eq!(Theme::of(Look::Dark, light), Theme::DARK);
    assert_eq!(Theme::of(Look::HighContrast, light), Theme::HIGH_CONTRAST);
}

#[test]
fn keys_change_the_scale_and_reduced_motion_stops_all_animation() {
    let (mut harness, _fake) = open(snapshot());
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Plus);
    harness.run();
    assert!((harness.ctx.zoom_factor() - 1.1).abs() < 0.001);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Equals);
    harness.run();
    assert!((harness.ctx.zoom_factor() - 1.25).abs() < 0.001);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Minus);
    harness.run();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Num0);
    harness.run();
    assert!((harness.ctx.zoom_factor() - 1.0).abs() < 0.001);
    assert!(harness.ctx.global_style().animation_time > 0.0);
    pick(&mut harness, "reduced motion");
    assert!(harness.ctx.global_style().animation_time <= 0.0);
}

#[test]
fn every_page_survives_every_look_and_scale() {
    for look in Look::ALL {
        for scale in [75, 100, 200, 300] {
            let (mut harness, _fake) = open(snapshot());
            harness.set_size([800.0, 480.0].into());
            let prefs = &mut harness.state_mut().state_mut().prefs;
            prefs.look = look;
            prefs.scale_percent = scale;
            harness.run();
            for page in lumarium_app::window::page::Page::ALL {
                harness.state_mut().state_mut().trail.go(page);
                harness.run();
            }
        }
    }
}
