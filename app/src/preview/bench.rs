//! The thread of the previews: takes orders and reports, and keeps all canvases going.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender};
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use lumarium_core::facts::{Found, Place};
use lumarium_core::failure::Failure;
use lumarium_core::frame::{Frame, Size};
use lumarium_core::host::bundled::bundled;
use lumarium_core::host::discover;
use lumarium_core::id::{PluginId, Screen};
use lumarium_core::lifecycle::Run;
use lumarium_core::limits;
use lumarium_core::message::{Launch, Report};
use lumarium_core::schema;

use super::cell::{Cell, Mail, Started};
use super::{Order, Standing, Tile, Tiles, Workshop};

/// What the thread is told.
pub(super) enum Message {
    Order(Box<Order>),
    /// A run has something to say.
    Report(Run, Box<Report>),
    End,
}

/// What the thread owns.
pub(super) struct Bench {
    workshop: Workshop,
    /// Where runs report to.
    sender: SyncSender<Message>,
    tiles: Tiles,
    cells: Vec<Cell>,
    runs: u64,
}

impl Bench {
    pub(super) const fn new(workshop: Workshop, sender: SyncSender<Message>, tiles: Tiles) -> Self {
        Self {
            workshop,
            sender,
            tiles,
            cells: Vec::new(),
            runs: 0,
        }
    }

    pub(super) fn run(mut self, inbox: &Receiver<Message>, ended: &AtomicBool, wake: &dyn Fn()) {
        while !ended.load(Ordering::Acquire) {
            let now = self.workshop.clock.now().at;
            let waits = self.cells.iter().filter_map(|cell| cell.wait(now));
            let wait = waits.min().unwrap_or(limits::PREVIEW_LOOK);
            // Nothing came, or it is time for the next picture.
            let first = inbox.recv_timeout(wait).ok();
            let more = inbox.try_iter().take(limits::PREVIEW_QUEUE);
            for message in first.into_iter().chain(more) {
                match message {
                    Message::Order(order) => self.begin(&order),
                    Message::Report(run, report) => self.report(run, *report),
                    Message::End => return,
                }
            }
            let now = self.workshop.clock.now().at;
            let mut changed = false;
            let mut tiles = self.tiles.lock().unwrap_or_else(PoisonError::into_inner);
            for (cell, tile) in self.cells.iter_mut().zip(tiles.iter_mut()) {
                changed |= cell.step(now, tile);
            }
            drop(tiles);
            if changed {
                wake();
            }
        }
    }

    fn report(&mut self, run: Run, report: Report) {
        let now = self.workshop.clock.now().at;
        // A late report of a run that was replaced belongs to nobody.
        if let Some(cell) = self.cells.iter_mut().find(|cell| cell.run == run) {
            cell.take(report, now);
        }
    }

    /// Ends what runs and starts what was ordered.
    fn begin(&mut self, order: &Order) {
        self.cells.clear();
        let found = find(&order.plugin, &order.place);
        let sizes = order.sizes.iter().take(limits::PREVIEWS_MAX);
        let mut old = {
            let mut tiles = self.tiles.lock().unwrap_or_else(PoisonError::into_inner);
            std::mem::take(&mut *tiles)
        };
        let mut tiles = Vec::new();
        for &size in sizes {
            // The last picture stays until there is a new one: settings change without a flicker.
            let kept = old.iter().position(|tile| tile.frame.size() == size);
            let frame = kept.map(|index| old.swap_remove(index).frame);
            tiles.push(Tile {
                frame: frame.unwrap_or_else(|| Frame::black(size)),
                standing: Standing::Starting,
            });
            let cell = match &found {
                Ok(found) => self.start(order, found, size),
                Err(why) => Cell::failed(size, why.clone()),
            };
            self.cells.push(cell);
        }
        *self.tiles.lock().unwrap_or_else(PoisonError::into_inner) = tiles;
    }

    fn start(&mut self, order: &Order, found: &Arc<Found>, size: Size) -> Cell {
        self.runs += 1;
        let run = Run(self.runs);
        let kind = found.manifest.runtime;
        let runtime = self.workshop.runtimes.iter().find(|one| one.kind() == kind);
        let Some(runtime) = runtime else {
            let failure = Failure::Unsupported {
                text: format!("it needs the runtime {}, which is not here", kind.name()),
            };
            return Cell::failed(size, failure.to_string());
        };
        let settings = match &order.schema {
            Some(schema) => schema::complete(&order.settings, schema),
            None => order.settings.clone(),
        };
        let launch = Arc::new(Launch {
            found: Arc::clone(found),
            size,
            time_zone: order.time_zone.clone(),
            settings: Arc::new(settings.clone()).into(),
            global: Arc::default(),
            saved: None,
            memory_max: u64::from(limits::WORKER_MEMORY_MB) * 1024 * 1024,
        });
        let mail = Arc::new(Mail::new(self.sender.clone()));
        let reporter = Arc::clone(&mail);
        match runtime.start(&order.plugin, run, &launch, reporter) {
            Err(failure) => Cell::failed(size, failure.to_string()),
            Ok(worker) => {
                let name = order.screen.clone().or_else(|| first_screen(found));
                let name = name.unwrap_or_else(|| Arc::from(order.plugin.as_str()));
                let plugin = order.plugin.clone();
                let started = Started {
                    worker,
                    mail,
                    screen: Screen { plugin, name },
                    settings,
                };
                Cell::new(run, size, started, self.workshop.clock.now().at)
            }
        }
    }
}

fn first_screen(found: &Found) -> Option<Arc<str>> {
    found.manifest.screens.first().cloned()
}

/// The plugin as it is on disk now; else why it cannot be used.
fn find(id: &PluginId, place: &Place) -> Result<Arc<Found>, String> {
    let at = |path: &Path| {
        discover::inspect(path).map_err(|misfit| {
            let why: Vec<&str> = misfit
                .problems
                .iter()
                .map(|one| one.text.as_str())
                .collect();
            why.join("; ")
        })
    };
    let found = match place {
        Place::Bundled => {
            let mut all = bundled().into_iter();
            return all
                .find(|found| found.manifest.id == *id)
                .ok_or_else(|| format!("there is no bundled plugin {id} any more"));
        }
        Place::Folder(path) | Place::Linked(path) | Place::File(path) => at(path)?,
    };
    Ok(Arc::new(Found {
        place: place.clone(),
        ..Found::clone(&found)
    }))
}

/// How long the thread may wait at most.
pub(super) fn soonest(waits: impl IntoIterator<Item = Option<Duration>>) -> Option<Duration> {
    waits.into_iter().flatten().min()
}
