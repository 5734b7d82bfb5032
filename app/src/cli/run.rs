//! `lumarium run`: plays without a window until it is told to stop.

use std::io::{self, IsTerminal as _};
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use lumarium_core::failure::Seconds;
use lumarium_core::frame::Frame;
use lumarium_core::host::MakePanels;
use lumarium_core::host::clock::{Clock as _, Monotonic};
use lumarium_core::host::handle::{Handle, Wake};
use lumarium_core::limits;
use lumarium_core::time::Moment;
use lumarium_sim::recorder::{Recorder, RecorderPanel};

use crate::args::Common;
use crate::args::play::{PanelChoice, RunArgs};
use crate::cli::owner::shut_down;
use crate::cli::signals::{self, Bell, Knock};
use crate::cli::stats::Stats;
use crate::cli::{Output, pictures};
use crate::error::CliError;
use crate::hosting::{self, Choice};
use crate::terminal::Player;

/// How often a playing terminal or recorder looks for a new frame: 30 times a second is what
/// terminals and GIFs can take.
const LOOK: Duration = Duration::from_millis(33);

/// Whether these arguments want the matrix in the terminal.
pub(super) fn wants_terminal(args: &RunArgs) -> bool {
    args.terminal || args.panel == PanelChoice::Terminal
}

pub(super) fn run(
    common: &Common,
    args: &RunArgs,
    output: Output,
    clock: &Arc<Monotonic>,
) -> Result<(), CliError> {
    let in_terminal = wants_terminal(args) && io::stdout().is_terminal();
    if wants_terminal(args) && !in_terminal {
        output.note(
            "standard output is not a terminal; playing without a panel until Ctrl-C or --for",
        );
    }
    if let Some(path) = &args.record {
        pictures::format_of(path)?;
    }
    let (bell, knocks) = Bell::new();
    signals::listen(bell.clone())?;
    let (panels, recorded) = panels(args)?;
    let choice = Choice {
        size: args.size,
        refresh_hz: args.refresh,
        run_plugins: true,
        act: true,
        panels,
        ..Choice::default()
    };
    let running = hosting::start(&hosting::root(common)?, choice, clock)?;
    let handle = running.handle();
    let wake: Arc<Wake> = Arc::new(move || bell.ring(Knock::Changed));
    handle.on_change(&wake);
    let until = args.length.map(|length| clock.now().at.plus(length));
    let mut session = Session {
        handle: handle.clone(),
        clock: Arc::clone(clock),
        player: None,
    };
    if in_terminal {
        session.player = Some(Player::open(handle.clone()).map_err(terminal_failed)?);
    }
    let played = session.play(&knocks, until);
    let stats = Stats::take(&handle);
    drop(session.player.take());
    shut_down(&handle);
    running.join();
    played?;
    save_record(args, &recorded)?;
    tell(args, output, &stats, clock.now().at)
}

/// What was recorded, once the host has made its panels.
type Recorded = Receiver<Arc<Mutex<Recorder>>>;

/// Where frames go; a recorder is one more panel, so that it misses no frame.
fn panels(args: &RunArgs) -> Result<(MakePanels, Recorded), CliError> {
    let shown = match args.panel {
        PanelChoice::Sim => hosting::simulated_panel(args.faults.clone()).0,
        PanelChoice::None | PanelChoice::Terminal if args.faults.is_empty() => hosting::no_panels(),
        PanelChoice::None | PanelChoice::Terminal => {
            return Err(CliError::wrong_use(
                "only the simulated panel has faults",
                "use --panel sim, or leave --fault out",
            ));
        }
    };
    let (sender, recorded) = sync_channel(1);
    let records = args.record.is_some();
    let make: MakePanels = Box::new(move |size, refresh_hz| {
        let mut panels = shown(size, refresh_hz);
        if records {
            let (panel, recorder) = RecorderPanel::new(size);
            panels.push(Box::new(panel));
            // The other end waits until the host has started.
            sender.send(recorder).unwrap_or_default();
        }
        panels
    });
    Ok((make, recorded))
}

/// Writes the record.
fn save_record(args: &RunArgs, recorded: &Recorded) -> Result<(), CliError> {
    let (Some(path), Ok(recorder)) = (&args.record, recorded.try_recv()) else {
        return Ok(());
    };
    let recorder = recorder.lock().unwrap_or_else(PoisonError::into_inner);
    let (from, to) = recorder.span().unwrap_or_default();
    let reel = recorder.reel(from, to + LOOK);
    pictures::save(path, &reel.map_err(pictures::not_made)?, None)
}

/// The stats go where they were asked for; without a file, a sentence says how it went.
fn tell(args: &RunArgs, output: Output, stats: &Stats, at: Moment) -> Result<(), CliError> {
    match args.stats.as_deref() {
        Some(path) if path == Path::new("-") => return output.document(&stats.json()),
        Some(path) => stats.write(path)?,
        None => {}
    }
    if output.is_json() {
        return output.document(&stats.json());
    }
    let played = Seconds(at.since(Moment::ZERO));
    output.line(format!("played {played}: {}", stats.sentence()))
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "given to map_err, which hands the error over"
)]
fn terminal_failed(error: io::Error) -> CliError {
    CliError::failed(
        format!("the terminal cannot be used: {error}"),
        "play without it: `lumarium run --panel none`",
    )
}

/// One playing time.
struct Session {
    handle: Handle,
    clock: Arc<Monotonic>,
    player: Option<Player>,
}

impl Session {
    /// Waits, shows and records until the end.
    fn play(&mut self, knocks: &Receiver<Knock>, until: Option<Moment>) -> Result<(), CliError> {
        let looks = self.player.is_some();
        let mut frame = Frame::black(self.handle.snapshot().panel.size);
        let mut shown = 0;
        loop {
            let now = self.clock.now().at;
            let left = until.map_or(limits::SCREEN_DURATION_MAX, |until| until.since(now));
            if left.is_zero() || self.handle.snapshot().stopping {
                return Ok(());
            }
            let wait = if looks { left.min(LOOK) } else { left };
            match knocks.recv_timeout(wait) {
                Ok(Knock::End) | Err(RecvTimeoutError::Disconnected) => return Ok(()),
                Ok(Knock::Changed) | Err(RecvTimeoutError::Timeout) => {}
            }
            if !looks {
                continue;
            }
            let number = self.handle.frame(&mut frame);
            let fresh = number != shown;
            shown = number;
            if let Some(player) = self.player.as_mut()
                && !player.turn(&frame, fresh).map_err(terminal_failed)?
            {
                return Ok(());
            }
        }
    }
}
