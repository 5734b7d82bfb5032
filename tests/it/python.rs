//! Python plugins with every vice (`tests/vices`), against the promises of a runtime.
//! Without Python 3.9 and Pillow these tests say so and do nothing; `LUMARIUM_PYTHON` names an interpreter.

// A runtime with vices as plugins, and nobody but a recorder to report to.
mod pen;
// A whole host with them, and a panel that remembers.
mod farm;
// Which processes a root has, and how their end is awaited.
mod processes;
// What a plugin that behaves can count on.
mod contract;
// Plugins of LEDMatrix, where a folder of them is named.
mod real;
// Scripts that a plugin offers.
mod actions;
// One test for each vice.
mod vices;
// A whole host: vices beside those that behave, kills, and changes.
mod whole;

use std::sync::OnceLock;

use lumarium_core::host::python::interpreter::Interpreter;

/// Whether there is a Python that plugins can be run with; says why if not.
pub(crate) fn is_there() -> bool {
    static MISSING: OnceLock<Option<String>> = OnceLock::new();
    let missing = MISSING.get_or_init(|| match Interpreter::find() {
        Ok(python) if python.packages.pillow.is_some() => None,
        Ok(python) => Some(format!("{} lacks Pillow", python.program.display())),
        Err(error) => Some(error.to_string()),
    });
    if let Some(why) = missing {
        println!("skipped: {why}; install Pillow, or name another Python with LUMARIUM_PYTHON");
    }
    missing.is_none()
}
