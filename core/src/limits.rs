//! Every maximum and time-out of the product, with its reason. Nothing else invents a bound.

use std::time::Duration;

mod brought;
mod worker;

pub use brought::*;
pub use worker::{
    PROC_FILE_MAX, WORKER_FILE_SIZE, WORKER_FILES, WORKER_LOOK_BUSY, WORKER_LOOK_IDLE,
    WORKER_MEMORY_MB, WORKER_MEMORY_MB_MAX, WORKER_MEMORY_MB_MIN, WORKER_NICE, WORKER_OOM_SCORE,
    WORKER_PROCESSES, WORKER_PROCESSES_SEEN,
};

/// The longest side of a canvas in pixels: 12 chained panels of 64, with room for a wall of them.
pub const CANVAS_SIDE_MAX: u32 = 2_048;
/// Frames of one clip: Pixlet stops at 15 s of 50 ms frames, longer GIFs are cut.
pub const CLIP_FRAMES_MAX: usize = 2_000;
/// Pixels of all frames of one content together: 16 Mi pixels are 48 MiB.
pub const CONTENT_PIXELS_MAX: usize = 16 * 1024 * 1024;
/// The shortest delay of a clip's frame: browsers use the same floor for GIFs, 20 ms, we allow 100 Hz.
pub const CLIP_DELAY_MIN: Duration = Duration::from_millis(10);
/// The longest delay of a clip's frame.
pub const CLIP_DELAY_MAX: Duration = Duration::from_hours(1);
/// Scroll speed in pixels a second: faster cannot be read.
pub const SCROLL_SPEED_MAX: f32 = 2_000.0;

/// Plugins in one root: a thousand are tested for speed, a hundred thousand for survival.
pub const PLUGINS_MAX: usize = 100_000;
/// Screens of one plugin.
pub const SCREENS_MAX: usize = 64;
/// Plugins loaded at once: each is a thread or a process.
pub const RUNS_MAX: usize = 256;
/// Native threads that did not end when told to, in all; beyond it no new run of such a plugin starts.
pub const ZOMBIES_MAX: usize = 32;
/// Native threads of one plugin that did not end when told to.
pub const ZOMBIES_PER_PLUGIN_MAX: usize = 2;

/// Transitions kept per plugin.
pub const TRANSITIONS_MAX: usize = 64;
/// Errors kept per plugin.
pub const ERRORS_MAX: usize = 16;
/// Log lines kept per plugin.
pub const LOG_LINES_MAX: usize = 100;
/// Bytes of one text that a plugin gives (error, log line); longer ones are cut.
pub const PLUGIN_TEXT_MAX: usize = 2_000;
/// Log lines a plugin may write a second; further ones are counted, not kept.
pub const LOG_LINES_PER_SECOND_MAX: u32 = 50;
/// Entries of the journal: a day of ordinary events.
pub const JOURNAL_MAX: usize = 4_096;
/// Threads of this process that are measured: every run, every zombie and ours, with room.
pub const THREADS_SHOWN_MAX: usize = 512;
/// Mailboxes of runs that are measured: two runs of each of a hundred plugins, with room.
pub const MAILBOXES_SHOWN_MAX: usize = 256;
/// Notices shown at once.
pub const NOTICES_MAX: usize = 64;

