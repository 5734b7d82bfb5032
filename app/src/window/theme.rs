//! All colours, sizes and letters of the window. No other file names a colour.

use egui::{
    Color32, CornerRadius, FontDefinitions, FontFamily, FontId, Margin, Stroke, TextStyle, Visuals,
    vec2,
};

use super::prefs::Look;

/// The colours of one look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Theme {
    /// Light letters on a dark ground.
    pub dark: bool,
    /// Lines round what can be clicked, and no shades.
    pub stark: bool,
    /// Behind everything.
    pub ground: Color32,
    /// Lists and side panels.
    pub panel: Color32,
    /// Buttons, cards, fields.
    pub raised: Color32,
    /// The same under the pointer.
    pub hover: Color32,
    /// Thin lines between areas.
    pub line: Color32,
    /// Letters.
    pub text: Color32,
    /// Letters that matter less; still readable (contrast above 4.5).
    pub weak: Color32,
    /// Selection and what is on now.
    pub accent: Color32,
    /// The ground of a selected row.
    pub selected: Color32,
    /// Works.
    pub good: Color32,
    /// Waits, starts, tries again.
    pub wait: Color32,
    /// Does not work.
    pub bad: Color32,
    /// Is off.
    pub off: Color32,
    /// Round the matrix.
    pub stage: Color32,
}

/// The housing round the LEDs, as dark as the board between them.
pub const HOUSING: Color32 = rgb(0x06_0607);
/// Height of the bar on top, in points.
pub const TOP_HEIGHT: f32 = 44.0;
/// Height of the bar with the transport, in points.
pub const TRANSPORT_HEIGHT: f32 = 60.0;
/// Width of the list of plugins when first seen, in points.
pub const LIST_WIDTH: f32 = 272.0;
/// The narrowest list, in points.
pub const LIST_MIN: f32 = 220.0;
/// The widest list, in points.
pub const LIST_MAX: f32 = 460.0;
/// The narrowest details, in points.
pub const DETAILS_MIN: f32 = 276.0;
/// What list and details leave to the stage, in points.
pub const STAGE_MIN: f32 = 304.0;
/// Width of the details when first seen, in points.
pub const DETAILS_WIDTH: f32 = 316.0;
/// Width of the palette, in points.
pub const PALETTE_WIDTH: f32 = 560.0;
/// Width of a toast, in points.
pub const TOAST_WIDTH: f32 = 420.0;
/// Width of what the bell opens, in points.
pub const BELL_WIDTH: f32 = 400.0;
/// Height of a row in the list, in points.
pub const ROW_HEIGHT: f32 = 46.0;
/// Height of a group's name in the list, in points.
pub const GROUP_HEIGHT: f32 = 30.0;
/// Side of a button with an icon, in points.
pub const ICON_BUTTON: f32 = 30.0;

const fn rgb(hex: u32) -> Color32 {
    Color32::from_rgb((hex >> 16) as u8, (hex >> 8) as u8, hex as u8)
}

impl Theme {
    /// Light letters on a dark ground.
    pub const DARK: Self = Self {
        dark: true,
        stark: false,
        ground: rgb(0x11_1317),
        panel: rgb(0x19_1c22),
        raised: rgb(0x26_2a33),
        hover: rgb(0x31_3641),
        line: rgb(0x2b_303a),
        text: rgb(0xe8_eaee),
        weak: rgb(0xa6_afbf),
        accent: rgb(0x7a_a2ff),
        selected: rgb(0x23_2d45),
        good: rgb(0x4c_c38a),
        wait: rgb(0xf2_b84b),
        bad: rgb(0xff_867e),
        off: rgb(0xa0_a8b6),
        stage: rgb(0x0d_0f12),
    };

    /// Dark letters on a light ground.
    pub const LIGHT: Self = Self {
        dark: false,
        stark: false,
        ground: rgb(0xee_f0f3),
        panel: rgb(0xfa_fbfc),
        raised: rgb(0xe4_e8ef),
        hover: rgb(0xd9_dfe8),
        line: rgb(0xd5_dae2),
        text: rgb(0x1b_1f26),
        weak: rgb(0x4c_5666),
        accent: rgb(0x1f_4dba),
        selected: rgb(0xdb_e6ff),
        good: rgb(0x14_643c),
        wait: rgb(0x77_4a00),
        bad: rgb(0xa8_1e14),
        off: rgb(0x54_5c6a),
        stage: rgb(0xd9_dde4),
    };

