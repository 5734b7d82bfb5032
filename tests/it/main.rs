//! The tests that cross packages: one binary, one module per subject.

// Kills the program at every change of a file; needs ptrace.
#[cfg(all(test, target_os = "linux"))]
mod killat;
// The rules of the architecture, as tests over the source text.
#[cfg(test)]
mod tidy;
