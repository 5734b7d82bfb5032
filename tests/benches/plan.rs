//! What knowing and planning cost: `cargo bench -p lumarium-tests --bench plan`. Prints a table of one
//! run; the ratios say more than the times, which are this machine's.

mod measure;
mod table;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use lumarium_core::dependency::Graph;
use lumarium_core::facts::{Disk, Known, RecordFacts, Recorded, Registry};
use lumarium_core::host::discover::{Cache, Roots, discover};
use lumarium_core::id::PluginId;
use lumarium_core::reconcile::{Fact, Finding, Sources, Wish, plan};
use table::Table;

const FIRST: &str = "first: discover + plan, all new";
const AGAIN: &str = "again: discover + plan, all agreed";
/// What 1,000 plugins may take, in milliseconds.
const BOUNDS: [(&str, f64); 2] = [(FIRST, 12.0), (AGAIN, 3.0)];
/// One plugin among 100,000 may cost this much more than one among 1,000: trees are deeper and caches
/// too small, but nothing is looked at twice.
const LINEAR_MAX: f64 = 3.0;

/// Each measurement is the median of so many that this many plugins are looked at, but at least 3.
const PLUGINS_IN_ALL: u32 = 20_000;

fn main() -> anyhow::Result<ExitCode> {
    let mut table = Table::new("discovery and plan");
    table.note("LEDMatrix takes 22 to 32 ms for a pass over 1,000 plugins");
    let mut of_1_000 = BTreeMap::new();
    for count in [1_000, 10_000, 100_000] {
        let root = tempfile::tempdir()?;
        generate(root.path(), count)?;
        for (what, took) in measure(root.path(), count) {
            let each = micros(took) / f64::from(count);
            let each_of_1_000 = *of_1_000.entry(what).or_insert(each);
            let name = format!("{count:>6}: {what}");
            match BOUNDS
                .iter()
                .find(|bound| bound.0 == what && count == 1_000)
            {
                Some((_, most)) => table.bound(&name, micros(took) / 1e3, *most, "ms"),
                None => table.rival(
                    &format!("{name}, each"),
                    each,
                    "of 1,000",
                    each_of_1_000,
                    "µs",
                ),
            }
            if count == 100_000 && BOUNDS.iter().any(|bound| bound.0 == what) {
                let times = each / each_of_1_000;
                table.bound(&format!("{name}, linear"), times, LINEAR_MAX, "times");
            }
        }
    }
    Ok(table.end())
}

/// A folder of plugins as LEDMatrix's store makes them.
fn generate(root: &Path, count: u32) -> anyhow::Result<()> {
    for number in 0..count {
        let folder = root.join(format!("plugin-{number:06}"));
        fs::create_dir(&folder)?;
        let needs = number.checked_sub(1).filter(|_| number % 4 != 0);
        let needs = needs.map_or_else(String::new, |on| {
            format!("\"plugin-{on:06}\": \">=1.0 <2\"")
        });
        let manifest = format!(
            r#"{{
  "id": "plugin-{number:06}",
  "name": "Plugin {number}",
  "version": "1.{number}.0",
  "author": "Somebody",
  "description": "Shows what there is to show, and scrolls it where it does not fit.",
  "entry_point": "manager.py",
  "class_name": "Plugin{number}",
  "category": "sports",
  "tags": ["sports", "live", "scores"],
  "display_modes": ["live_{number}", "recent_{number}", "upcoming_{number}"],
  "update_interval": 60,
  "default_duration": 15,
  "requires": {{ "python": ">=3.9", "plugins": {{ {needs} }} }},
  "compatible_versions": [">=2.0.0"]
}}"#
        );
        fs::write(folder.join("manifest.json"), manifest)?;
    }
    Ok(())
}

fn measure(root: &Path, count: u32) -> Vec<(&'static str, Duration)> {
    let roots = Roots {
        plugins_dir: root,
        links: &BTreeMap::new(),
        bundled: &[],
    };
    let first = |cache: &mut Cache| discover(&roots, false, cache);
    let mut warm = Cache::default();
    let disk = first(&mut warm);
    let new = World::new(disk.clone(), false);
    let agreed = World::new(disk.clone(), true);
    assert_eq!(
        new.plan().len(),
        count as usize,
        "every plugin lacks its section"
    );
    assert_eq!(agreed.plan(), [], "nothing is to be done");
    let graph = || {
        let found = disk.get().map(|disk| &disk.found).into_iter().flatten();
        Graph::new(
            found.map(|(id, found)| (id, found.manifest.semver(), &*found.manifest.requires)),
        )
    };
    let mut again = World::new(disk.clone(), true);
    vec![
        (
            FIRST,
            median(count, || {
                let world = World {
                    disk: first(&mut Cache::default()),
                    ..World::new(Known::Unknown(String::new()), false)
                };
                world.plan().len()
            }),
        ),
        (
            AGAIN,
            median(count, || {
                again.disk = first(&mut warm);
                again.plan().len()
            }),
        ),
        (
            "the kernel alone: names and one stat each",
            median(count, || stat_all(root)),
        ),
        ("plan, all new", median(count, || new.plan().len())),
        (
            "plan, nothing changed",
            median(count, || agreed.plan().len()),
        ),
        (
            "graph: order, cycles, dependents",
            median(count, || graph().order().len()),
        ),
    ]
}

/// What every look costs at least: the names in the folder, and whether each manifest has changed.
fn stat_all(root: &Path) -> usize {
    let names = fs::read_dir(root).into_iter().flatten().flatten();
    let stats = names.map(|entry| fs::metadata(entry.path().join("manifest.json")));
    stats.flatten().count()
}

fn median(count: u32, mut work: impl FnMut() -> usize) -> Duration {
    let rounds = (PLUGINS_IN_ALL / count).max(3) as usize;
    measure::median(rounds, || {
        std::hint::black_box(work());
    })
}

struct World {
    config: Known<BTreeMap<PluginId, Wish>>,
    disk: Known<Arc<Disk>>,
    record: Known<RecordFacts>,
    running: BTreeMap<PluginId, Fact>,
}

impl World {
    /// Plugins that nobody knows yet, or that every source agrees on.
    fn new(disk: Known<Arc<Disk>>, agreed: bool) -> Self {
        let ids = || {
            let found = disk.get().filter(|_| agreed).map(|disk| disk.found.keys());
            found.into_iter().flatten().cloned()
        };
        let recorded = Recorded {
            agreed: Some(true),
            ..Recorded::default()
        };
        let fact = Fact {
            loaded: true,
            held: false,
        };
        Self {
            config: Known::Known(ids().map(|id| (id, Wish { enabled: true })).collect()),
            record: Known::Known(RecordFacts {
                plugins: ids().map(|id| (id, recorded.clone())).collect(),
                ..RecordFacts::default()
            }),
            running: ids().map(|id| (id, fact)).collect(),
            disk,
        }
    }

    fn plan(&self) -> Vec<Finding> {
        plan(&Sources {
            config: &self.config,
            disk: &self.disk,
            record: &self.record,
            running: &self.running,
            unrecoverable: &BTreeSet::new(),
            registry: &Registry::Absent,
        })
    }
}

fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}
