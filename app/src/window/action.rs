//! Everything a person can do that is not about one value: words, keys, whether it can be done now, and
//! doing it. Buttons, menus, keys and the palette go through here, so that they cannot differ.
//! To add one: a line here, a word and a tooltip in `assets/text/en.txt`, and what the compiler asks for
//! in `keys`, `available` and `perform`.

mod available;
pub mod keys;
mod perform;

use super::text::t;
use super::view::View;

/// One line for each action: its documentation, its name, and its key in the file of words.
macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident = $key:literal,)*) => {
        /// Everything a person can do, in the order of the palette.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Action {
            $($(#[$doc])* $name,)*
        }

        impl Action {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// Its name, and what it does: the text of a button and its tooltip.
            pub fn text_and_tooltip(self) -> (&'static str, &'static str) {
                match self {
                    $(Self::$name => (
                        t(concat!("action.", $key)),
                        t(concat!("action.", $key, ".tip")),
                    ),)*
                }
            }
        }
    };
}

actions! {
    /// The screen before.
    Previous = "previous",
    /// Hold the picture, or go on.
    Pause = "pause",
    /// The next screen.
    Next = "next",
    /// Stay on this screen, or rotate again.
    Pin = "pin",
    /// Show the selected plugin now.
    ShowNow = "show_now",
    /// Switch the selected plugin on or off.
    Switch = "switch",
    /// A new run of the selected plugin.
    Reload = "reload",
    /// Leave an error or a back-off now.
    Retry = "retry",
    /// The selected plugin earlier in the rotation.
    MoveUp = "move_up",
    /// The selected plugin later in the rotation.
    MoveDown = "move_down",
    /// Forget transitions, errors and log of the selected plugin.
    ClearHistory = "clear_history",
    /// Switch all selected plugins on.
    SwitchOn = "switch_on",
    /// Switch all selected plugins off.
    SwitchOff = "switch_off",
    /// Show the selected plugin's files.
    Folder = "folder",
    /// The selected plugins' ids to the clipboard.
    CopyId = "copy_id",
    /// Save the changed settings of the selected plugin.
    SaveSettings = "save_settings",
    /// Forget the changes of its settings.
    DiscardSettings = "discard_settings",
    /// Forget the link to the selected plugin.
    Unlink = "unlink",
    /// Remove the selected plugin.
    Uninstall = "uninstall",
    /// Compare wish and fact again.
    Reconcile = "reconcile",
    /// Look for plugins on disk again.
    Rescan = "rescan",
    /// The matrix as large as fits.
    ZoomFit = "zoom_fit",
    /// The matrix larger.
    ZoomIn = "zoom_in",
    /// The matrix smaller.
    ZoomOut = "zoom_out",
    /// Squares or LEDs.
    Flat = "flat",
    /// Lines between LEDs.
    Grid = "grid",
    /// From a look back to what is on now.
    Live = "live",
    /// The picture to the clipboard.
    CopyFrame = "copy_frame",
    /// One plugin at several sizes, or the panel.
    Sizes = "sizes",
    /// Open or close the recorder.
    Recorder = "recorder",
    /// Record from now on, or end it.
    Record = "record",
    /// The last seconds into a file.
    SaveLast = "save_last",
    /// Open or close the faults of the simulated panel.
    Faults = "faults",
    /// No faults any more.
    FaultsReset = "faults_reset",
    /// The panel brighter.
    Brighter = "brighter",
    /// The panel darker.
    Dimmer = "dimmer",
    /// Go to the stage.
    PageStage = "page_stage",
    /// Go to the inspector.
    PageInspector = "page_inspector",
    /// Go to the store.
    PageStore = "page_store",
    /// Go to the settings.
    PageSettings = "page_settings",
    /// The page before.
    Back = "back",
    /// The page after.
    Forward = "forward",
    /// Find anything by name.
    Palette = "palette",
    /// Take the last change back.
    Undo = "undo",
    /// Make a change again that was taken back.
    Redo = "redo",
    /// All actions in groups.
    Menu = "menu",
    /// What was said.
    Bell = "bell",
    /// Use a folder elsewhere as a plugin.
    Link = "link",
    /// The plugin folder in the system's window.
    OpenFolder = "open_folder",
    /// Open or close the list.
    List = "list",
    /// Open or close the details.
    Details = "details",
    /// Open or close the timeline.
    Timeline = "timeline",
    /// The next look: as the system, dark, light, high contrast.
    Look = "look",
    /// Things move, or nothing does.
    Motion = "motion",
    /// Everything larger.
    ScaleUp = "scale_up",
    /// Everything smaller.
    ScaleDown = "scale_down",
    /// Everything at 100 %.
    ScaleReset = "scale_reset",
    /// Type into the filter.
    Filter = "filter",
    /// Select nothing.
    Deselect = "deselect",
    /// Close the window.
    Quit = "quit",
}

impl Action {
    /// The tooltip with the keys.
    pub fn tooltip(self, ctx: &egui::Context) -> String {
        let (_, tooltip) = self.text_and_tooltip();
        match self.shortcut() {
            Some(keys) => format!("{tooltip} ({})", ctx.format_shortcut(&keys)),
            None => tooltip.to_owned(),
        }
    }

    /// Does it, if it can be done.
    pub fn run(self, view: &mut View<'_>) {
        if self.enabled(view) {
            self.perform(view);
        }
    }
}
