//! `pattern` of a schema: ECMAScript's regular expressions in linear time, whatever pattern and text are.
//! What our engine cannot read (look-ahead, back references) forbids nothing.

use std::fmt;
use std::sync::OnceLock;

use regex_automata::nfa::thompson;
use regex_automata::nfa::thompson::pikevm::PikeVM;

use crate::limits;

/// A pattern, made ready when it is first asked.
#[derive(Clone)]
pub struct Pattern {
    text: String,
    ready: OnceLock<Option<PikeVM>>,
}

impl Pattern {
    /// As it stands in the schema.
    pub fn new(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            ready: OnceLock::new(),
        }
    }

    /// As it stands in the schema.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether it is found in a text; `None`: the pattern cannot be read here.
    pub fn is_in(&self, text: &str) -> Option<bool> {
        let ready = self.ready.get_or_init(|| ready(&self.text)).as_ref()?;
        // A longer text than any form holds is not worth a frame.
        let end = text.len() <= limits::FORM_PATTERN_TEXT_MAX;
        end.then(|| ready.is_match(&mut ready.create_cache(), text))
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pattern({:?})", self.text)
    }
}

fn ready(pattern: &str) -> Option<PikeVM> {
    if pattern.len() > limits::FORM_PATTERN_MAX {
        return None;
    }
    let nfa = thompson::Config::new().nfa_size_limit(Some(limits::FORM_PATTERN_BYTES_MAX));
    let vm = PikeVM::builder().thompson(nfa).build(&translated(pattern));
    vm.ok()
}

/// ECMAScript's classes are those of ASCII, except for white space; and within brackets it knows no brackets.
fn translated(pattern: &str) -> String {
    const SPACE: &str = r"\t\n\x0B\x0C\r \u{a0}\u{1680}\u{2000}-\u{200a}\u{2028}\u{2029}\u{202f}\u{205f}\u{3000}\u{feff}";
    let mut out = String::with_capacity(pattern.len() * 2);
    let mut chars = pattern.chars();
    let mut inside = false;
    let mut before = ' ';
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('d') => out.push_str("[0-9]"),
                Some('D') => out.push_str("[^0-9]"),
                Some('w') => out.push_str("[A-Za-z0-9_]"),
                Some('W') => out.push_str("[^A-Za-z0-9_]"),
                Some('s') => out.extend(["[", SPACE, "]"]),
                Some('S') => out.extend(["[^", SPACE, "]"]),
                Some('b') if !inside => out.push_str(r"(?-u:\b)"),
                Some(escaped) => out.extend(['\\', escaped]),
                None => out.push('\\'),
            },
            '[' if inside => out.push_str(r"\["),
            '[' => {
                inside = true;
                out.push('[');
            }
            ']' if inside => {
                inside = false;
                out.push(']');
            }
            // Rust reads doubled ones as operations on sets.
            '&' | '~' | '-' if inside && before == c => out.extend(['\\', c]),
            _ => out.push(c),
        }
        before = c;
    }
    out
}
