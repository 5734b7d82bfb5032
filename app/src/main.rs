//! Lumarium.
fn main() {}
