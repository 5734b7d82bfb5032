//! What a worker says of its own accord: lines of its log, and messages that nobody asked for. Both are
//! bounded, so that whoever never stops does not fill the engine's ears.

use super::{Flow, Session, died};
use crate::failure::Failure;
use crate::limits;
use crate::message::Report;

impl Session<'_> {
    pub(super) fn pass_lines(&mut self) {
        while let Some(text) = self.link.line() {
            self.log(text);
        }
        self.lost += self.link.lost();
    }

    /// Passes a line of its log on, as long as there are not too many.
    pub(super) fn log(&mut self, text: String) {
        if text.starts_with("WARNING ") || text.starts_with("ERROR ") {
            self.warned = Some(text.clone());
        }
        let now = self.seat.now();
        if !self.lines.takes(now, limits::LOG_LINES_PER_SECOND_MAX) {
            self.lost += 1;
            return;
        }
        self.tell_lost();
        self.seat.report(Report::Log { text });
    }

    pub(super) fn tell_lost(&mut self) {
        let lost = std::mem::take(&mut self.lost);
        if lost > 0 {
            let text = format!("… {lost} more lines came at once and were not kept");
            self.seat.report(Report::Log { text });
        }
    }

    /// Something that nobody has asked for.
    pub(super) fn news(&mut self) -> Flow {
        let most = limits::WORKER_NEWS_PER_SECOND_MAX;
        if self.news.takes(self.seat.now(), most) {
            return Flow::Continue(());
        }
        let text = format!("it sent more than {most} messages in a second that nobody asked for");
        Flow::Break(died(Failure::BadOutput { text }))
    }
}
