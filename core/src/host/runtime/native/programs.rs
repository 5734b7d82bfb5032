//! The six bundled programs. Each is a picture of its settings and the time; only `picture` and `monitor`
//! read files, in one small file each.

mod clock;
mod fonts;
mod generative;
mod monitor;
mod paint;
mod palette;
mod picture;
mod rng;
mod settings;
mod test_pattern;
mod text;

use super::Programs;

/// The bundled programs by the names their manifests use.
pub fn programs() -> Programs {
    Programs::default()
        .with("clock", || Box::new(clock::Clock::default()))
        .with("text", || Box::new(text::Text::default()))
        .with("picture", || Box::new(picture::Picture::default()))
        .with("monitor", || Box::new(monitor::Monitor::default()))
        .with("generative", || Box::new(generative::Generative::default()))
        .with("test-pattern", || {
            Box::new(test_pattern::TestPattern::default())
        })
}

#[cfg(test)]
mod tests;
