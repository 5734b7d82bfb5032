//! Everything a person can do that is not about one value: text, tooltip, shortcut, whether it can be
//! done now, and doing it. Buttons and keys go through here, so that they cannot differ.

use egui::{Key, KeyboardShortcut, Modifiers};
use lumarium_core::limits;
use lumarium_core::message::{Command, ScreenName};

use super::plugins::order;
use super::selection::Selection;
use super::standing::{self, Group};
use super::state::{ZOOM_MAX, Zoom};
use super::view::View;

/// Everything a person can do, in the order of a menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// The screen before.
    Previous,
    /// Hold the picture, or go on.
    Pause,
    /// The next screen.
    Next,
    /// Stay on this screen, or rotate again.
    Pin,
    /// Show the selected plugin now.
    ShowNow,
    /// Switch the selected plugin on or off.
    Switch,
    /// A new run of the selected plugin.
    Reload,
    /// Leave an error or a back-off now.
    Retry,
    /// The selected plugin earlier in the rotation.
    MoveUp,
    /// The selected plugin later in the rotation.
    MoveDown,
    /// Forget transitions, errors and log of the selected plugin.
    ClearHistory,
    /// Compare wish and fact again.
    Reconcile,
    /// Look for plugins on disk again.
    Rescan,
    /// The matrix as large as fits.
    ZoomFit,
    /// The matrix larger.
    ZoomIn,
    /// The matrix smaller.
    ZoomOut,
    /// Squares or LEDs.
    Flat,
    /// Open or close the list.
    List,
    /// Open or close the details.
    Details,
    /// Dark or light.
    Look,
    /// Type into the filter.
    Filter,
    /// Select nothing.
    Deselect,
    /// Close the window.
    Quit,
}

const CTRL_SHIFT: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);

impl Action {
    /// All of them.
    pub const ALL: [Self; 23] = [
        Self::Previous,
        Self::Pause,
        Self::Next,
        Self::Pin,
        Self::ShowNow,
        Self::Switch,
        Self::Reload,
        Self::Retry,
        Self::MoveUp,
        Self::MoveDown,
        Self::ClearHistory,
        Self::Reconcile,
        Self::Rescan,
        Self::ZoomFit,
        Self::ZoomIn,
        Self::ZoomOut,
        Self::Flat,
        Self::List,
        Self::Details,
        Self::Look,
        Self::Filter,
        Self::Deselect,
        Self::Quit,
    ];

    /// Its name, and what it does: the text of a button and its tooltip.
    pub const fn text_and_tooltip(self) -> (&'static str, &'static str) {
        match self {
            Self::Previous => ("Previous screen", "Show the screen before"),
            Self::Pause => ("Pause or resume", "Hold the present picture, or go on"),
            Self::Next => ("Next screen", "Show the next screen"),
            Self::Pin => ("Pin or unpin", "Stay on the present screen until unpinned"),
            Self::ShowNow => ("Show now", "Show this plugin for 15 s, then go on"),
            Self::Switch => ("Switch on or off", "Switch the selected plugin on or off"),
            Self::Reload => ("Reload", "Start a new run and give its state back"),
            Self::Retry => ("Retry", "Try again now instead of waiting"),
            Self::MoveUp => ("Move up", "Earlier in the rotation"),
            Self::MoveDown => ("Move down", "Later in the rotation"),
            Self::ClearHistory => ("Clear history", "Forget its transitions, errors and log"),
            Self::Reconcile => ("Compare again", "Compare what is wanted with what is"),
            Self::Rescan => ("Look for plugins", "Look at the plugin folder again"),
            Self::ZoomFit => ("Fit", "As large as fits"),
            Self::ZoomIn => ("Zoom in", "One more pixel for each LED"),
            Self::ZoomOut => ("Zoom out", "One pixel less for each LED"),
            Self::Flat => ("Flat", "Plain squares instead of LEDs"),
            Self::List => ("Plugin list", "Open or close the list of plugins"),
            Self::Details => ("Details", "Open or close the details"),
            Self::Look => (
                "Dark or light",
                "Change between the dark and the light look",
            ),
            Self::Filter => ("Filter plugins", "Type into the filter of the list"),
            Self::Deselect => ("Select nothing", "The details show the panel again"),
            Self::Quit => ("Quit", "Close the window"),
        }
    }

