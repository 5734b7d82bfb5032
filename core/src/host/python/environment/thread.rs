//! The thread `environments`: asks Python, builds one environment at a time, removes those that nobody uses.

use std::sync::mpsc::{RecvTimeoutError, TryRecvError};

use super::build::{Built, Order};
use super::kept::Kept;
use super::probe::{Told, probe};
use super::requirement::Requirement;
use super::state::Job;
use super::why::Why;
use super::{OnChange, Shared};
use crate::host::clock::wall_now;
use crate::host::handle::lock;
use crate::host::queue;
use crate::id::PluginId;
use crate::limits;

/// Works until the bell is gone.
pub(super) fn run(shared: &Shared, rings: &queue::Receiver<()>, on_change: &OnChange) {
    crate::host::priority::be_modest();
    let mut kept = Kept::open(&*shared.setup.vfs, shared.setup.paths.environments());
    loop {
        let now = shared.setup.clock.now().at;
        let (job, retry_at) = {
            let mut state = lock(&shared.state);
            (state.job(now), state.retry_at())
        };
        let gone = if let Some(job) = job {
            for plugin in work(shared, &mut kept, job) {
                on_change(&plugin);
            }
            rings.try_recv() == Err(TryRecvError::Disconnected)
        } else {
            let wait = retry_at.map_or(limits::ENVIRONMENT_RETRY_MAX, |at| at.since(now));
            rings.recv_timeout(wait) == Err(RecvTimeoutError::Disconnected)
        };
        if gone {
            return;
        }
    }
}

/// Does one thing; the plugins whose answer may have changed.
fn work(shared: &Shared, kept: &mut Kept, job: Job) -> Vec<PluginId> {
    match job {
        Job::Probe => {
            let told = probe(&shared.leash, &shared.setup.python);
            if let Err(why) = &told {
                tracing::warn!("which packages Python has is not known: {why}");
            }
            lock(&shared.state).probed(told, shared.setup.clock.now().at)
        }
        Job::Build(key, wanted, told) => build(shared, kept, &key, &wanted, &told),
        Job::Sweep(installed, wanted) => {
            for gone in kept.sweep(&*shared.setup.vfs, &wanted, &installed) {
                tracing::info!("the environment {gone} is used by nobody and was removed");
            }
            Vec::new()
        }
    }
}

fn build(
    shared: &Shared,
    kept: &mut Kept,
    key: &str,
    wanted: &[Requirement],
    told: &Told,
) -> Vec<PluginId> {
    let vfs = &*shared.setup.vfs;
    let place = kept.place(key);
    let result: Result<Built, Why> = if let Some(built) = kept.get(vfs, key) {
        Ok(built)
    } else {
        let staging = shared
            .setup
            .paths
            .staging()
            .join(format!("environment-{key}"));
        let order = Order {
            leash: &shared.leash,
            vfs,
            base: told,
            uv: shared.setup.uv.as_deref(),
            wanted,
            staging: &staging,
            place: &place,
            only_wheels: rustix::process::geteuid().is_root(),
        };
        order.build(&mut |line| lock(&shared.state).line(key, line))
    };
    if let Err(why) = &result {
        let names: Vec<String> = wanted.iter().map(Requirement::text).collect();
        tracing::warn!("{} cannot be installed: {}", names.join(", "), why.words());
    }
    let well = result.is_ok();
    let asking = {
        let mut state = lock(&shared.state);
        let result = result.map(|built| (built, place));
        state.built(key, result, shared.setup.clock.now().at);
        state.asking(key)
    };
    if well {
        for plugin in &asking {
            kept.used(vfs, key, plugin, wall_now());
        }
    }
    asking
}
