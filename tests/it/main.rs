//! Tests.
mod reconcile_model;
