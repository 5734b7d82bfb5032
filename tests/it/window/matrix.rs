//! What the matrix costs: two quads at any size.

use egui::epaint::Shape;
use egui::{ImageData, TextureId};
use lumarium_core::frame::Size;
use lumarium_sim::look::{Look, Style};

use super::fixture::{picture, snapshot};
use super::open;

/// Meshes with a texture of ours, and their corners.
fn meshes(shape: &Shape, found: &mut Vec<usize>) {
    if let Shape::Mesh(mesh) = shape
        && mesh.texture_id != egui::TextureId::default()
    {
        found.push(mesh.vertices.len());
    }
    if let Shape::Vec(shapes) = shape {
        for shape in shapes {
            meshes(shape, found);
        }
    }
}

#[test]
fn the_matrix_is_two_quads_at_any_size() {
    for size in [Size::new(32, 16), Size::new(128, 32), Size::new(256, 128)] {
        let mut snapshot = snapshot();
        snapshot.panel.size = size;
        let (mut harness, _fake) = open(snapshot);
        harness.set_size(egui::vec2(2000.0, 1400.0));
        harness.run();
        let mut found = Vec::new();
        for clipped in &harness.output().shapes {
            meshes(&clipped.shape, &mut found);
        }
        assert_eq!(found, [4, 4], "{size}");
    }
}

/// The textures that the window's meshes name, in their order, and pixels per LED.
fn textures(size: Size, scale: f32) -> (Vec<egui::ColorImage>, u32) {
    let mut snapshot = snapshot();
    snapshot.panel.size = size;
    let fake = super::Fake::new(snapshot);
    let mut app = super::App::new(fake, None, super::jiff_utc());
    let ctx = egui::Context::default();
    ctx.set_pixels_per_point(scale);
    let mut made = std::collections::BTreeMap::new();
    let mut named = Vec::new();
    for _ in 0..4 {
        let screen = egui::Rect::from_min_size(egui::Pos2::ZERO, egui::vec2(1280.0, 1400.0));
        let input = egui::RawInput {
            screen_rect: Some(screen),
            ..egui::RawInput::default()
        };
        let mut output = ctx.run_ui(input, |ui| app.show(ui));
        let deltas: std::collections::BTreeMap<_, _> = output.textures_delta.set.drain().collect();
        for (id, deltas) in deltas {
            for delta in deltas.into_iter().filter(|delta| delta.pos.is_none()) {
                let ImageData::Color(image) = delta.image;
                made.insert(id, image.as_ref().clone());
            }
        }
        output.textures_delta.clear();
        named.clear();
        for clipped in &output.shapes {
            named_textures(&clipped.shape, &mut named);
        }
    }
    let images = named.iter().map(|id| made[id].clone()).collect();
    (images, app.state_mut().pitch)
}

fn named_textures(shape: &Shape, found: &mut Vec<TextureId>) {
    if let Shape::Mesh(mesh) = shape
        && mesh.texture_id != TextureId::default()
    {
        found.push(mesh.texture_id);
    }
    if let Shape::Vec(shapes) = shape {
        for shape in shapes {
            named_textures(shape, found);
        }
    }
}

/// What a renderer makes of frame and mask: premultiplied alpha over nearest texels.
fn blended(frame: &egui::ColorImage, mask: Option<&egui::ColorImage>, pitch: usize) -> Vec<u8> {
    let [width, height] = frame.size.map(|side| side * pitch);
    let mut rgba = Vec::new();
    for (y, x) in (0..height).flat_map(|y| (0..width).map(move |x| (y, x))) {
        let led = frame.pixels[y / pitch * frame.size[0] + x / pitch];
        let over = mask.map_or(egui::Color32::TRANSPARENT, |mask| {
            mask.pixels[y % pitch * pitch + x % pitch]
        });
        let rest = f64::from(255 - over.a()) / 255.0;
        for (led, over) in led.to_array().into_iter().zip(over.to_array()).take(3) {
            rgba.push((f64::from(over) + f64::from(led) * rest).round() as u8);
        }
        rgba.push(255);
    }
    rgba
}

#[test]
fn the_window_shows_what_files_show() {
    for (size, scale) in [
        (Size::new(64, 32), 1.0),
        (Size::new(128, 32), 1.5),
        (Size::new(256, 128), 1.0),
    ] {
        let (images, pitch) = textures(size, scale);
        let frame = images.first().unwrap();
        let shown = blended(frame, images.get(1), pitch as usize);
        let look = Look::new(Style::Dots, pitch).unwrap();
        let file = look.picture(&picture(size)).unwrap();
        assert_eq!(shown.len(), file.rgba.len(), "{size} at {pitch}");
        let far = shown.iter().zip(&file.rgba);
        let far = far.filter(|(a, b)| a.abs_diff(**b) > 1).count();
        assert_eq!(far, 0, "{size} at {pitch}");
        assert_eq!(images.len() == 2, pitch > 2, "{size} at {pitch}");
    }
}

#[test]
fn the_same_picture_is_uploaded_once() {
    let (mut harness, _fake) = open(snapshot());
    harness.step();
    assert!(harness.output().textures_delta.set.is_empty());
}

#[test]
fn the_led_under_the_pointer_is_named() {
    use egui_kittest::kittest::Queryable as _;
    let (mut harness, _fake) = open(snapshot());
    let rect = harness.get_by_label_contains("LED matrix").rect();
    harness.hover_at(rect.min + egui::vec2(1.0, 1.0));
    harness.run();
    harness.get_by_label("0, 0  #000000  from Clock");
}

#[test]
fn zoom_is_a_whole_number_of_pixels_and_flat_has_no_mask() {
    use egui_kittest::kittest::Queryable as _;
    let (mut harness, _fake) = open(snapshot());
    let width = |harness: &egui_kittest::Harness<'_, _>| {
        harness.get_by_label_contains("LED matrix").rect().width()
    };
    let fit = width(&harness);
    assert!((fit % 128.0).abs() < 0.01, "{fit}");
    harness.get_by_label("Zoom out").click();
    harness.run();
    assert!((width(&harness) - (fit - 128.0)).abs() < 0.01);
    harness.get_by_label("Flat").click();
    harness.run();
    let mut found = Vec::new();
    for clipped in &harness.output().shapes {
        meshes(&clipped.shape, &mut found);
    }
    assert_eq!(found, [4]);
}
