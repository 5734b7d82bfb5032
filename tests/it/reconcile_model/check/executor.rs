//! What a step, a person and a whole pass do to a state.

use super::*;

impl State {
    pub(super) fn perform(&mut self, well: bool) {
        if self.queue.is_empty() {
            return;
        }
        let step = self.queue.remove(0);
        let plugins = &mut self.world.plugins;
        match step {
            Step::Wish(at, enabled) => {
                // From here on it is promised: the record is the only side that left what was agreed.
                plugins[at].wished = Some(enabled);
                plugins[at].agreed = plugins[at].section;
                // Somebody who edited the file since the command was given contradicts it.
                let contested = self.queue.iter().any(|step| {
                    matches!(step, Step::Section { of, from, .. }
                        if *of == at && *from != plugins[at].section)
                });
                self.intents[at] = if contested {
                    Intent::Any
                } else {
                    Intent::Enabled(enabled)
                };
            }
            Step::Section { of, from, to } => {
                if plugins[of].section == from {
                    plugins[of].section = to;
                }
            }
            Step::Agree(at, enabled) => {
                plugins[at].agreed = Some(enabled);
                plugins[at].wished = None;
            }
            Step::Bury(at) => {
                plugins[at].tombstone = true;
                self.intents[at] = Intent::Gone;
            }
            Step::RemoveFiles(at) => {
                plugins[at] = Plugin {
                    section: plugins[at].section,
                    tombstone: true,
                    loaded: plugins[at].loaded,
                    ..Plugin::default()
                };
            }
            Step::Forgive(at) => {
                plugins[at].tombstone = false;
                self.intents[at] = Intent::Any;
            }
            Step::Install(at) if well => {
                self.resurrected |= plugins[at].tombstone;
                self.reinstalled = true;
                plugins[at].install();
            }
            Step::Install(at) => plugins[at].unrecoverable = true,
            Step::Adopt(at) => plugins[at].hash = plugins[at].files.content(),
            // What has no files by now cannot be loaded.
            Step::Load(at) => plugins[at].loaded = plugins[at].usable(),
            Step::Stop(at) => plugins[at].loaded = false,
        }
    }

    pub(super) fn person(&mut self, act: Act) {
        match act {
            Act::Switch(at, enabled) => {
                let from = self.world.plugins[at].section;
                self.queue.extend([
                    Step::Wish(at, enabled),
                    Step::Section {
                        of: at,
                        from,
                        to: Some(enabled),
                    },
                    Step::Agree(at, enabled),
                ]);
            }
            Act::Uninstall(at) => {
                let from = self.world.plugins[at].section;
                self.queue.extend([
                    Step::Stop(at),
                    Step::Bury(at),
                    Step::Section {
                        of: at,
                        from,
                        to: None,
                    },
                    Step::RemoveFiles(at),
                ]);
            }
            Act::Keep(at) => self.queue.push(Step::Forgive(at)),
            Act::PutBack(at) => self.world.plugins[at].files = Files::Folder(1),
            Act::TakeAway(at) => self.world.plugins[at].files = Files::None,
            Act::Edit(at) => {
                let busy = self.queue.iter().any(|step| step.by_a_person() == Some(at));
                let plugin = &mut self.world.plugins[at];
                // After a crash in the middle of a write, an edit that turns back what was written
                // cannot be told from a write that did not happen; the promise in the record wins.
                let contradicts = busy || plugin.wished.is_some();
                let edited = plugin.section.map(|enabled| !enabled);
                plugin.section = edited;
                if self.intents[at] != Intent::Gone {
                    let clear = edited.filter(|_| !contradicts);
                    self.intents[at] = clear.map_or(Intent::Any, Intent::Enabled);
                }
            }
            Act::Pass | Act::Do { .. } | Act::Crash => {}
        }
    }

    /// The world after one pass, and the loads that a reinstall causes.
    pub(super) fn settled(&self) -> World {
        let mut world = self.world.clone();
        for finding in world.automatic() {
            world.apply(&finding);
        }
        for finding in world.automatic() {
            if finding.remedy == Remedy::Load {
                world.apply(&finding);
            }
        }
        world
    }

    pub(super) fn keeps_intents(&self) -> bool {
        let world = self.settled();
        let mut all = world.plugins.iter().zip(&self.intents);
        all.all(|(plugin, intent)| match intent {
            Intent::Any => true,
            Intent::Enabled(true) if plugin.usable() => {
                plugin.section == Some(true) && plugin.loaded
            }
            // Without files it cannot run, but the wish is kept until they are back.
            Intent::Enabled(true) => plugin.section == Some(true) || plugin.wished == Some(true),
            Intent::Enabled(false) => plugin.section != Some(true) && !plugin.loaded,
            Intent::Gone => plugin.tombstone && !plugin.loaded,
        })
    }
}
