//! All six programs: at every size, with any settings, at fixed times.

mod clock;
mod dump;
mod fonts;
mod garbage;
mod generative;
mod monitor;
mod picture;
mod schemas;
mod sizes;
mod text;

use std::path::PathBuf;
use std::time::Duration;

use serde_json::{Value, json};

use crate::content::{Content, Hooks};
use crate::frame::{Frame, Rgb, Size};
use crate::host::runtime::native::{Context, NativePlugin};
use crate::time::Wall;

const IDS: [&str; 6] = [
    "clock",
    "text",
    "picture",
    "monitor",
    "generative",
    "test-pattern",
];
const SIZES: [Size; 7] = [
    Size::new(16, 8),
    Size::new(64, 32),
    Size::new(64, 64),
    Size::new(128, 32),
    Size::new(128, 64),
    Size::new(256, 128),
    Size::new(512, 256),
];

/// 2026-11-20T09:41:27.250Z.
const MORNING: Wall = Wall(1_795_167_687_250);

fn context(size: Size) -> Context {
    Context {
        size,
        wall: MORNING,
        time_zone: "Europe/Berlin".to_owned(),
        folder: None,
        assets: PathBuf::from("/nonexistent/assets"),
    }
}

/// A program; the monitor with numbers of its own instead of this machine's.
fn make(id: &str) -> Box<dyn NativePlugin> {
    if id == "monitor" {
        return Box::new(super::monitor::Monitor::example());
    }
    super::programs().make(id).unwrap()
}

fn drawn(id: &str, settings: &Value, size: Size) -> (Content, Hooks) {
    let context = context(size);
    let mut plugin = make(id);
    plugin.configure(settings, &context).unwrap();
    plugin.enable();
    plugin.draw(id, true, &context).unwrap()
}

/// The picture a while after the screen came on, whatever kind the content is.
fn picture(id: &str, settings: &Value, size: Size, elapsed: Duration) -> Frame {
    let context = context(size);
    let mut plugin = make(id);
    plugin.configure(settings, &context).unwrap();
    plugin.enable();
    let (content, _) = plugin.draw(id, true, &context).unwrap();
    match content {
        Content::Nothing => panic!("{id} shows nothing"),
        Content::Still(frame) => (*frame).clone(),
        Content::Clip(clip) => (*clip.frames()[clip.index_at(elapsed)]).clone(),
        Content::Strip(strip) => strip.picture().clone(),
        Content::Live => {
            let mut frame = Frame::black(size);
            let mut at = Duration::ZERO;
            while at <= elapsed {
                at += plugin.live(at, &mut frame).unwrap();
            }
            frame
        }
    }
}

fn still_of(content: Content) -> Frame {
    let Content::Still(frame) = content else {
        panic!("{} instead of a still", content.kind());
    };
    (*frame).clone()
}

fn is_blank(frame: &Frame) -> bool {
    frame.pixels().iter().all(|pixel| *pixel == Rgb::BLACK)
}

fn error(id: &str, settings: &Value) -> String {
    make(id)
        .configure(settings, &context(Size::new(64, 32)))
        .unwrap_err()
}

#[test]
fn all_six_are_registered() {
    let programs = super::programs();
    let mut ids = IDS;
    ids.sort_unstable();
    assert_eq!(programs.names().collect::<Vec<_>>(), ids);
    assert!(programs.make("nonsense").is_none());
}

#[test]
fn a_wrong_setting_is_told_with_its_name_its_value_and_what_is_allowed() {
    let told = error("clock", &json!({"face": "sundial"}));
    assert_eq!(
        told,
        "the setting \"face\" is \"sundial\", but must be one of digital, analog, binary, minimal"
    );
    let told = error("text", &json!({"speed": -3}));
    assert_eq!(
        told,
        "the setting \"speed\" is -3, but must be a number from 1 to 500"
    );
    let told = error("text", &json!({"color": [1, 2, 256]}));
    assert!(
        told.contains("\"color\"") && told.contains("0 to 255"),
        "{told}"
    );
    let told = error("test-pattern", &json!({"panel_width": 1.5}));
    assert!(told.contains("whole number from 1 to 2048"), "{told}");
    assert!(error("picture", &json!(["x"])).contains("must be an object"));
}
