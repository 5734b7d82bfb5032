//! What the window can reach besides the link: the simulated panel's faults, the film, errands, the root.

use std::path::PathBuf;

use lumarium_sim::faults::Faults;
use lumarium_sim::film::Film;

use super::opener::Opener;
use crate::errands::Errands;
use crate::logged::Logged;
use crate::preview::Workshop;

/// What the window can reach besides the link. The default reaches nothing but errands.
#[derive(Clone, Default)]
pub struct Tools {
    /// Work that must not hold up the window.
    pub errands: Errands,
    /// What can go wrong with the simulated panel; absent: there is none.
    pub faults: Option<Faults>,
    /// What the panel was given in the last minute; absent: nobody kept it.
    pub film: Option<Film>,
    /// Where plugins are tried at several sizes; absent: nowhere.
    pub workshop: Option<Workshop>,
    /// What shows folders.
    pub opener: Opener,
    /// Warnings and errors of the log; absent: nobody hears them.
    pub logged: Option<Logged>,
    /// The folder of the root, for errands that read or write there; absent: none is known.
    pub root: Option<PathBuf>,
}
