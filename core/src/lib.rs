//! The core of Lumarium. The pure part turns events into effects and never asks for the time, a file,
//! a thread or the environment; `host` has the hands.

pub mod config;
pub mod content;
pub mod dependency;
pub mod director;
pub mod engine;
pub mod facts;
pub mod failure;
pub mod frame;
pub mod health;
pub mod id;
pub mod journal;
pub mod lifecycle;
pub mod limits;
pub mod manifest;
pub mod message;
pub mod player;
pub mod reconcile;
pub mod schema;
pub mod snapshot;
pub mod time;

pub mod host;
