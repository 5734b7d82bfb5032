//! The painter on shapes whose pixels are known.

use egui::epaint::{ImageDelta, Mesh, Primitive, Vertex};
use egui::{
    ClippedPrimitive, Color32, ColorImage, Context, Pos2, RawInput, Rect, TextureId,
    TextureOptions, TexturesDelta, pos2, vec2,
};
use image::RgbaImage;
use lumarium_app::window::raster::{Extent, Raster};
use lumarium_app::window::theme::Theme;

/// What pictures are painted on.
const GROUND: [u8; 4] = [0, 0, 0, 255];
const SIDE: u32 = 16;
const WHITE: TextureId = TextureId::Managed(0);
const OTHER: TextureId = TextureId::Managed(1);
const HALF: Color32 = Color32::from_rgba_premultiplied(128, 128, 128, 128);

fn all() -> Rect {
    Rect::from_min_size(Pos2::ZERO, vec2(SIDE as f32, SIDE as f32))
}

fn give(raster: &mut Raster, id: TextureId, image: ImageDelta) {
    let mut delta = TexturesDelta::default();
    delta.push(id, image);
    raster.update(&mut delta);
    assert!(delta.is_empty(), "nothing is left of it");
}

fn white() -> Raster {
    let mut raster = Raster::default();
    let image = ColorImage::filled([1, 1], Color32::WHITE);
    give(
        &mut raster,
        WHITE,
        ImageDelta::full(image, TextureOptions::LINEAR),
    );
    raster
}

fn paint(raster: &Raster, meshes: Vec<(Rect, Mesh)>) -> RgbaImage {
    let extent = Extent {
        pixels: [SIDE, SIDE],
        pixels_per_point: 1.0,
    };
    let primitives: Vec<_> = meshes
        .into_iter()
        .map(|(clip_rect, mesh)| ClippedPrimitive {
            clip_rect,
            primitive: Primitive::Mesh(mesh),
        })
        .collect();
    raster.paint(extent, &primitives)
}

fn triangles(corners: &[(Pos2, Color32)]) -> Mesh {
    let vertex = |(pos, color): &(Pos2, Color32)| Vertex {
        pos: *pos,
        uv: egui::epaint::WHITE_UV,
        color: *color,
    };
    Mesh {
        indices: (0..corners.len() as u32).collect(),
        vertices: corners.iter().map(vertex).collect(),
        texture_id: WHITE,
    }
}

fn one_colour(corners: &[Pos2], colour: Color32) -> Mesh {
    let corners: Vec<_> = corners.iter().map(|at| (*at, colour)).collect();
    triangles(&corners)
}

fn quad(rect: Rect, uv: Rect, texture: TextureId) -> Mesh {
    let mut mesh = Mesh::with_texture(texture);
    mesh.add_rect_with_uv(rect, uv, Color32::WHITE);
    mesh
}

fn lit(picture: &RgbaImage) -> Vec<(u32, u32)> {
    let pixels = picture.enumerate_pixels();
    pixels
        .filter(|(_, _, pixel)| pixel.0 != GROUND)
        .map(|(x, y, _)| (x, y))
        .collect()
}

fn reds(picture: &RgbaImage, y: u32, count: u32) -> Vec<u8> {
    (0..count).map(|x| picture.get_pixel(x, y).0[0]).collect()
}

#[test]
fn a_triangle_covers_the_pixels_whose_middle_is_inside() {
    let corners = [pos2(0.0, 0.0), pos2(4.0, 0.0), pos2(0.0, 4.0)];
    let expected = [(0, 0), (1, 0), (2, 0), (0, 1), (1, 1), (0, 2)];
    for turned in [[0, 1, 2], [0, 2, 1], [2, 1, 0]] {
        let mesh = one_colour(&turned.map(|n: usize| corners[n]), Color32::WHITE);
        assert_eq!(lit(&paint(&white(), vec![(all(), mesh)])), expected);
    }
}

