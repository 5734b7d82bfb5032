//! What workers may take of the machine, and how their memory is looked at.

use std::time::Duration;

/// MiB that a worker and all it starts take at most, where nobody says: the hungriest of LEDMatrix's plugins
/// take some 120, and a Raspberry Pi has 1,024 for all.
pub const WORKER_MEMORY_MB: u32 = 256;
/// The least MiB that may be asked for: Python with Pillow takes some 30.
pub const WORKER_MEMORY_MB_MIN: u32 = 48;
/// The most MiB that may be asked for.
pub const WORKER_MEMORY_MB_MAX: u32 = 8_192;
/// How often the memory of a worker that has something to do is looked at.
pub const WORKER_LOOK_BUSY: Duration = Duration::from_secs(1);
/// How often the memory of an idle worker is looked at: it may have threads of its own.
pub const WORKER_LOOK_IDLE: Duration = Duration::from_secs(5);
/// Processes of one worker that are measured: it may have 64 at most, where that can be said.
pub const WORKER_PROCESSES_SEEN: usize = 256;
/// Bytes of one file under `/proc` that are read.
pub const PROC_FILE_MAX: u64 = 64 * 1024;
/// Bytes of one file that a worker writes.
pub const WORKER_FILE_SIZE: u64 = 64 * 1024 * 1024;
/// Open files of a worker.
pub const WORKER_FILES: u64 = 256;
/// Processes and threads of a worker.
pub const WORKER_PROCESSES: u64 = 64;
/// Added to a worker's badness when memory runs out: it goes before the host does.
pub const WORKER_OOM_SCORE: i32 = 500;
/// How much a worker waits for others, as built-in plugins do.
pub const WORKER_NICE: i32 = 10;
