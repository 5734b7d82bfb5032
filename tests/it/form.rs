//! Forms of settings: laws over made-up and real schemas, and secrets from end to end.

mod canary;
mod laws;
mod schemas;