#[test]
fn a_middle_on_an_edge_belongs_to_the_right_and_lower_neighbour() {
    let corners = |x: f32, y: f32| {
        let rect = Rect::from_min_size(pos2(x, y), vec2(2.0, 2.0));
        quad(rect, Rect::ZERO, WHITE)
    };
    let pixels = lit(&paint(&white(), vec![(all(), corners(1.5, 2.5))]));
    assert_eq!(pixels, [(1, 2), (2, 2), (1, 3), (2, 3)]);
}

#[test]
fn neighbours_neither_overlap_nor_leave_gaps() {
    // A fan around a middle that lies anywhere: twelve corners on a circle, in 256ths of a pixel.
    let mut seed = 7_u32;
    let mut random = || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 24) as f32 / 256.0
    };
    for round in 0..200 {
        let middle = pos2(6.0 + 4.0 * random(), 6.0 + 4.0 * random());
        let rim: Vec<Pos2> = (0..12)
            .map(|n| {
                let angle = (n as f32 + 0.9 * random()) * std::f32::consts::TAU / 12.0;
                pos2(8.0, 8.0) + egui::Vec2::angled(angle) * 7.5
            })
            .collect();
        let next = rim.iter().cycle().skip(1);
        let fan = rim.iter().zip(next).flat_map(|(a, b)| [middle, *a, *b]);
        let fan: Vec<Pos2> = fan.collect();
        let picture = paint(&white(), vec![(all(), one_colour(&fan, HALF))]);
        let shades: Vec<u8> = picture.pixels().map(|pixel| pixel.0[0]).collect();
        assert!(
            shades.iter().all(|shade| [0, 128].contains(shade)),
            "round {round}"
        );
        for y in 0..SIDE as usize {
            let row = &shades[y * 16..][..16];
            let turns = row.windows(2).filter(|pair| pair[0] != pair[1]).count();
            assert!(turns <= 2, "round {round}, row {y}: {row:?}");
        }
    }
}

#[test]
fn nothing_is_painted_outside_of_the_clip_or_the_picture() {
    let clip = Rect::from_min_max(pos2(2.4, 3.6), pos2(4.6, 5.4));
    let far = Rect::from_center_size(Pos2::ZERO, vec2(90_000.0, 90_000.0));
    let mesh = quad(far, Rect::ZERO, WHITE);
    let pixels = lit(&paint(&white(), vec![(clip, mesh.clone())]));
    assert_eq!(pixels, [(2, 4), (3, 4), (4, 4)]);
    let beyond = Rect::from_min_max(pos2(-9.0, 14.0), pos2(1.0, 99.0));
    let pixels = lit(&paint(&white(), vec![(beyond, mesh)]));
    assert_eq!(pixels, [(0, 14), (0, 15)]);
    let nowhere = [
        pos2(f32::NAN, 0.0),
        pos2(4.0, f32::INFINITY),
        pos2(0.0, 4.0),
    ];
    let mesh = one_colour(&nowhere, Color32::WHITE);
    assert!(lit(&paint(&white(), vec![(all(), mesh)])).is_empty());
}

#[test]
fn colours_are_premultiplied_and_laid_over_each_other() {
    let over = |colours: &[Color32]| {
        let meshes = colours.iter().map(|colour| {
            let mut mesh = quad(all(), Rect::ZERO, WHITE);
            mesh.vertices
                .iter_mut()
                .for_each(|vertex| vertex.color = *colour);
            (all(), mesh)
        });
        paint(&white(), meshes.collect()).get_pixel(5, 5).0
    };
    let grey = Color32::from_rgb(100, 200, 40);
    assert_eq!(over(&[grey]), [100, 200, 40, 255]);
    assert_eq!(over(&[grey, Color32::TRANSPARENT]), [100, 200, 40, 255]);
    // 128 + 100 * 127 / 255, and so on.
    assert_eq!(over(&[grey, HALF]), [178, 228, 148, 255]);
    let light = Color32::from_rgba_premultiplied(100, 100, 100, 0);
    assert_eq!(over(&[grey, light]), [200, 255, 140, 255]);
}

