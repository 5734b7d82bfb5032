//! A file system with bad luck, for tests: the n-th operation fails, once or from then on.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use crate::host::handle::lock;
use crate::host::vfs::{Access, Stamp, Vfs};

/// How an operation fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The device does not answer (EIO).
    Io,
    /// The disk is full (ENOSPC).
    NoSpace,
    /// A write puts down half of the bytes, then the disk is full; other operations succeed.
    ShortWrite,
    /// The operation has happened, but making it durable fails; other operations succeed.
    Sync,
}

impl Fault {
    /// All kinds.
    pub const ALL: [Self; 4] = [Self::Io, Self::NoSpace, Self::ShortWrite, Self::Sync];

    fn error(self) -> io::Error {
        io::Error::from_raw_os_error(match self {
            Self::Io | Self::Sync => libc::EIO,
            Self::NoSpace | Self::ShortWrite => libc::ENOSPC,
        })
    }
}

#[derive(Clone, Copy, Debug)]
struct Armed {
    at: u64,
    fault: Fault,
    for_ever: bool,
}

#[derive(Debug, Default)]
struct Luck {
    count: u64,
    hits: u64,
    armed: Option<Armed>,
    deeds: Vec<Deed>,
}

/// The wrapper. Counts operations from `arm` on.
pub struct Faulty {
    inner: Arc<dyn Vfs>,
    luck: Mutex<Luck>,
}

/// What an operation does, as far as faults care.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Deed {
    Write,
    Sync,
    Other,
}

impl Faulty {
    /// Nothing fails until `arm`.
    pub fn new(inner: Arc<dyn Vfs>) -> Self {
        Self {
            inner,
            luck: Mutex::default(),
        }
    }

    /// Lets operation `at` (from 1, counted from now) fail; `for_ever` also all that follow.
    pub fn arm(&self, at: u64, fault: Fault, for_ever: bool) {
        *lock(&self.luck) = Luck {
            armed: Some(Armed {
                at,
                fault,
                for_ever,
            }),
            ..Luck::default()
        };
    }

    /// Nothing fails any more; counting starts again.
    pub fn heal(&self) {
        *lock(&self.luck) = Luck::default();
    }

    /// How many operations there were since `arm` or `heal`.
    pub fn count(&self) -> u64 {
        lock(&self.luck).count
    }

    /// Whether a fault would bite at each operation since `arm` or `heal`, in order.
    pub fn would_bite(&self, fault: Fault) -> Vec<bool> {
        let deeds = &lock(&self.luck).deeds;
        deeds.iter().map(|deed| bites(fault, *deed)).collect()
    }

    /// How many of them failed.
    pub fn hits(&self) -> u64 {
        lock(&self.luck).hits
    }

    fn fault(&self, deed: Deed) -> Option<Fault> {
        let mut luck = lock(&self.luck);
        luck.count += 1;
        luck.deeds.push(deed);
        let armed = luck.armed?;
        let due = luck.count == armed.at || (armed.for_ever && luck.count > armed.at);
        if due && bites(armed.fault, deed) {
            luck.hits += 1;
            return Some(armed.fault);
        }
        None
    }

    fn step(&self, deed: Deed) -> io::Result<()> {
        self.fault(deed).map_or(Ok(()), |fault| Err(fault.error()))
    }
}

fn bites(fault: Fault, deed: Deed) -> bool {
    match fault {
        Fault::Io | Fault::NoSpace => true,
        Fault::ShortWrite => deed == Deed::Write,
        Fault::Sync => deed == Deed::Sync,
    }
}

impl Vfs for Faulty {
    fn read(&self, path: &Path, max: u64) -> io::Result<Vec<u8>> {
        self.step(Deed::Other)?;
        self.inner.read(path, max)
    }

    fn write_new(&self, path: &Path, bytes: &[u8], access: Access) -> io::Result<()> {
        match self.fault(Deed::Write) {
            None => self.inner.write_new(path, bytes, access),
            Some(Fault::ShortWrite) => {
                let half = bytes.get(..bytes.len() / 2).unwrap_or_default();
                self.inner.write_new(path, half, access)?;
                Err(Fault::ShortWrite.error())
            }
            Some(fault @ (Fault::Io | Fault::NoSpace | Fault::Sync)) => Err(fault.error()),
        }
    }

    fn sync_file(&self, path: &Path) -> io::Result<()> {
        self.step(Deed::Sync)?;
        self.inner.sync_file(path)
    }

    fn sync_dir(&self, path: &Path) -> io::Result<()> {
        self.step(Deed::Sync)?;
        self.inner.sync_dir(path)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.step(Deed::Other)?;
        self.inner.rename(from, to)
    }

    fn create_dir_all(&self, path: &Path) -> io::Result<()> {
        self.step(Deed::Other)?;
        self.inner.create_dir_all(path)
    }

    fn remove_file(&self, path: &Path) -> io::Result<()> {
        self.step(Deed::Other)?;
        self.inner.remove_file(path)
    }

    fn remove_dir_all(&self, path: &Path) -> io::Result<()> {
        self.step(Deed::Other)?;
        self.inner.remove_dir_all(path)
    }

    fn list(&self, path: &Path) -> io::Result<Vec<String>> {
        self.step(Deed::Other)?;
        self.inner.list(path)
    }

    fn stamp(&self, path: &Path) -> io::Result<Option<Stamp>> {
        self.step(Deed::Other)?;
        self.inner.stamp(path)
    }

    fn resolve(&self, path: &Path) -> io::Result<PathBuf> {
        self.step(Deed::Other)?;
        self.inner.resolve(path)
    }

    fn gate(&self, what: &str) -> io::Result<()> {
        self.step(Deed::Sync)?;
        self.inner.gate(what)
    }
}
