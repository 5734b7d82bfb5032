//! A whole check: every variant at every size, several at once, in the order in which they are told.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::sync_channel;
use std::thread;

use lumarium_core::frame::Size;
use lumarium_core::host::python::drawing::{DrawError, Drawn};
use lumarium_core::limits;

use super::golden::{self, Golden};
use super::harness::Variant;
use super::verdict::{Cell, Rules, judge};

/// What is checked.
pub struct Plan {
    /// The plugin as it is, and its variants.
    pub variants: Vec<Variant>,
    /// The panels.
    pub sizes: Vec<Size>,
    /// What fails.
    pub rules: Rules,
    /// Goldens are written instead of compared.
    pub update_golden: bool,
    /// Where pictures are written besides.
    pub output: Option<PathBuf>,
}

/// Draws the screens of one variant at one size.
pub type Draw<'a> = dyn Fn(&Variant, Size) -> Result<Vec<Drawn>, DrawError> + Sync + 'a;

/// What is drawn next to the plugin's name where it could not be loaded.
pub const NOT_LOADED: &str = "<load>";

/// Checks everything; `tell` hears of each screen in order, as soon as it is known. An error is a text for people:
/// the check itself could not be made.
pub fn run(plan: &Plan, draw: &Draw<'_>, tell: &mut dyn FnMut(&Cell)) -> Result<Vec<Cell>, String> {
    let work: Vec<(&Variant, Size)> = plan
        .variants
        .iter()
        .flat_map(|variant| plan.sizes.iter().map(move |size| (variant, *size)))
        .collect();
    let next = AtomicUsize::new(0);
    let crowd = thread::available_parallelism().map_or(1, usize::from);
    let crowd = crowd.min(limits::CHECKS_AT_ONCE_MAX).min(work.len());
    let (sender, results) = sync_channel(work.len().max(1));
    thread::scope(|scope| {
        for number in 0..crowd {
            let (sender, next, work) = (sender.clone(), &next, &work);
            thread::Builder::new()
                .name(format!("check {number}"))
                .spawn_scoped(scope, move || {
                    while let Some((index, (variant, size))) = take(next, work) {
                        // Whoever waited has met an error, which says enough.
                        sender
                            .send((index, draw(variant, size)))
                            .unwrap_or_default();
                    }
                })
                .map_err(|error| format!("starting a thread failed: {error}"))?;
        }
        drop(sender);
        let mut waiting: Vec<Option<Result<Vec<Drawn>, DrawError>>> = Vec::new();
        waiting.resize_with(work.len(), || None);
        let mut cells = Vec::new();
        let mut told = 0;
        for (index, drawn) in results {
            if let Some(place) = waiting.get_mut(index) {
                *place = Some(drawn);
            }
            while let (Some((variant, size)), Some(drawn)) =
                (work.get(told), waiting.get_mut(told).and_then(Option::take))
            {
                for cell in judged(plan, variant, *size, drawn)? {
                    tell(&cell);
                    cells.push(cell);
                }
                told += 1;
            }
        }
        Ok(cells)
    })
}

fn take<T: Copy>(next: &AtomicUsize, work: &[T]) -> Option<(usize, T)> {
    let index = next.fetch_add(1, Ordering::Relaxed);
    work.get(index).map(|work| (index, *work))
}

/// The verdicts on one variant at one size; pictures are compared or written.
fn judged(
    plan: &Plan,
    variant: &Variant,
    size: Size,
    drawn: Result<Vec<Drawn>, DrawError>,
) -> Result<Vec<Cell>, String> {
    let name = variant.name.as_deref();
    let drawn = match drawn {
        Ok(drawn) => drawn,
        Err(DrawError::Load(trouble)) => {
            let unloaded = Drawn {
                screen: NOT_LOADED.to_owned(),
                millis: 0.0,
                result: Err(trouble),
            };
            return Ok(vec![judge(unloaded, size, name, plan.rules)]);
        }
        Err(error @ (DrawError::Io(_) | DrawError::Silent(_))) => return Err(error.to_string()),
    };
    let mut cells = Vec::new();
    for drawn in drawn {
        let mut cell = judge(drawn, size, name, plan.rules);
        look_at(plan, &variant.golden, &mut cell)?;
        cells.push(cell);
    }
    Ok(cells)
}

fn look_at(plan: &Plan, folder: &Path, cell: &mut Cell) -> Result<(), String> {
    let Some(frame) = &cell.frame else {
        return Ok(());
    };
    let file = golden::path(folder, cell.size, &file_name(&cell.screen));
    let golden = if plan.update_golden {
        golden::write(frame, &file)?;
        Golden::Written
    } else {
        golden::compare(frame, &file)
    };
    if let Some(output) = &plan.output {
        golden::write(
            frame,
            &golden::path(output, cell.size, &file_name(&cell.name())),
        )?;
    }
    cell.compared(golden);
    Ok(())
}

/// A screen's name as that of a file, as LEDMatrix's own checker writes it.
pub fn file_name(screen: &str) -> String {
    let safe = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    let name: String = screen
        .chars()
        .map(|c| if safe(c) { c } else { '_' })
        .collect();
    if name.is_empty() {
        "mode".to_owned()
    } else {
        name
    }
}

#[cfg(test)]
mod tests;
