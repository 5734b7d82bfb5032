//! Pictures into files: the recorder's formats, with errors for people.

use std::path::Path;

use lumarium_sim::look::{Look, Style};
use lumarium_sim::recorder::{Format, RecordError, Reel};

use crate::error::CliError;

/// The format by the file's name.
pub(super) fn format_of(path: &Path) -> Result<Format, CliError> {
    let name = path.file_name().map(|name| name.to_string_lossy());
    Format::of_name(&name.unwrap_or_default()).ok_or_else(|| {
        let shown = path.display().to_string();
        CliError::wrong_use(
            format!("no picture format ends like {shown:?}"),
            "use .png, .gif, .webp, .apng or .strip.png",
        )
    })
}

/// Writes a reel in the format of the file's name; with a pitch as its LEDs look.
pub(super) fn save(path: &Path, reel: &Reel, pitch: Option<u32>) -> Result<(), CliError> {
    let look = pitch.map(|pitch| Look::new(Style::Dots, pitch)).transpose();
    let look = look.map_err(|error| CliError::wrong_use(error.to_string(), "use --look 8"))?;
    let bytes = reel
        .encode(format_of(path)?, look.as_ref())
        .map_err(not_made)?;
    std::fs::write(path, bytes).map_err(|error| {
        CliError::failed(
            format!("writing the picture failed: {error}: {}", path.display()),
            "check the folder, and the room on the disk",
        )
    })
}

/// Why frames are no reel.
#[expect(
    clippy::needless_pass_by_value,
    reason = "given to map_err, which hands the error over"
)]
pub(super) fn not_made(error: RecordError) -> CliError {
    CliError::failed(
        format!("there is no picture to write: {error}"),
        "play for longer, or switch a plugin on",
    )
}
