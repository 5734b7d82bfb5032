//! Discovery for the store: looks at once, and lets a thread of its own compare contents,
//! because that reads every file.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::thread::Builder;

use crate::facts::{Found, Known, Misfit};
use crate::host::discover::{self, Cache, HashJob, Hashes, Roots};
use crate::host::handle::lock;
use crate::host::priority;
use crate::host::store::thread::{StoreRequest, WeakStoreSender};
use crate::host::store::{Discover, Where};

/// What the store and the hashing thread share.
#[derive(Debug, Default)]
struct Looking {
    cache: Mutex<Cache>,
    hashes: Mutex<Hashes>,
    hashing: AtomicBool,
    store: OnceLock<WeakStoreSender>,
}

/// Finds plugins in a root, in links and in this binary.
#[derive(Clone, Debug)]
pub struct Discovery {
    bundled: Arc<Vec<Arc<Found>>>,
    compare_first: bool,
    looking: Arc<Looking>,
}

impl Discovery {
    /// Discovery with these bundled plugins.
    pub fn new(bundled: Vec<Arc<Found>>) -> Self {
        Self {
            bundled: Arc::new(bundled),
            compare_first: false,
            looking: Arc::default(),
        }
    }

    /// Contents are compared before a look is told: for one pass that must find everything.
    pub fn compare_first(mut self, first: bool) -> Self {
        self.compare_first = first;
        self
    }

    /// From now on new hashes make the store look again.
    pub fn tell(&self, store: WeakStoreSender) {
        let first = self.looking.store.set(store).is_ok();
        debug_assert!(first, "one discovery belongs to one store");
        self.hash();
    }

    /// Compares contents in the background; one thread at a time.
    fn hash(&self) {
        let Some(store) = self.looking.store.get().cloned() else {
            return;
        };
        let jobs = lock(&self.looking.cache).hash_jobs();
        if jobs.is_empty() || self.looking.hashing.swap(true, Ordering::AcqRel) {
            return;
        }
        let looking = Arc::clone(&self.looking);
        let spawned = Builder::new().name("hash".to_owned()).spawn(move || {
            priority::be_idle();
            let news = looking.hash_all(&jobs, || store.upgrade().is_some());
            looking.hashing.store(false, Ordering::Release);
            if news && let Some(store) = store.upgrade() {
                // A busy store looks again soon anyway.
                store.send(StoreRequest::Rescan).unwrap_or_default();
            }
        });
        if let Err(error) = spawned {
            self.looking.hashing.store(false, Ordering::Release);
            tracing::warn!(%error, "contents of plugins cannot be compared now");
        }
    }
}

impl Looking {
    /// Whether a hash is new. Stops when nobody wants it any more.
    fn hash_all(&self, jobs: &[HashJob], wanted: impl Fn() -> bool) -> bool {
        let mut news = false;
        for job in jobs {
            if !wanted() {
                return false;
            }
            match lock(&self.hashes).of(job) {
                Ok(hash) => news |= lock(&self.cache).set_hash(job, &hash),
                Err(error) => tracing::debug!(%error, "not compared"),
            }
        }
        news
    }
}

impl Discover for Discovery {
    fn scan(&self, place: &Where<'_>) -> Known<Arc<crate::facts::Disk>> {
        let roots = Roots {
            plugins_dir: &place.plugins,
            links: place.links,
            bundled: &self.bundled,
        };
        let look = || {
            discover::discover(
                &roots,
                place.development_mode,
                &mut lock(&self.looking.cache),
            )
        };
        let disk = look();
        if !self.compare_first {
            self.hash();
            return disk;
        }
        let jobs = lock(&self.looking.cache).hash_jobs();
        if self.looking.hash_all(&jobs, || true) {
            return look();
        }
        disk
    }

    fn inspect(&self, path: &Path) -> Result<Arc<Found>, Misfit> {
        discover::inspect(path)
    }
}
