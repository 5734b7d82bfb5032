//! One frame of the window: read, show, then do what was asked for.

use std::sync::Arc;
use std::time::Duration;

use egui::Ui;
use jiff::tz::TimeZone;
use lumarium_core::host::clock::{Clock as _, Monotonic};
use lumarium_core::host::handle::Wake;

use super::inspector::Tab;
use super::outbox::{Desk, Outbox};
use super::pace::{Pace, Picture};
use super::page::Page;
use super::state::State;
use super::theme::Theme;
use super::tools::Tools;
use super::view::View;
use super::widgets::matrix::Matrix;
use super::{
    action, details, inspector, plugins, settings, stage, store, strips, timeline, top_bar,
    transport,
};
use crate::link::{FrameSource, Link};

/// How often answers are looked for while some are still to come.
const ANSWERS_EVERY: Duration = Duration::from_millis(40);

/// The window's contents; knows no window system, so that tests can drive it.
pub struct App {
    link: Arc<dyn Link>,
    mirror: Option<Arc<dyn FrameSource>>,
    zone: TimeZone,
    tools: Tools,
    state: State,
    outbox: Outbox,
    desk: Desk,
    pace: Pace,
    picture: Picture,
    matrix: Matrix,
    /// For how long frames take.
    clock: Monotonic,
    /// Kept alive as long as the window wants to be woken.
    wake: Option<Arc<Wake>>,
    /// The look egui was given.
    look: Option<bool>,
}

impl App {
    /// Contents for a running Lumarium. `mirror`: where the picture comes from, if not from the link;
    /// `zone`: for times of day.
    pub fn new(link: Arc<dyn Link>, mirror: Option<Arc<dyn FrameSource>>, zone: TimeZone) -> Self {
        let picture = Picture::new(link.snapshot().panel.size);
        Self {
            link,
            mirror,
            zone,
            tools: Tools::default(),
            state: State::default(),
            outbox: Outbox::default(),
            desk: Desk::default(),
            pace: Pace::default(),
            picture,
            matrix: Matrix::default(),
            clock: Monotonic::start(),
            wake: None,
            look: None,
        }
    }

    /// The same with what else the window can reach.
    pub fn with_tools(mut self, tools: Tools) -> Self {
        self.tools = tools;
        self
    }

    /// The number of the newest frame that was shown (0: none yet).
    pub const fn frame_number(&self) -> u64 {
        self.picture.number
    }

    /// What the window remembers.
    pub const fn state_mut(&mut self) -> &mut State {
        &mut self.state
    }

    /// Shows one frame and does what was asked for in it. Never waits.
    pub fn show(&mut self, ui: &mut Ui) {
        self.set_up(ui.ctx());
        let begun = self.clock.now().at;
        let time = ui.input(|input| input.time);
        let snapshot = self.link.snapshot();
        let stats = self.link.stats();
        let moved = match &self.mirror {
            Some(mirror) => self.picture.read(mirror.as_ref()),
            None => self.picture.read(self.link.as_ref()),
        };
        self.pace.saw(&snapshot, &stats, moved, time);
        let page = self.state.trail.page();
        if page == Page::Inspector || self.state.timeline_open {
            self.state.past.look(self.link.as_ref(), &snapshot);
        }
        let figures = page == Page::Inspector && self.state.inspector.tab == Tab::Machine;
        let mut view = View {
            snapshot: &snapshot,
            stats: &stats,
            diagnostics: figures.then(|| self.link.diagnostics()).flatten(),
            fps: self.pace.fps(),
            now: self.pace.now(time),
            zone: &self.zone,
            theme: theme(&self.state),
            tools: &self.tools,
            state: &mut self.state,
            outbox: &mut self.outbox,
            desk: &mut self.desk,
        };
        action::keys::take(ui.ctx(), &mut view);
        top_bar::show(ui, &mut view);
        let page = view.state.trail.page();
        if page != Page::Settings {
            timeline::show(ui, &mut view);
            transport::show(ui, &mut view);
            plugins::show(ui, &mut view);
            details::show(ui, &mut view);
        }
        strips::show(ui, &mut view);
        match page {
            Page::Stage => stage::show(ui, &mut view, &mut self.matrix, &self.picture.frame),
            Page::Inspector => inspector::show(ui, &mut view),
            Page::Store => store::show(ui, &mut view),
            Page::Settings => settings::show(ui, &mut view),
        }
        self.desk
            .run(self.link.as_ref(), &mut self.outbox, &snapshot, time);
        // Ended from elsewhere: a window on nothing would only look frozen.
        self.state.quit |= snapshot.stopping;
        if self.desk.waits() {
            ui.request_repaint_after(ANSWERS_EVERY);
        }
        if let Some(wait) = self.pace.next(&snapshot, time) {
            ui.request_repaint_after(wait);
        }
        let took = self.clock.now().at.since(begun);
        self.state.inspector.frames.add(took);
    }

    fn set_up(&mut self, ctx: &egui::Context) {
        if self.look != Some(self.state.dark) {
            self.look = Some(self.state.dark);
            theme(&self.state).apply(ctx);
        }
        if self.wake.is_none() {
            ctx.set_fonts(Theme::fonts());
            let again = ctx.clone();
            self.tools.errands.on_done(move || again.request_repaint());
            let ctx = ctx.clone();
            let wake: Arc<Wake> = Arc::new(move || ctx.request_repaint());
            self.link.on_change(&wake);
            self.wake = Some(wake);
        }
    }
}

const fn theme(state: &State) -> Theme {
    if state.dark {
        Theme::DARK
    } else {
        Theme::LIGHT
    }
}
