//! One frame of the window: read, show, then do what was asked for.

use std::sync::Arc;
use std::time::Duration;

use egui::Ui;
use jiff::tz::TimeZone;
use lumarium_core::host::clock::{Clock as _, Monotonic};
use lumarium_core::host::diagnostics::Diagnostics;
use lumarium_core::host::handle::Wake;
use lumarium_core::snapshot::{PlayerStats, Snapshot};

use super::inspector::Tab;
use super::outbox::{Desk, Done, Outbox};
use super::pace::{Pace, Picture};
use super::page::Page;
use super::remembered::{Keeper, Remembered, Unwritten};
use super::state::{Prefs, State};
use super::theme::Theme;
use super::tools::Tools;
use super::view::View;
use super::widgets::matrix::Matrix;
use super::{
    action, bell, details, dialog, drop, inspector, leave, palette, plugins, settings, stage,
    store, strips, timeline, top_bar, transport, undo,
};
use crate::link::{FrameSource, Link};

/// How long figures of the player stay, in seconds.
const FIGURES_SECS: f64 = 1.0;
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
    keeper: Keeper,
    /// For how long frames take.
    clock: Monotonic,
    /// What is shown of the player, and since when.
    figures: Option<(PlayerStats, f64)>,
    /// Kept alive as long as the window wants to be woken.
    wake: Option<Arc<Wake>>,
    /// What egui was given: the look, and whether things move.
    given: Option<(Theme, Prefs)>,
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
            keeper: Keeper::default(),
            clock: Monotonic::start(),
            figures: None,
            wake: None,
            given: None,
        }
    }

    /// The same with what else the window can reach.
    pub fn with_tools(mut self, tools: Tools) -> Self {
        self.tools = tools;
        self
    }

    /// The same as it was left the last time.
    pub fn as_left(mut self, remembered: Remembered) -> Self {
        remembered.restore(&mut self.state);
        self.keeper = Keeper::starting_with(remembered);
        self
    }

    /// What is to be remembered and was not written yet.
    pub fn unwritten(&self) -> Unwritten {
        self.keeper.unwritten()
    }

    /// What else the window can reach.
    pub const fn tools(&self) -> &Tools {
        &self.tools
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
        let begun = self.clock.now().at;
        let theme = self.set_up(ui.ctx());
        let time = ui.input(|input| input.time);
        let snapshot = self.link.snapshot();
        let stats = self.link.stats();
        let moved = match &self.mirror {
            Some(mirror) => self.picture.read(mirror.as_ref()),
            None => self.picture.read(self.link.as_ref()),
        };
        self.pace.saw(&snapshot, &stats, moved, time);
        let diagnostics = self.look_back(&snapshot);
        let stats = figures(&mut self.figures, stats, time);
        let mut view = View {
            snapshot: &snapshot,
            stats,
            diagnostics,
            fps: self.pace.fps(),
            now: self.pace.now(time),
            zone: &self.zone,
            theme,
            tools: &self.tools,
            state: &mut self.state,
            outbox: &mut self.outbox,
            desk: &mut self.desk,
        };
        bell::hear(&mut view, time);
        stage::record::step(ui, &mut view);
        if !view.state.palette.is_open() && view.state.dialog.is_none() {
            action::keys::take(ui.ctx(), &mut view);
        }
        self.keeper.lay_out(ui);
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
        over(ui, &mut view);
        let done = view
            .desk
            .run(self.link.as_ref(), view.outbox, view.snapshot, time);
        answers(ui, &mut view, done, time);
        if let Some(root) = &self.tools.root {
            let errands = &self.tools.errands;
            self.keeper.see(ui, &self.state, errands, root, time);
        }
        leave::finish(&mut self.state, &self.desk, &snapshot);
        if self.desk.waits() {
            ui.request_repaint_after(ANSWERS_EVERY);
        }
        if let Some(wait) = self.pace.next(&snapshot, time) {
            ui.request_repaint_after(wait);
        }
        let took = self.clock.now().at.since(begun);
        self.state.inspector.frames.add(took);
    }

    /// What inspector and timeline need beside the snapshot; nothing while they are closed.
    fn look_back(&mut self, snapshot: &Arc<Snapshot>) -> Option<Arc<Diagnostics>> {
        let inspects = self.state.trail.page() == Page::Inspector;
        if inspects || self.state.timeline_open {
            self.state.past.look(self.link.as_ref(), snapshot);
        }
        let machine = inspects && self.state.inspector.tab == Tab::Machine;
        let asks = machine || details::process::is_seen(&self.state, snapshot);
        asks.then(|| self.link.diagnostics()).flatten()
    }

    /// Gives egui what it does not have yet, and the theme of this frame.
    fn set_up(&mut self, ctx: &egui::Context) -> Theme {
        let prefs = &self.state.prefs;
        let theme = Theme::of(prefs.look, ctx.system_theme());
        let given = (theme, prefs.clone());
        if self.given.as_ref() != Some(&given) {
            given.0.apply(ctx, prefs.reduced_motion);
            ctx.set_zoom_factor(prefs.scale());
            self.given = Some(given.clone());
        }
        if self.wake.is_none() {
            ctx.set_fonts(Theme::fonts());
            // The scale has actions, so that it is kept and can be found in the palette.
            ctx.options_mut(|options| options.zoom_with_keyboard = false);
            let again = ctx.clone();
            self.tools.errands.on_done(move || again.request_repaint());
            if let Some(logged) = &self.tools.logged {
                let again = ctx.clone();
                logged.on_line(move || again.request_repaint());
            }
            let ctx = ctx.clone();
            let wake: Arc<Wake> = Arc::new(move || ctx.request_repaint());
            self.link.on_change(&wake);
            self.wake = Some(wake);
        }
        given.0
    }
}

/// Figures that change with each frame are read once a second: faster nobody reads them, and what stands
/// still need not be painted again.
fn figures(shown: &mut Option<(PlayerStats, f64)>, now: PlayerStats, time: f64) -> &PlayerStats {
    let kept = shown
        .take()
        .filter(|(_, since)| time - since < FIGURES_SECS);
    &shown.insert(kept.unwrap_or((now, time))).0
}

/// What was answered is to be seen now.
fn answers(ui: &Ui, view: &mut View<'_>, done: Vec<Done>, time: f64) {
    for acted in view.desk.acted() {
        view.state.panel.actions.keep(acted);
        ui.request_repaint();
    }
    for one in done {
        undo::answered(view, one.purpose, &one.command, &one.answer, time);
        ui.request_repaint();
    }
}

/// What lies over the page, and what came back from errands of its panels.
fn over(ui: &mut Ui, view: &mut View<'_>) {
    view.state.panel.after_frame(ui);
    drop::take(ui, view);
    bell::show(ui, view);
    dialog::show(ui, view);
    palette::show(ui, view);
    leave::guard(ui, view);
}
