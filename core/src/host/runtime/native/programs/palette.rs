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

    /// Eight colours, `0xRR_GG_BB`.
    const fn stops(self) -> [u32; 8] {
        match self {
            Self::Auto | Self::Rainbow => [
                0xff_00_3c, 0xff_8c_00, 0xdc_ff_00, 0x00_ff_5a, 0x00_c8_ff, 0x3c_28_ff, 0xdc_00_ff,
                0xff_00_3c,
            ],
            Self::Fire => [
                0x00_00_00, 0x3c_00_00, 0x96_0a_00, 0xe1_32_00, 0xff_78_00, 0xff_c8_1e, 0xff_f5_96,
                0xff_ff_f0,
            ],
            Self::Ocean => [
                0x00_04_28, 0x00_1e_6e, 0x00_5a_be, 0x00_be_d2, 0xb4_ff_eb, 0x00_be_d2, 0x00_3c_96,
                0x00_04_28,
            ],
            Self::Forest => [
                0x02_14_04, 0x00_46_14, 0x1e_8c_14, 0x96_c8_14, 0xff_d2_3c, 0x6e_aa_14, 0x00_5a_28,
                0x02_14_04,
            ],
            Self::Sunset => [
                0x14_00_3c, 0x5a_00_78, 0xd2_00_82, 0xff_3c_46, 0xff_96_1e, 0xff_5a_3c, 0x96_00_8c,
                0x14_00_3c,
            ],
            Self::Ice => [
                0x00_00_1e, 0x14_14_82, 0x46_5a_e6, 0x96_be_ff, 0xf0_fa_ff, 0x8c_96_ff, 0x3c_1e_aa,
                0x00_00_1e,
            ],
            Self::Phosphor => [
                0x00_08_00, 0x00_3c_0a, 0x00_96_1e, 0x3c_ff_50, 0xc8_ff_c8, 0x3c_ff_50, 0x00_5a_14,
                0x00_08_00,
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
            let [a, b] = [stops[from], stops[from + 1]].map(rgb);
            *colour = mix(a, b, at - from as f32);
        }
        table
    }
}

const fn rgb(hex: u32) -> Rgb {
    let [_, r, g, b] = hex.to_be_bytes();
    Rgb::new(r, g, b)
}
