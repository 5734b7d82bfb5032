//! What the panel on the right remembers: errands under way, a question, text for the clipboard.

use std::path::PathBuf;

use lumarium_core::host::config_files::history::Revision;
use lumarium_core::id::PluginId;

use super::actions;
use crate::errands::{Errand, Errands, Outcome};
use crate::window::text::t;
use crate::window::tools::Tools;

/// What the panel remembers.
#[derive(Debug, Default)]
pub struct Panel {
    /// Goes to the clipboard when the frame is drawn.
    pub copy: Option<String>,
    /// Somebody wants this plugin gone; asked once more.
    pub asks: Option<PluginId>,
    /// What an errand came to, if it is worth a line.
    pub note: Option<String>,
    folder: Option<Errand<Result<(), String>>>,
    revisions: Option<Errand<Vec<Revision>>>,
    /// Kept copies of the configuration, newest first; absent: not looked for yet.
    pub kept: Option<Vec<Revision>>,
    /// What actions of plugins said.
    pub actions: actions::Memory,
}

impl Panel {
    /// Lets the system's file manager show a folder.
    pub fn open_folder(&mut self, tools: &Tools, folder: PathBuf) {
        self.note = None;
        let opener = tools.opener.clone();
        self.folder = Some(tools.errands.run(move || opener.open(&folder)));
    }

    /// Looks for kept copies of the configuration.
    pub fn look_for_copies(&mut self, errands: &Errands, root: PathBuf) {
        if self.revisions.is_none() {
            let look = move || crate::config_files::history(&root);
            self.revisions = Some(errands.run(look));
        }
    }

    /// Takes what errands brought and fills the clipboard.
    pub fn after_frame(&mut self, ui: &egui::Ui) {
        if let Some(text) = self.copy.take() {
            ui.ctx().copy_text(text);
        }
        if let Some(errand) = self.folder.take() {
            match errand.poll() {
                Outcome::Waiting => self.folder = Some(errand),
                Outcome::Done(Ok(())) => {}
                Outcome::Done(Err(why)) => self.note = Some(why),
                Outcome::Lost => self.note = Some(t("panel.errand_lost").to_owned()),
            }
        }
        if let Some(errand) = self.revisions.take() {
            match errand.poll() {
                Outcome::Waiting => self.revisions = Some(errand),
                Outcome::Done(kept) => self.kept = Some(kept),
                Outcome::Lost => self.kept = Some(Vec::new()),
            }
        }
    }
}
