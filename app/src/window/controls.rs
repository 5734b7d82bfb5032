//! What a screen reader would say, as a file: names, values and places of all controls, for programs that drive
//! the window and must know what it shows before they go on.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use egui::accesskit::{Node, TreeUpdate};
use egui::{Context, FullOutput};
use lumarium_core::host::files::{Mode, write_atomic};
use lumarium_core::host::vfs::Disk;
use serde::Serialize;

use crate::errands::Errands;

/// A control, or anything else that has a name.
#[derive(Clone, Debug, PartialEq, Serialize)]
struct Control {
    role: String,
    name: String,
    value: String,
    focused: bool,
    enabled: bool,
    /// Left, top, right, bottom, in pixels of the window.
    area: [f64; 4],
}

/// Writes the controls of each frame in which they changed.
pub(super) struct Controls {
    path: PathBuf,
    errands: Errands,
    last: Vec<Control>,
    /// The newest that was not written yet: an errand takes it, so that a lost one loses nothing.
    newest: Arc<Mutex<Option<Vec<Control>>>>,
}

impl Controls {
    /// Into the file at `path`.
    pub(super) fn new(path: PathBuf, errands: Errands) -> Self {
        Self {
            path,
            errands,
            last: Vec::new(),
            newest: Arc::default(),
        }
    }
}

impl egui::Plugin for Controls {
    fn debug_name(&self) -> &'static str {
        "controls"
    }

    fn input_hook(&mut self, ctx: &Context, _input: &mut egui::RawInput) {
        ctx.enable_accesskit();
    }

    fn output_hook(&mut self, ctx: &Context, output: &mut FullOutput) {
        let Some(tree) = &output.platform_output.accesskit_update else {
            return;
        };
        let controls = controls(tree, f64::from(ctx.pixels_per_point()));
        if controls == self.last {
            return;
        }
        self.last.clone_from(&controls);
        let newest = |slot: &Mutex<Option<Vec<Control>>>, value| {
            std::mem::replace(
                &mut *slot.lock().unwrap_or_else(PoisonError::into_inner),
                value,
            )
        };
        newest(&self.newest, Some(controls));
        let (slot, path) = (Arc::clone(&self.newest), self.path.clone());
        self.errands.run(move || {
            let Some(controls) = newest(&slot, None) else {
                return;
            };
            let bytes = serde_json::to_vec(&controls).unwrap_or_default();
            if let Err(error) = write_atomic(&Disk, &path, &bytes, Mode::Kept) {
                tracing::debug!("the controls were not written: {error}");
            }
        });
    }
}

fn controls(tree: &TreeUpdate, pixels_per_point: f64) -> Vec<Control> {
    let control = |(id, node): &(_, Node)| {
        let area = node.bounds()?;
        let number = node.numeric_value().map(|value| value.to_string());
        let value = node.value().map(str::to_owned).or(number);
        let named = node.label().is_some() || value.is_some();
        named.then(|| Control {
            role: format!("{:?}", node.role()),
            name: node.label().unwrap_or_default().to_owned(),
            value: value.unwrap_or_default(),
            focused: *id == tree.focus,
            enabled: !node.is_disabled(),
            area: [area.x0, area.y0, area.x1, area.y1].map(|edge| edge * pixels_per_point),
        })
    };
    let mut controls: Vec<Control> = tree.nodes.iter().filter_map(control).collect();
    // The tree has no order; from top to bottom the file can be compared and read.
    controls.sort_by(|one, other| {
        let key = |control: &Control| [control.area[1], control.area[0]];
        key(one)
            .partial_cmp(&key(other))
            .unwrap_or(std::cmp::Ordering::Equal)
            .then_with(|| one.name.cmp(&other.name))
    });
    controls
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_values_and_places_of_what_is_shown_are_told() {
        let ctx = Context::default();
        ctx.enable_accesskit();
        let mut text = "warm".to_owned();
        let mut tree = None;
        for _ in 0..2 {
            let mut output = ctx.run_ui(egui::RawInput::default(), |ui| {
                ui.text_edit_singleline(&mut text).request_focus();
                ui.add_enabled(false, egui::Button::new("Press"));
            });
            // Nothing paints here.
            output.textures_delta.clear();
            tree = output.platform_output.accesskit_update;
        }
        let told = controls(&tree.unwrap(), 2.0);
        let field = told.iter().find(|one| one.value == "warm").unwrap();
        assert!(field.focused && field.enabled, "{field:?}");
        let button = told.iter().find(|one| one.name == "Press").unwrap();
        assert!(!button.focused && !button.enabled, "{button:?}");
        assert_eq!(button.role, "Button");
        let [left, top, right, bottom] = button.area;
        assert!(right > left && bottom > top && top > field.area[1]);
    }
}
