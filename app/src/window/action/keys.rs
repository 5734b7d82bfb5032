//! The keyboard: which keys stand for which action. No other file names a key.

use egui::{Key, KeyboardShortcut, Modifiers};

use super::Action;
use crate::window::view::View;

const CTRL_SHIFT: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);

impl Action {
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
            Self::ClearHistory
            | Self::FaultsReset
            | Self::SwitchOn
            | Self::SwitchOff
            | Self::Folder
            | Self::CopyId
            | Self::DiscardSettings
            | Self::Unlink
            | Self::Uninstall => return None,
            Self::SaveSettings => (Modifiers::COMMAND, Key::S),
            Self::Reconcile => (Modifiers::NONE, Key::F5),
            Self::Rescan => (Modifiers::SHIFT, Key::F5),
            Self::ZoomFit => (Modifiers::NONE, Key::Num0),
            Self::ZoomIn => (Modifiers::NONE, Key::Plus),
            Self::ZoomOut => (Modifiers::NONE, Key::Minus),
            Self::Flat => (Modifiers::NONE, Key::F),
            Self::Grid => (Modifiers::NONE, Key::G),
            Self::Live => (Modifiers::NONE, Key::Home),
            Self::CopyFrame => (Modifiers::NONE, Key::C),
            Self::Sizes => (Modifiers::NONE, Key::S),
            Self::Recorder => (Modifiers::NONE, Key::V),
            Self::Record => (Modifiers::NONE, Key::R),
            Self::SaveLast => (CTRL_SHIFT, Key::G),
            Self::Faults => (CTRL_SHIFT, Key::F),
            Self::Brighter => (Modifiers::NONE, Key::CloseBracket),
            Self::Dimmer => (Modifiers::NONE, Key::OpenBracket),
            Self::PageStage => (Modifiers::COMMAND, Key::Num1),
            Self::PageInspector => (CTRL_SHIFT, Key::I),
            Self::PageStore => (Modifiers::COMMAND, Key::Num3),
            Self::PageSettings => (Modifiers::COMMAND, Key::Comma),
            Self::Back => (Modifiers::COMMAND, Key::OpenBracket),
            Self::Forward => (Modifiers::COMMAND, Key::CloseBracket),
            Self::Timeline => (CTRL_SHIFT, Key::T),
            Self::Palette => (Modifiers::COMMAND, Key::K),
            Self::Undo => (Modifiers::COMMAND, Key::Z),
            Self::Redo => (CTRL_SHIFT, Key::Z),
            Self::Menu => (Modifiers::NONE, Key::F10),
            Self::Bell => (CTRL_SHIFT, Key::M),
            Self::Link => (CTRL_SHIFT, Key::O),
            Self::OpenFolder => return None,
            Self::List => (CTRL_SHIFT, Key::B),
            Self::Details => (CTRL_SHIFT, Key::S),
            Self::Look => (CTRL_SHIFT, Key::L),
            Self::Motion => return None,
            Self::ScaleUp => (Modifiers::COMMAND, Key::Plus),
            Self::ScaleDown => (Modifiers::COMMAND, Key::Minus),
            Self::ScaleReset => (Modifiers::COMMAND, Key::Num0),
            Self::Filter => (Modifiers::COMMAND, Key::F),
            Self::Deselect => (Modifiers::NONE, Key::Escape),
            Self::Quit => (Modifiers::COMMAND, Key::Q),
        };
        Some(KeyboardShortcut::new(modifiers, key))
    }

    /// Other keys that do the same; only the first ones are shown.
    pub const fn other_shortcut(self) -> Option<KeyboardShortcut> {
        let (modifiers, key) = if matches!(self, Self::Palette) {
            (Modifiers::COMMAND, Key::P)
        } else if matches!(self, Self::Redo) {
            (Modifiers::COMMAND, Key::Y)
        } else if matches!(self, Self::ScaleUp) {
            (Modifiers::COMMAND, Key::Equals)
        } else {
            return None;
        };
        Some(KeyboardShortcut::new(modifiers, key))
    }

    /// A field that is typed into has these for its letters.
    const fn is_for_letters(self) -> bool {
        matches!(self, Self::Undo | Self::Redo)
    }
}

/// Takes the keys of this frame. A field or button that has the keyboard keeps the plain keys.
pub fn take(ctx: &egui::Context, view: &mut View<'_>) {
    // What has opened over the rest closes by Escape, and is walked through by arrows.
    let opened = view.state.menu_open || view.state.bell.is_open();
    let covered = opened || egui::Popup::is_any_open(ctx);
    let busy = covered || ctx.memory(|memory| memory.focused().is_some());
    let typing = ctx.text_edit_focused();
    let mut all: Vec<(Action, KeyboardShortcut)> = Vec::new();
    for &action in Action::ALL {
        let keys = [action.shortcut(), action.other_shortcut()];
        all.extend(keys.into_iter().flatten().map(|keys| (action, keys)));
    }
    // Keys with more modifiers first: Ctrl-R would else take Ctrl-Shift-R.
    all.sort_by_key(|(_, keys)| std::cmp::Reverse(weight(keys.modifiers)));
    for (action, keys) in all {
        let plain = !keys.modifiers.command && !keys.modifiers.alt;
        let function = is_function(keys.logical_key);
        // Shift and a function key is another key; Shift and a sign may be the only way to the sign.
        let exact = ctx.input(|input| input.modifiers.shift == keys.modifiers.shift);
        if busy && plain && !function || function && !exact || typing && action.is_for_letters() {
            continue;
        }
        if ctx.input_mut(|input| input.consume_shortcut(&keys)) {
            action.run(view);
        }
    }
}

