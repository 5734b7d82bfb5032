//! Window and terminal: what can show a picture here?

use std::io::IsTerminal as _;
use std::path::Path;

use crate::doctor::Check;

/// Libraries the window needs beside those every Linux has, and the package of Debian that has them.
const ALWAYS: [(&str, &str); 2] = [
    ("libEGL.so.1", "libegl1"),
    ("libxkbcommon.so.0", "libxkbcommon0"),
];
const WAYLAND: [(&str, &str); 2] = [
    ("libwayland-client.so.0", "libwayland-client0"),
    ("libwayland-egl.so.1", "libwayland-egl1"),
];
const X11: [(&str, &str); 3] = [
    ("libX11.so.6", "libx11-6"),
    ("libXcursor.so.1", "libxcursor1"),
    ("libxkbcommon-x11.so.0", "libxkbcommon-x11-0"),
];

/// Whether a window may be tried: on Linux a display server must be named.
pub(super) fn found() -> bool {
    let named = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || named("DISPLAY") || named("WAYLAND_DISPLAY")
}

pub(super) fn checks() -> Vec<Check> {
    vec![display(), libraries(), terminal()]
}

fn set(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

fn display() -> Check {
    const NAME: &str = "display";
    if !cfg!(target_os = "linux") {
        return Check::ok(NAME, "the system's own");
    }
    match (set("WAYLAND_DISPLAY"), set("DISPLAY")) {
        (Some(name), _) => Check::ok(NAME, format!("Wayland {name}")),
        (None, Some(name)) => Check::ok(NAME, format!("X11 {name}")),
        (None, None) => Check::warn(
            NAME,
            "none (neither DISPLAY nor WAYLAND_DISPLAY is set)",
            "no window opens here; Lumarium plays in the terminal: `lumarium run --terminal`",
        ),
    }
}

fn libraries() -> Check {
    const NAME: &str = "window libraries";
    if !cfg!(target_os = "linux") || !found() {
        return Check::ok(NAME, "not needed here");
    }
    let server = if set("WAYLAND_DISPLAY").is_some() {
        &WAYLAND[..]
    } else {
        &X11[..]
    };
    let cache = std::fs::read("/etc/ld.so.cache").unwrap_or_default();
    let missing: Vec<&(&str, &str)> = ALWAYS
        .iter()
        .chain(server)
        .filter(|(library, _)| !is_there(library, &cache))
        .collect();
    if missing.is_empty() {
        return Check::ok(NAME, "all there");
    }
    let libraries: Vec<&str> = missing.iter().map(|(library, _)| *library).collect();
    let packages: Vec<&str> = missing.iter().map(|(_, package)| *package).collect();
    Check::warn(
        NAME,
        format!("not found: {}", libraries.join(", ")),
        format!(
            "install them, on Debian: apt install {}",
            packages.join(" ")
        ),
    )
}

/// Whether the loader's cache or one of its usual folders names a library.
fn is_there(library: &str, cache: &[u8]) -> bool {
    let cached = cache
        .windows(library.len())
        .any(|window| window == library.as_bytes());
    let named = std::env::var_os("LD_LIBRARY_PATH").unwrap_or_default();
    cached
        || std::env::split_paths(&named)
            .chain(["/lib", "/usr/lib", "/lib64", "/usr/lib64", "/usr/local/lib"].map(Into::into))
            .any(|folder| Path::new(&folder).join(library).exists())
}

fn terminal() -> Check {
    const NAME: &str = "terminal";
    if !std::io::stdout().is_terminal() {
        return Check::ok(NAME, "standard output is not a terminal");
    }
    let size = crossterm::terminal::size().map_or_else(
        |_| "of unknown size".to_owned(),
        |(columns, rows)| format!("{columns}x{rows}"),
    );
    match set("COLORTERM").as_deref() {
        Some("truecolor" | "24bit") => Check::ok(NAME, format!("{size}, true colour")),
        _ => Check::warn(
            NAME,
            format!("{size}; it does not say that it has true colour"),
            "if `lumarium run --terminal` looks wrong, use a terminal with true colour",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::is_there;

    #[test]
    fn libraries_are_found_in_the_cache() {
        assert!(is_there("libsome.so.1", b"...\0libsome.so.1\0/usr..."));
        assert!(!is_there(
            "libnone-of-this-name.so.1",
            b"...\0libsome.so.1\0"
        ));
    }
}
