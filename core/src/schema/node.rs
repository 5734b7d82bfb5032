//! One node of a schema, with its depth and a budget for the whole walk, so that no schema, however
//! deep or however often it refers to itself, costs more than its limit.

use std::cell::Cell;
use std::rc::Rc;

use serde_json::{Map, Value};

use super::spread::WHEN;
use crate::limits;

/// A node. Cheap to clone.
#[derive(Clone, Debug)]
pub(super) struct Node<'a> {
    value: &'a Value,
    root: &'a Value,
    depth: usize,
    budget: Rc<Cell<usize>>,
}

impl<'a> Node<'a> {
    /// The top of a schema, with a fresh budget.
    pub(super) fn root(schema: &'a Value) -> Self {
        Self {
            value: schema,
            root: schema,
            depth: 0,
            budget: Rc::new(Cell::new(limits::SCHEMA_NODES_MAX)),
        }
        .followed()
    }

    /// A keyword's value.
    pub(super) fn get(&self, keyword: &str) -> Option<&'a Value> {
        self.value.get(keyword)
    }

    /// Whether it holds whatever else is set.
    pub(super) fn holds(&self) -> bool {
        self.get(WHEN).is_none()
    }

    /// Whether it is at the top.
    pub(super) const fn is_top(&self) -> bool {
        self.depth == 0
    }

    /// Whether it allows values of a type; a node with properties is an object without saying so.
    pub(super) fn is(&self, name: &str) -> bool {
        let types = self.types();
        types.contains(&name)
            || (types.is_empty() && name == "object" && self.get("properties").is_some())
    }

    /// The types it allows; empty: any.
    pub(super) fn types(&self) -> Vec<&'a str> {
        match self.get("type") {
            Some(Value::String(name)) => vec![name.as_str()],
            Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
            Some(_) | None => Vec::new(),
        }
    }

    /// Its properties in order; none beyond the limits.
    pub(super) fn properties(&self) -> impl Iterator<Item = (&'a str, Self)> {
        let map = self.get("properties").and_then(Value::as_object);
        map.into_iter()
            .flat_map(Map::iter)
            .filter_map(|(key, value)| Some((key.as_str(), self.child(value)?)))
    }

    /// What the elements of a list must be.
    pub(super) fn items(&self) -> Option<Self> {
        let items = self.get("items").filter(|items| items.is_object())?;
        self.child(items)
    }

    fn child(&self, value: &'a Value) -> Option<Self> {
        let left = self.budget.get().checked_sub(1)?;
        self.budget.set(left);
        let depth = self.depth + 1;
        (depth <= limits::SCHEMA_DEPTH_MAX).then(|| {
            Self {
                value,
                root: self.root,
                depth,
                budget: Rc::clone(&self.budget),
            }
            .followed()
        })
    }

    /// Follows references within the schema; a circle of them ends at the depth limit.
    fn followed(mut self) -> Self {
        for _ in 0..limits::SCHEMA_DEPTH_MAX {
            let target = self
                .get("$ref")
                .and_then(Value::as_str)
                .and_then(|text| text.strip_prefix('#'))
                .and_then(|pointer| self.root.pointer(pointer));
            match target {
                Some(target) => self.value = target,
                None => break,
            }
        }
        self
    }
}
