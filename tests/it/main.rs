//! The tests that cross packages: one binary, one module per subject.

// The program itself, built once for all tests that start it.
#[cfg(test)]
mod binary;
// Native plugins in a cage: a runtime without an engine.
#[cfg(test)]
mod cage;
// The command line, as people and scripts use it.
#[cfg(test)]
mod cli;
// Python plugins, drawn by the command line.
#[cfg(test)]
mod drawn;
// Forms of settings, and secrets from end to end.
#[cfg(test)]
mod form;
// The real window, by keys, on a display without a screen.
#[cfg(test)]
#[cfg(target_os = "linux")]
mod drive;
// Kills the program at every change of a file, and looks what is left.
#[cfg(test)]
#[cfg(target_os = "linux")]
mod kill_points;
// The tool for it; needs ptrace.
#[cfg(test)]
#[cfg(target_os = "linux")]
mod killat;
// A world for the engine: clock, disk, plugins and panel that obey the test.
#[cfg(test)]
mod kit;
// Native plugins against the contract of all runtimes.
#[cfg(test)]
mod native_contract;
// Python plugins with every vice: in a runtime without an engine, and in a whole host.
#[cfg(test)]
#[cfg(target_os = "linux")]
mod python;
// What the documents say is true.
#[cfg(test)]
mod readme;
// The planner with its executor, every order of crashes and people.
#[cfg(test)]
mod reconcile_model;
// The whole engine for simulated hours of bad luck.
#[cfg(test)]
mod simulation;
// The rules of the architecture, as tests over the source text.
#[cfg(test)]
mod tidy;
// Hostile plugins in a whole host.
#[cfg(test)]
mod torture;
// The window, clicked by accessible name.
#[cfg(test)]
mod window;
// Hostile native plugins.
#[cfg(test)]
mod zoo;
