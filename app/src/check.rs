//! What a plugin's author wants to know of each screen at each size: does it break, run over, stay dark, look as before.
//! It reads what LEDMatrix's own checker reads, and means the same by it. Nothing here prints.

pub mod golden;
pub mod harness;
pub mod look;
pub mod run;
pub mod verdict;
