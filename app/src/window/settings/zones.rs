//! Choosing a time zone: a field to search in, and the zones that fit.

use std::sync::LazyLock;

use egui::{Id, Popup, PopupCloseBehavior, ScrollArea, TextEdit, Ui, WidgetInfo};
use serde_json::Value;

use super::control::Act;
use crate::window::action::keys::entered;
use crate::window::text::{fill, t};

/// All zones that this machine or the program knows; sorted.
static ZONES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut zones: Vec<String> = jiff::tz::db()
        .available()
        .map(|name| name.as_str().to_owned())
        .collect();
    zones.sort_unstable();
    zones
});

/// Height of a zone in the list, in points.
const HEIGHT: f32 = 22.0;

/// A button with the present zone; a click opens the list.
pub(super) fn show(ui: &mut Ui, name: &str, given: &str) -> Act {
    let button = ui.button(given);
    let said = fill("settings.choose", &[("name", &name), ("value", &given)]);
    button.widget_info(|| WidgetInfo::labeled(egui::Role::Button, true, &said));
    let mut act = Act::None;
    Popup::from_toggle_button_response(&button)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .width(280.0)
        .accessible_name(t("settings.zones"))
        .show(|ui| {
            if let Some(zone) = list(ui, given) {
                act = Act::Done(Value::from(zone));
                ui.close();
            }
        });
    act
}

fn list(ui: &mut Ui, given: &str) -> Option<String> {
    let id = Id::unique("zone search");
    let mut needle = ui
        .data(|data| data.get_temp::<String>(id))
        .unwrap_or_default();
    let search = TextEdit::singleline(&mut needle)
        .hint_text(t("settings.zones.search"))
        .desired_width(f32::INFINITY);
    let response = ui.add(search).accessible_name(t("settings.zones.search"));
    if ui.memory(|memory| memory.focused().is_none()) {
        response.request_focus();
    }
    let zones = matching(&needle);
    let mut chosen = entered(ui, &response)
        .then(|| zones.first().map(|zone| (*zone).to_owned()))
        .flatten();
    if zones.is_empty() {
        ui.weak(t("settings.zones.none"));
    }
    ScrollArea::vertical()
        .max_height(240.0)
        .auto_shrink([false, true])
        .show_rows(ui, HEIGHT, zones.len(), |ui, seen| {
            for zone in zones.get(seen).unwrap_or_default() {
                let row = ui.selectable_label(*zone == given, *zone);
                if row.clicked() {
                    chosen = Some((*zone).to_owned());
                }
            }
        });
    let kept = if chosen.is_some() {
        String::new()
    } else {
        needle
    };
    ui.data_mut(|data| data.insert_temp(id, kept));
    chosen
}

/// Zones with all words of `needle`; a space stands for an underscore.
fn matching(needle: &str) -> Vec<&'static str> {
    let needle = needle.trim().to_lowercase().replace(' ', "_");
    let fits = |zone: &&String| zone.to_lowercase().contains(&needle);
    ZONES.iter().filter(fits).map(String::as_str).collect()
}

#[cfg(test)]
mod tests {
    use super::matching;

    #[test]
    fn zones_are_found_by_a_part_of_their_name() {
        assert_eq!(matching("new york"), ["America/New_York"]);
        assert!(matching("").len() > 300);
        assert!(matching("atlantis").is_empty());
    }
}
