//! What the scheduler is told about our threads: plugins wait for everybody, the picture for nobody.
//! Refusals are ordinary (they need rights) and only make the answer a more modest word.

use std::sync::Arc;
use std::time::Duration;

use crate::host::clock::Clock;
use crate::host::player::Prepare;
use crate::time::Moment;

/// What a thread that asked for real time has got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Granted {
    /// `SCHED_FIFO`: it runs before every ordinary thread.
    Fifo,
    /// A better nice value: it gets most of the time.
    Nice,
    /// Nothing: it shares with everybody.
    Normal,
}

impl Granted {
    /// The words used in window, log and `doctor`.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Fifo => "real time (SCHED_FIFO)",
            Self::Nice => "preferred (nice)",
            Self::Normal => "ordinary; allow real time with LimitRTPRIO=1 or CAP_SYS_NICE",
        }
    }
}

/// The calling thread runs only when nobody else wants to; so does its reading and writing. For foreign
/// code: on a busy machine it gets nothing at all for seconds.
pub fn be_idle() {
    system::be_idle();
}

/// The calling thread waits for others, but never starves. For built-in plugins: beside four busy
/// threads on two cores a call of 5 ms took 2.6 s when idle and 0.2 s when modest, while frames of
/// an ordinary thread were equally punctual beside four busy threads of either kind.
pub fn be_modest() {
    system::be_modest();
}

/// The calling thread wants to run before all others.
pub fn be_realtime() -> Granted {
    system::be_realtime()
}

/// The calling thread gives `SCHED_FIFO` back, after an overrun: it would freeze the machine.
/// A better nice value is kept where it is allowed: it gets most of the time and freezes nobody.
pub fn be_ordinary() {
    system::be_ordinary();
}

/// For the player thread: real time, with a guard that gives it back after an overrun.
pub fn realtime(clock: Arc<dyn Clock>) -> Prepare {
    Box::new(move || {
        let granted = be_realtime();
        tracing::debug!("the player's priority: {}", granted.words());
        let mut overrun = Overrun::default();
        let mut real = granted == Granted::Fifo;
        Box::new(move |busy| {
            if real && overrun.frame(clock.now().at, busy) {
                real = false;
                be_ordinary();
            }
        })
    })
}

/// The window in which a real-time thread's time is counted.
const WINDOW: Duration = Duration::from_millis(100);
/// Half of one core: more leaves the kernel's own throttling (95 %) to stop us.
const BUSY_MAX: Duration = Duration::from_millis(50);
/// Frames in one window at `REFRESH_HZ_MAX`, with room.
const FRAMES: usize = 128;

/// The guard of a real-time thread: it must give the priority back when it used more than half of a
/// core over 100 ms. Never allocates.
#[derive(Clone, Debug)]
pub struct Overrun {
    /// End and busy time of the last frames, a ring.
    frames: [(Moment, Duration); FRAMES],
    next: usize,
}

impl Default for Overrun {
    fn default() -> Self {
        Self {
            frames: [(Moment::ZERO, Duration::ZERO); FRAMES],
            next: 0,
        }
    }
}

impl Overrun {
    /// Takes a frame that ended at `end` after `busy` of work; true: demote the thread now.
    pub fn frame(&mut self, end: Moment, busy: Duration) -> bool {
        if let Some(place) = self.frames.get_mut(self.next % FRAMES) {
            *place = (end, busy);
        }
        self.next = (self.next + 1) % FRAMES;
        let within = |&(then, busy): &(Moment, Duration)| {
            // The part of a frame that lies before the window does not count.
            busy.min(WINDOW.saturating_sub(end.since(then)))
        };
        self.frames.iter().map(within).sum::<Duration>() > BUSY_MAX
    }
}

#[cfg(target_os = "linux")]
mod system {
    #![expect(
        unsafe_code,
        reason = "scheduling has no safe interface; each call only takes numbers and one struct"
    )]

    use super::Granted;

    /// The lowest real-time priority: above every ordinary thread, below the kernel's interrupts.
    const FIFO_PRIORITY: libc::c_int = 1;
    const NICE: libc::c_int = -10;
    /// A tenth of an ordinary thread's share.
    const MODEST_NICE: libc::c_int = 10;
    /// From linux/ioprio.h: the calling thread; the idle class; the last of the ordinary class.
    const IOPRIO_WHO_PROCESS: libc::c_long = 1;
    const IOPRIO_IDLE: libc::c_long = 3 << 13;
    const IOPRIO_LAST: libc::c_long = (2 << 13) | 7;

    /// Goes to the kernel itself: the C library of some systems refuses this for threads.
    fn set_scheduler(policy: libc::c_int, priority: libc::c_int) -> bool {
        let priority: libc::c_int = priority;
        // SAFETY: `sched_param` of the kernel is one int, which outlives the call; 0 is this thread.
        unsafe {
            libc::syscall(
                libc::SYS_sched_setscheduler,
                0,
                policy,
                std::ptr::from_ref(&priority),
            ) == 0
        }
    }

    fn set_io_priority(priority: libc::c_long) {
        // SAFETY: three numbers; a refusal changes nothing.
        unsafe {
            libc::syscall(libc::SYS_ioprio_set, IOPRIO_WHO_PROCESS, 0, priority);
        }
    }

    fn set_nice(nice: libc::c_int) -> bool {
        // SAFETY: three numbers; 0 is the calling thread on Linux.
        unsafe { libc::setpriority(libc::PRIO_PROCESS, 0, nice) == 0 }
    }

    pub(super) fn be_idle() {
        set_scheduler(libc::SCHED_IDLE, 0);
        set_io_priority(IOPRIO_IDLE);
    }

    pub(super) fn be_modest() {
        set_scheduler(libc::SCHED_BATCH, 0);
        set_nice(MODEST_NICE);
        set_io_priority(IOPRIO_LAST);
    }

    pub(super) fn be_realtime() -> Granted {
        // Threads started from here must not inherit it.
        let fifo = libc::SCHED_FIFO | libc::SCHED_RESET_ON_FORK;
        if set_scheduler(fifo, FIFO_PRIORITY) {
            return Granted::Fifo;
        }
        // SAFETY: three numbers; 0 is the calling thread on Linux.
        let niced = unsafe { libc::setpriority(libc::PRIO_PROCESS, 0, NICE) } == 0;
        if niced {
            Granted::Nice
        } else {
            Granted::Normal
        }
    }

    pub(super) fn be_ordinary() {
        set_scheduler(libc::SCHED_OTHER, 0);
        // Where real time was granted, so is this.
        set_nice(NICE);
    }

    /// The policy of the calling thread and its nice value.
    #[cfg(test)]
    pub(super) fn policy() -> (libc::c_int, libc::c_int) {
        // SAFETY: numbers; 0 is this thread.
        let policy = unsafe { libc::syscall(libc::SYS_sched_getscheduler, 0) as libc::c_int };
        // SAFETY: numbers; 0 is this thread.
        let nice = unsafe { libc::getpriority(libc::PRIO_PROCESS, 0) };
        (policy & !libc::SCHED_RESET_ON_FORK, nice)
    }
}

#[cfg(not(target_os = "linux"))]
mod system {
    use super::Granted;

    pub(super) const fn be_idle() {}

    pub(super) const fn be_modest() {}

    pub(super) const fn be_realtime() -> Granted {
        Granted::Normal
    }

    pub(super) const fn be_ordinary() {}
}

#[cfg(test)]
mod tests;
