//! The inner side of one run: the thread that takes requests, calls the plugin and reports.
//! Only this thread ever touches the instance; a panic costs the instance and ends the run.

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use crate::content::{Content, Hooks};
use crate::facts::Place;
use crate::failure::{Failure, Stage, cut};
use crate::frame::Frame;
use crate::host::runtime::mailbox::Taken;
use crate::host::runtime::native::calls::NativeSeat;
use crate::host::runtime::native::live::Pool;
use crate::host::runtime::native::{Context, Factory, NativePlugin, output};
use crate::host::runtime::rhythm::Rhythm;
use crate::message::{Launch, Report, Request};

/// What a thread needs for its run.
pub(super) struct Task {
    pub(super) launch: Arc<Launch>,
    pub(super) assets: PathBuf,
}

/// Goes on, or ends the run with its last report (which a killed run no longer sends).
type Flow<T = ()> = ControlFlow<Report, T>;

/// The whole life of a run; its last report.
pub(super) fn live_through(seat: &NativeSeat, task: &Task, factory: Factory) -> Option<Report> {
    let plugin = match seat.call(factory) {
        Ok(plugin) => plugin,
        Err(cut) => return Some(cut.into_report()),
    };
    let hooks = Hooks::default();
    seat.report(Report::Loaded { hooks });
    let mut session = Session {
        seat,
        task,
        plugin,
        rhythm: Rhythm::default(),
        pool: Pool::new(task.launch.size),
    };
    let last = session.serve();
    let plugin = session.plugin;
    if let Err(text) = seat.last_call(move || drop(plugin)) {
        seat.log(format!("panicked while it was dropped: {text}"));
    }
    last
}

impl Task {
    fn context(&self, seat: &NativeSeat) -> Context {
        let folder = match &self.launch.found.place {
            Place::Bundled => None,
            Place::Folder(path) | Place::Linked(path) => Some(path.clone()),
            Place::File(path) => path.parent().map(Into::into),
        };
        Context {
            size: self.launch.size,
            wall: seat.clock().wall,
            time_zone: self.launch.time_zone.clone(),
            folder,
            assets: self.assets.clone(),
        }
    }
}

struct Session<'a> {
    seat: &'a NativeSeat,
    task: &'a Task,
    plugin: Box<dyn NativePlugin>,
    rhythm: Rhythm,
    pool: Pool,
}

