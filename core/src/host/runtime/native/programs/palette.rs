//! Palettes of 256 colours.

use crate::frame::Rgb;

use super::paint::mix;

/// The palettes to choose from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Palette {
    /// Each program's own.
    Auto,
    /// All hues, round.
    Rainbow,
    /// Black, red, yellow, white.
    Fire,
    /// Deep blue, turquoise, foam.
    Ocean,
    /// Greens and gold.
    Forest,
    /// Purple, pink, orange.
    Sunset,
    /// Blue, violet, white.
    Ice,
    /// Green on black.
    Phosphor,
}

impl Palette {
    /// The names in the settings.
    pub(crate) const NAMES: [(&'static str, Self); 8] = [
        ("auto", Self::Auto),
        ("rainbow", Self::Rainbow),
        ("fire", Self::Fire),
        ("ocean", Self::Ocean),
        ("forest", Self::Forest),
        ("sunset", Self::Sunset),
        ("ice", Self::Ice),
        ("phosphor", Self::Phosphor),
    ];

    /// This palette, or another one for `Auto`.
    pub(crate) fn or(self, other: Self) -> Self {
        if self == Self::Auto { other } else { self }
    }

    const fn stops(self) -> &'static [[u8; 3]] {
        match self {
            Self::Auto | Self::Rainbow => &[
                [255, 0, 60],
                [255, 140, 0],
                [220, 255, 0],
                [0, 255, 90],
                [0, 200, 255],
                [60, 40, 255],
                [220, 0, 255],
                [255, 0, 60],
            ],
            Self::Fire => &[
                [0, 0, 0],
                [60, 0, 0],
                [150, 10, 0],
                [225, 50, 0],
                [255, 120, 0],
                [255, 200, 30],
                [255, 245, 150],
                [255, 255, 240],
            ],
            Self::Ocean => &[
                [0, 4, 40],
                [0, 30, 110],
                [0, 90, 190],
                [0, 190, 210],
                [180, 255, 235],
                [0, 190, 210],
                [0, 60, 150],
                [0, 4, 40],
            ],
            Self::Forest => &[
                [2, 20, 4],
                [0, 70, 20],
                [30, 140, 20],
                [150, 200, 20],
                [255, 210, 60],
                [110, 170, 20],
                [0, 90, 40],
                [2, 20, 4],
            ],
            Self::Sunset => &[
                [20, 0, 60],
                [90, 0, 120],
                [210, 0, 130],
                [255, 60, 70],
                [255, 150, 30],
                [255, 90, 60],
                [150, 0, 140],
                [20, 0, 60],
            ],
            Self::Ice => &[
                [0, 0, 30],
                [20, 20, 130],
                [70, 90, 230],
                [150, 190, 255],
                [240, 250, 255],
                [140, 150, 255],
                [60, 30, 170],
                [0, 0, 30],
            ],
            Self::Phosphor => &[
                [0, 8, 0],
                [0, 60, 10],
                [0, 150, 30],
                [60, 255, 80],
                [200, 255, 200],
                [60, 255, 80],
                [0, 90, 20],
                [0, 8, 0],
            ],
        }
    }

    /// The 256 colours, evenly between the stops.
    pub(crate) fn table(self) -> [Rgb; 256] {
        let stops = self.stops();
        let mut table = [Rgb::BLACK; 256];
        for (index, colour) in table.iter_mut().enumerate() {
            let at = index as f32 / 255.0 * (stops.len() - 1) as f32;
            let from = (at as usize).min(stops.len() - 2);
            let [a, b] = [stops[from], stops[from + 1]].map(|[r, g, b]| Rgb::new(r, g, b));
            *colour = mix(a, b, at - from as f32);
        }
        table
    }
}
