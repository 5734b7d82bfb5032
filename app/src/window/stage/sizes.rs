//! One plugin at several sizes side by side, for its author: the selected one, else the one that is on.

use std::fmt;

use egui::{Button, Label, RichText, ScrollArea, TextEdit, Ui, Vec2, vec2};
use lumarium_core::frame::Size;
use lumarium_core::limits;
use lumarium_core::snapshot::PluginView;

use super::picture;
use crate::preview::{Order, Preview, Standing, Tile};
use crate::window::text::{fill, t};
use crate::window::view::View;
use crate::window::widgets::matrix::{Look, Matrix};

/// Common panels and walls of them.
const CHOICES: [Size; 5] = [
    Size::new(64, 32),
    Size::new(128, 32),
    Size::new(128, 64),
    Size::new(256, 128),
    Size::new(64, 64),
];
/// The most pixels per LED of a tile.
const PITCH_MAX: u32 = 12;
/// Round a tile, and below it for its words, in points.
const TILE_EDGE: Vec2 = vec2(16.0, 52.0);
/// The narrowest tile, so that its words can be read, in points.
const TILE_MIN: f32 = 190.0;

/// What is remembered of them.
pub struct Sizes {
    /// They are shown in place of the panel.
    pub on: bool,
    /// Which.
    pub chosen: Vec<Size>,
    custom: String,
    preview: Option<Preview>,
    /// What runs in the preview.
    order: Option<Order>,
    matrices: Vec<Matrix>,
}

impl Default for Sizes {
    fn default() -> Self {
        let [first, second, third, ..] = CHOICES;
        Self {
            on: false,
            chosen: vec![first, second, third],
            custom: String::new(),
            preview: None,
            order: None,
            matrices: Vec::new(),
        }
    }
}

impl fmt::Debug for Sizes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sizes")
            .field("on", &self.on)
            .field("chosen", &self.chosen)
            .finish_non_exhaustive()
    }
}

impl Sizes {
    /// Ends what runs, if the sizes are not shown.
    pub(super) fn rest(&mut self) {
        if !self.on {
            self.preview = None;
            self.order = None;
            self.matrices.clear();
        }
    }

    /// Runs what is ordered, from the next moment on.
    fn follow(&mut self, ui: &Ui, view: &View<'_>, order: Order) {
        if self.preview.is_none() {
            let ctx = ui.ctx().clone();
            let opened = view
                .tools
                .workshop
                .as_ref()
                .map(|workshop| workshop.open(move || ctx.request_repaint()));
            match opened {
                Some(Ok(preview)) => self.preview = Some(preview),
                Some(Err(error)) => tracing::error!("no thread for previews: {error}"),
                None => {}
            }
        }
        if self.order.as_ref() != Some(&order)
            && let Some(preview) = &self.preview
            && preview.show(order.clone())
        {
            self.order = Some(order);
        }
    }
}

/// Shows the choice and the tiles.
pub(super) fn show(ui: &mut Ui, view: &mut View<'_>) {
    let mut sizes = std::mem::take(&mut view.state.stage.sizes);
    let on = view.snapshot.panel.screen.as_ref();
    let plugin = view
        .selected()
        .or_else(|| view.snapshot.plugin(&on?.plugin));
    egui::Frame::new()
        .inner_margin(egui::Margin::symmetric(12, 4))
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 6.0;
            choice(ui, view, &mut sizes, plugin);
            match plugin.and_then(|plugin| order(view, plugin, &sizes)) {
                Some(order) => {
                    sizes.follow(ui, view, order);
                    let name = plugin.map_or("", |plugin| plugin.name.as_str());
                    tiles(ui, view, &mut sizes, name);
                }
                None => {
                    ui.label(t("sizes.none"));
                }
            }
        });
    view.state.stage.sizes = sizes;
}

fn order(view: &View<'_>, plugin: &PluginView, sizes: &Sizes) -> Option<Order> {
    let on = view.snapshot.panel.screen.as_ref();
    let on = on.filter(|screen| screen.plugin == plugin.id);
    let first = plugin.screens.first().map(|screen| screen.name.clone());
    Some(Order {
        plugin: plugin.id.clone(),
        place: plugin.place.clone()?,
        run: plugin.run,
        settings: plugin.settings.clone(),
        schema: plugin.schema.clone(),
        screen: on.map(|screen| screen.name.clone()).or(first),
        time_zone: view.zone.iana_name().unwrap_or("UTC").to_owned(),
        sizes: sizes.chosen.clone(),
    })
}