/// Events waiting for the engine: a burst of every plugin's reports, four times over.
pub const ENGINE_QUEUE: usize = 1_024;
/// Events the engine takes before it publishes a snapshot.
pub const ENGINE_BATCH: usize = 256;
/// How often the engine lets consequences of one event happen before it goes on: the longest chain
/// (stop, start, refuse, show another) has six links.
pub const SETTLE_ROUNDS_MAX: usize = 16;
/// Writes waiting for the store.
pub const STORE_QUEUE: usize = 256;
/// Calls waiting for one worker: configure, enable, restore, one update, one draw, disable, stop.
pub const WORKER_MAILBOX: usize = 8;
/// Bytes on their way to a worker process that does not take them: two of the longest messages.
pub const WORKER_UNSENT_MAX: usize = 2 * 1024 * 1024 + 64;
/// Lines of a worker's log kept until its thread passes them on: more are counted.
pub const WORKER_LINES_MAX: usize = 64;
/// Reads of 16 KiB from one worker before its thread looks round: the largest strip takes four rounds.
pub const WORKER_READS_AT_ONCE: usize = 512;
/// Reads of 16 KiB from the log of a worker that has ended: a full pipe and a little.
pub const WORKER_LAST_READS: usize = 8;
/// Requests under way with one worker: the mailbox, one picture, and room; the worker's own bound is 64.
pub const WORKER_REQUESTS_MAX: usize = 32;
/// Pixels of all scrolling pictures that a worker keeps with us at once: 32 MiB of them, thrice.
pub const WORKER_STRIPS_PIXELS_MAX: usize = 32 * 1024 * 1024;
/// Scrolling pictures that a worker keeps with us at once: a ticker of every plugin has some dozens.
pub const WORKER_STRIPS_MAX: usize = 64;
/// Messages a second that a worker sends without having been asked (strips, settings to be kept, and so on):
/// a plugin that saves with each picture sends 125, and whoever sends more than this is ended.
pub const WORKER_NEWS_PER_SECOND_MAX: u32 = 1_000;
/// Words about a worker's isolation.
pub const ISOLATION_WORDS_MAX: usize = 32;
/// Lines of a traceback that come into the plugin's log: the end says most.
pub const TRACEBACK_LINES_MAX: usize = 30;
/// Addresses a worker may use: numpy and PIL reserve some 400 MiB without using them.
pub const WORKER_ADDRESS_SPACE: u64 = 1024 * 1024 * 1024;
/// A worker that has said that the network is away is believed for so long: it says it every 5 s.
pub const OFFLINE_COUNTS: Duration = Duration::from_secs(10);
/// How often the engine is given a live picture, to be shown when its run ends.
pub const GLIMPSE: Duration = Duration::from_secs(1);
/// Files of a plugin's own folder that are given to the user it runs as, at one start.
pub const PLUGIN_DATA_FILES_MAX: usize = 10_000;
/// How often a plugin whose packages are being installed says that it waits.
pub const PACKAGES_LOOK: Duration = Duration::from_secs(1);
/// How long the news of a worker's end is waited for, to say how it ended.
pub const WORKER_END_WAIT: Duration = Duration::from_millis(500);
/// A template must have started by then: it imports what plugins share, from a cold SD card.
pub const TEMPLATE_TIMEOUT: Duration = Duration::from_secs(25);
/// A template must have forked by then.
pub const FORK_TIMEOUT: Duration = Duration::from_secs(5);
/// How often a plugin that scrolls by hand is asked for a picture: LEDMatrix's loop for such plugins.
pub const LIVE_BY_HAND: Duration = Duration::from_millis(8);
/// Scenes and settings waiting for the player.
pub const PLAYER_QUEUE: usize = 64;
/// Clients of the control socket.
pub const CONTROL_CLIENTS_MAX: usize = 32;
/// Bytes of one line on the control socket.
pub const CONTROL_LINE_MAX: usize = 4 * 1024 * 1024;
/// Bytes of one answer that a client of the control socket takes: a snapshot of a thousand plugins
/// with long histories has some 20 MB.
pub const CONTROL_ANSWER_MAX: usize = 64 * 1024 * 1024;
/// Bytes of a socket's path: `sun_path` has 108 with its end.
pub const CONTROL_PATH_MAX: usize = 107;
/// A command must have been answered by then: an fsync on a tired SD card can take seconds.
pub const CONTROL_ANSWER_TIMEOUT: Duration = Duration::from_secs(30);
/// How long a client waits longer than that before it gives the owner up.
pub const CONTROL_CLIENT_PATIENCE: Duration = Duration::from_secs(5);
/// When the host ends, answers under way may still be written for this long.
pub const CONTROL_GRACE: Duration = Duration::from_millis(300);

