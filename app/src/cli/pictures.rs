//! Frames into files, by the file's ending.

use std::path::Path;

use lumarium_sim::look::{Look, Style};
use lumarium_sim::recorder::{Format, RecordError, Reel};

use crate::cli::CliError;
use crate::cli::error::file_failed;

/// The format by the file's name.
pub(super) fn format_of(path: &Path) -> Result<Format, CliError> {
    let name = path.file_name().map(|name| name.to_string_lossy());
    name.and_then(|name| Format::of_name(&name)).ok_or_else(|| {
        CliError::wrong_use(
            format!("no picture format ends like {}", path.display()),
            "use .png, .gif, .webp, .apng or .strip.png",
        )
    })
}

/// Writes a reel; with a pitch as its LEDs look, that many pixels apart.
pub(super) fn save(path: &Path, reel: &Reel, pitch: Option<u32>) -> Result<(), CliError> {
    let look = pitch
        .map(|pitch| Look::new(Style::Dots, pitch))
        .transpose()
        .map_err(|error| unwritable(path, &RecordError::from(error)))?;
    let bytes = reel
        .encode(format_of(path)?, look.as_ref())
        .map_err(|error| unwritable(path, &error))?;
    std::fs::write(path, bytes).map_err(|error| file_failed("writing the picture", path, &error))
}

/// A recording that cannot be made.
pub(super) fn unwritable(path: &Path, error: &RecordError) -> CliError {
    CliError::Failed {
        what: format!("the picture cannot be made: {error}: {}", path.display()),
        hint: Some("use fewer or smaller frames, or another format".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ending_names_the_format() {
        let check = |name: &str, format| assert_eq!(format_of(Path::new(name)).ok(), format);
        check("a.STRIP.png", Some(Format::Strip));
        check("dir.gif/a.webp", Some(Format::Webp));
        check("a.jpg", None);
        check("..", None);
    }
}
