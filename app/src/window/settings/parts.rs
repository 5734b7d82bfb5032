//! The parts of the page, what stands in each, and what the search finds.

use std::path::PathBuf;

use lumarium_core::snapshot::Snapshot;

use super::blocks::Block;
use super::rows::{ROWS, Row};
use crate::window::text::t;

/// A part of the page with a heading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// The size of the panel, and how it shows.
    Panel,
    /// Which screens follow each other, and how.
    Rotation,
    /// Where and when.
    Place,
    /// When the panel is on, and when it is dim.
    Times,
    /// Folders of plugins.
    Plugins,
    /// How the window looks.
    Window,
    /// The root, and older configurations.
    Storage,
    /// Whether all is well.
    Health,
    /// What only real panels need.
    Wiring,
    /// Keys that have no row.
    Others,
}

/// A row or a block of its own.
#[derive(Clone, Copy, Debug)]
pub(super) enum Item {
    Row(&'static Row),
    Block(Block),
}

impl Part {
    /// All of them, from top to bottom.
    pub const ALL: [Self; 10] = [
        Self::Panel,
        Self::Rotation,
        Self::Place,
        Self::Times,
        Self::Plugins,
        Self::Window,
        Self::Storage,
        Self::Health,
        Self::Wiring,
        Self::Others,
    ];

    /// Its heading.
    pub fn title(self) -> &'static str {
        match self {
            Self::Panel => t("settings.panel"),
            Self::Rotation => t("settings.rotation"),
            Self::Place => t("settings.place"),
            Self::Times => t("settings.times"),
            Self::Plugins => t("settings.plugins"),
            Self::Window => t("settings.window"),
            Self::Storage => t("settings.storage"),
            Self::Health => t("settings.health"),
            Self::Wiring => t("settings.wiring"),
            Self::Others => t("settings.others"),
        }
    }

    /// A sentence under the heading.
    pub(super) fn about(self) -> Option<&'static str> {
        match self {
            Self::Times => Some(t("settings.times.about")),
            Self::Wiring => Some(t("settings.wiring.about")),
            Self::Others => Some(t("settings.others.about")),
            Self::Panel
            | Self::Rotation
            | Self::Place
            | Self::Plugins
            | Self::Window
            | Self::Storage
            | Self::Health => None,
        }
    }

    const fn blocks(self) -> (&'static [Block], &'static [Block]) {
        match self {
            Self::Panel => (&[Block::Profiles], &[Block::Canvas]),
            Self::Rotation => (&[Block::Order], &[Block::Durations]),
            Self::Times => (&[], &[Block::Days]),
            Self::Plugins => (&[], &[Block::Link, Block::Rescan]),
            Self::Window => (&[Block::Look, Block::Motion, Block::Scale], &[]),
            Self::Storage => (&[Block::Root, Block::History, Block::Import], &[]),
            Self::Health => (
                &[Block::Check, Block::Reconcile, Block::Doctor, Block::Stop],
                &[],
            ),
            Self::Others => (&[Block::Others], &[]),
            Self::Place | Self::Wiring => (&[], &[]),
        }
    }

    /// What stands in it, from top to bottom.
    pub(super) fn items(self) -> impl Iterator<Item = Item> {
        let (before, after) = self.blocks();
        let rows = ROWS.iter().filter(move |row| row.part == self);
        let before = before.iter().copied().map(Item::Block);
        let after = after.iter().copied().map(Item::Block);
        before.chain(rows.map(Item::Row)).chain(after)
    }
}

impl Item {
    /// Whether all words of the search stand somewhere in it. `needle` in small letters.
    pub(super) fn fits(self, needle: &str) -> bool {
        let text = match self {
            Self::Row(row) => {
                let field = &row.field;
                format!("{} {} {}", field.label, field.description, row.path)
            }
            Self::Block(block) => {
                let (title, tip) = block.words();
                format!("{title} {tip}")
            }
        };
        let text = text.to_lowercase();
        needle.split_whitespace().all(|word| text.contains(word))
    }
}

/// The keys of a row.
pub(super) fn keys(path: &str) -> Vec<String> {
    path.split('.').map(str::to_owned).collect()
}

/// The root of this Lumarium.
pub(super) fn root(snapshot: &Snapshot, known: Option<&PathBuf>) -> PathBuf {
    known.cloned().unwrap_or_else(|| snapshot.root.clone())
}
