//! How a person wants the window: look, size of letters, motion. Kept in the root by `remembered`.

use serde::{Deserialize, Serialize};

/// The smallest and the largest scale, in percent.
pub const SCALE_MIN: u16 = 75;
/// The same at the other end.
pub const SCALE_MAX: u16 = 300;
/// The scales that keys step through, in percent.
const SCALES: [u16; 11] = [
    SCALE_MIN, 80, 90, 100, 110, 125, 150, 175, 200, 250, SCALE_MAX,
];

/// Which colours the window has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Look {
    /// As the system says; dark where it says nothing.
    #[default]
    System,
    /// Light letters on a dark ground.
    Dark,
    /// Dark letters on a light ground.
    Light,
    /// White letters on black, and lines round everything.
    HighContrast,
}

impl Look {
    /// All of them, in the order of the settings.
    pub const ALL: [Self; 4] = [Self::System, Self::Dark, Self::Light, Self::HighContrast];

    /// Its key in the file of words.
    pub const fn key(self) -> &'static str {
        match self {
            Self::System => "look.system",
            Self::Dark => "look.dark",
            Self::Light => "look.light",
            Self::HighContrast => "look.high_contrast",
        }
    }

    /// The look after this one.
    pub const fn next(self) -> Self {
        match self {
            Self::System => Self::Dark,
            Self::Dark => Self::Light,
            Self::Light => Self::HighContrast,
            Self::HighContrast => Self::System,
        }
    }
}

/// How a person wants the window.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Prefs {
    /// Which colours.
    pub look: Look,
    /// Nothing slides or fades.
    pub reduced_motion: bool,
    /// The size of everything, in percent: 75 to 300.
    pub scale_percent: u16,
}

impl Default for Prefs {
    fn default() -> Self {
        Self {
            look: Look::System,
            reduced_motion: false,
            scale_percent: 100,
        }
    }
}

impl Prefs {
    /// The scale as a factor, within its limits.
    pub fn scale(&self) -> f32 {
        f32::from(self.scale_percent.clamp(SCALE_MIN, SCALE_MAX)) / 100.0
    }

    /// The next larger scale.
    pub fn larger(&mut self) {
        let next = SCALES.into_iter().find(|scale| *scale > self.scale_percent);
        self.scale_percent = next.unwrap_or(SCALE_MAX);
    }

    /// The next smaller scale.
    pub fn smaller(&mut self) {
        let mut scales = SCALES.into_iter().rev();
        let next = scales.find(|scale| *scale < self.scale_percent);
        self.scale_percent = next.unwrap_or(SCALE_MIN);
    }
}

#[cfg(test)]
mod tests {
    use super::{Look, Prefs, SCALE_MAX, SCALE_MIN};

    #[test]
    fn scales_are_stepped_through_and_end_at_both_ends() {
        let mut prefs = Prefs::default();
        prefs.larger();
        assert_eq!(prefs.scale_percent, 110);
        prefs.smaller();
        prefs.smaller();
        assert_eq!(prefs.scale_percent, 90);
        for _ in 0..20 {
            prefs.smaller();
        }
        assert_eq!(prefs.scale_percent, SCALE_MIN);
        for _ in 0..20 {
            prefs.larger();
        }
        assert_eq!(prefs.scale_percent, SCALE_MAX);
        prefs.scale_percent = 0;
        assert!(
            prefs.scale() >= 0.75,
            "a broken value leaves the window readable"
        );
    }

    #[test]
    fn every_look_follows_another() {
        let mut look = Look::System;
        for expected in [Look::Dark, Look::Light, Look::HighContrast, Look::System] {
            look = look.next();
            assert_eq!(look, expected);
        }
    }
}
