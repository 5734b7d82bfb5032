//! A check in words: a row for each screen at each size, below it what is wrong, and a sum at the end; or all as JSON.

use lumarium_core::facts::Found;
use lumarium_core::manifest::{Problem, Severity};
use serde_json::{Value, json};

use crate::check::golden::Golden;
use crate::check::harness::Variant;
use crate::check::run::NOT_LOADED;
use crate::check::verdict::{Cell, Level};
use crate::cli::Output;
use crate::cli::python::place;
use crate::error::CliError;

/// Says what is known so far.
pub(super) struct Teller<'a> {
    found: &'a Found,
    problems: Vec<Problem>,
    output: Output,
    /// How wide the names of screens are.
    width: usize,
    /// What the row before said: the same is not said twice.
    before: Option<String>,
}

impl<'a> Teller<'a> {
    pub(super) fn new(
        found: &'a Found,
        variants: &[Variant],
        problems: Vec<Problem>,
        output: Output,
    ) -> Self {
        let long = |name: &str| name.chars().count();
        let screens = found.manifest.screens.iter().map(|name| long(name));
        let variants = variants
            .iter()
            .filter_map(|variant| variant.name.as_deref());
        let widest = variants.map(|name| long(name) + 1).max().unwrap_or(0);
        let names = screens.map(|name| name + widest);
        Self {
            found,
            problems,
            output,
            width: names.max().unwrap_or(0).max(NOT_LOADED.len()),
            before: None,
        }
    }

    /// Whose check it is, and what is wrong with its files.
    pub(super) fn begin(&self) -> Result<(), CliError> {
        if self.output.is_json() {
            return Ok(());
        }
        let manifest = &self.found.manifest;
        let version = manifest.version.as_deref().unwrap_or("no version");
        self.output
            .line(format!("{} ({}), {version}", manifest.name, manifest.id))?;
        for problem in &self.problems {
            self.output
                .line(format!("  {}: {}", severity(problem), problem.text))?;
        }
        let width = self.width;
        self.output.line(format!(
            "{:<8} {:<width$} {:>9}  {:<8} RESULT",
            "SIZE", "SCREEN", "TIME", "GOLDEN"
        ))
    }

    /// One screen at one size.
    pub(super) fn row(&mut self, cell: &Cell) -> Result<(), CliError> {
        if self.output.is_json() {
            return Ok(());
        }
        let width = self.width;
        let time = match cell.millis {
            millis if millis > 0.0 => format!("{millis:.0} ms"),
            _ => "-".to_owned(),
        };
        let row = format!(
            "{:<8} {:<width$} {time:>9}  {:<8} {}",
            cell.size.to_string(),
            cell.name(),
            golden_word(&cell.golden),
            result(cell)
        );
        self.output.line(row.trim_end())?;
        let folder = self.found.place.path().cloned().unwrap_or_default();
        for finding in cell
            .findings
            .iter()
            .filter(|finding| finding.level > Level::Note)
        {
            let place = place(&finding.traceback, &folder);
            if !place.is_empty() && self.before.as_deref() != Some(place.as_str()) {
                self.output.line(format!("{:9}at {place}", ""))?;
                self.before = Some(place);
            }
        }
        Ok(())
    }

    /// The sum, or everything as one document.
    pub(super) fn end(&self, cells: &[Cell]) -> Result<(), CliError> {
        let failed = cells.iter().filter(|cell| cell.fails()).count();
        let warned = cells
            .iter()
            .filter(|cell| cell.worst() == Some(Level::Warning))
            .count();
        let golden = |is: fn(&Golden) -> bool| cells.iter().filter(|cell| is(&cell.golden)).count();
        let same = golden(|golden| *golden == Golden::Same);
        let written = golden(|golden| *golden == Golden::Written);
        if self.output.is_json() {
            return self.output.document(&json!({
                "plugin": self.found.manifest.id,
                "version": self.found.manifest.version,
                "ok": failed == 0,
                "problems": self.problems,
                "screens": cells.iter().map(document).collect::<Vec<_>>(),
                "sum": {"screens": cells.len(), "failed": failed, "warned": warned,
                        "golden_same": same, "golden_written": written},
            }));
        }
        let mut told = vec![format!("{} pictures", cells.len())];
        told.push(if failed == 0 {
            "none failed".to_owned()
        } else {
            format!("{failed} failed")
        });
        for (count, what) in [
            (warned, "with a warning"),
            (same, "as the golden ones"),
            (written, "golden ones written"),
        ] {
            if count > 0 {
                told.push(format!("{count} {what}"));
            }
        }
        self.output.line(told.join(", "))
    }
}

const fn severity(problem: &Problem) -> &'static str {
    match problem.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Hint => "hint",
    }
}

const fn golden_word(golden: &Golden) -> &'static str {
    match golden {
        Golden::None => "-",
        Golden::Same => "same",
        Golden::Differs { .. } => "differs",
        Golden::Unreadable { .. } => "damaged",
        Golden::Written => "written",
    }
}

fn result(cell: &Cell) -> String {
    let word = |level: Level| match level {
        Level::Failure => "FAILED",
        Level::Warning => "warning",
        Level::Note => "ok",
    };
    let mut findings: Vec<_> = cell.findings.iter().collect();
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.level));
    let texts: Vec<&str> = findings
        .iter()
        .map(|finding| finding.text.as_str())
        .collect();
    match cell.worst() {
        None => "ok".to_owned(),
        Some(worst) => format!("{}: {}", word(worst), texts.join("; ")),
    }
}

fn document(cell: &Cell) -> Value {
    json!({
        "size": {"width": cell.size.width, "height": cell.size.height},
        "screen": cell.screen,
        "variant": cell.variant,
        "ok": !cell.fails(),
        "millis": cell.millis,
        "shown": cell.shown,
        "blank": cell.is_blank(),
        "golden": cell.golden,
        "findings": cell.findings,
    })
}
