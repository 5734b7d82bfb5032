//! The core of Lumarium. The pure part turns events into effects and never asks for the time, a file,
//! a thread or the environment; `host` has the hands.
//!
//! In reading order:
//! - [`engine`]: [`Engine::handle`](engine::Engine::handle) takes a [`message::Event`] and gives [`message::Effect`]s; it owns all state.
//! - [`lifecycle`]: the life of one plugin as one table; [`failure`] and [`health`] are what goes wrong in it, and the wait after it.
//! - [`reconcile`]: compares what is wanted ([`config`]) with what is ([`facts`]) and says what to do.
//! - [`director`] decides whose turn it is; [`player`] makes frames of [`content`] and time.
//! - [`snapshot`] and [`journal`]: all that a window, a terminal or another process may see; [`why`] walks it for one plugin.
//! - [`host`]: threads, files, clocks and sockets; [`Host::start`](host::Host::start) puts everything together.
//!
//! Words from outside become types once: [`id`], [`manifest`], [`schema`], [`form`], [`time`], [`frame`]. Every bound stands in [`limits`].

pub mod config;
pub mod content;
pub mod dependency;
pub mod director;
pub mod engine;
pub mod facts;
pub mod failure;
pub mod form;
pub mod frame;
pub mod health;
pub mod id;
pub mod isolation;
pub mod journal;
pub mod lifecycle;
pub mod limits;
pub mod manifest;
pub mod message;
pub mod player;
pub mod reconcile;
pub mod schedule;
pub mod schema;
pub mod snapshot;
pub mod time;
pub mod veiled;
pub mod why;

pub mod host;