/// A plugin must have loaded by then.
pub const LOAD_TIMEOUT: Duration = Duration::from_secs(10);
/// A plugin must have answered configure, enable or restore by then.
pub const CONFIGURE_TIMEOUT: Duration = Duration::from_secs(5);
/// A plugin in a process of its own must have loaded by then: a cold Python on an SD card takes its time.
pub const PROCESS_LOAD_TIMEOUT: Duration = Duration::from_secs(40);
/// A plugin that loads keeps those behind it waiting for so long at most: the largest imports take half of it.
pub const LOADING_PATIENCE: Duration = Duration::from_secs(1);
/// A plugin in a process of its own that has drawn once must have drawn again by then.
pub const DRAW_AGAIN_TIMEOUT: Duration = Duration::from_secs(1);
/// How often a plugin of LEDMatrix that says nothing fetches data: LEDMatrix's own default.
pub const UPDATE_INTERVAL_PYTHON: Duration = Duration::from_mins(1);
/// A plugin's changes of its own settings are written at most this often.
pub const KEEP_INTERVAL: Duration = Duration::from_secs(10);
/// The longest a screen of dynamic length stays, where the configuration does not say: LEDMatrix's default.
pub const DYNAMIC_DURATION_MAX: Duration = Duration::from_mins(3);
/// A screen that has shown everything stays so much longer than its least time: LEDMatrix's grace.
pub const DYNAMIC_DURATION_GRACE: Duration = Duration::from_millis(500);
/// `update` must have returned by then (LEDMatrix: 30 s).
pub const UPDATE_TIMEOUT: Duration = Duration::from_secs(30);
/// `draw` must have returned by then.
pub const DRAW_TIMEOUT: Duration = Duration::from_secs(5);
/// A live plugin must have given a new frame by then.
pub const LIVE_TIMEOUT: Duration = Duration::from_secs(2);
/// A plugin told to stop is given up after this.
pub const STOP_TIMEOUT: Duration = Duration::from_secs(2);
/// Seconds that people can give a call of a plugin.
pub const DEADLINE_SECS_MAX: u32 = 600;
/// The shortest time between two frames of a live plugin: no panel is refreshed faster.
pub const LIVE_PACE_MIN: Duration = Duration::from_millis(1);
/// The longest time between two frames of a live plugin; a slower one would draw stills.
pub const LIVE_PACE_MAX: Duration = Duration::from_hours(1);
/// Frames a live run reuses: one in the slot, two with the player, one being drawn.
pub const LIVE_FRAMES: usize = 4;

/// Update interval where nobody says one (LEDMatrix: 60 s).
pub const UPDATE_INTERVAL_DEFAULT: Duration = Duration::from_mins(1);
/// The shortest update interval.
pub const UPDATE_INTERVAL_MIN: Duration = Duration::from_secs(1);
/// The longest update interval: data older than a day is not worth keeping a plugin for.
pub const UPDATE_INTERVAL_MAX: Duration = Duration::from_hours(24);
/// The shortest wait before a failed call is repeated.
pub const RETRY_MIN: Duration = Duration::from_secs(1);
/// The longest back-off.
pub const RETRY_MAX: Duration = Duration::from_mins(5);
/// The shortest time between two draws of one screen, unless it is live.
pub const REDRAW_MIN: Duration = Duration::from_millis(20);

/// How long a screen stays where nobody says (LEDMatrix: 15 s).
pub const SCREEN_DURATION_DEFAULT: Duration = Duration::from_secs(15);
/// The shortest stay of a screen.
pub const SCREEN_DURATION_MIN: Duration = Duration::from_secs(1);
/// The longest stay of a screen.
pub const SCREEN_DURATION_MAX: Duration = Duration::from_hours(24);
/// How long the director waits for a screen's first content before it goes on.
pub const SCREEN_WAIT_MAX: Duration = Duration::from_secs(6);
/// How often the present screen is written down: ten minutes cost an SD card 144 writes a day.
pub const POSITION_INTERVAL: Duration = Duration::from_mins(10);
/// How often the director looks again when no screen had content.
pub const IDLE_WAIT: Duration = Duration::from_secs(1);

