//! The tests that cross packages: one binary, one module per subject.

#[cfg(test)]
mod tidy;
