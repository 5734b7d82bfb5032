//! The graph as a snapshot shows it.

use std::sync::Arc;

use semver::VersionReq;

use super::Graph;
use crate::id::PluginId;
use crate::manifest::{Requirement, parse_requirement, parse_version};
use crate::snapshot::PluginView;

/// What stands behind a requirement that is only a wish.
const OPTIONAL: &str = " (optional)";

impl Graph {
    /// The graph of the plugins of a snapshot that have files.
    pub fn of_views(plugins: &[Arc<PluginView>]) -> Self {
        let here = plugins.iter().filter(|plugin| plugin.place.is_some());
        let needs: Vec<(&PluginView, Vec<Requirement>)> = here
            .map(|plugin| {
                (
                    &**plugin,
                    plugin
                        .requires
                        .iter()
                        .filter_map(|need| read(need))
                        .collect(),
                )
            })
            .collect();
        Self::new(needs.iter().map(|(plugin, needs)| {
            let version = plugin.version.as_deref().and_then(parse_version);
            (&plugin.id, version, needs.as_slice())
        }))
    }
}

/// `id requirement`, as `PluginView::requires` has it.
fn read(need: &str) -> Option<Requirement> {
    let short = need.strip_suffix(OPTIONAL);
    let (id, version) = short.unwrap_or(need).split_once(' ')?;
    Some(Requirement {
        plugin: PluginId::parse(id).ok()?,
        version: parse_requirement(version).unwrap_or(VersionReq::STAR),
        optional: short.is_some(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_view_says_is_what_the_manifest_said() {
        let need = read("clock >=1.2, <2 (optional)").unwrap();
        assert_eq!(need.plugin.as_str(), "clock");
        assert_eq!(need.version.to_string(), ">=1.2, <2");
        assert!(need.optional);
        assert!(!read("clock *").unwrap().optional);
        assert!(read("clock").is_none());
    }
}