/// Bytes of a manifest.
pub const MANIFEST_BYTES_MAX: u64 = 256 * 1024;
/// Levels of nesting in a manifest: real ones have 5; deeper ones are an attack.
pub const MANIFEST_DEPTH_MAX: usize = 32;
/// Bytes of a screen's name: it stands in lists and in the file of durations.
pub const SCREEN_NAME_LEN_MAX: usize = 128;
/// Capabilities of one plugin.
pub const CAPABILITIES_MAX: usize = 32;
/// Actions of one plugin; most real ones have none, one has seven.
pub const ACTIONS_MAX: usize = 32;
/// Bytes that people can give to an action.
pub const ACTION_INPUT_MAX: usize = 64 * 1024;
/// Actions that run at the same time.
pub const ACTIONS_AT_ONCE: usize = 4;
/// An action must have ended by then, its process included. LEDMatrix gives it two minutes.
pub const ACTION_TIMEOUT: Duration = Duration::from_secs(140);
/// Plugins that one plugin may need.
pub const REQUIREMENTS_MAX: usize = 128;
/// Problems told about one manifest: nobody reads more.
pub const PROBLEMS_MAX: usize = 50;
/// Bytes of all files of one plugin that are hashed; a larger folder has no content hash.
pub const HASH_BYTES_MAX: u64 = 256 * 1024 * 1024;
/// Files of one plugin that are hashed; a folder with more has no content hash.
pub const HASH_FILES_MAX: usize = 10_000;
/// Levels of folders of one plugin that are hashed.
pub const HASH_DEPTH_MAX: usize = 16;
/// Bytes of a `config_schema.json` (the largest in the wild has 147 KB).
pub const SCHEMA_BYTES_MAX: u64 = 1024 * 1024;
/// Levels of a `config_schema.json` that are read; what lies deeper has no defaults.
pub const SCHEMA_DEPTH_MAX: usize = 64;
/// Nodes of a `config_schema.json` that are read (the largest in the wild has about 3,000).
pub const SCHEMA_NODES_MAX: usize = 20_000;
/// Plugins that are off and whose `config_schema.json` is kept read, because somebody looked at their settings.
pub const SCHEMAS_LOOKED_AT_MAX: usize = 32;
/// Problems of one plugin's settings that are listed.
pub const SETTINGS_PROBLEMS_MAX: usize = 32;
/// Fields of one form (the largest in the wild has about 500); further settings are kept and not shown.
pub const FORM_FIELDS_MAX: usize = 10_000;
/// Levels of a form (real ones have 7); what lies deeper is one field of JSON.
pub const FORM_DEPTH_MAX: usize = 24;
/// Parts of a condition on one field.
pub const FORM_CONDITION_MAX: usize = 200;
/// Values to choose from in one field: all time zones, twice over.
pub const FORM_OPTIONS_MAX: usize = 1_500;
/// Shapes that one setting may have.
pub const FORM_SHAPES_MAX: usize = 8;
/// Suggestions for one text.
pub const FORM_EXAMPLES_MAX: usize = 20;
/// Columns of a table that names none.
pub const FORM_COLUMNS: usize = 5;
/// Files of one field that names no number.
pub const FORM_FILES_MAX: usize = 50;
/// Characters that a setting may have and still be one line.
pub const FORM_LINE_MAX: usize = 1_000;
/// Bytes of a pattern (`pattern`) that is read.
pub const FORM_PATTERN_MAX: usize = 1_000;
/// Bytes that one pattern may take when it is ready: repetitions of repetitions grow fast.
pub const FORM_PATTERN_BYTES_MAX: usize = 256 * 1024;
/// Bytes of a text that is compared with a pattern.
pub const FORM_PATTERN_TEXT_MAX: usize = 10_000;
/// Characters of a value in the words of a change.
pub const FORM_WORDS_MAX: usize = 60;
/// Bytes of config.json or `config_secrets.json`.
pub const CONFIG_BYTES_MAX: u64 = 8 * 1024 * 1024;
/// Bytes of the state a plugin saves over a reload.
pub const SAVED_STATE_BYTES_MAX: usize = 1024 * 1024;
/// Bytes of a picture file that the picture plugin opens.
pub const PICTURE_BYTES_MAX: u64 = 32 * 1024 * 1024;
/// The longest side of a picture that is opened: photographs of 50 megapixels, no bombs.
pub const PICTURE_SIDE_MAX: u32 = 8_192;
/// Bytes that unpacking one picture may take: 32 megapixels in RGBA.
pub const PICTURE_MEMORY_MAX: u64 = 128 * 1024 * 1024;
/// Pixels of all frames of a film that are unpacked; the rest is cut, so that a draw ends in time.
pub const PICTURE_CLIP_PIXELS_MAX: u64 = 128 * 1024 * 1024;
/// Copies of the configuration kept.
pub const CONFIG_HISTORY_MAX: usize = 50;

/// Changes of files are collected this long before a reload.
pub const WATCH_DEBOUNCE: Duration = Duration::from_millis(80);
/// Files looked at in the folder of one plugin under development.
pub const WATCH_FILES_MAX: usize = 10_000;

/// Panels fed by one player: the window's simulator, a recorder, and a few real ones.
pub const PANELS_MAX: usize = 8;
/// The first wait before a lost panel is tried again.
pub const PANEL_RETRY_MIN: Duration = Duration::from_millis(250);
/// The longest wait before a lost panel is tried again: somebody who plugs it in stands before it.
pub const PANEL_RETRY_MAX: Duration = Duration::from_secs(10);
/// A panel gets an unchanged picture again after this: many a receiver goes dark without.
pub const PANEL_KEEP_ALIVE: Duration = Duration::from_secs(1);

/// Frames a second the player may be asked for.
pub const REFRESH_HZ_MAX: u32 = 1_000;

