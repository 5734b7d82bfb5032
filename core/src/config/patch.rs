//! Changing a JSON text where its values changed and nowhere else: somebody else's spacing, escapes, spelling
//! of numbers and order stay byte by byte. What cannot be changed in place is refused,
//! and the caller writes the whole text anew.

use serde_json::{Map, Value};

mod list;

/// `old` with the content of `new`; `None` where `old` is no JSON object, or one that names a key twice.
pub(super) fn patched(old: &[u8], new: &Map<String, Value>) -> Option<String> {
    let text = std::str::from_utf8(old).ok()?;
    let start = text.find('{')?;
    let (before, rest) = text.split_at(start);
    if !before.trim_start_matches('\u{feff}').trim().is_empty() {
        return None;
    }
    let end = value_end(rest)?;
    let (object, after) = rest.split_at_checked(end)?;
    let changed = object_text(object, new, 0)?;
    let whole = format!("{before}{changed}{after}");
    // The proof of the work: it must be read back as what was wanted.
    let read: Map<String, Value> =
        serde_json::from_str(whole.trim_start_matches('\u{feff}')).ok()?;
    (read == *new).then_some(whole)
}

/// One member of an object, in pieces that together are its whole text.
struct Member<'a> {
    /// Space before the key.
    lead: &'a str,
    /// The key as it is spelled, with its quotes.
    name: &'a str,
    key: String,
    /// The colon and the space around it.
    colon: &'a str,
    value: &'a str,
    /// Space after the value.
    tail: &'a str,
}

fn object_text(old: &str, new: &Map<String, Value>, depth: usize) -> Option<String> {
    let members = members(old)?;
    if members.is_empty() && new.is_empty() {
        return Some(old.to_owned());
    }
    let mut texts = Vec::new();
    for (key, value) in new {
        let member = members.iter().find(|member| member.key == *key);
        texts.push((member, key, value));
    }
    let kept = members.iter().map(|member| &member.key);
    let style = Style::of(old, &members, depth);
    let mut out = String::from("{");
    if kept.eq(new.keys()) {
        for (number, (member, member_text)) in members.iter().zip(&texts).enumerate() {
            let Member {
                lead,
                name,
                colon,
                tail,
                ..
            } = member;
            let value = value_text(Some(member), member_text.2, &style, depth)?;
            out.push_str(if number == 0 { "" } else { "," });
            out.extend([lead, name, colon, value.as_str(), tail]);
        }
    } else {
        for (number, (member, key, value)) in texts.iter().enumerate() {
            let value = value_text(*member, value, &style, depth)?;
            let name = member.map_or_else(
                || Value::from(key.as_str()).to_string(),
                |member| member.name.to_owned(),
            );
            out.push_str(if number == 0 { "" } else { "," });
            out.push_str(if number == 0 {
                &style.first
            } else {
                &style.next
            });
            out.extend([
                name.as_str(),
                member.map_or(": ", |member| member.colon),
                value.as_str(),
            ]);
        }
        out.push_str(if texts.is_empty() { "" } else { &style.last });
    }
    out.push('}');
    Some(out)
}

fn value_text(
    member: Option<&Member<'_>>,
    new: &Value,
    style: &Style,
    depth: usize,
) -> Option<String> {
    patched_value(member.map(|member| member.value), new, &style.indent, depth)
}

/// A value's text over its old text, if it had one.
fn patched_value(old: Option<&str>, new: &Value, indent: &str, depth: usize) -> Option<String> {
    if let Some(text) = old {
        let old: Value = serde_json::from_str(text).ok()?;
        if old == *new {
            return Some(text.to_owned());
        }
        match (&old, new) {
            (Value::Object(_), Value::Object(new)) => return object_text(text, new, depth + 1),
            (Value::Array(old), Value::Array(new)) if !old.is_empty() && !new.is_empty() => {
                return list::list_text(text, old, new, indent, depth);
            }
            (_, _) => {}
        }
    }
    let fresh = super::pretty(new);
    // A line break in JSON is never inside a text.
    Some(fresh.replace('\n', &format!("\n{indent}")))
}

/// How an object is laid out.
struct Style {
    /// Before the first key, before each other one, and before the end.
    first: String,
    next: String,
    last: String,
    /// What stands before a key on its line.
    indent: String,
}

impl Style {
    fn of(old: &str, members: &[Member<'_>], depth: usize) -> Self {
        let Some(first) = members.first() else {
            let line = |depth| format!("\n{}", "    ".repeat(depth));
            let inner = line(depth + 1);
            return Self {
                first: inner.clone(),
                next: inner,
                last: line(depth),
                indent: "    ".repeat(depth + 1),
            };
        };
        let next = members.get(1).map(|member| member.lead);
        let last = members.last().map_or("", |member| member.tail);
        let alone = if old.contains('\n') { first.lead } else { " " };
        Self {
            first: first.lead.to_owned(),
            next: next.unwrap_or(alone).to_owned(),
            last: last.to_owned(),
            indent: first
                .lead
                .rsplit_once('\n')
                .map_or("", |(_, indent)| indent)
                .to_owned(),
        }
    }
}

/// The members of an object's text; `None` if one comes twice.
fn members(object: &str) -> Option<Vec<Member<'_>>> {
    let mut rest = object.strip_prefix('{')?;
    let mut found: Vec<Member<'_>> = Vec::new();
    loop {
        let (lead, from) = split_space(rest);
        if from.starts_with('}') {
            return found.is_empty().then_some(found);
        }
        let (name, from) = from.split_at_checked(value_end(from)?)?;
        let colon_end = from.len() - split_space(split_space(from).1.strip_prefix(':')?).1.len();
        let (colon, from) = from.split_at_checked(colon_end)?;
        let (value, from) = from.split_at_checked(value_end(from)?)?;
        let (tail, from) = split_space(from);
        let key: String = serde_json::from_str(name).ok()?;
        if found.iter().any(|member| member.key == key) {
            return None;
        }
        found.push(Member {
            lead,
            name,
            key,
            colon,
            value,
            tail,
        });
        match from.strip_prefix(',') {
            Some(more) => rest = more,
            None => return from.starts_with('}').then_some(found),
        }
    }
}

fn split_space(text: &str) -> (&str, &str) {
    let end = text
        .find(|c: char| !matches!(c, ' ' | '\t' | '\n' | '\r'))
        .unwrap_or(text.len());
    text.split_at(end)
}

/// Where the value that `text` begins with ends. Brackets are counted, so no depth is too deep.
fn value_end(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut in_text = false;
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate() {
        if in_text {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => in_text = false,
                _ => {}
            }
            if !in_text && depth == 0 {
                return Some(at + 1);
            }
            continue;
        }
        match byte {
            b'"' => in_text = true,
            b'{' | b'[' => depth += 1,
            // The end of what is around a number or a word.
            b'}' | b']' | b',' | b' ' | b'\t' | b'\n' | b'\r' if depth == 0 => return Some(at),
            b'}' | b']' => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    (depth == 0 && !in_text).then_some(text.len())
}

#[cfg(test)]
mod tests;
