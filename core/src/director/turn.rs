//! The decision itself: what is asked to draw, what is put on, when nothing is left.

use std::time::Duration;

use super::{Director, Look, Move, On, PREPARE, SOON_WAIT, Seek, Way};
use crate::id::Screen;
use crate::limits;
use crate::time::Moment;

impl Director {
    /// Decides. `look` says what a screen can give, `stay` how long it stays.
    pub fn turn(
        &mut self,
        now: Moment,
        look: &dyn Fn(&Screen) -> Look,
        stay: &dyn Fn(&Screen) -> Duration,
    ) -> Vec<Move> {
        let mut moves = Vec::new();
        self.begin_seek(now, look);
        let rounds = self.order.len() + 1;
        for _ in 0..=rounds {
            let Some(seek) = &mut self.seek else { break };
            if !seek.urgent && self.on.as_ref().is_some_and(|on| on.screen == seek.target) {
                // Came round to itself: nothing else has content.
                self.seek = None;
                break;
            }
            if seek.ready {
                self.switch_if_due(now, stay, &mut moves);
                break;
            }
            match look(&seek.target) {
                Look::CanDraw if !seek.asked => {
                    seek.asked = true;
                    seek.since = now;
                    moves.push(Move::Ask(seek.target.clone()));
                    break;
                }
                Look::CanDraw if now.since(seek.since) < limits::SCREEN_WAIT_MAX => break,
                Look::HasOld => seek.ready = true,
                Look::Soon if now.since(seek.since) < SOON_WAIT => break,
                Look::CanDraw | Look::Soon | Look::No => self.pass_over(),
            }
        }
        self.end_seek(now, look, stay, &mut moves);
        moves
    }

    /// Starts a search when the present screen is ending, gone, or there is none.
    fn begin_seek(&mut self, now: Moment, look: &dyn Fn(&Screen) -> Look) {
        let gone = match self.on_screen() {
            Some(screen) => !self.order.contains(screen) || look(screen) == Look::No,
            None => true,
        };
        if let Some(seek) = &mut self.seek {
            seek.urgent |= gone;
            return;
        }
        let ending = self.until().is_some_and(|until| now.plus(PREPARE) >= until);
        let idle = self.on.is_none() && self.idle_until.is_some_and(|until| now < until);
        if self.order.is_empty() || idle || !(gone || ending) {
            return;
        }
        // After a restart the screen that was left is first; otherwise the one after the present.
        let target = match (&self.on, &self.resume) {
            (None, Some(resume)) if self.order.contains(resume) => Some(resume.clone()),
            (None, _) => self.order.first().cloned(),
            (Some(_), _) => self
                .base()
                .and_then(|base| self.neighbour(base, Way::Forward))
                .cloned(),
        };
        self.seek = target.map(|target| Seek::new(target, Way::Forward, gone, None, now));
    }

    /// The target gave nothing: on to the next one.
    pub(super) fn pass_over(&mut self) {
        let Some(mut seek) = self.seek.take() else {
            return;
        };
        seek.tried += 1;
        if seek.tried >= self.order.len().max(1) {
            return;
        }
        if let Some(target) = self.neighbour(&seek.target, seek.way).cloned() {
            self.seek = Some(Seek {
                target,
                asked: false,
                ready: false,
                ..seek
            });
        }
    }

    fn switch_if_due(
        &mut self,
        now: Moment,
        stay: &dyn Fn(&Screen) -> Duration,
        moves: &mut Vec<Move>,
    ) {
        let due = self.until().is_some_and(|until| now >= until);
        let Some(seek) = self.seek.take_if(|seek| seek.urgent || due) else {
            return;
        };
        let asked = seek.stay.is_some();
        let stay = seek.stay.unwrap_or_else(|| stay(&seek.target));
        if seek.stay.is_none() && self.pinned.as_ref() != Some(&seek.target) {
            self.resume = None;
        }
        let same = self.on_screen() == Some(&seek.target);
        let since = self
            .on
            .as_ref()
            .filter(|_| same && !seek.urgent)
            .map_or(now, |on| on.since);
        self.on = Some(On {
            screen: seek.target.clone(),
            since,
            until: now.plus(stay),
            asked,
        });
        if self.paused.is_some() {
            self.paused = Some(now);
        }
        self.idle_until = None;
        moves.push(Move::Show(seek.target));
    }

    /// Everything was passed over: keep what is on, or go blank and look again later.
    fn end_seek(
        &mut self,
        now: Moment,
        look: &dyn Fn(&Screen) -> Look,
        stay: &dyn Fn(&Screen) -> Duration,
        moves: &mut Vec<Move>,
    ) {
        if self.seek.is_some() {
            return;
        }
        let keeps = |on: &On| self.order.contains(&on.screen) && look(&on.screen) != Look::No;
        match &mut self.on {
            Some(on) if keeps(on) => {
                if now.plus(PREPARE) >= on.until && self.pinned.is_none() && self.paused.is_none() {
                    on.until = now.plus(stay(&on.screen).max(PREPARE * 2));
                }
            }
            Some(on) => {
                self.resume.get_or_insert_with(|| on.screen.clone());
                self.on = None;
                self.idle_until = Some(now.plus(limits::IDLE_WAIT));
                moves.push(Move::Blank);
            }
            None if self.order.is_empty() => self.idle_until = None,
            None => {
                if self.idle_until.is_none_or(|until| now >= until) {
                    self.idle_until = Some(now.plus(limits::IDLE_WAIT));
                }
            }
        }
    }
}
