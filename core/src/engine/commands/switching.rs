//! Commands about the life of a plugin: on, off, reload, retry.

use super::super::{Engine, needs::Needs, plugin::Plugin};
use super::{and_also, list};
use crate::id::PluginId;
use crate::lifecycle::Event;
use crate::message::{CommandId, Edit, Refusal};
use crate::time::Now;

impl Engine {
    pub(super) fn enable(
        &mut self,
        now: Now,
        id: CommandId,
        plugin: &PluginId,
    ) -> Result<(), Refusal> {
        self.known(plugin)?;
        self.readable()?;
        if self
            .plugins
            .get(plugin)
            .is_some_and(|plugin| plugin.found.is_none())
        {
            let what = format!("{plugin} has a section in the configuration, but no files");
            return Err(Refusal::new(what, "install it, or remove the section"));
        }
        let needs = Needs::closure(plugin, |id| self.needs.required(id));
        let off = |id: &&PluginId| self.plugins.get(*id).is_some_and(|plugin| !plugin.wanted);
        let also: Vec<PluginId> = needs.iter().filter(off).cloned().collect();
        let mut edits = Vec::new();
        for each in also.iter().rev().chain([plugin]) {
            edits.extend(self.edits_enabled(each, true));
            self.because.remove(each);
        }
        edits.push(Edit::Forgive {
            plugin: plugin.clone(),
        });
        let text = format!("{plugin} is on{}", and_also(&also));
        self.write_for(now, id, edits, text);
        Ok(())
    }

    pub(super) fn disable(
        &mut self,
        now: Now,
        id: CommandId,
        plugin: &PluginId,
        force: bool,
    ) -> Result<(), Refusal> {
        self.known(plugin)?;
        self.readable()?;
        let all = Needs::closure(plugin, |id| self.needs.dependents(id));
        let on = |id: &&PluginId| self.plugins.get(*id).is_some_and(|plugin| plugin.wanted);
        let dependents: Vec<PluginId> = all.iter().filter(on).cloned().collect();
        if !dependents.is_empty() && !force {
            let what = format!("{plugin} is needed by {}", list(&dependents));
            return Err(Refusal::new(
                what,
                "switch those off first, or use --force for all",
            ));
        }
        let mut edits = Vec::new();
        for each in dependents.iter().rev() {
            edits.extend(self.edits_enabled(each, false));
            self.because.insert(each.clone(), plugin.clone());
        }
        self.because.remove(plugin);
        edits.extend(self.edits_enabled(plugin, false));
        let text = format!("{plugin} is off{}", and_also(&dependents));
        self.write_for(now, id, edits, text);
        Ok(())
    }

    pub(super) fn reload(
        &mut self,
        now: Now,
        id: CommandId,
        plugin: &PluginId,
    ) -> Result<(), Refusal> {
        self.known(plugin)?;
        let loaded = self.plugins.get(plugin).is_some_and(Plugin::is_loaded);
        if loaded {
            self.life(now, plugin, Event::Reload);
        } else {
            self.reset_error(now, plugin);
            if let Some(plugin) = self.plugins.get_mut(plugin) {
                plugin.held = None;
            }
        }
        self.unplanned = true;
        self.answer(now, id, Ok(format!("{plugin} is reloaded")));
        Ok(())
    }

    pub(super) fn retry(
        &mut self,
        now: Now,
        id: CommandId,
        plugin: &PluginId,
    ) -> Result<(), Refusal> {
        self.known(plugin)?;
        self.life(now, plugin, Event::Reset);
        if let Some(known) = self.plugins.get_mut(plugin) {
            known.held = None;
            let failing = known.state.failing();
            if failing.is_some_and(|failing| failing.update.is_some()) {
                known.next_update = Some(now.at);
            }
        }
        self.touch(plugin);
        self.director.nudge();
        self.redraw(now, plugin);
        self.unplanned = true;
        self.answer(now, id, Ok(format!("{plugin} is tried again")));
        Ok(())
    }
}