impl Session<'_> {
    /// Serves the mailbox until the run ends; the last report, if it was not killed.
    fn serve(&mut self) -> Option<Report> {
        let seat = self.seat;
        loop {
            let wait = self.rhythm.wait(seat.now());
            let flow = match seat.rest(wait) {
                Taken::Closed => return None,
                Taken::Request(request) => self.answer(request),
                Taken::Nothing => self.next_live_frame(),
            };
            if let ControlFlow::Break(last) = flow {
                return Some(last);
            }
        }
    }

    fn answer(&mut self, request: Request) -> Flow {
        match request {
            Request::Configure { settings } => self.configure(&settings),
            Request::Enable { saved } => self.enable(saved.as_deref()),
            Request::Update => self.update(),
            Request::Draw { screen, fresh } => self.draw(&screen, fresh),
            Request::Hide => {
                self.rhythm.stop();
                Flow::Continue(())
            }
            Request::Disable => {
                self.rhythm.stop();
                self.call(|plugin, _| plugin.disable())
            }
            Request::Stop => {
                let saved = self.call(|plugin, _| plugin.save())?;
                let saved = output::saved_fits(saved).unwrap_or_else(|text| {
                    self.seat.log(text);
                    None
                });
                Flow::Break(Report::Stopped { saved })
            }
        }
    }

    /// Calls into the plugin; a panic ends the run.
    fn call<T>(&mut self, hook: impl FnOnce(&mut dyn NativePlugin, &Context) -> T) -> Flow<T> {
        let context = self.task.context(self.seat);
        let seat = self.seat;
        match seat.call(|| hook(self.plugin.as_mut(), &context)) {
            Ok(value) => Flow::Continue(value),
            Err(cut) => Flow::Break(cut.into_report()),
        }
    }

    fn configure(&mut self, settings: &Value) -> Flow {
        let answer = self.call(|plugin, context| plugin.configure(settings, context))?;
        let answer = answer
            .map_err(|text| Failure::BadSettings { text: cut(text) })
            .and_then(|hooks| output::hooks_fit(&hooks).map(|()| hooks));
        match answer {
            Ok(hooks) => self.seat.report(Report::Configured { hooks }),
            Err(failure) => self.seat.failed(Stage::Configure, failure),
        }
        Flow::Continue(())
    }

    fn enable(&mut self, saved: Option<&Value>) -> Flow {
        if let Some(saved) = saved {
            self.call(|plugin, _| plugin.restore(saved))?;
        }
        self.call(|plugin, _| plugin.enable())?;
        self.seat.report(Report::Enabled);
        Flow::Continue(())
    }

    fn update(&mut self) -> Flow {
        let answer = self.call(|plugin, context| plugin.update(context))?;
        let answer = answer
            .map_err(Failure::error)
            .and_then(|hooks| output::hooks_fit(&hooks).map(|()| hooks));
        match answer {
            Ok(hooks) => self.seat.report(Report::Updated { hooks }),
            Err(failure) => self.seat.failed(Stage::Update, failure),
        }
        Flow::Continue(())
    }

    fn draw(&mut self, screen: &Arc<str>, fresh: bool) -> Flow {
        let canvas = self.task.launch.size;
        let answer = self.call(|plugin, context| plugin.draw(screen, fresh, context))?;
        let mut answer = answer.map_err(Failure::error).and_then(|(content, hooks)| {
            output::content_fits(&content, canvas)?;
            output::hooks_fit(&hooks)?;
            Ok((content, hooks))
        });
        if matches!(answer, Ok((Content::Live, _))) {
            // The first picture is there before the screen is: no older one flashes up.
            self.rhythm.begin(fresh, self.seat.now());
            if let Err(failure) = self.live_frame()? {
                answer = Err(failure);
            }
        } else {
            self.rhythm.stop();
        }
        match answer {
            Ok((content, hooks)) => self.seat.report(Report::Drawn {
                screen: Arc::clone(screen),
                content,
                hooks,
            }),
            Err(failure) => self.seat.failed(Stage::Draw, failure),
        }
        Flow::Continue(())
    }

    /// A picture between two requests, watched by the heartbeat.
    fn next_live_frame(&mut self) -> Flow {
        let seat = self.seat;
        seat.live_call_begins();
        let drawn = self.live_frame();
        seat.live_call_ends();
        if let Err(failure) = drawn? {
            self.seat.failed(Stage::Draw, failure);
        }
        Flow::Continue(())
    }

    /// Draws and publishes one live picture; after a failure no more are drawn.
    fn live_frame(&mut self) -> Flow<Result<(), Failure>> {
        let Some(elapsed) = self.rhythm.elapsed(self.seat.now()) else {
            return Flow::Continue(Ok(()));
        };
        let mut frame = self.pool.take();
        let drawn = self.live_call(elapsed, &mut frame)?;
        match drawn {
            Ok(pace) => {
                self.seat.publish(&frame);
                self.pool.give_back(frame);
                self.rhythm.drawn(pace, self.seat.now());
                Flow::Continue(Ok(()))
            }
            Err(failure) => {
                self.rhythm.stop();
                Flow::Continue(Err(failure))
            }
        }
    }

    fn live_call(
        &mut self,
        elapsed: Duration,
        frame: &mut Arc<Frame>,
    ) -> Flow<Result<Duration, Failure>> {
        let canvas = self.task.launch.size;
        // Nobody else holds it: `make_mut` copies nothing.
        let target = Arc::make_mut(frame);
        let drawn = match self.seat.call(|| self.plugin.live(elapsed, target)) {
            Ok(drawn) => drawn.map_err(Failure::error),
            Err(cut) => return Flow::Break(cut.into_report()),
        };
        Flow::Continue(drawn.and_then(|pace| {
            output::picture_fits(frame.size(), canvas)?;
            Ok(pace)
        }))
    }
}
