//! Tests.

mod native_contract;
mod zoo;
