//! Bounds of what is brought from elsewhere: packages, repositories, packs, imported folders.

use std::time::Duration;

use super::RUNS_MAX;

/// Bytes of one `requirements.txt` (the largest in the wild has 1 KB).
pub const REQUIREMENTS_BYTES_MAX: u64 = 256 * 1024;
/// Lines of all requirement files of one plugin that are read.
pub const REQUIREMENTS_LINES_MAX: usize = 1_000;
/// Requirement files of one plugin, one naming the next.
pub const REQUIREMENTS_FILES_MAX: usize = 8;
/// Lines of requirement files that are told as left out.
pub const REQUIREMENTS_LEFT_OUT_MAX: usize = 20;
/// Python must have told what it has by then: a Pi with a full SD card takes seconds.
pub const PROBE_TIMEOUT: Duration = Duration::from_secs(30);
/// Bytes of Python's answer about what it has: 20,000 packages.
pub const PROBE_BYTES_MAX: usize = 4 * 1024 * 1024;
/// An environment must have been built by then: a Pi takes minutes for large packages.
pub const ENVIRONMENT_BUILD_TIMEOUT: Duration = Duration::from_mins(20);
/// Lines of one build's log that are kept.
pub const ENVIRONMENT_LOG_LINES_MAX: usize = 200;
/// Bytes of one line of a build's log; longer ones are cut.
pub const ENVIRONMENT_LINE_MAX: usize = 500;
/// Lines on their way from a build to its log.
pub const ENVIRONMENT_LINES_QUEUE: usize = 64;
/// Plugins whose packages are looked after at once: four for every run.
pub const ENVIRONMENT_PLUGINS_MAX: usize = 4 * RUNS_MAX;
/// Environments kept on disk; beyond it those that were not used for longest go, if nobody uses them now.
pub const ENVIRONMENTS_MAX: usize = 64;
/// The first wait before packages that could not be had are tried again.
pub const ENVIRONMENT_RETRY_MIN: Duration = Duration::from_secs(30);
/// The longest wait before packages that could not be had are tried again.
pub const ENVIRONMENT_RETRY_MAX: Duration = Duration::from_hours(1);
/// Bytes that one fetch from a repository may bring: all of LEDMatrix has 200 MB, its fonts 8.
pub const FETCH_BYTES_MAX: u64 = 512 * 1024 * 1024;
/// Bytes of one question to a repository.
pub const FETCH_QUESTION_MAX: usize = 1024 * 1024;
/// A server must be reached by then.
pub const FETCH_CONNECT_TIMEOUT: Duration = Duration::from_secs(15);
/// A server must have begun to answer by then.
pub const FETCH_ANSWER_TIMEOUT: Duration = Duration::from_mins(1);
/// An answer must be whole by then: 200 MB over a slow line.
pub const FETCH_TIMEOUT: Duration = Duration::from_hours(1);
/// The longest that a plugin waits for our own fonts to be written where it looks for them.
pub const FONTS_WAIT: Duration = Duration::from_secs(3);
/// The first wait before a pack that could not be fetched is tried again.
pub const PACK_RETRY_MIN: Duration = Duration::from_mins(1);
/// The longest wait before a pack that could not be fetched is tried again.
pub const PACK_RETRY_MAX: Duration = Duration::from_hours(6);
/// Files in one pack.
pub const PACK_FILES_MAX: usize = 200;
/// Bytes of one file in a pack: the largest font of LEDMatrix has 1 MB.
pub const PACK_FILE_BYTES_MAX: u64 = 8 * 1024 * 1024;
/// Bytes of all files of a pack: LEDMatrix's fonts have 8.
pub const PACK_BYTES_MAX: u64 = 64 * 1024 * 1024;
/// Bytes of a file's name in a pack.
pub const PACK_NAME_MAX: usize = 100;
/// Files that one import copies: LEDMatrix with all logos has 8,000.
pub const IMPORT_FILES_MAX: u64 = 100_000;
/// Bytes that one import copies: LEDMatrix with all logos has 210 MB.
pub const IMPORT_BYTES_MAX: u64 = 4 * 1024 * 1024 * 1024;
/// Bytes of one file that is imported; it is in memory for a moment.
pub const IMPORT_FILE_BYTES_MAX: u64 = 64 * 1024 * 1024;
/// Levels of folders that are imported.
pub const IMPORT_DEPTH_MAX: usize = 16;
/// Things that one import puts in place one by one; whole folders are one.
pub const IMPORT_MOVES_MAX: usize = 20_000;
/// Lines of each list in the report of an import.
pub const IMPORT_LINES_MAX: usize = 1_000;