    /// Its keys. Keys without Ctrl work while nothing has the keyboard.
    pub const fn shortcut(self) -> Option<KeyboardShortcut> {
        let (modifiers, key) = match self {
            Self::Previous => (Modifiers::NONE, Key::ArrowLeft),
            Self::Pause => (Modifiers::NONE, Key::Space),
            Self::Next => (Modifiers::NONE, Key::ArrowRight),
            Self::Pin => (Modifiers::NONE, Key::P),
            Self::ShowNow => (Modifiers::COMMAND, Key::Enter),
            Self::Switch => (Modifiers::COMMAND, Key::E),
            Self::Reload => (Modifiers::COMMAND, Key::R),
            Self::Retry => (CTRL_SHIFT, Key::R),
            Self::MoveUp => (Modifiers::ALT, Key::ArrowUp),
            Self::MoveDown => (Modifiers::ALT, Key::ArrowDown),
            Self::ClearHistory => return None,
            Self::Reconcile => (Modifiers::NONE, Key::F5),
            Self::Rescan => (Modifiers::SHIFT, Key::F5),
            Self::ZoomFit => (Modifiers::NONE, Key::Num0),
            Self::ZoomIn => (Modifiers::NONE, Key::Plus),
            Self::ZoomOut => (Modifiers::NONE, Key::Minus),
            Self::Flat => (Modifiers::NONE, Key::F),
            Self::List => (CTRL_SHIFT, Key::B),
            Self::Details => (CTRL_SHIFT, Key::S),
            Self::Look => (CTRL_SHIFT, Key::L),
            Self::Filter => (Modifiers::COMMAND, Key::F),
            Self::Deselect => (Modifiers::NONE, Key::Escape),
            Self::Quit => (Modifiers::COMMAND, Key::Q),
        };
        Some(KeyboardShortcut::new(modifiers, key))
    }

    /// The tooltip with the keys.
    pub fn tooltip(self, ctx: &egui::Context) -> String {
        let (_, tooltip) = self.text_and_tooltip();
        match self.shortcut() {
            Some(keys) => format!("{tooltip} ({})", ctx.format_shortcut(&keys)),
            None => tooltip.to_owned(),
        }
    }

    /// Whether it can be done now.
    pub fn enabled(self, view: &View<'_>) -> bool {
        let selected = view.selected();
        match self {
            Self::Previous | Self::Next | Self::Pause => {
                let panel = &view.snapshot.panel;
                panel.screen.is_some() || panel.paused
            }
            Self::Pin => view.snapshot.panel.screen.is_some(),
            Self::ShowNow => selected.is_some_and(|plugin| standing::group(plugin) == Group::On),
            Self::Switch | Self::ClearHistory => selected.is_some(),
            Self::Reload => selected.is_some_and(|plugin| plugin.wanted && plugin.place.is_some()),
            Self::Retry => selected.is_some_and(|plugin| plugin.state.failing.is_some()),
            Self::MoveUp => {
                selected.is_some_and(|plugin| order::can_move(view.snapshot, plugin, -1))
            }
            Self::MoveDown => {
                selected.is_some_and(|plugin| order::can_move(view.snapshot, plugin, 1))
            }
            Self::ZoomIn => view.state.pitch < ZOOM_MAX,
            Self::ZoomOut => view.state.pitch > 1,
            Self::Deselect => view.state.selection != Selection::Nothing,
            Self::Reconcile
            | Self::Rescan
            | Self::ZoomFit
            | Self::Flat
            | Self::List
            | Self::Details
            | Self::Look
            | Self::Filter
            | Self::Quit => true,
        }
    }

