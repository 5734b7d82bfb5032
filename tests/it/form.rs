//! Forms of settings: laws over made-up and real schemas, and secrets from end to end.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a test names the kinds that it is about"
)]

mod canary;
mod laws;
mod schemas;
