//! Commands about what is on.

use std::time::Duration;

use super::super::Engine;
use crate::director::Way;
use crate::id::Screen;
use crate::limits;
use crate::message::{Command, CommandId, Effect, Refusal, ScreenName};
use crate::time::Now;

impl Engine {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "`obey` has taken all other commands"
    )]
    pub(super) fn show_command(
        &mut self,
        now: Now,
        id: CommandId,
        command: Command,
    ) -> Result<(), Refusal> {
        let sleeps = self.schedule_view(now.wall).filter(|_| self.sleeps());
        let text = match command {
            Command::Next | Command::Previous if sleeps.is_some() => {
                let why = sleeps.map(|schedule| schedule.text).unwrap_or_default();
                let hint = "show a screen by its name, or change the schedule";
                return Err(Refusal::new(why, hint));
            }
            Command::Next => {
                self.director.go(Way::Forward, now.at);
                "next".to_owned()
            }
            Command::Previous => {
                self.director.go(Way::Back, now.at);
                "previous".to_owned()
            }
            Command::Pause { on } => {
                self.director.pause(on, now.at);
                self.out.push(Effect::Player(self.player_settings()));
                if !on && let Some(on) = self.director.on().map(|on| on.screen.plugin.clone()) {
                    self.redraw(now, &on);
                }
                if on { "paused" } else { "goes on" }.to_owned()
            }
            Command::Pin { screen } => {
                let screen = match screen {
                    Some(name) => self.showable(&name)?,
                    None => self
                        .director
                        .on()
                        .map(|on| on.screen.clone())
                        .ok_or_else(|| {
                            Refusal::new("nothing is on", "switch a plugin on, or name a screen")
                        })?,
                };
                let text = format!("stays on {screen}");
                self.wake_for_pin();
                self.director.pin(screen, now.at);
                self.order_screens();
                text
            }
            Command::Unpin => {
                let on = self.director.on().map(|on| on.screen.clone());
                let stay = on.map_or(limits::SCREEN_DURATION_DEFAULT, |screen| self.stay(&screen));
                self.director.unpin(now.at, stay);
                self.order_screens();
                "rotates again".to_owned()
            }
            Command::Show { screen, millis } => {
                let screen = self.showable(&screen)?;
                let stay = Duration::from_millis(millis)
                    .clamp(limits::SCREEN_DURATION_MIN, limits::SCREEN_DURATION_MAX);
                let text = format!("shows {screen}");
                self.wake_for(&screen);
                self.director.show(screen, Some(stay), now.at);
                self.order_screens();
                text
            }
            other => {
                return Err(Refusal::new(
                    format!("{other:?} shows nothing"),
                    "please report it",
                ));
            }
        };
        self.revision += 1;
        self.answer(now, id, Ok(text));
        Ok(())
    }

    /// A screen that people may ask for: of a plugin that is on.
    fn showable(&self, name: &ScreenName) -> Result<Screen, Refusal> {
        self.known(&name.plugin)?;
        let Some(plugin) = self
            .plugins
            .get(&name.plugin)
            .filter(|plugin| plugin.wanted)
        else {
            let what = format!("{} is off", name.plugin);
            return Err(Refusal::new(
                what,
                format!("`lumarium plugin enable {}`", name.plugin),
            ));
        };
        let wished = |screen: &&std::sync::Arc<str>| {
            name.name.as_deref().is_none_or(|name| name == &***screen)
        };
        let Some(screen) = plugin.screens().iter().find(wished) else {
            let screens = plugin.screens().join(", ");
            let what = format!("{} has no such screen", name.plugin);
            return Err(Refusal::new(what, format!("it has {screens}")));
        };
        Ok(Screen {
            plugin: plugin.id.clone(),
            name: screen.clone(),
        })
    }
}
