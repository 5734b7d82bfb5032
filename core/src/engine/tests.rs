//! The engine as a black box: events in, effects out. Plugins are scripted, the store is a document.

mod deadlines;
mod fonts;
mod hours;
mod life;
mod priority;
mod rig;
mod settings;
mod show;
mod wishes;
