//! Tests.

mod cage;
mod native_contract;
mod zoo;
