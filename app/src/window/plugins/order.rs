//! The order of the rotation, changed by one plugin.

use lumarium_core::id::PluginId;
use lumarium_core::message::Command;
use lumarium_core::snapshot::{PluginView, Snapshot};

/// The rotation: what is wanted, in order.
fn rotation(snapshot: &Snapshot) -> Vec<PluginId> {
    let wanted = snapshot.plugins.iter().filter(|plugin| plugin.wanted);
    wanted.map(|plugin| plugin.id.clone()).collect()
}

/// The place of `plugin` after moving by `step`, if there is one.
fn target(order: &[PluginId], plugin: &PluginView, step: isize) -> Option<(usize, usize)> {
    let from = order.iter().position(|id| *id == plugin.id)?;
    let to = from.checked_add_signed(step)?;
    (to < order.len()).then_some((from, to))
}

/// Whether there is a place to move to.
pub fn can_move(snapshot: &Snapshot, plugin: &PluginView, step: isize) -> bool {
    target(&rotation(snapshot), plugin, step).is_some()
}

/// Moves `plugin` by `step` places.
pub fn moved(snapshot: &Snapshot, plugin: &PluginView, step: isize) -> Option<Command> {
    let mut order = rotation(snapshot);
    let (from, to) = target(&order, plugin, step)?;
    order.swap(from, to);
    Some(Command::Reorder { order })
}

/// Whether `dragged` would land under `onto`, not over it.
pub fn lands_below(snapshot: &Snapshot, dragged: &PluginId, onto: &PluginId) -> bool {
    let mut wanted = snapshot.plugins.iter().filter(|plugin| plugin.wanted);
    wanted
        .find(|plugin| plugin.id == *dragged || plugin.id == *onto)
        .is_some_and(|first| first.id == *dragged)
}

/// Puts `dragged` where `onto` is; absent if nothing changes.
pub fn dropped(snapshot: &Snapshot, dragged: &PluginId, onto: &PluginId) -> Option<Command> {
    let mut order = rotation(snapshot);
    let from = order.iter().position(|id| id == dragged)?;
    let to = order.iter().position(|id| id == onto)?;
    let id = order.remove(from);
    order.insert(to, id);
    (from != to).then_some(Command::Reorder { order })
}