/// Keys that nobody types with.
const fn is_function(key: Key) -> bool {
    matches!(key, Key::F5 | Key::F10)
}

/// What the keyboard asks of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListKey {
    /// Another row, so many below; the others stay selected.
    Step {
        /// Rows down; up if below zero.
        by: isize,
        /// The rows between are selected, too.
        extend: bool,
    },
    /// The menu of the row.
    Menu,
}

/// Takes a key for the list.
pub fn list_key(ui: &egui::Ui) -> Option<ListKey> {
    let step = |by, extend| ListKey::Step { by, extend };
    let keys = [
        (Modifiers::SHIFT, Key::ArrowDown, step(1, true)),
        (Modifiers::SHIFT, Key::ArrowUp, step(-1, true)),
        (Modifiers::NONE, Key::ArrowDown, step(1, false)),
        (Modifiers::NONE, Key::ArrowUp, step(-1, false)),
        (Modifiers::SHIFT, Key::F10, ListKey::Menu),
        (Modifiers::NONE, Key::Menu, ListKey::Menu),
    ];
    let pressed = |(modifiers, key, meant): (Modifiers, Key, ListKey)| {
        let taken = ui.input_mut(|input| input.consume_key(modifiers, key));
        taken.then_some(meant)
    };
    keys.into_iter().find_map(pressed)
}

/// What the keyboard asks of rows that are walked through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowKey {
    /// So many rows down; up if below zero.
    By(isize),
    /// So many pages down; up if below zero.
    Page(isize),
    /// The first row.
    First,
    /// The last row.
    Last,
}

/// Takes a key for the row that has the keyboard.
pub fn row_key(ui: &egui::Ui) -> Option<RowKey> {
    let keys = [
        (Key::ArrowDown, RowKey::By(1)),
        (Key::ArrowUp, RowKey::By(-1)),
        (Key::PageDown, RowKey::Page(1)),
        (Key::PageUp, RowKey::Page(-1)),
        (Key::Home, RowKey::First),
        (Key::End, RowKey::Last),
    ];
    taken(ui, &keys)
}

/// What the keyboard asks of pieces that stand side by side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PieceKey {
    /// So many to the right; to the left if below zero.
    By(isize),
    /// Take the chosen one.
    Pick,
}

/// Takes a key for the pieces of the row that has the keyboard.
pub fn piece_key(ui: &egui::Ui) -> Option<PieceKey> {
    let keys = [
        (Key::ArrowRight, PieceKey::By(1)),
        (Key::ArrowLeft, PieceKey::By(-1)),
        (Key::Enter, PieceKey::Pick),
        (Key::Space, PieceKey::Pick),
    ];
    taken(ui, &keys)
}

fn taken<K: Copy>(ui: &egui::Ui, keys: &[(Key, K)]) -> Option<K> {
    let pressed = |(key, meant): &(Key, K)| {
        let taken = ui.input_mut(|input| input.consume_key(Modifiers::NONE, *key));
        taken.then_some(*meant)
    };
    keys.iter().find_map(pressed)
}

/// Whether a field was left with Enter.
pub fn entered(ui: &egui::Ui, response: &egui::Response) -> bool {
    response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter))
}

/// Whether a field was left with Escape: what was typed is not wanted.
pub fn left(ui: &egui::Ui, response: &egui::Response) -> bool {
    response.lost_focus() && ui.input(|input| input.key_pressed(Key::Escape))
}

fn weight(modifiers: Modifiers) -> u8 {
    u8::from(modifiers.command) + u8::from(modifiers.shift) + u8::from(modifiers.alt)
}

/// A step through a list that is typed into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Walk {
    /// So many entries down; up if negative.
    By(isize),
    /// Take the chosen one.
    Pick,
    /// None of them.
    Leave,
}

/// Takes the keys of such a list.
pub fn walk(ctx: &egui::Context) -> Option<Walk> {
    /// Entries of a page.
    const PAGE: isize = 10;
    let again = [Action::Palette.shortcut(), Action::Palette.other_shortcut()];
    ctx.input_mut(|input| {
        if again
            .into_iter()
            .flatten()
            .any(|keys| input.consume_shortcut(&keys))
        {
            return Some(Walk::Leave);
        }
        let steps = [
            (Key::ArrowDown, Walk::By(1)),
            (Key::ArrowUp, Walk::By(-1)),
            (Key::PageDown, Walk::By(PAGE)),
            (Key::PageUp, Walk::By(-PAGE)),
            (Key::Enter, Walk::Pick),
            (Key::Escape, Walk::Leave),
        ];
        let pressed = |(key, step)| input.consume_key(Modifiers::NONE, key).then_some(step);
        steps.into_iter().find_map(pressed)
    })
}

/// Takes Enter: the field that has the keyboard is complete.
pub fn complete(ctx: &egui::Context) -> bool {
    ctx.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Enter))
}
