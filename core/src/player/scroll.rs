//! How something moves without judder: every step is a whole number of pixels at every refresh, or
//! one pixel at every so many refreshes. Nothing in between exists, so no step differs from another.

/// A speed that the refresh rate can show evenly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scroll {
    /// Pixels a step; more than one only if a step is one refresh.
    pixels: u32,
    /// Refreshes a step; more than one only if a step is one pixel.
    ticks: u32,
}

impl Scroll {
    /// The even speed whose ratio to `wish` pixels a second is nearest to one.
    /// What is no positive number becomes the slowest speed there is.
    pub fn nearest(wish: f32, hz: u32) -> Self {
        let ratio = f64::from(wish) / f64::from(hz.max(1));
        let fast = ratio >= 1.0;
        let steps = if fast { ratio } else { 1.0 / ratio };
        let steps = if steps.is_finite() {
            steps.clamp(1.0, f64::from(u32::MAX - 1))
        } else {
            f64::from(u32::MAX - 1)
        };
        let low = steps.floor();
        // Of two neighbours n and n + 1 the nearer by ratio is found by comparing s/n with (n+1)/s.
        let chosen = if steps * steps <= low * (low + 1.0) {
            low
        } else {
            low + 1.0
        };
        let chosen = chosen as u32;
        if fast {
            Self {
                pixels: chosen,
                ticks: 1,
            }
        } else {
            Self {
                pixels: 1,
                ticks: chosen,
            }
        }
    }

    /// Pixels moved in `ticks` refreshes.
    pub fn pixels(self, ticks: u64) -> u64 {
        (ticks / u64::from(self.ticks)).saturating_mul(u64::from(self.pixels))
    }

    /// Pixels a second.
    pub fn speed(self, hz: u32) -> f32 {
        (f64::from(self.pixels) * f64::from(hz) / f64::from(self.ticks)) as f32
    }
}

/// The speed in pixels a second that is really shown for a `wish`, at `hz` refreshes a second.
pub fn effective_speed(wish: f32, hz: u32) -> f32 {
    Scroll::nearest(wish, hz).speed(hz)
}
