//! Hostile built-in plugins. One animal, told by its settings what it does wrong and in which hook:
//! `{"does": "loop", "in": "draw", "gate": 7}`. Whatever hangs is held at a gate that the test opens,
//! so that no thread outlives its test.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use lumarium_core::content::{Clip, Content, Hooks};
use lumarium_core::frame::{Frame, Rgb, Size};
use lumarium_core::host::runtime::native::{Context, NativePlugin, Programs};
use serde_json::{Value, json};

/// What an allocating animal takes and lets go, in bytes.
const GREED: usize = 200 << 20;

/// All programs of the zoo: `zoo` does what its settings say, `zoo-unborn` panics when it is made.
pub(crate) fn programs() -> Programs {
    Programs::default()
        .with("zoo", || Box::new(Animal::default()))
        .with("zoo-unborn", || panic!("not born"))
}

/// Holds hanging animals until it is opened or dropped.
pub(crate) struct Gate {
    number: u64,
    latch: Arc<Latch>,
}

#[derive(Default)]
struct Latch {
    state: Mutex<LatchState>,
    changed: Condvar,
}

#[derive(Default)]
struct LatchState {
    open: bool,
    entered: u64,
}

static GATES: Mutex<BTreeMap<u64, Arc<Latch>>> = Mutex::new(BTreeMap::new());
static NEXT_GATE: AtomicU64 = AtomicU64::new(1);

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Gate {
    /// A closed gate.
    pub(crate) fn new() -> Self {
        let number = NEXT_GATE.fetch_add(1, Ordering::Relaxed);
        let latch = Arc::<Latch>::default();
        lock(&GATES).insert(number, Arc::clone(&latch));
        Self { number, latch }
    }

    /// Settings of an animal that `does` something `at` a hook and is held here.
    pub(crate) fn settings(&self, does: &str, at: &str) -> Value {
        json!({"gate": self.number, "does": does, "in": at})
    }

    /// One animal of each kind, by its settings; what hangs is held here.
    pub(crate) fn misdeeds(&self) -> Vec<Value> {
        let kinds = [
            ("loop", "update"),
            ("loop", "draw"),
            ("loop", "live"),
            ("sleep", "update"),
            ("sleep", "draw"),
            ("sleep", "disable"),
            ("slow", "draw"),
            ("panic", "update"),
            ("panic", "draw"),
            ("panic", "live"),
            ("allocate", "update"),
            ("flood", "update"),
            ("many screens", ""),
            ("huge", ""),
            ("redraw", ""),
            ("wrong size", "draw"),
            ("wrong size", "live"),
            ("flap", "draw"),
        ];
        kinds
            .into_iter()
            .map(|(does, at)| {
                let mut settings = self.settings(does, at);
                settings["live"] = json!(at == "live");
                settings["millis"] = json!(100);
                settings
            })
            .collect()
    }

    /// Waits until an animal has come to the gate.
    pub(crate) fn wait_entered(&self, limit: Duration) -> bool {
        let state = lock(&self.latch.state);
        let waited = self
            .latch
            .changed
            .wait_timeout_while(state, limit, |state| state.entered == 0);
        waited.is_ok_and(|(state, _)| state.entered > 0)
    }

    /// Lets all animals go, now and later.
    pub(crate) fn open(&self) {
        lock(&self.latch.state).open = true;
        self.latch.changed.notify_all();
    }
}

impl Drop for Gate {
    fn drop(&mut self) {
        self.open();
        lock(&GATES).remove(&self.number);
    }
}

impl Latch {
    fn enter(&self) {
        lock(&self.state).entered += 1;
        self.changed.notify_all();
    }

    fn is_open(&self) -> bool {
        lock(&self.state).open
    }

    fn wait(&self, limit: Duration) {
        let state = lock(&self.state);
        let waited = self
            .changed
            .wait_timeout_while(state, limit, |state| !state.open);
        drop(waited);
    }
}

/// A well-behaved plugin but for one thing in one hook. Well-behaved: it counts its updates, draws the
/// count as a shade, saves it and takes it back.
#[derive(Default)]
struct Animal {
    does: String,
    place: String,
    live: bool,
    millis: u64,
    latch: Option<Arc<Latch>>,
    calls: u64,
    count: u64,
}

