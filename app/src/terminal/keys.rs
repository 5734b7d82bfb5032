//! What keys mean. Pure.

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use lumarium_core::message::{Command, ScreenName};
use lumarium_core::snapshot::Snapshot;

/// How far one press changes the brightness, in percent.
const BRIGHTNESS_STEP: u8 = 5;

/// How long a plugin chosen by its number stays, in milliseconds.
const SHOW_MILLIS: u64 = 30_000;

/// What a key asks for.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Wish {
    /// End.
    Quit,
    /// Tell the engine.
    Send(Command),
}

/// The meaning of a key, if it has one.
pub(super) fn wish(key: &KeyEvent, snapshot: &Snapshot) -> Option<Wish> {
    if key.kind == KeyEventKind::Release {
        return None;
    }
    let KeyCode::Char(letter) = key.code else {
        let others = [
            (KeyCode::Right, Wish::Send(Command::Next)),
            (KeyCode::Left, Wish::Send(Command::Previous)),
            (KeyCode::Esc, Wish::Quit),
        ];
        let known = others.into_iter().find(|(code, _)| *code == key.code);
        return known.map(|(_, wish)| wish);
    };
    if key.modifiers.contains(KeyModifiers::CONTROL) {
        return matches!(letter, 'c' | 'd').then_some(Wish::Quit);
    }
    let panel = &snapshot.panel;
    let brightness = |percent| Command::Brightness { percent };
    let command = match letter {
        'q' | 'Q' => return Some(Wish::Quit),
        ' ' => Command::Pause { on: !panel.paused },
        'n' => Command::Next,
        'p' => Command::Previous,
        '+' | '=' => brightness(panel.brightness.saturating_add(BRIGHTNESS_STEP).min(100)),
        '-' => brightness(panel.brightness.saturating_sub(BRIGHTNESS_STEP)),
        '1'..='9' => show(letter, snapshot)?,
        _ => return None,
    };
    Some(Wish::Send(command))
}

/// The plugin with this number among those that are on.
fn show(digit: char, snapshot: &Snapshot) -> Option<Command> {
    let index = digit.to_digit(10)?.checked_sub(1)? as usize;
    let view = snapshot
        .plugins
        .iter()
        .filter(|view| view.wanted)
        .nth(index)?;
    Some(Command::Show {
        screen: ScreenName {
            plugin: view.id.clone(),
            name: None,
        },
        millis: SHOW_MILLIS,
    })
}
