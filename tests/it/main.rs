//! Tests.

mod window;
