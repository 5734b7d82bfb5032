//! stub
use crate::window::view::View;
use egui::Ui;
use lumarium_core::id::PluginId;
use lumarium_core::snapshot::PluginView;
/// stub
#[derive(Debug, Default)]
pub struct Forms {}
impl Forms {
    /// stub
    pub fn is_changed(&self, _id: &PluginId) -> bool {
        false
    }
    /// stub
    pub fn press_save(&mut self) {}
    /// stub
    pub fn discard(&mut self, _id: &PluginId) {}
}
/// stub
pub fn show(ui: &mut Ui, _view: &mut View<'_>, plugin: &PluginView) {
    ui.label(plugin.settings.to_string());
}