impl Animal {
    /// Does its misdeed if this is the hook for it.
    fn misbehave(&mut self, hook: &str) -> Result<(), String> {
        if self.place != hook {
            return Ok(());
        }
        self.calls += 1;
        match (self.does.as_str(), &self.latch) {
            ("loop", Some(latch)) => {
                latch.enter();
                while !latch.is_open() {
                    std::hint::spin_loop();
                }
            }
            ("sleep", Some(latch)) => {
                latch.enter();
                latch.wait(Duration::MAX);
            }
            ("slow", Some(latch)) => latch.wait(Duration::from_millis(self.millis)),
            ("panic", _) => panic!("eaten in {hook}"),
            ("allocate", _) => {
                let mut greed = vec![1_u8; GREED];
                std::hint::black_box(&mut greed);
            }
            ("flood", _) => return Err("flood ".repeat(1_000_000)),
            ("flap", _) if self.calls % 2 == 1 => return Err(format!("flap {}", self.calls)),
            ("fail", _) => return Err(format!("no luck in {hook}")),
            _ => {}
        }
        Ok(())
    }

    fn content(&self, size: Size) -> Result<Content, String> {
        let wrong = Size::new(size.width + 1, size.height);
        match self.does.as_str() {
            "wrong size" if self.place == "draw" => still(wrong, self.count),
            "wrong clip" => clip(&[size, wrong], 1),
            "huge" => clip(&[size], 1_000),
            _ if self.live => Ok(Content::Live),
            _ => still(size, self.count),
        }
    }
}

fn picture(size: Size, shade: u64) -> Arc<Frame> {
    let mut frame = Frame::black(size);
    let shade = u8::try_from(shade).unwrap_or(u8::MAX);
    frame.fill(Rgb::new(shade, shade, shade));
    Arc::new(frame)
}

#[expect(clippy::unnecessary_wraps, reason = "as the other contents are made")]
fn still(size: Size, shade: u64) -> Result<Content, String> {
    Ok(Content::Still(picture(size, shade)))
}

fn clip(sizes: &[Size], times: usize) -> Result<Content, String> {
    let frames = sizes.repeat(times);
    let frames = frames
        .into_iter()
        .map(|size| (picture(size, 0), Duration::ZERO))
        .collect();
    let clip = Clip::new(frames).map_err(|cause| cause.to_string())?;
    Ok(Content::Clip(Arc::new(clip)))
}

impl NativePlugin for Animal {
    fn configure(&mut self, settings: &Value, _context: &Context) -> Result<Hooks, String> {
        let text = |key: &str| settings[key].as_str().unwrap_or_default().to_owned();
        self.does = text("does");
        self.place = text("in");
        self.live = settings["live"] == true;
        self.millis = settings["millis"].as_u64().unwrap_or(0);
        self.latch = settings["gate"]
            .as_u64()
            .and_then(|number| lock(&GATES).get(&number).cloned());
        self.misbehave("configure")?;
        Ok(Hooks {
            update_interval: Some(Duration::from_secs(1)),
            ..Hooks::default()
        })
    }

    fn enable(&mut self) {
        self.misbehave("enable").unwrap_or_default();
    }

    fn update(&mut self, _context: &Context) -> Result<Hooks, String> {
        self.misbehave("update")?;
        self.count += 1;
        let flood = self.does == "many screens";
        Ok(Hooks {
            screens: flood.then(|| vec![Arc::from("screen"); 1_000_000]),
            ..Hooks::default()
        })
    }

    fn draw(
        &mut self,
        _screen: &str,
        _fresh: bool,
        context: &Context,
    ) -> Result<(Content, Hooks), String> {
        self.misbehave("draw")?;
        let hooks = Hooks {
            redraw_after: (self.does == "redraw").then_some(Duration::from_micros(100)),
            ..Hooks::default()
        };
        Ok((self.content(context.size)?, hooks))
    }

    fn live(&mut self, _elapsed: Duration, frame: &mut Frame) -> Result<Duration, String> {
        self.misbehave("first live")?;
        if self.count > 0 {
            self.misbehave("live")?;
        }
        if self.does == "wrong size" {
            *frame = Frame::black(Size::new(1, 1));
        }
        self.count += 1;
        frame.fill(Rgb::WHITE);
        Ok(Duration::ZERO)
    }

    fn disable(&mut self) {
        self.misbehave("disable").unwrap_or_default();
    }

    fn save(&self) -> Option<Value> {
        match (self.place.as_str(), self.does.as_str()) {
            ("save", "panic") => panic!("eaten in save"),
            ("save", "huge") => Some(json!("x".repeat(16 << 20))),
            _ => Some(json!({"count": self.count})),
        }
    }

    fn restore(&mut self, saved: &Value) {
        self.misbehave("restore").unwrap_or_default();
        self.count = saved["count"].as_u64().unwrap_or(0);
    }
}

impl Drop for Animal {
    fn drop(&mut self) {
        if self.place == "drop" {
            self.misbehave("drop").unwrap_or_default();
        }
    }
}