/// Which sizes: at most as many as may run.
fn choice(ui: &mut Ui, view: &View<'_>, sizes: &mut Sizes, plugin: Option<&PluginView>) {
    ui.horizontal_wrapped(|ui| {
        if let Some(plugin) = plugin {
            let words = fill("sizes.title", &[("name", &plugin.name)]);
            ui.label(RichText::new(words).strong().color(view.theme.text));
        }
        let mut all = CHOICES.to_vec();
        all.extend(sizes.chosen.iter().filter(|size| !CHOICES.contains(size)));
        let full = sizes.chosen.len() >= limits::PREVIEWS_MAX;
        for size in all {
            let chosen = sizes.chosen.contains(&size);
            let button = Button::selectable(chosen, words(size));
            let response = ui
                .add_enabled(chosen || !full, button)
                .on_disabled_hover_text(fill("sizes.most", &[("n", &limits::PREVIEWS_MAX)]));
            if response.clicked() {
                if chosen {
                    sizes.chosen.retain(|one| *one != size);
                } else {
                    sizes.chosen.push(size);
                }
            }
        }
        let field = TextEdit::singleline(&mut sizes.custom);
        ui.add(field.hint_text(t("sizes.hint")).desired_width(72.0))
            .accessible_name(t("sizes.custom"));
        let typed =
            Size::parse(&sizes.custom).filter(|size| size.area() <= limits::PREVIEW_LEDS_MAX);
        let add = ui.add_enabled(typed.is_some() && !full, Button::new(t("sizes.add")));
        if let Some(size) = typed.filter(|_| add.clicked()) {
            sizes.custom.clear();
            if !sizes.chosen.contains(&size) {
                sizes.chosen.push(size);
            }
        }
    });
}

fn tiles(ui: &mut Ui, view: &View<'_>, sizes: &mut Sizes, name: &str) {
    sizes
        .matrices
        .resize_with(sizes.chosen.len(), Matrix::default);
    let pitch = pitch(ui, &sizes.chosen);
    let Some(preview) = &sizes.preview else {
        return;
    };
    let matrices = &mut sizes.matrices;
    ScrollArea::both().auto_shrink(false).show(ui, |ui| {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = vec2(16.0, 16.0);
            preview.look(|tiles| {
                for (tile, matrix) in tiles.iter().zip(matrices) {
                    one(ui, view, tile, matrix, (pitch, name));
                }
            });
        });
    });
}

fn one(ui: &mut Ui, view: &View<'_>, tile: &Tile, matrix: &mut Matrix, (pitch, name): (u32, &str)) {
    let size = tile.frame.size();
    let width = size.width as f32 * pitch as f32 / ui.pixels_per_point();
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 4.0;
        ui.set_width(width.max(TILE_MIN));
        let showing = fill("sizes.showing", &[("name", &name)]);
        let look = Look {
            pitch,
            style: picture::style(view.state),
            showing: &showing,
        };
        matrix.show(ui, &tile.frame, look);
        let (words, ink) = match &tile.standing {
            Standing::Starting => (t("sizes.starting").to_owned(), view.theme.wait),
            Standing::Showing => (String::new(), view.theme.weak),
            Standing::Nothing => (t("sizes.nothing").to_owned(), view.theme.weak),
            Standing::Failed(why) => (fill("sizes.failed", &[("why", why)]), view.theme.bad),
        };
        ui.label(RichText::new(self::words(size)).color(view.theme.weak));
        if !words.is_empty() {
            ui.add(Label::new(RichText::new(words).color(ink)).wrap());
        }
    });
}

fn words(size: Size) -> String {
    format!("{} × {}", size.width, size.height)
}

/// The largest pitch at which all tiles can be seen at once; 1 if none.
fn pitch(ui: &Ui, sizes: &[Size]) -> u32 {
    let room = ui.available_size();
    let ppp = ui.pixels_per_point();
    let fits = |pitch: u32| {
        let (mut x, mut y, mut row) = (0.0_f32, 0.0_f32, 0.0_f32);
        for size in sizes {
            let leds = vec2(size.width as f32, size.height as f32) * (pitch as f32 / ppp);
            let tile = vec2(leds.x.max(TILE_MIN), leds.y) + TILE_EDGE;
            if x > 0.0 && x + tile.x > room.x {
                y += row;
                (x, row) = (0.0, 0.0);
            }
            x += tile.x;
            row = row.max(tile.y);
            if x > room.x {
                return false;
            }
        }
        y + row <= room.y
    };
    (1..=PITCH_MAX)
        .rev()
        .find(|pitch| fits(*pitch))
        .unwrap_or(1)
}
