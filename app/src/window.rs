//! The window: reads snapshots and frames, sends commands, waits for nothing and touches no file.
//! `app` is one frame; the areas are `top_bar`, `transport`, `plugins`, `details`, `strips` and `stage`; each
//! gets a `View` and gives nothing back but what it puts into the outbox.

pub mod action;
pub mod app;
pub mod bell;
pub mod brightness;
mod controls;
pub mod details;
pub mod dialog;
mod display;
pub mod drop;
pub mod inspector;
pub mod leave;
mod menu;
pub mod opener;
pub mod outbox;
pub mod pace;
pub mod page;
pub mod palette;
pub mod plugins;
pub mod prefs;
pub mod raster;
pub mod remembered;
pub mod repaint;
pub mod selection;
pub mod settings;
pub mod shot;
pub mod stage;
pub mod standing;
pub mod state;
pub mod store;
pub mod strips;
pub mod text;
pub mod theme;
pub mod timeline;
pub mod tools;
pub mod top_bar;
pub mod transport;
pub mod undo;
pub mod view;
pub mod widgets;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use jiff::tz::TimeZone;
use lumarium_core::host::handle::Handle;
use lumarium_core::id::PluginId;
use thiserror::Error;

use self::app::App;
use self::controls::Controls;
use self::page::{Page, Trail};
use self::prefs::Look;
use self::remembered::Remembered;
use self::repaint::Repaint;
use self::selection::Selection;
use self::shot::Ending;
use self::state::State;
use self::tools::Tools;
use crate::link::{FrameSource, Link};

/// The window when it is first seen, in points.
const SIZE: [f32; 2] = [1280.0, 800.0];
/// The smallest window, in points.
const SIZE_MIN: [f32; 2] = [800.0, 480.0];

/// How the window is opened.
#[derive(Default)]
pub struct WindowOptions {
    /// Where the picture is read, if not from the handle: what the simulated panel really shows.
    pub mirror: Option<Arc<dyn FrameSource>>,
    /// What else the window can reach.
    pub tools: Tools,
    /// What the window remembers from the last time.
    pub remembered: Remembered,
    /// Called once, when the first frame is on the stage.
    pub on_first_frame: Option<Box<dyn FnOnce() + Send>>,
    /// Writes a picture as PNG of what the window shows as soon as it shows something, and opens none: it
    /// needs no display.
    pub screenshot: Option<PathBuf>,
    /// Writes names, values and places of all controls into this file whenever they change.
    pub controls: Option<PathBuf>,
    /// Closes the window after this time.
    pub exit_after: Option<Duration>,
    /// The size of the window in points; absent: 1280 by 800.
    pub size: Option<[f32; 2]>,
    /// What is shown at first, instead of what was left.
    pub begin: Begin,
}

/// What a window shows at first, instead of what was left: for pictures.
#[derive(Clone, Debug, Default)]
pub struct Begin {
    /// The page.
    pub page: Option<Page>,
    /// The colours.
    pub look: Option<Look>,
    /// The plugin whose details are open.
    pub plugin: Option<PluginId>,
}

/// There is no window.
#[derive(Debug, Error)]
pub enum WindowError {
    /// No window system runs here.
    #[error(
        "there is no display to open a window on: neither WAYLAND_DISPLAY nor DISPLAY is set; \
         use `lumarium run --terminal` to play in the terminal, or `lumarium run` to play on a panel"
    )]
    NoDisplay,
    /// A library that is loaded at run time is not there.
    #[error(
        "the window needs libraries that are not installed ({reason}); \
         on Debian and Ubuntu: apt-get install {}",
        display::PACKAGES
    )]
    Libraries {
        /// Which, or what was said.
        reason: String,
    },
    /// The window system or OpenGL refused.
    #[error(
        "the window could not be opened: {reason}; if OpenGL or X11 libraries are missing, \
         on Debian and Ubuntu: apt-get install {}",
        display::PACKAGES
    )]
    System {
        /// What was said.
        reason: String,
    },
    /// The picture of the window was not made.
    #[error("no picture of the window in {path}: {reason}")]
    Screenshot {
        /// Where it should be.
        path: PathBuf,
        /// Why.
        reason: String,
    },
}

/// Opens the window and stays until it is closed. Must be called on the main thread.
pub fn run(handle: Handle, options: WindowOptions) -> Result<(), WindowError> {
    run_on(Arc::new(handle), options)
}

