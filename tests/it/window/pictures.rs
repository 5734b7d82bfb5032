//! Pictures of the window, painted on the processor and compared with those in `pictures/`. Few, because each
//! is large and says little when it fails: what can be asked by name is asked by name.
//!
//! A new one: `open(…)`, bring the window into its state, `resize(…)`, `assert_picture("name", &harness)`, then once
//! with `LUMARIUM_BLESS=1`.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use egui::{Context, Id, TexturesDelta};
use egui_kittest::{Harness, HarnessBuilder, TestRenderer};
use image::{Rgba, RgbaImage};
use lumarium_app::window::app::App;
use lumarium_app::window::prefs::Look;
use lumarium_app::window::raster::{Extent, Raster};
use lumarium_app::window::shot;

use super::fixture::snapshot;
use super::open;

/// More of them would be more than a person looks at.
const PICTURES_MAX: usize = 20;
/// Together, in bytes.
const BYTES_MAX: u64 = 2_000_000;
/// Letters are drawn with the processor's own floats: a channel may be this far off.
const APART_MAX: u8 = 8;
/// The harness leaves this round the window, in points.
const MARGIN: f32 = 8.0;
/// With this variable set, pictures are written instead of compared.
const BLESS: &str = "LUMARIUM_BLESS";

/// The painter of a harness, which is also kept in its context.
#[derive(Clone, Default)]
struct Shared(Arc<Mutex<Raster>>);

impl Shared {
    fn id() -> Id {
        Id::unique("the painter of pictures")
    }

    fn of(ctx: &Context) -> Self {
        let kept = ctx.data(|data| data.get_temp(Self::id()));
        kept.expect("build the harness with `pictures::seen`")
    }
}

impl TestRenderer for Shared {
    fn handle_delta(&mut self, delta: &mut TexturesDelta) {
        self.0.lock().unwrap().update(delta);
    }
}

/// A harness of which pictures can be taken.
pub(super) fn seen<S>(builder: HarnessBuilder<S>) -> HarnessBuilder<S> {
    let shared = Shared::default();
    let kept = shared.clone();
    builder.renderer(shared).with_context_setup(move |ctx| {
        ctx.data_mut(|data| data.insert_temp(Shared::id(), kept));
    })
}

/// What the harness shows now.
pub(super) fn picture<S>(harness: &Harness<'_, S>) -> RgbaImage {
    let scale = harness.ctx.pixels_per_point();
    let size = harness.ctx.content_rect().size() * scale;
    let extent = Extent {
        pixels: [size.x, size.y].map(|side| side.round() as u32),
        pixels_per_point: scale,
    };
    let shapes = harness.output().shapes.clone();
    let primitives = harness.ctx.tessellate(shapes, scale);
    let shared = Shared::of(&harness.ctx);
    let all = shared.0.lock().unwrap().paint(extent, &primitives);
    let margin = (MARGIN * scale).round() as u32;
    let [width, height] = extent.pixels.map(|side| side - 2 * margin);
    image::imageops::crop_imm(&all, margin, margin, width, height).to_image()
}

/// What the harness shows now must look like `pictures/<name>.png`.
#[track_caller]
pub(super) fn assert_picture<S>(name: &str, harness: &Harness<'_, S>) {
    let shown = picture(harness);
    let kept = folder().join(format!("{name}.png"));
    if std::env::var_os(BLESS).is_some() {
        std::fs::create_dir_all(folder()).unwrap();
        std::fs::write(&kept, shot::png(shown).unwrap()).unwrap();
        return;
    }
    let expected = image::open(&kept).map(image::DynamicImage::into_rgba8);
    let expected = expected.unwrap_or_default();
    let Some((count, marked)) = difference(&expected, &shown) else {
        return;
    };
    let new = left(&format!("{name}.new.png"), shown);
    let marks = left(&format!("{name}.diff.png"), marked);
    panic!(
        "{count} pixels of the picture {name} are others than in {}\n  now: {}\n  where: {}\n\
         if that is right: {BLESS}=1 cargo test -p lumarium-tests --test it pictures",
        kept.display(),
        new.display(),
        marks.display(),
    );
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("it/window/pictures")
}