/// Damaged originals kept beside one file: each is one accident, and people look at the newest few.
pub const DAMAGED_COPIES_MAX: u32 = 100;
/// Operations listed in the record: months of a person's changes.
pub const OPERATIONS_MAX: usize = 1_000;
/// Bytes of the record: a hundred thousand plugins of 300 bytes, twice over.
pub const RECORD_BYTES_MAX: u64 = 64 * 1024 * 1024;
/// Uninstalled plugins kept in the trash; older ones are removed for good.
pub const TRASH_MAX: usize = 30;
/// Changes of files waiting for the watcher; beyond it they are added up.
pub const WATCH_QUEUE: usize = 1_024;
/// Edits in one write: an import of the largest configuration, key by key.
pub const EDITS_MAX: usize = 4_096;
/// Settings named in the journal's line about one command.
pub const EDITS_NAMED_MAX: usize = 8;
/// Pixels of a picture for one LED along a side: larger than any screen zooms.
pub const LOOK_PITCH_MAX: u32 = 64;
/// Pixels of one picture with a look, or of one strip of frames: 16 Mi pixels are 64 MiB.
pub const LOOK_PIXELS_MAX: usize = 16 * 1024 * 1024;
/// Frames of one recording: 20 s at 100 Hz; of longer ones the oldest go.
pub const RECORD_FRAMES_MAX: usize = 2_000;
/// Pixels of all frames of one recording together: 32 Mi pixels are 96 MiB.
pub const RECORD_PIXELS_MAX: usize = 32 * 1024 * 1024;
/// Pixels that a recording of LEDs paints in all: 16 s of 128x32 LEDs at 8 pixels and 16 Hz take some seconds.
pub const RECORD_PAINTED_MAX: usize = 64 * 1024 * 1024;
/// Canvases on which one plugin is previewed at once: each is a run.
pub const PREVIEWS_MAX: usize = 4;
/// LEDs of a canvas that a person types for a preview: four 256x128 panels.
pub const PREVIEW_LEDS_MAX: usize = 128 * 1024;
/// Frames a second of previews: four of them share one thread with nothing else on it.
pub const PREVIEW_HZ: u32 = 30;
/// Orders and reports waiting for the previews.
pub const PREVIEW_QUEUE: usize = 64;
/// How long previews wait at most before they look whether they have ended.
pub const PREVIEW_LOOK: Duration = Duration::from_secs(1);
/// When a preview whose draw failed is drawn again.
pub const PREVIEW_RETRY: Duration = Duration::from_secs(5);
/// How far back the film of the window goes.
pub const FILM_LENGTH: Duration = Duration::from_mins(1);
/// Bytes of the film: a minute of scrolling text on 128x32 takes about 10 MiB; noise goes back less far.
pub const FILM_BYTES_MAX: usize = 24 * 1024 * 1024;
/// Pictures between two whole ones in the film: so many at most are unpacked to look at one.
pub const FILM_WHOLE_EVERY: usize = 32;
/// Pictures on their way from the player to the film: a third of a second at 100 Hz.
pub const FILM_QUEUE: usize = 32;
/// An interpreter must have said by then what it is: importing numpy from a cold SD card takes 5 s.
pub const INTERPRETER_TIMEOUT: Duration = Duration::from_secs(20);
/// Interpreters on `PATH` that are asked: one for each series of Python, with room.
pub const INTERPRETERS_ASKED_MAX: usize = 12;
/// Bytes that are kept of what an interpreter says when asked.
pub const INTERPRETER_ANSWER_MAX: usize = 64 * 1024;
/// Versions of our Python package kept beside the present one: another process may run one of them.
pub const PYTHON_PACKAGES_KEPT: usize = 2;
/// How long the output of a process that has ended may still be on its way.
pub const CHILD_PIPE_GRACE: Duration = Duration::from_secs(1);
/// A process that draws screens once must have ended by then; each screen has its own, shorter time before.
pub const DRAWING_TIMEOUT: Duration = Duration::from_mins(20);
/// Bytes that are kept of what such a process says.
pub const DRAWING_LOG_MAX: usize = 64 * 1024;
/// Bytes of its report: 64 screens with the longest errors, several times over.
pub const DRAWING_REPORT_MAX: u64 = 4 * 1024 * 1024;
/// Lines of its log that are shown when it has died.
pub const DRAWING_LINES_SHOWN: usize = 12;
/// Sizes that are checked at once: each is an interpreter of some 60 MiB.
pub const CHECKS_AT_ONCE_MAX: usize = 4;
/// Bytes of the name of a Python package.
pub const PACKAGE_NAME_MAX: usize = 128;
/// How deep extras of packages that ask for extras are followed.
pub const EXTRAS_DEPTH_MAX: usize = 4;
