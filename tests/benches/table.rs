//! What a bench prints: one line per figure, beside it what it is held against in the same run, and the
//! ratio of the two. A bound that is missed makes the bench fail; a rival never does.

use std::fmt::Write as _;
use std::io::Write as _;
use std::process::ExitCode;

/// How a figure stands to what is beside it.
#[derive(Clone, Copy)]
enum Verdict {
    Kept,
    Missed,
    /// Only compared.
    Beside,
}

/// The lines of one bench; each is printed as it comes.
pub(crate) struct Table {
    missed: Vec<String>,
    lines: usize,
}

impl Table {
    /// Prints the head.
    pub(crate) fn new(title: &str) -> Self {
        let table = Self {
            missed: Vec::new(),
            lines: 0,
        };
        print(&format!("\n== {title}"));
        print(&format!(
            "{:<46} {:>13}  {:>30} {:>8}",
            "what", "figure", "bound or rival", "ratio"
        ));
        table
    }

    /// A figure that must not be above its bound.
    pub(crate) fn bound(&mut self, what: &str, figure: f64, most: f64, unit: &str) {
        self.lines += 1;
        let verdict = if figure <= most {
            Verdict::Kept
        } else {
            self.missed.push(what.to_owned());
            Verdict::Missed
        };
        let beside = format!("at most {}", shown(most, unit));
        line(what, &shown(figure, unit), &beside, figure / most, verdict);
    }

    /// A figure beside another one of the same run.
    pub(crate) fn rival(&mut self, what: &str, figure: f64, name: &str, other: f64, unit: &str) {
        self.lines += 1;
        let beside = format!("{name} {}", shown(other, unit));
        let ratio = figure / other;
        line(what, &shown(figure, unit), &beside, ratio, Verdict::Beside);
    }

    /// A line that is not judged.
    pub(crate) fn note(&mut self, text: &str) {
        self.lines += 1;
        print(text);
    }

    /// Says what was missed; the bench ends with this. One that printed nothing has failed.
    pub(crate) fn end(self) -> ExitCode {
        if self.missed.is_empty() && self.lines > 0 {
            return ExitCode::SUCCESS;
        }
        let mut text = "MISSED:".to_owned();
        for what in &self.missed {
            // Writing into a string cannot fail.
            write!(text, "\n  {what}").unwrap_or_default();
        }
        print(&text);
        ExitCode::FAILURE
    }
}

fn line(what: &str, figure: &str, beside: &str, ratio: f64, verdict: Verdict) {
    let word = match verdict {
        Verdict::Kept => "  kept",
        Verdict::Missed => "  MISSED",
        Verdict::Beside => "",
    };
    // Where nothing at all is allowed there is no ratio.
    let ratio = if ratio.is_finite() {
        format!("{ratio:.2}x")
    } else {
        "-".to_owned()
    };
    print(&format!(
        "{what:<46} {figure:>13}  {beside:>30} {ratio:>8}{word}"
    ));
}

fn shown(figure: f64, unit: &str) -> String {
    if figure.fract() == 0.0 {
        format!("{figure:.0} {unit}")
    } else {
        format!("{figure:.2} {unit}")
    }
}

/// Whoever closes the pipe has read enough.
fn print(text: &str) {
    writeln!(std::io::stdout(), "{text}").unwrap_or_default();
}
