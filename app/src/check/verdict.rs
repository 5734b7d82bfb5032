//! What is said of one screen at one size.

use lumarium_core::frame::{Frame, Size};
use lumarium_core::host::python::drawing::{Drawn, Shot, Trouble};
use serde::Serialize;

use super::golden::Golden;
use super::harness::Strictness;
use super::look;

/// How bad something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Worth knowing.
    Note,
    /// Probably wrong.
    Warning,
    /// The check fails.
    Failure,
}

/// What a finding is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum About {
    /// It threw, or ended its process.
    Crash,
    /// A package it needs is not there.
    Package,
    /// It did not end in time.
    Late,
    /// `update()` threw.
    Update,
    /// It draws beyond the panel.
    Overflow,
    /// Nothing is lit.
    Blank,
    /// Most of a large panel stays dark.
    Fill,
    /// It looks different from the picture that is kept.
    Golden,
}

/// Something about one screen at one size.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// How bad.
    pub level: Level,
    /// What kind.
    pub about: About,
    /// What, in a sentence.
    pub text: String,
    /// Where in the plugin, for its author; may be empty.
    pub traceback: String,
}

/// One screen at one size.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// The panel.
    pub size: Size,
    /// The screen.
    pub screen: String,
    /// The variant of `test/harness.json`, if it is one.
    pub variant: Option<String>,
    /// How long building, `update()` and `display()` took.
    pub millis: f64,
    /// What was drawn.
    pub frame: Option<Frame>,
    /// Whether the plugin says that it shows something.
    pub shown: bool,
    /// How it compares.
    pub golden: Golden,
    /// What there is to say.
    pub findings: Vec<Finding>,
}

impl Cell {
    /// How bad it is in all; `None` if there is nothing to say.
    pub fn worst(&self) -> Option<Level> {
        self.findings.iter().map(|finding| finding.level).max()
    }

    /// Whether it lets the check fail.
    pub fn fails(&self) -> bool {
        self.worst() == Some(Level::Failure)
    }

    /// Whether nothing is lit.
    pub fn is_blank(&self) -> bool {
        self.frame
            .as_ref()
            .is_some_and(|frame| look::extent(frame).is_none())
    }

    /// Its name with that of its variant, as LEDMatrix writes it.
    pub fn name(&self) -> String {
        match &self.variant {
            None => self.screen.clone(),
            Some(variant) => format!("{}@{variant}", self.screen),
        }
    }

    /// What the comparison says.
    pub fn compared(&mut self, golden: Golden) {
        let text = match &golden {
            Golden::None | Golden::Same | Golden::Written => None,
            Golden::Differs { pixels, delta_max } => Some(format!(
                "{pixels} of {} pixels differ from the golden picture, by {delta_max} of 255 at most",
                self.size.area()
            )),
            Golden::Unreadable { reason } => {
                Some(format!("the golden picture cannot be read: {reason}"))
            }
        };
        self.findings
            .extend(text.map(|text| failure(About::Golden, text)));
        self.golden = golden;
    }
}

/// What is a failure, and what the plugin was made for.
#[derive(Clone, Copy, Debug)]
pub struct Rules {
    /// The panel it was made for.
    pub design: Size,
    /// A large panel that stays mostly empty.
    pub fill: Strictness,
    /// A screen that draws nothing and does not say so.
    pub empty: Strictness,
}

/// Judges what was drawn; goldens are compared apart.
pub fn judge(drawn: Drawn, size: Size, variant: Option<&str>, rules: Rules) -> Cell {
    let mut cell = Cell {
        size,
        screen: drawn.screen,
        variant: variant.map(str::to_owned),
        millis: drawn.millis,
        frame: None,
        shown: false,
        golden: Golden::None,
        findings: Vec::new(),
    };
    match drawn.result {
        Err(trouble) => cell.findings.push(broken(&trouble)),
        Ok(shot) => seen(&mut cell, shot, rules),
    }
    cell
}

/// Why nothing was drawn.
fn broken(trouble: &Trouble) -> Finding {
    let mut text = format!("{} failed: {}", trouble.stage, trouble.message);
    let about = match trouble.kind.as_str() {
        "late" => About::Late,
        "missing_package" => {
            text.push_str("; install ");
            text.push_str(&trouble.names.join(", "));
            text.push_str(" for the Python in use");
            About::Package
        }
        _ => About::Crash,
    };
    Finding {
        level: Level::Failure,
        about,
        text,
        traceback: trouble.traceback.clone(),
    }
}

/// Without a network the best a plugin can do is to show what it has.
fn not_updated(trouble: &Trouble) -> Finding {
    let (level, text) = if trouble.is_offline() {
        (Level::Note, "update() had no network".to_owned())
    } else {
        (
            Level::Failure,
            format!("update failed: {}", trouble.message),
        )
    };
    Finding {
        level,
        about: About::Update,
        text,
        traceback: trouble.traceback.clone(),
    }
}

fn seen(cell: &mut Cell, shot: Shot, rules: Rules) {
    cell.shown = shot.shown;
    cell.findings.extend(shot.update.as_ref().map(not_updated));
    cell.findings
        .extend(shot.overflow.map(|box_| overflow(box_, cell.size)));
    let Some(frame) = shot.frames.into_iter().next() else {
        return;
    };
    let extent = look::extent(&frame);
    // Also a dark picture leaves a large panel empty, as LEDMatrix counts; where it only warns that is said once.
    let strict = rules.fill == Strictness::Fails;
    if let Some(extent) = extent.or(strict.then_some((0.0, 0.0)))
        && look::underfills(cell.size, rules.design, extent)
    {
        cell.findings.push(underfilled(rules.fill, extent));
    }
    match extent {
        // Only a False lets the rotation go on; else the panel stays dark for the whole turn.
        None if shot.shown => cell.findings.push(Finding {
            level: level(rules.empty),
            about: About::Blank,
            text: "nothing is lit, and display() does not return False".to_owned(),
            traceback: String::new(),
        }),
        None => cell.findings.push(Finding {
            level: Level::Note,
            about: About::Blank,
            text: "it says that it has nothing to show".to_owned(),
            traceback: String::new(),
        }),
        Some(_) => {}
    }
    cell.frame = Some(frame);
}

fn underfilled(strictness: Strictness, (across, down): (f64, f64)) -> Finding {
    let (across, down) = (across * 100.0, down * 100.0);
    Finding {
        level: level(strictness),
        about: About::Fill,
        text: format!("only {across:.0} % of the width and {down:.0} % of the height are used"),
        traceback: String::new(),
    }
}

const fn level(strictness: Strictness) -> Level {
    match strictness {
        Strictness::Warns => Level::Warning,
        Strictness::Fails => Level::Failure,
    }
}

fn overflow([left, top, right, bottom]: [u32; 4], size: Size) -> Finding {
    let range = |from: u32, end: u32| match end.saturating_sub(1) {
        last if last > from => format!("{from} to {last}"),
        _ => from.to_string(),
    };
    failure(
        About::Overflow,
        format!(
            "draws beyond the panel, at x {} and y {}, where {size} ends at {}, {}",
            range(left, right),
            range(top, bottom),
            size.width.saturating_sub(1),
            size.height.saturating_sub(1)
        ),
    )
}

fn failure(about: About, text: String) -> Finding {
    Finding {
        level: Level::Failure,
        about,
        text,
        traceback: String::new(),
    }
}

#[cfg(test)]
mod tests;
