//! The planner against its executor: laws over arbitrary worlds, and every interleaving of passes,
//! crashes and people for a few plugins.

mod check;
mod laws;
mod world;