    /// White letters on black, lines round everything; every letter has a contrast of 7 and more.
    pub const HIGH_CONTRAST: Self = Self {
        dark: true,
        stark: true,
        ground: rgb(0x00_0000),
        panel: rgb(0x00_0000),
        raised: rgb(0x00_0000),
        hover: rgb(0x33_3333),
        line: rgb(0xff_ffff),
        text: rgb(0xff_ffff),
        weak: rgb(0xe0_e0e0),
        accent: rgb(0xff_e14d),
        selected: rgb(0x1c_2a52),
        good: rgb(0x6d_f0a8),
        wait: rgb(0xff_d166),
        bad: rgb(0xff_b3ae),
        off: rgb(0xc8_c8c8),
        stage: rgb(0x00_0000),
    };

    /// The theme of a look; `system`: what the system says, if it says anything.
    pub const fn of(look: Look, system: Option<egui::Theme>) -> Self {
        match (look, system) {
            (Look::Light, _) | (Look::System, Some(egui::Theme::Light)) => Self::LIGHT,
            (Look::HighContrast, _) => Self::HIGH_CONTRAST,
            (Look::Dark | Look::System, _) => Self::DARK,
        }
    }

    /// The ground of a card that tells of `colour`'s matter.
    pub fn tinted(&self, colour: Color32) -> Color32 {
        let share = match (self.stark, self.dark) {
            (true, _) => 0.0,
            (false, true) => 0.14,
            (false, false) => 0.10,
        };
        self.panel.lerp_to_gamma(colour, share)
    }

    /// Letters for everything people may meet: the narrow font lacks arrows and many signs.
    pub fn fonts() -> FontDefinitions {
        let mut fonts = FontDefinitions::default();
        let wide = fonts.families.get(&FontFamily::Monospace).cloned();
        let fallback = wide.unwrap_or_default();
        let proportional = fonts.families.entry(FontFamily::Proportional).or_default();
        for name in fallback {
            if !proportional.contains(&name) {
                proportional.push(name);
            }
        }
        fonts
    }

    /// Gives egui this look. `still`: nothing slides or fades.
    pub fn apply(&self, ctx: &egui::Context, still: bool) {
        ctx.set_theme(if self.dark {
            egui::Theme::Dark
        } else {
            egui::Theme::Light
        });
        ctx.all_styles_mut(|style| {
            style.visuals = self.visuals();
            style.spacing.item_spacing = vec2(8.0, 6.0);
            style.spacing.button_padding = vec2(10.0, 5.0);
            style.spacing.interact_size = vec2(28.0, 26.0);
            style.spacing.menu_margin = Margin::same(8);
            style.spacing.slider_width = 160.0;
            style.spacing.slider_rail_height = 5.0;
            style.spacing.indent = 12.0;
            style.interaction.selectable_labels = true;
            style.animation_time = if still { 0.0 } else { 0.08 };
            style.text_styles = [
                (TextStyle::Heading, 19.0, FontFamily::Proportional),
                (TextStyle::Body, 14.0, FontFamily::Proportional),
                (TextStyle::Button, 14.0, FontFamily::Proportional),
                (TextStyle::Small, 12.0, FontFamily::Proportional),
                (TextStyle::Monospace, 12.5, FontFamily::Monospace),
            ]
            .into_iter()
            .map(|(style, size, family)| (style, FontId::new(size, family)))
            .collect();
        });
    }

    fn visuals(&self) -> Visuals {
        let mut visuals = if self.dark {
            Visuals::dark()
        } else {
            Visuals::light()
        };
        visuals.panel_fill = self.panel;
        visuals.window_fill = self.panel;
        visuals.window_stroke = Stroke::new(1.0, self.line);
        visuals.extreme_bg_color = self.ground;
        visuals.faint_bg_color = self.raised;
        visuals.weak_text_color = Some(self.weak);
        visuals.warn_fg_color = self.wait;
        visuals.error_fg_color = self.bad;
        visuals.hyperlink_color = self.accent;
        visuals.selection.bg_fill = self.selected;
        visuals.selection.stroke = Stroke::new(1.0, self.accent);
        visuals.slider_trailing_fill = true;
        visuals.disabled_alpha = 0.45;
        let widgets = &mut visuals.widgets;
        for (state, fill) in [
            (&mut widgets.noninteractive, self.panel),
            (&mut widgets.inactive, self.raised),
            (&mut widgets.hovered, self.hover),
            (&mut widgets.active, self.hover),
            (&mut widgets.open, self.raised),
        ] {
            state.bg_fill = fill;
            state.weak_bg_fill = fill;
            state.bg_stroke = if self.stark {
                Stroke::new(1.0, self.line)
            } else {
                Stroke::NONE
            };
            state.fg_stroke = Stroke::new(1.0, self.text);
            state.corner_radius = CornerRadius::same(6);
            state.expansion = 0.0;
        }
        widgets.noninteractive.bg_stroke = Stroke::new(1.0, self.line);
        widgets.active.bg_stroke = Stroke::new(1.0, self.accent);
        visuals
    }
}