/// The same for any link.
pub fn run_on(link: Arc<dyn Link>, options: WindowOptions) -> Result<(), WindowError> {
    if options.screenshot.is_none() {
        display::check()?;
    }
    let tools = options.tools;
    let mut app = App::new(link, options.mirror, TimeZone::system())
        .with_tools(tools.clone())
        .as_left(options.remembered);
    let unwritten = app.unwritten();
    begin(app.state_mut(), options.begin);
    let size = options.size.unwrap_or(SIZE);
    if let Some(path) = &options.screenshot {
        let first = options.on_first_frame;
        return shot::write(shot::take(&mut app, size, options.exit_after, first), path);
    }
    let shell = Shell {
        app,
        frames: 0,
        on_first_frame: options.on_first_frame,
        ending: Ending::new(options.exit_after),
    };
    let controls = options.controls;
    let controls = controls.map(|path| Controls::new(path, tools.errands.clone()));
    open(shell, size, controls)?;
    if let Some(root) = &tools.root {
        remembered::finish(root, &tools.errands, &unwritten);
    }
    Ok(())
}

fn begin(state: &mut State, begin: Begin) {
    if let Some(page) = begin.page {
        state.trail = Trail::default();
        state.trail.go(page);
    }
    if let Some(look) = begin.look {
        state.prefs.look = look;
    }
    if let Some(plugin) = begin.plugin {
        state.selection = Selection::Plugin(plugin);
        state.details_open = true;
    }
}

fn open(shell: Shell, size: [f32; 2], controls: Option<Controls>) -> Result<(), WindowError> {
    let native = native_options(size);
    // Below eframe, a library that is missing can end in a panic: it becomes a sentence here.
    let opened = catch_unwind(AssertUnwindSafe(|| {
        let begin = |made: &eframe::CreationContext<'_>| {
            if made.gl.as_deref().is_some_and(repaint::by_processor) {
                made.egui_ctx.add_plugin(Repaint::default());
            }
            if let Some(controls) = controls {
                made.egui_ctx.add_plugin(controls);
            }
            shell
        };
        eframe::run_native(
            text::t("name"),
            native,
            Box::new(|made| Ok(Box::new(begin(made)))),
        )
    }));
    match opened {
        Ok(result) => result.map_err(|error| refused(&error)),
        Err(panic) => Err(WindowError::Libraries {
            reason: said(panic.as_ref()),
        }),
    }
}

/// What is asked of the window system and of OpenGL, for a window of `size` in points.
pub fn native_options(size: [f32; 2]) -> eframe::NativeOptions {
    eframe::NativeOptions {
        viewport: egui::ViewportBuilder::default()
            .with_title(text::t("name"))
            .with_app_id("lumarium")
            .with_inner_size(size)
            .with_min_inner_size(SIZE_MIN),
        // It is for gradients, of which there are none, and costs where there is no graphics card.
        dithering: false,
        ..Default::default()
    }
}

/// The window system's error without the places in its source that it names.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the other errors speak for themselves"
)]
fn refused(error: &eframe::Error) -> WindowError {
    let reason = match error {
        eframe::Error::WinitEventLoop(_) | eframe::Error::Winit(_) => {
            "the display did not answer (is DISPLAY or WAYLAND_DISPLAY right?)".to_owned()
        }
        other => other.to_string(),
    };
    WindowError::System { reason }
}

fn said(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("the window system gave up")
        .to_owned()
}

/// The contents in a window of the system.
struct Shell {
    app: App,
    /// Shown so far.
    frames: u64,
    on_first_frame: Option<Box<dyn FnOnce() + Send>>,
    ending: Ending,
}

impl eframe::App for Shell {
    fn ui(&mut self, ui: &mut egui::Ui, frame: &mut eframe::Frame) {
        // The frame before, without the wait for the screen.
        if let Some(secs) = frame.info().cpu_usage {
            let took = Duration::try_from_secs_f32(secs).unwrap_or_default();
            self.app.state_mut().inspector.frames.add_painted(took);
        }
        self.app.show(ui);
        self.frames += 1;
        let content = self.app.frame_number() > 0;
        if content && let Some(call) = self.on_first_frame.take() {
            call();
        }
        if std::mem::take(&mut self.app.state_mut().quit) {
            ui.send_viewport_cmd(egui::ViewportCommand::Close);
        }
        self.ending.after_frame(ui.ctx());
    }

    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        tracing::info!(frames = self.frames, "the window closes");
    }
}