    /// Does it, if it can be done.
    pub fn run(self, view: &mut View<'_>) {
        if !self.enabled(view) {
            return;
        }
        if let Some(command) = self.command(view) {
            view.send(command);
            return;
        }
        self.look(view);
    }

    /// The command behind it; absent: it only changes how the window looks.
    fn command(self, view: &View<'_>) -> Option<Command> {
        let panel = &view.snapshot.panel;
        let plugin = view.selected();
        let id = || plugin.map(|plugin| plugin.id.clone());
        Some(match self {
            Self::Previous => Command::Previous,
            Self::Pause => Command::Pause { on: !panel.paused },
            Self::Next => Command::Next,
            Self::Pin if panel.pinned.is_some() => Command::Unpin,
            Self::Pin => Command::Pin { screen: None },
            Self::ShowNow => Command::Show {
                screen: ScreenName {
                    plugin: id()?,
                    name: None,
                },
                millis: limits::SCREEN_DURATION_DEFAULT.as_millis() as u64,
            },
            Self::Switch if plugin?.wanted => Command::Disable {
                plugin: id()?,
                force: false,
            },
            Self::Switch => Command::Enable { plugin: id()? },
            Self::Reload => Command::Reload { plugin: id()? },
            Self::Retry => Command::Retry { plugin: id()? },
            Self::MoveUp => order::moved(view.snapshot, plugin?, -1)?,
            Self::MoveDown => order::moved(view.snapshot, plugin?, 1)?,
            Self::ClearHistory => Command::ClearHistory { plugin: id()? },
            Self::Reconcile => Command::Reconcile { force: false },
            Self::Rescan => Command::Rescan,
            Self::ZoomFit
            | Self::ZoomIn
            | Self::ZoomOut
            | Self::Flat
            | Self::List
            | Self::Details
            | Self::Look
            | Self::Filter
            | Self::Deselect
            | Self::Quit => return None,
        })
    }

    fn look(self, view: &mut View<'_>) {
        let state = &mut *view.state;
        match self {
            Self::ZoomFit => state.zoom = Zoom::Fit,
            Self::ZoomIn => state.zoom = Zoom::Times((state.pitch + 1).min(ZOOM_MAX)),
            Self::ZoomOut => state.zoom = Zoom::Times(state.pitch.saturating_sub(1).max(1)),
            Self::Flat => state.flat = !state.flat,
            Self::List => state.list_open = !state.list_open,
            Self::Details => state.details_open = !state.details_open,
            Self::Look => state.dark = !state.dark,
            Self::Filter => {
                state.list_open = true;
                state.focus_filter = true;
            }
            Self::Deselect => state.selection = Selection::Nothing,
            Self::Quit => state.quit = true,
            Self::Previous
            | Self::Pause
            | Self::Next
            | Self::Pin
            | Self::ShowNow
            | Self::Switch
            | Self::Reload
            | Self::Retry
            | Self::MoveUp
            | Self::MoveDown
            | Self::ClearHistory
            | Self::Reconcile
            | Self::Rescan => {}
        }
    }
}

/// Takes the keys of this frame. A field or button that has the keyboard keeps the plain keys.
pub fn keys(ctx: &egui::Context, view: &mut View<'_>) {
    let busy = ctx.memory(|memory| memory.focused().is_some());
    // Keys with more modifiers first: Ctrl-R would else take Ctrl-Shift-R.
    let mut actions = Action::ALL;
    actions.sort_by_key(|action| {
        std::cmp::Reverse(action.shortcut().map_or(0, |keys| weight(keys.modifiers)))
    });
    for action in actions {
        let Some(keys) = action.shortcut() else {
            continue;
        };
        let plain = !keys.modifiers.command && !keys.modifiers.alt;
        if busy && plain {
            continue;
        }
        if ctx.input_mut(|input| input.consume_shortcut(&keys)) {
            action.run(view);
        }
    }
}

fn weight(modifiers: Modifiers) -> u8 {
    u8::from(modifiers.command) + u8::from(modifiers.shift) + u8::from(modifiers.alt)
}