#[test]
fn colours_between_corners_change_evenly() {
    let (dark, bright) = (Color32::BLACK, Color32::from_gray(160));
    let corners = [
        (pos2(0.0, 0.0), dark),
        (pos2(16.0, 0.0), bright),
        (pos2(0.0, 16.0), dark),
    ];
    let picture = paint(&white(), vec![(all(), triangles(&corners))]);
    let expected: Vec<u8> = (0..12).map(|x| 5 + 10 * x).collect();
    assert_eq!(reds(&picture, 0, 12), expected);
    assert_eq!(reds(&picture, 3, 12), expected);
}

#[test]
fn pixels_per_point_scale_places_and_clips() {
    let raster = white();
    let extent = Extent {
        pixels: [SIDE, SIDE],
        pixels_per_point: 2.0,
    };
    let rect = Rect::from_min_max(pos2(1.0, 1.0), pos2(3.0, 2.0));
    let primitive = ClippedPrimitive {
        clip_rect: Rect::from_min_max(Pos2::ZERO, pos2(2.0, 8.0)),
        primitive: Primitive::Mesh(quad(rect, Rect::ZERO, WHITE)),
    };
    let pixels = lit(&raster.paint(extent, &[primitive]));
    assert_eq!(pixels, [(2, 2), (3, 2), (2, 3), (3, 3)]);
}

fn greys(shades: &[u8]) -> ColorImage {
    let pixels = shades.iter().map(|shade| Color32::from_gray(*shade));
    ColorImage::new([shades.len(), 1], pixels.collect())
}

/// Four texels over twelve pixels, from `from` to `to` of the texture.
fn stretched(options: TextureOptions, from: f32, to: f32) -> Vec<u8> {
    let mut raster = white();
    let image = ImageDelta::full(greys(&[0, 80, 160, 240]), options);
    give(&mut raster, OTHER, image);
    let rect = Rect::from_min_size(Pos2::ZERO, vec2(12.0, 2.0));
    let uv = Rect::from_min_max(pos2(from, 0.0), pos2(to, 1.0));
    let picture = paint(&raster, vec![(all(), quad(rect, uv, OTHER))]);
    assert_eq!(reds(&picture, 0, 12), reds(&picture, 1, 12));
    reds(&picture, 0, 12)
}

#[test]
fn textures_are_looked_up_as_their_options_say() {
    let nearest = TextureOptions::NEAREST;
    let threefold = [0, 0, 0, 80, 80, 80, 160, 160, 160, 240, 240, 240];
    assert_eq!(stretched(nearest, 0.0, 1.0), threefold);
    // A third of a texel for each pixel, its colour in its middle.
    let smooth = [0, 0, 27, 53, 80, 107, 133, 160, 187, 213, 240, 240];
    let linear = stretched(TextureOptions::LINEAR, 0.0, 1.0);
    for (shade, expected) in linear.iter().zip(smooth) {
        assert!(shade.abs_diff(expected) <= 1, "{linear:?}");
    }
    assert_eq!(
        stretched(nearest, -1.0, 2.0),
        [0, 0, 0, 0, 0, 80, 160, 240, 240, 240, 240, 240]
    );
    assert_eq!(
        stretched(TextureOptions::NEAREST_REPEAT, -1.0, 2.0),
        [0, 80, 160, 240, 0, 80, 160, 240, 0, 80, 160, 240]
    );
    assert_eq!(
        stretched(TextureOptions::NEAREST_MIRRORED_REPEAT, -1.0, 2.0),
        [240, 160, 80, 0, 0, 80, 160, 240, 240, 160, 80, 0]
    );
}

#[test]
fn pixels_that_lie_on_texels_show_them_unchanged() {
    let mut raster = white();
    let image = greys(&[3, 250, 17, 99]);
    give(
        &mut raster,
        OTHER,
        ImageDelta::full(image, TextureOptions::LINEAR),
    );
    let rect = Rect::from_min_size(pos2(5.0, 7.0), vec2(4.0, 1.0));
    let uv = Rect::from_min_max(Pos2::ZERO, pos2(1.0, 1.0));
    let picture = paint(&raster, vec![(all(), quad(rect, uv, OTHER))]);
    assert_eq!(reds(&picture, 7, 9)[5..], [3, 250, 17, 99]);
}

