//! Where runtimes ask for fonts: the service is started for the first plugin that draws with them.

use std::sync::{Arc, OnceLock};

use super::service::FontService;
use super::{Packs, Source};
use crate::host::clock::Clock;
use crate::message::FontsEvent;

/// Told what becomes of the fonts. Never waits long: it may be called while a plugin is waiting for fonts.
pub type Listener = Arc<dyn Fn(FontsEvent) + Send + Sync>;

/// The fonts of a root.
pub struct FontDesk {
    packs: Packs,
    source: Source,
    clock: Arc<dyn Clock>,
    listener: OnceLock<Listener>,
    service: OnceLock<Option<FontService>>,
}

impl FontDesk {
    /// Nothing is looked for or started yet.
    pub fn new(packs: Packs, source: Source, clock: Arc<dyn Clock>) -> Self {
        Self {
            packs,
            source,
            clock,
            listener: OnceLock::new(),
            service: OnceLock::new(),
        }
    }

    /// From now on this is told; once only.
    pub fn tell(&self, listener: Listener) {
        let first = self.listener.set(listener).is_ok();
        debug_assert!(first, "one desk belongs to one engine");
    }

    /// A plugin will need fonts. Never waits.
    pub fn need(&self) {
        if let Some(service) = self.service.get_or_init(|| self.start()) {
            service.need();
        }
    }

    /// A plugin needs them now: comes back when it finds some, be they our own, or when it took too long.
    pub fn wait(&self) {
        self.need();
        if let Some(Some(service)) = self.service.get() {
            service.wait();
        }
    }

    fn start(&self) -> Option<FontService> {
        let listener = self.listener.get().cloned();
        let on_fonts = move |event| {
            if let Some(listener) = &listener {
                listener(event);
            }
        };
        let started = FontService::start(
            self.packs.clone(),
            self.source.clone(),
            Arc::clone(&self.clock),
            Box::new(on_fonts),
        );
        started
            .inspect_err(|error| tracing::error!("nobody can bring fonts: {error}"))
            .ok()
    }
}
