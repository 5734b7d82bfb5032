//! The pages of the window, and the way back to those seen before.

use serde::{Deserialize, Serialize};

/// What the middle shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Page {
    /// The matrix.
    #[default]
    Stage,
    /// Why it is shown, or not.
    Inspector,
    /// What can be installed.
    Store,
    /// The panel, the rotation, place and time.
    Settings,
}

impl Page {
    /// All of them, in the order of the top bar.
    pub const ALL: [Self; 4] = [Self::Stage, Self::Inspector, Self::Store, Self::Settings];

    /// Its key in the file of words.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Stage => "page.stage",
            Self::Inspector => "page.inspector",
            Self::Store => "page.store",
            Self::Settings => "page.settings",
        }
    }
}

/// Pages that can be gone back to.
const TRAIL_MAX: usize = 32;

/// Where one is, where one was, and where one went back from.
#[derive(Clone, Debug, Default)]
pub struct Trail {
    now: Page,
    before: Vec<Page>,
    after: Vec<Page>,
}

impl Trail {
    /// The page that is shown.
    pub const fn page(&self) -> Page {
        self.now
    }

    /// Goes to another page; what was gone back from is forgotten.
    pub fn go(&mut self, page: Page) {
        if page == self.now {
            return;
        }
        if self.before.len() >= TRAIL_MAX {
            self.before.remove(0);
        }
        self.before.push(std::mem::replace(&mut self.now, page));
        self.after.clear();
    }

    /// Whether there is a page to go back to.
    pub const fn can_back(&self) -> bool {
        !self.before.is_empty()
    }

    /// Whether there is a page that was gone back from.
    pub const fn can_forward(&self) -> bool {
        !self.after.is_empty()
    }

    /// To the page before.
    pub fn back(&mut self) {
        if let Some(page) = self.before.pop() {
            self.after.push(std::mem::replace(&mut self.now, page));
        }
    }

    /// To the page that was gone back from.
    pub fn forward(&mut self) {
        if let Some(page) = self.after.pop() {
            self.before.push(std::mem::replace(&mut self.now, page));
        }
    }
}
