//! Fonts come on their own time: people are told, and who drew with our stand-ins draws anew.

use super::Engine;
use crate::id::PluginId;
use crate::journal::Topic;
use crate::lifecycle::Event;
use crate::message::FontsEvent;
use crate::snapshot::Level;
use crate::time::Now;

impl Engine {
    pub(super) fn fonts(&mut self, now: Now, event: FontsEvent) {
        match event {
            FontsEvent::Fetching { words } => {
                if self.fonts.is_none() {
                    self.notify(now, Level::Info, None, &words);
                }
                self.fonts = Some(words);
                self.revision += 1;
            }
            FontsEvent::StandIn { words } => {
                self.notify(now, Level::Warning, None, &words);
                self.fonts = Some(words);
            }
            FontsEvent::There => {
                self.revision += u64::from(self.fonts.take().is_some());
            }
            FontsEvent::Replaced => self.draw_anew(now),
        }
    }

    fn draw_anew(&mut self, now: Now) {
        let python = |id: &&PluginId| {
            let plugin = self.plugins.get(*id);
            plugin.is_some_and(|plugin| plugin.is_loaded() && plugin.is_python())
        };
        let stale: Vec<PluginId> = self.plugins.keys().filter(python).cloned().collect();
        for id in stale {
            let text = "LEDMatrix's fonts have come: it starts anew with them".to_owned();
            self.note(now, Topic::Life, Some(&id), text);
            self.life(now, &id, Event::Reload);
        }
    }
}
