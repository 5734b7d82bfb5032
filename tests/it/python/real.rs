//! Real plugins of LEDMatrix, where `LUMARIUM_LEDMATRIX_PLUGINS` names a folder of them: each loads, takes
//! its schema's defaults, updates and draws its screens at four sizes, or says in one line why not.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "whatever else comes is wrong, and told"
)]

use std::fs;
use std::path::{Path, PathBuf};

use lumarium_core::content::Content;
use lumarium_core::failure::Failure;
use lumarium_core::frame::Size;
use lumarium_core::manifest::{Manifest, parse};
use lumarium_core::message::{Report, Request};
use lumarium_core::schema;
use serde_json::{Value, json};

use super::pen::{Guest, Pen};
use crate::cage::configure;

/// The usual panels, one half as wide, and a large one.
const SIZES: [(u32, u32); 4] = [(128, 32), (64, 32), (128, 64), (256, 64)];

fn plugins() -> Option<Vec<PathBuf>> {
    let Some(folder) = std::env::var_os("LUMARIUM_LEDMATRIX_PLUGINS") else {
        println!("skipped: LUMARIUM_LEDMATRIX_PLUGINS names no folder of LEDMatrix's plugins");
        return None;
    };
    let entries = fs::read_dir(folder).unwrap();
    let mut found: Vec<PathBuf> = entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.join("manifest.json").is_file())
        .collect();
    found.sort();
    Some(found)
}

fn settings(folder: &Path) -> Value {
    let text = fs::read_to_string(folder.join("config_schema.json"));
    let schema: Value =
        text.map_or_else(|_| json!({}), |text| serde_json::from_str(&text).unwrap());
    schema::complete(&json!({"enabled": true}), &schema)
}

/// What a plugin came to: how many of its screens had a picture, and what it said in place of the others.
#[derive(Default)]
struct Came {
    screens: usize,
    pictures: usize,
    excuses: Vec<String>,
}

impl Came {
    fn excuse(&mut self, about: &str, failure: &Failure) {
        let text = failure.to_string();
        let line = text.lines().next().unwrap_or_default();
        assert!(!line.is_empty(), "{about}: a failure without words");
        let excuse = format!("{about}: {line}");
        if !self.excuses.contains(&excuse) {
            self.excuses.push(excuse);
        }
    }
}

/// Goes through the life of one plugin; a run that dies or is late is no excuse.
fn live(mut guest: Guest, manifest: &Manifest, settings: &Value) -> Came {
    let mut came = Came::default();
    let hooks = match guest.next() {
        Report::Loaded { hooks } => hooks,
        Report::Failed { failure, .. } | Report::Died { failure } => {
            let ended = matches!(failure, Failure::Exited { .. } | Failure::BadOutput { .. });
            assert!(!ended, "{}: {failure}", manifest.id);
            came.excuse("it does not load", &failure);
            return came;
        }
        other => panic!("{}: {other:?}", manifest.id),
    };
    let answer = guest.ask(configure(settings.clone()));
    assert!(
        matches!(answer, Report::Configured { .. }),
        "{}: {answer:?}",
        manifest.id
    );
    let answer = guest.ask(Request::Enable { saved: None });
    assert!(
        matches!(answer, Report::Enabled),
        "{}: {answer:?}",
        manifest.id
    );
    match guest.ask(Request::Update) {
        Report::Updated { .. } => {}
        Report::Failed { failure, .. } => came.excuse("update", &failure),
        other => panic!("{}: {other:?}", manifest.id),
    }
    let screens = hooks.screens.unwrap_or_else(|| manifest.screens.clone());
    for screen in &screens {
        let request = Request::Draw {
            screen: screen.clone(),
            fresh: true,
        };
        came.screens += 1;
        match guest.ask(request) {
            Report::Drawn { content, .. } => {
                came.pictures += usize::from(!matches!(content, Content::Nothing));
            }
            Report::Failed { failure, .. } => came.excuse(screen, &failure),
            other => panic!("{} {screen}: {other:?}", manifest.id),
        }
        guest.post(Request::Hide);
    }
    guest.killed();
    came
}

#[test]
fn every_real_plugin_loads_updates_and_draws_or_says_why_not() {
    let Some(plugins) = plugins() else { return };
    let Some(pen) = Pen::new() else { return };
    let (mut run, mut loaded) = (0, 0);
    for folder in &plugins {
        let text = fs::read_to_string(folder.join("manifest.json")).unwrap();
        let (manifest, problems) = parse(&text);
        let manifest = manifest.unwrap_or_else(|| panic!("{}: {problems:?}", folder.display()));
        let settings = settings(folder);
        for (width, height) in SIZES {
            run += 1;
            let guest = pen.start_real(run, &manifest, folder, &settings, Size::new(width, height));
            let came = live(guest, &manifest, &settings);
            let fine = !came
                .excuses
                .iter()
                .any(|excuse| excuse.starts_with("it does not load"));
            loaded += usize::from(fine);
            println!(
                "{} {width}x{height}: {} of {} screens with a picture{}{}",
                manifest.id,
                came.pictures,
                came.screens,
                if came.excuses.is_empty() { "" } else { "; " },
                came.excuses.join("; ")
            );
        }
    }
    println!(
        "{loaded} of {} loaded, {} plugins at {} sizes",
        run,
        plugins.len(),
        SIZES.len()
    );
    pen.is_left_empty();
}