/// Leaves a picture beside the build, for a person to look at.
fn left(name: &str, image: RgbaImage) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pictures");
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join(name);
    std::fs::write(&path, shot::png(image).unwrap()).unwrap();
    path
}

/// How many pixels differ, and a picture with those in red over the faint rest; absent: none.
fn difference(expected: &RgbaImage, shown: &RgbaImage) -> Option<(usize, RgbaImage)> {
    let mut count = 0;
    let mut marked = shown.clone();
    for (x, y, pixel) in marked.enumerate_pixels_mut() {
        let same = expected.get_pixel_checked(x, y).is_some_and(|other| {
            let channels = other.0.iter().zip(pixel.0);
            channels
                .into_iter()
                .all(|(a, b)| a.abs_diff(b) <= APART_MAX)
        });
        let [r, g, b, _] = pixel.0.map(|channel| channel / 4);
        *pixel = if same {
            Rgba([r, g, b, 255])
        } else {
            count += 1;
            Rgba([255, 0, 0, 255])
        };
    }
    let sizes = expected.dimensions() == shown.dimensions();
    (count > 0 || !sizes).then_some((count, marked))
}

/// Makes the window so large, without what the harness leaves round it.
pub(super) fn resize<S>(harness: &mut Harness<'_, S>, size: [f32; 2]) {
    harness.set_size(egui::Vec2::from(size) + egui::Vec2::splat(2.0 * MARGIN));
    harness.run();
}

fn look(harness: &mut Harness<'_, App>, size: [f32; 2], look: Look) {
    harness.state_mut().state_mut().prefs.look = look;
    resize(harness, size);
}

#[test]
fn the_stage_dark() {
    let (mut harness, _fake) = open(snapshot());
    look(&mut harness, [1280.0, 800.0], Look::Dark);
    assert_picture("stage-dark", &harness);
}

#[test]
fn the_stage_light_in_the_smallest_window() {
    let (mut harness, _fake) = open(snapshot());
    look(&mut harness, [800.0, 480.0], Look::Light);
    assert_picture("stage-light-small", &harness);
}

#[test]
fn the_same_window_gives_the_same_picture() {
    let shown = || {
        let (mut harness, _fake) = open(snapshot());
        look(&mut harness, [800.0, 480.0], Look::Dark);
        picture(&harness)
    };
    assert!(shown() == shown());
}

#[test]
fn a_pixel_that_is_another_is_found_and_marked() {
    let one = RgbaImage::from_pixel(3, 2, Rgba([40, 80, 120, 255]));
    assert_eq!(difference(&one, &one), None);
    let mut near = one.clone();
    near.put_pixel(1, 1, Rgba([48, 72, 120, 255]));
    assert_eq!(difference(&one, &near), None);
    let mut other = one.clone();
    other.put_pixel(2, 0, Rgba([40, 80, 129, 255]));
    let (count, marked) = difference(&one, &other).unwrap();
    assert_eq!(count, 1);
    assert_eq!(marked.get_pixel(2, 0).0, [255, 0, 0, 255]);
    assert_eq!(marked.get_pixel(0, 0).0, [10, 20, 30, 255]);
    let small = RgbaImage::from_pixel(2, 2, Rgba([40, 80, 120, 255]));
    assert!(difference(&one, &small).is_some(), "a part is not enough");
}

#[test]
fn pictures_are_few_and_small() {
    let files: Vec<u64> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().metadata().unwrap().len())
        .collect();
    assert!((1..=PICTURES_MAX).contains(&files.len()), "{}", files.len());
    let bytes: u64 = files.iter().sum();
    assert!(bytes <= BYTES_MAX, "{bytes} bytes");
}
