//! What is told of the fonts that plugins of others look for.

/// What has become of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FontsEvent {
    /// They are on their way, and our own stand in; for people, with how far it is.
    Fetching {
        /// What is going on.
        words: String,
    },
    /// They are not to be had, and our own stand in; it is tried again.
    StandIn {
        /// Why, and what helps.
        words: String,
    },
    /// All there.
    There,
    /// Files have been replaced: plugins that run have the old ones in memory.
    Replaced,
}
