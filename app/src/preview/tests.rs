use std::sync::mpsc::Receiver;
use std::time::Duration;

use lumarium_core::content::{Content, Hooks};
use lumarium_core::host::clock::Monotonic;
use lumarium_core::host::runtime::native::programs::programs;
use lumarium_core::host::runtime::native::{Context, NativePlugin, NativeRuntime, Programs};
use serde_json::json;

use super::*;

/// After this time a test says what it waited for instead of hanging.
const PATIENCE: Duration = Duration::from_mins(1);

struct Broken;

impl NativePlugin for Broken {
    fn configure(&mut self, _: &Value, _: &Context) -> Result<Hooks, String> {
        Ok(Hooks::default())
    }

    fn draw(&mut self, _: &str, _: bool, context: &Context) -> Result<(Content, Hooks), String> {
        assert!(context.size.width != 64, "too small for me");
        Err("the oven is cold".to_owned())
    }
}

fn open(programs: Programs) -> (Preview, Receiver<()>) {
    let clock = Arc::new(Monotonic::start());
    let assets = std::env::temp_dir();
    let native = NativeRuntime::new(programs, Arc::clone(&clock) as _, assets);
    let workshop = Workshop::new(vec![Arc::new(native)], clock);
    let (wake, woken) = sync_channel(1);
    let preview = workshop.open(move || {
        // One that waits stands for all of them.
        wake.try_send(()).ok();
    });
    (preview.unwrap(), woken)
}

fn order(plugin: &str, sizes: &[Size]) -> Order {
    Order {
        plugin: PluginId::parse(plugin).unwrap(),
        place: Place::Bundled,
        run: Run(1),
        settings: json!({}),
        schema: None,
        screen: None,
        time_zone: "UTC".to_owned(),
        sizes: sizes.to_vec(),
    }
}

fn until(preview: &Preview, woken: &Receiver<()>, holds: impl Fn(&[Tile]) -> bool) {
    while !preview.look(&holds) {
        let came = woken.recv_timeout(PATIENCE);
        assert!(came.is_ok(), "{:?}", preview.look(<[Tile]>::to_vec));
    }
}

fn lit(tile: &Tile) -> bool {
    let black = lumarium_core::frame::Rgb::BLACK;
    tile.frame.pixels().iter().any(|led| *led != black)
}

#[test]
fn one_plugin_runs_at_several_sizes_at_once_and_no_more_than_allowed() {
    let (preview, woken) = open(programs());
    let sizes = [(64, 32), (128, 32), (128, 64), (256, 128), (64, 64)];
    let sizes = sizes.map(|(width, height)| Size::new(width, height));
    assert!(preview.show(order("clock", &sizes)));
    until(&preview, &woken, |tiles| {
        let showing = |tile: &Tile| tile.standing == Standing::Showing && lit(tile);
        tiles.len() == limits::PREVIEWS_MAX && tiles.iter().all(showing)
    });
    preview.look(|tiles| {
        for (tile, size) in tiles.iter().zip(sizes) {
            assert_eq!(tile.frame.size(), size);
        }
    });
}

#[test]
fn live_pictures_move_in_a_preview() {
    let (preview, woken) = open(programs());
    let mut order = order("generative", &[Size::new(64, 32)]);
    order.settings = json!({"style": "plasma", "effect": "plasma"});
    assert!(preview.show(order));
    until(&preview, &woken, |tiles| tiles.iter().any(lit));
    let before = preview.look(|tiles| tiles[0].frame.clone());
    until(&preview, &woken, |tiles| tiles[0].frame != before);
}

#[test]
fn what_a_broken_plugin_says_stands_on_its_tile_and_the_others_go_on() {
    let (preview, woken) = open(Programs::default().with("clock", || Box::new(Broken)));
    let sizes = [Size::new(64, 32), Size::new(128, 32)];
    assert!(preview.show(order("clock", &sizes)));
    let says = |tile: &Tile, words: &str| matches!(&tile.standing, Standing::Failed(why) if why.contains(words));
    until(&preview, &woken, |tiles| {
        tiles.len() == 2
            && says(&tiles[0], "too small for me")
            && says(&tiles[1], "the oven is cold")
    });
    assert!(preview.show(order("nobody", &sizes)));
    until(&preview, &woken, |tiles| {
        says(&tiles[0], "no bundled plugin nobody")
    });
}

#[test]
fn a_kind_of_plugin_that_nothing_runs_is_told() {
    let workshop = Workshop::new(Vec::new(), Arc::new(Monotonic::start()));
    let (wake, woken) = sync_channel(1);
    let preview = workshop
        .open(move || {
            wake.try_send(()).ok();
        })
        .unwrap();
    assert!(preview.show(order("clock", &[Size::new(64, 32)])));
    until(
        &preview,
        &woken,
        |tiles| matches!(tiles, [Tile { standing: Standing::Failed(why), .. }] if why.contains("runtime native")),
    );
}

#[test]
fn the_thread_ends_with_the_preview() {
    let (preview, woken) = open(programs());
    assert!(preview.show(order("clock", &[Size::new(64, 32)])));
    drop(preview);
    // The waker goes with the thread; no message is left to come.
    while woken.recv_timeout(PATIENCE).is_ok() {}
    assert!(matches!(
        woken.recv_timeout(PATIENCE),
        Err(std::sync::mpsc::RecvTimeoutError::Disconnected)
    ));
}
