//! Small parts that the areas of the window share. Each has an accessible name.

pub mod badge;
pub mod button;
pub mod icon;
pub mod mask;
pub mod matrix;
pub mod switch;
