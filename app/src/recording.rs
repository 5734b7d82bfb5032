//! A span of the film into a file: for errands, since it takes a while.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use lumarium_core::frame::Size;
use lumarium_core::host::files::{Mode, write_atomic};
use lumarium_core::host::vfs::Disk;
use lumarium_core::limits;
use lumarium_core::time::Moment;
use lumarium_sim::film::Film;
use lumarium_sim::look::{Look, Style};
use lumarium_sim::recorder::{Format, Reel};

/// What is to be written where.
#[derive(Clone, Debug)]
pub struct Job {
    /// What was shown.
    pub film: Film,
    /// From when.
    pub from: Moment,
    /// Until when.
    pub to: Moment,
    /// As what.
    pub format: Format,
    /// Pixels for each LED, drawn as LEDs; absent: one pixel each, exact colours.
    pub pitch: Option<u32>,
    /// The file. Its folder is made if needed; a file that is there stays.
    pub path: PathBuf,
}

impl Job {
    /// Writes it; an error is a text for people. `told` hears what part is done, 0 to 1.
    pub fn write(self, told: &dyn Fn(f32)) -> Result<PathBuf, String> {
        if self.path.exists() {
            let shown = self.path.display();
            return Err(format!(
                "there is a file {shown} already; choose another name"
            ));
        }
        let look = self
            .pitch
            .map(|pitch| Look::new(Style::Dots, pitch))
            .transpose();
        let look = look.map_err(|error| error.to_string())?;
        let bytes = self
            .reel()?
            .encode_and_tell(self.format, look.as_ref(), told)
            .map_err(|error| error.to_string())?;
        if let Some(folder) = self.path.parent() {
            std::fs::create_dir_all(folder).map_err(|error| {
                let shown = folder.display();
                format!("making the folder {shown} failed: {error}; choose another place")
            })?;
        }
        write_atomic(&Disk, &self.path, &bytes, Mode::Kept)
            .map_err(|error| format!("{error}; check the folder, and the room on the disk"))?;
        Ok(self.path)
    }

    fn reel(&self) -> Result<Reel, String> {
        let size = self.film.clip(self.to, self.to, 1);
        let size = size
            .first()
            .map_or(Size::new(1, 1), |(_, frame)| frame.size());
        let side = self.pitch.unwrap_or(1) as usize;
        let painted = size.area().saturating_mul(side * side).max(1);
        let most = limits::RECORD_FRAMES_MAX
            .min(limits::RECORD_PIXELS_MAX / size.area().max(1))
            .min(limits::RECORD_PAINTED_MAX / painted)
            .max(1);
        let clip = self.film.clip(self.from, self.to, most);
        let ends: Vec<Moment> = clip.iter().skip(1).map(|(at, _)| *at).collect();
        let ends = ends.into_iter().chain([self.to]);
        let frames = clip
            .into_iter()
            .zip(ends)
            .map(|((at, frame), end)| (Arc::new(frame), end.since(at.max(self.from))));
        // A picture of no length at all stays as long as a file can say.
        let frames = frames.map(|(frame, stay)| (frame, stay.max(Duration::from_millis(1))));
        Reel::new(frames.collect()).map_err(|error| error.to_string())
    }
}
