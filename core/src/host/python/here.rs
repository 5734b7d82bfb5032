//! What Python this machine offers tests. Without one, what needs it says that it is skipped.

use std::process::{Command, Stdio};
use std::sync::OnceLock;

/// Whether there is a `python3`.
pub(super) fn python() -> bool {
    static THERE: OnceLock<bool> = OnceLock::new();
    *THERE.get_or_init(|| runs("pass", "no python3 here"))
}

/// Whether it can also make environments; Debian has that in a package of its own, python3-venv.
pub(super) fn environments() -> bool {
    static THERE: OnceLock<bool> = OnceLock::new();
    python() && *THERE.get_or_init(|| runs("import venv, ensurepip", "this python3 lacks venv"))
}

#[expect(clippy::disallowed_methods, reason = "asks for a program of tests")]
fn runs(code: &str, otherwise: &str) -> bool {
    let mut command = Command::new("python3");
    command.args(["-I", "-c", code]).stderr(Stdio::null());
    let there = command.status().is_ok_and(|status| status.success());
    if !there {
        println!("skipped, and all like it: {otherwise}");
    }
    there
}
