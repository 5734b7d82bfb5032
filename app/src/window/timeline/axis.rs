//! Time to points and back.

use std::time::Duration;

use egui::{Pos2, Rect, pos2};
use lumarium_core::time::Moment;

/// Width of the names, in points.
pub(super) const NAMES: f32 = 104.0;

/// What is seen: a piece of time over a piece of the window.
#[derive(Clone, Copy, Debug)]
pub(super) struct Axis {
    /// All of it, with the names.
    pub(super) place: Rect,
    /// Where time runs from left to right.
    pub(super) area: Rect,
    /// The moment at the right end.
    pub(super) end: Moment,
    span: Duration,
}

impl Axis {
    pub(super) fn new(place: Rect, end: Moment, span: Duration) -> Self {
        let left = pos2((place.left() + NAMES).min(place.right() - 1.0), place.top());
        Self {
            place,
            area: Rect::from_min_max(left, place.right_bottom()),
            end,
            span,
        }
    }

    /// The moment at the left end.
    pub(super) fn start(&self) -> Moment {
        super::earlier(self.end, self.span)
    }

    /// Where a moment stands; outside the area if it is not seen.
    pub(super) fn x(&self, at: Moment) -> f32 {
        let nanos = at.as_nanos() as f64 - self.end.as_nanos() as f64;
        let part = 1.0 + nanos / self.span.as_nanos().max(1) as f64;
        let width = f64::from(self.area.width());
        let limit = 4.0 * width;
        (f64::from(self.area.left()) + (part * width).clamp(-limit, limit)) as f32
    }

    /// The moment that stands at `x`.
    pub(super) fn moment(&self, x: f32) -> Moment {
        let back = f64::from((self.area.right() - x) / self.area.width().max(1.0));
        super::earlier(self.end, self.span.mul_f64(back.clamp(0.0, 1.0)))
    }

    /// Round moments that are seen, at most a dozen; as seconds before `now`.
    pub(super) fn ticks(&self, now: Moment) -> Vec<(f32, Duration)> {
        const ROUND: [u64; 13] = [
            1, 2, 5, 10, 30, 60, 120, 300, 600, 1_800, 3_600, 21_600, 86_400,
        ];
        let least = self.span.as_secs() / 8;
        let step = ROUND
            .into_iter()
            .find(|step| *step >= least)
            .unwrap_or(least);
        let first = now.since(self.end).as_secs() / step;
        let ago = (first..=first + 12).map(|count| Duration::from_secs(count * step));
        ago.map(|ago| (self.x(super::earlier(now, ago)), ago))
            .filter(|(x, ago)| self.area.x_range().contains(*x) && !ago.is_zero())
            .collect()
    }

    /// A block in a row, cut to what is seen; absent: it is not seen.
    pub(super) fn block(&self, row: Rect, from: Moment, to: Moment) -> Option<Rect> {
        let (left, right) = (self.x(from), self.x(to));
        let (left, right) = (left.max(self.area.left()), right.min(self.area.right()));
        let seen = right > self.area.left() && left < self.area.right() && right >= left;
        let right = right.max(left + 1.0);
        let (top, bottom) = (Pos2::new(left, row.top()), Pos2::new(right, row.bottom()));
        seen.then(|| Rect::from_min_max(top, bottom))
    }
}

#[cfg(test)]
mod tests {
    use egui::vec2;

    use super::*;

    #[test]
    fn moments_and_points_are_each_others_inverse() {
        let place = Rect::from_min_size(Pos2::ZERO, vec2(NAMES + 600.0, 100.0));
        let axis = Axis::new(place, Moment::from_secs(100), Duration::from_mins(1));
        assert_eq!(axis.start(), Moment::from_secs(40));
        for secs in [40, 41, 70, 100] {
            let x = axis.x(Moment::from_secs(secs));
            assert!((x - NAMES - (secs - 40) as f32 * 10.0).abs() < 0.01, "{x}");
            assert_eq!((axis.moment(x).as_millis() + 50) / 100, secs * 10);
        }
        let whole = axis
            .block(place, Moment::ZERO, Moment::from_secs(50))
            .unwrap();
        assert!((whole.width() - 100.0).abs() < 0.01);
        assert_eq!(axis.block(place, Moment::ZERO, Moment::from_secs(39)), None);
        let ticks = axis.ticks(Moment::from_secs(100));
        assert_eq!(ticks.len(), 6, "{ticks:?}");
        assert_eq!(ticks[0].1, Duration::from_secs(10));
        assert!((ticks[0].0 - NAMES - 500.0).abs() < 0.01, "{ticks:?}");
    }
}
