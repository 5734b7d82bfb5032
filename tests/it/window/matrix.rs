//! What the matrix costs: two quads at any size.

use egui::epaint::Shape;
use lumarium_core::frame::Size;

use super::fixture::snapshot;
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
