//! Turns scenes and time into frames: scrolls, clips, transitions, brightness. Pure; no allocation
//! once its buffers are made.