#[test]
fn parts_of_a_texture_are_replaced_where_they_lie() {
    let mut raster = white();
    let image = ColorImage::filled([4, 4], Color32::from_gray(10));
    give(
        &mut raster,
        OTHER,
        ImageDelta::full(image, TextureOptions::NEAREST),
    );
    let part = ColorImage::new([2, 2], [20, 30, 40, 50].map(Color32::from_gray).to_vec());
    let options = TextureOptions::NEAREST;
    give(
        &mut raster,
        OTHER,
        ImageDelta::partial([1, 2], part.clone(), options),
    );
    let rect = Rect::from_min_size(Pos2::ZERO, vec2(4.0, 4.0));
    let uv = Rect::from_min_max(Pos2::ZERO, pos2(1.0, 1.0));
    let shown = |raster: &Raster| {
        let picture = paint(raster, vec![(all(), quad(rect, uv, OTHER))]);
        [0, 1, 2, 3].map(|y| reds(&picture, y, 4))
    };
    let expected = [
        [10, 10, 10, 10],
        [10, 10, 10, 10],
        [10, 20, 30, 10],
        [10, 40, 50, 10],
    ];
    assert_eq!(shown(&raster), expected);
    // What lies outside of the texture is left out.
    give(
        &mut raster,
        OTHER,
        ImageDelta::partial([3, 3], part, options),
    );
    let expected = [
        [10, 10, 10, 10],
        [10, 10, 10, 10],
        [10, 20, 30, 10],
        [10, 40, 50, 20],
    ];
    assert_eq!(shown(&raster), expected);
}

#[test]
fn a_texture_is_there_until_the_frame_after_it_was_freed() {
    let mut raster = white();
    let mesh = quad(all(), Rect::ZERO, WHITE);
    let mut delta = TexturesDelta::default();
    delta.free(WHITE);
    raster.update(&mut delta);
    assert_eq!(lit(&paint(&raster, vec![(all(), mesh.clone())])).len(), 256);
    raster.update(&mut TexturesDelta::default());
    assert!(lit(&paint(&raster, vec![(all(), mesh)])).is_empty());
}

#[test]
fn a_picture_too_large_is_empty() {
    let extent = Extent {
        pixels: [u32::MAX, u32::MAX],
        pixels_per_point: 1.0,
    };
    assert!(white().paint(extent, &[]).is_empty());
}

#[test]
fn text_is_readable_dark_on_bright() {
    let ctx = Context::default();
    ctx.set_fonts(Theme::fonts());
    let mut raster = Raster::default();
    let mut picture = RgbaImage::default();
    for _ in 0..2 {
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, vec2(64.0, 24.0))),
            ..RawInput::default()
        };
        let mut output = ctx.run_ui(input, |ui| {
            let painter = ui.painter();
            painter.rect_filled(ui.max_rect(), 0.0, Color32::WHITE);
            let font = egui::FontId::proportional(16.0);
            painter.text(
                Pos2::ZERO,
                egui::Align2::LEFT_TOP,
                "HIH",
                font,
                Color32::BLACK,
            );
        });
        raster.update(&mut output.textures_delta);
        let primitives = ctx.tessellate(output.shapes, 1.0);
        let extent = Extent {
            pixels: [64, 24],
            pixels_per_point: 1.0,
        };
        picture = raster.paint(extent, &primitives);
    }
    // Four upright strokes and one more: each row through the middle is dark five times.
    let row: Vec<bool> = (0..64)
        .map(|x| picture.get_pixel(x, 6).0[0] < 128)
        .collect();
    let strokes = row.windows(2).filter(|pair| !pair[0] && pair[1]).count();
    assert_eq!(strokes, 5, "{row:?}");
    assert_eq!(picture.get_pixel(60, 20).0, [255; 4]);
}
