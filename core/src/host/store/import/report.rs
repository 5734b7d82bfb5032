//! What an import took over, what it did not, and why.

use serde::Serialize;

use crate::limits;

/// One thing, and what about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Line {
    /// What it is.
    pub what: String,
    /// How much of it, or why not.
    pub why: String,
}

/// The whole import.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Taken over.
    pub taken: Vec<Line>,
    /// Not taken over, because we have something else there.
    pub kept: Vec<Line>,
    /// Not taken over, for another reason.
    pub left: Vec<Line>,
    /// Files copied.
    pub files: u64,
    /// Bytes copied.
    pub bytes: u64,
    /// Lines that are too many to be listed.
    pub more: u64,
}

impl Report {
    pub(super) fn taken(&mut self, what: impl Into<String>, why: impl Into<String>) {
        self.add(|report| &mut report.taken, what.into(), why.into());
    }

    pub(super) fn kept(&mut self, what: impl Into<String>, why: impl Into<String>) {
        self.add(|report| &mut report.kept, what.into(), why.into());
    }

    pub(super) fn left(&mut self, what: impl Into<String>, why: impl Into<String>) {
        self.add(|report| &mut report.left, what.into(), why.into());
    }

    fn add(&mut self, list: impl FnOnce(&mut Self) -> &mut Vec<Line>, what: String, why: String) {
        let list = list(self);
        if list.len() < limits::IMPORT_LINES_MAX {
            list.push(Line { what, why });
        } else {
            self.more += 1;
        }
    }
}
