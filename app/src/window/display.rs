//! Whether a window can be opened here, asked before the window system is started: it panics
//! where a library is missing.

use super::WindowError;

/// The packages that a bare Debian or Ubuntu needs for a window.
pub(super) const PACKAGES: &str =
    "libx11-6 libx11-xcb1 libxcursor1 libxi6 libxkbcommon-x11-0 libgl1";

/// Looks for a display and for the libraries that are loaded at run time.
#[cfg(target_os = "linux")]
pub(super) fn check() -> Result<(), WindowError> {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let wayland = set("WAYLAND_DISPLAY") || set("WAYLAND_SOCKET");
    if !wayland && !set("DISPLAY") {
        return Err(WindowError::NoDisplay);
    }
    let missing = |library: &str| {
        Err(WindowError::Libraries {
            reason: format!("{library} is missing"),
        })
    };
    if xkbcommon_dl::xkbcommon_option().is_none() {
        return missing("libxkbcommon");
    }
    if !wayland && xkbcommon_dl::x11::xkbcommon_x11_option().is_none() {
        return missing("libxkbcommon-x11");
    }
    Ok(())
}

/// Other systems bring all they need.
#[cfg(not(target_os = "linux"))]
pub(super) fn check() -> Result<(), WindowError> {
    Ok(())
}
