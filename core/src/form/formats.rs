//! Whether a text looks like a date, an address, a time zone, … An empty text is nobody's mistake: it means
//! that nothing was given.

// Of `core`, not of `std`: addresses, and nothing that could reach them.
use core::net::{Ipv4Addr, Ipv6Addr};

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;

use crate::form::{Pattern, TextLook};

/// What is wrong, as the end of a sentence that begins with the field.
pub(super) fn wrong(look: TextLook, text: &str) -> Option<&'static str> {
    if text.is_empty() {
        return None;
    }
    let (right, otherwise) = match look {
        TextLook::Line | TextLook::Long | TextLook::Password => return None,
        TextLook::Url => (
            is_url(text),
            "is not a web address; write one like https://example.org",
        ),
        TextLook::Email => (
            is_email(text),
            "is not a mail address; write one like me@example.org",
        ),
        TextLook::Host => (
            is_host(text),
            "is not the name of a computer; write one like example.org",
        ),
        TextLook::Ipv4 => (
            text.parse::<Ipv4Addr>().is_ok(),
            "is not an IPv4 address; write one like 192.168.1.2",
        ),
        TextLook::Ipv6 => (
            text.parse::<Ipv6Addr>().is_ok(),
            "is not an IPv6 address; write one like fe80::1",
        ),
        TextLook::Date => (is_date(text), "is not a date; write it like 2026-12-31"),
        TextLook::Time => (is_time(text), "is not a time; write it like 18:30"),
        TextLook::DateTime => (
            is_date_time(text),
            "is not a date with time; write it like 2026-12-31T18:30:00Z",
        ),
        TextLook::TimeZone => (
            TimeZone::get(text).is_ok(),
            "is not a time zone; write one like Europe/Berlin",
        ),
        TextLook::Regex => (
            Pattern::new(text).is_in("").is_some(),
            "is not a regular expression that can be read here",
        ),
        TextLook::Uuid => (is_uuid(text), "is not a UUID"),
    };
    (!right).then_some(otherwise)
}

fn is_url(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else {
        return false;
    };
    let letters = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(letters)
        && !rest.trim_start_matches('/').is_empty()
        && !text.contains(|c: char| c.is_whitespace() || c.is_control())
}

fn is_email(text: &str) -> bool {
    let Some((name, host)) = text.rsplit_once('@') else {
        return false;
    };
    !name.is_empty()
        && !text.contains(|c: char| c.is_whitespace() || c.is_control())
        && is_host(host)
}

fn is_host(text: &str) -> bool {
    let part = |part: &str| {
        !part.is_empty()
            && part.len() <= 63
            && !part.starts_with('-')
            && !part.ends_with('-')
            && part.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    text.len() <= 253 && text.strip_suffix('.').unwrap_or(text).split('.').all(part)
}

fn is_date(text: &str) -> bool {
    text.len() == 10 && text.parse::<Date>().is_ok()
}

/// Also with seconds, and with the offset that RFC 3339 wants and nobody writes.
fn is_time(text: &str) -> bool {
    let end = text.find(['Z', 'z', '+', '-']).unwrap_or(text.len());
    let (time, offset) = text.split_at(end);
    let shaped = time.len() >= 5 && time.get(2..3) == Some(":");
    shaped && time.parse::<Time>().is_ok() && is_offset(offset)
}

fn is_offset(text: &str) -> bool {
    match text.split_at_checked(1) {
        None | Some(("Z" | "z", "")) => true,
        Some(("+" | "-", clock)) => clock.len() == 5 && is_time(clock),
        Some(_) => false,
    }
}

fn is_date_time(text: &str) -> bool {
    let Some((date, time)) = text.split_once(['T', 't', ' ']) else {
        return false;
    };
    is_date(date) && is_time(time)
}

fn is_uuid(text: &str) -> bool {
    let lengths = text.split('-').map(str::len);
    lengths.eq([8, 4, 4, 4, 12]) && text.chars().all(|c| c == '-' || c.is_ascii_hexdigit())
}
