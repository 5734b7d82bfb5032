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
            Self::ClearHistory | Self::FaultsReset => return None,
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
            Self::List => (CTRL_SHIFT, Key::B),
            Self::Details => (CTRL_SHIFT, Key::S),
            Self::Look => (CTRL_SHIFT, Key::L),
            Self::Filter => (Modifiers::COMMAND, Key::F),
            Self::Deselect => (Modifiers::NONE, Key::Escape),
            Self::Quit => (Modifiers::COMMAND, Key::Q),
        };
        Some(KeyboardShortcut::new(modifiers, key))
    }
}

/// Takes the keys of this frame. A field or button that has the keyboard keeps the plain keys.
pub fn take(ctx: &egui::Context, view: &mut View<'_>) {
    let busy = ctx.memory(|memory| memory.focused().is_some());
    // Keys with more modifiers first: Ctrl-R would else take Ctrl-Shift-R.
    let mut actions = Action::ALL.to_vec();
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
