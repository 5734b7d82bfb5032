//! The size of the panel: usual ones to choose from, and what the numbers make together.

use egui::Ui;
use lumarium_core::config::Document;
use lumarium_core::config::views::Display;
use lumarium_core::message::Command;
use serde_json::{Map, Value, json};

use super::{Block, small, title};
use crate::window::settings::line::at;
use crate::window::text::{fill, t};
use crate::window::view::View;

/// Rows and columns of one module, modules in a chain, chains.
const PROFILES: [[u32; 4]; 9] = [
    [32, 32, 1, 1],
    [32, 64, 1, 1],
    [64, 64, 1, 1],
    [32, 64, 2, 1],
    [32, 64, 3, 1],
    [64, 64, 2, 1],
    [32, 64, 4, 1],
    [64, 64, 4, 1],
    [64, 64, 4, 2],
];

/// Buttons with usual sizes; each fills the four numbers.
pub(super) fn profiles(ui: &mut Ui, view: &mut View<'_>) {
    title(ui, view, Block::Profiles);
    let now = display(&view.snapshot.config);
    let now = [now.rows, now.cols, now.chain_length, now.parallel];
    ui.horizontal_wrapped(|ui| {
        for profile in PROFILES {
            let [rows, cols, chain, parallel] = profile;
            let words = fill(
                "settings.size",
                &[("width", &(cols * chain)), ("height", &(rows * parallel))],
            );
            let modules = [
                ("rows", &rows),
                ("cols", &cols),
                ("chain", &chain),
                ("parallel", &parallel),
            ]
            .map(|(name, value)| (name, value as &dyn std::fmt::Display));
            let tip = fill("settings.profile.tip", &modules);
            let button = ui.selectable_label(now == profile, words);
            if button.on_hover_text(tip).clicked() {
                view.send(chosen(&view.snapshot.config, profile));
            }
        }
    });
}

/// One change for all four numbers; what else stands beside them stays.
fn chosen(config: &Value, [rows, cols, chain_length, parallel]: [u32; 4]) -> Command {
    let path = ["display", "hardware"].map(str::to_owned).to_vec();
    let hardware = at(config, &path).and_then(Value::as_object).cloned();
    let mut hardware = hardware.unwrap_or_default();
    let numbers =
        json!({"rows": rows, "cols": cols, "chain_length": chain_length, "parallel": parallel});
    let numbers: Map<String, Value> = numbers.as_object().cloned().unwrap_or_default();
    hardware.extend(numbers);
    Command::SetConfig {
        path,
        value: Value::Object(hardware),
    }
}

/// What the configuration makes of the numbers.
fn display(config: &Value) -> Display {
    let main = config.as_object().cloned().unwrap_or_default();
    let secrets = Map::new();
    Document { main, secrets }.display()
}

/// The canvas that the numbers make, and the one that is shown.
pub(super) fn result(ui: &mut Ui, view: &View<'_>) {
    let wished = display(&view.snapshot.config).size;
    let now = view.snapshot.panel.size;
    let size = |size: lumarium_core::frame::Size| {
        fill(
            "settings.size",
            &[("width", &size.width), ("height", &size.height)],
        )
    };
    let words = if wished == now {
        fill("settings.canvas.now", &[("size", &size(now))])
    } else {
        let sizes = (size(now), size(wished));
        fill(
            "settings.canvas.next",
            &[("now", &sizes.0), ("next", &sizes.1)],
        )
    };
    small(ui, view, &words);
    if wished != now {
        small(ui, view, t("settings.restart"));
    }
}
