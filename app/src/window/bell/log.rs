//! Warnings and errors of the log as messages: each once, and a flood of them only counted.

use std::collections::VecDeque;

use lumarium_core::snapshot::Level;

use crate::logged::Line;
use crate::window::text::fill;
use crate::window::view::View;

/// Lines told in one span of time; more are counted.
const TOLD_MAX: u32 = 5;
/// That span, in seconds.
const SPAN_SECS: f64 = 60.0;
/// Lines that are known as told.
const KNOWN_MAX: usize = 100;

/// What was heard of the log.
#[derive(Debug, Default)]
pub(super) struct Heard {
    known: VecDeque<Line>,
    /// When the present span began, in seconds of the window's time.
    began: f64,
    told: u32,
    more: u64,
}

impl Heard {
    /// Takes lines, and gives those to be told now; when a span ends, how many were not told in it.
    fn take(&mut self, lines: Vec<Line>, dropped: u64, time: f64) -> (Vec<Line>, Option<u64>) {
        let mut ended = None;
        if time - self.began >= SPAN_SECS {
            ended = Some(std::mem::take(&mut self.more)).filter(|more| *more > 0);
            (self.began, self.told) = (time, 0);
        }
        self.more += dropped;
        let mut tell = Vec::new();
        for line in lines {
            if self.known.contains(&line) {
                continue;
            }
            if self.told >= TOLD_MAX {
                self.more += 1;
                continue;
            }
            self.told += 1;
            if self.known.len() >= KNOWN_MAX {
                self.known.pop_front();
            }
            self.known.push_back(line.clone());
            tell.push(line);
        }
        (tell, ended)
    }
}

/// Takes new notices, and what came into the log since the last frame.
pub fn hear(view: &mut View<'_>, time: f64) {
    view.state.bell.listen(view.snapshot);
    let Some(logged) = &view.tools.logged else {
        return;
    };
    let (lines, dropped) = logged.take();
    let (tell, more) = view.state.bell.log.take(lines, dropped, time);
    for line in tell {
        view.tell(line.level, &line.text);
    }
    if let Some(more) = more {
        view.tell(Level::Warning, &fill("bell.more_logged", &[("n", &more)]));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str) -> Line {
        Line {
            level: Level::Warning,
            target: "lumarium",
            text: text.to_owned(),
        }
    }

    #[test]
    fn a_line_is_told_once_and_a_flood_is_counted() {
        let mut heard = Heard::default();
        let first = vec![line("a"), line("b"), line("a")];
        assert_eq!(
            heard.take(first, 0, 1.0),
            (vec![line("a"), line("b")], None)
        );
        assert_eq!(heard.take(vec![line("b")], 0, 2.0), (vec![], None));
        let flood = (0..10).map(|number| line(&number.to_string())).collect();
        let (told, ended) = heard.take(flood, 4, 3.0);
        assert_eq!((told.len(), ended), (3, None));
        let late = heard.take(vec![line("late")], 0, 61.0);
        assert_eq!(late, (vec![line("late")], Some(7 + 4)));
        assert_eq!(heard.take(vec![], 0, 200.0), (vec![], None));
    }
}
