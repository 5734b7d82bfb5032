//! The inspector: why something is shown, or not; made from snapshots and the journal alone. Each panel is
//! first of all a text, which can be copied and which tests compare.

mod changes;
mod compare;
mod files;
pub mod frames;
mod health;
pub mod journal;
mod life;
mod lines;
mod machine;
mod needs;
pub mod past;
mod raw;
mod wanted;
mod why;

use std::sync::Arc;

use egui::{Align, CentralPanel, Frame, Label, Layout, Margin, RichText, Ui, vec2};
use jiff::tz::TimeZone;
use lumarium_core::id::PluginId;
use lumarium_core::snapshot::{PluginView, Snapshot};
use lumarium_core::time::Moment;

use self::frames::Frames;
use super::text::{self, fill, t};
use super::view::View;
use super::widgets::walker::Walker;

/// Below this height everything stands closer, so that something is left for the panel, in points.
const TIGHT: f32 = 420.0;

/// The panels of the inspector.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tab {
    /// What is wanted, what is, and what is done about it.
    #[default]
    Wanted,
    /// The life of a plugin as a picture.
    Life,
    /// What happened.
    Journal,
    /// Failures, waits and transitions of a plugin.
    Health,
    /// Who needs whom.
    Needs,
    /// Times, queues, threads, memory.
    Machine,
    /// Two revisions compared.
    Compare,
    /// The files of the root.
    Files,
    /// The whole snapshot.
    Raw,
}

impl Tab {
    const ALL: [Self; 9] = [
        Self::Wanted,
        Self::Life,
        Self::Journal,
        Self::Health,
        Self::Needs,
        Self::Machine,
        Self::Compare,
        Self::Files,
        Self::Raw,
    ];

    fn name(self) -> &'static str {
        t(match self {
            Self::Wanted => "inspector.wanted",
            Self::Life => "inspector.life",
            Self::Journal => "inspector.journal",
            Self::Health => "inspector.health",
            Self::Needs => "inspector.needs",
            Self::Machine => "inspector.machine",
            Self::Compare => "inspector.compare",
            Self::Files => "inspector.files",
            Self::Raw => "inspector.raw",
        })
    }
}

/// What the inspector remembers.
#[derive(Debug, Default)]
pub struct Inspector {
    /// The panel that is open.
    pub tab: Tab,
    /// How long the window's frames took.
    pub frames: Frames,
    /// The journal's filter.
    pub journal: journal::Filter,
    compare: compare::Compare,
    files: files::Files,
    /// The row of *Wish and fact* that the keyboard stands on.
    wanted: Walker,
    raw: raw::Raw,
    /// The trees of needs that were made last: working them out takes a while.
    needs: Option<(u64, Option<PluginId>, String)>,
}

/// What a panel shows: a snapshot and its time.
pub(super) struct Shown {
    /// The snapshot, the newest one or an older one.
    pub(super) snapshot: Arc<Snapshot>,
    /// The time it is seen at.
    pub(super) now: Moment,
    /// For times of day.
    pub(super) zone: TimeZone,
    /// Whose panels are shown: of several the one that was chosen first.
    pub(super) selected: Option<PluginId>,
    /// How many are selected, if it is more than one.
    several: Option<usize>,
}

impl Shown {
    fn of(view: &View<'_>) -> Option<Self> {
        let past = &view.state.past;
        let snapshot = match view.state.stage.at {
            Some(at) => past.at(at),
            None => past.newest(),
        };
        let snapshot = snapshot?;
        let ids = view.state.selection.ids();
        let here = ids.iter().find(|id| snapshot.plugin(id).is_some());
        Some(Self {
            snapshot: Arc::clone(snapshot),
            now: view.state.stage.at.unwrap_or(view.now),
            zone: view.zone.clone(),
            selected: here.or(ids.first()).cloned(),
            several: (ids.len() > 1).then_some(ids.len()),
        })
    }

    /// That several are selected, and about which of them this is.
    fn note(&self) -> Option<String> {
        let plugin = self.plugin()?;
        let parts: [(&str, &dyn std::fmt::Display); 2] =
            [("n", &self.several?), ("name", &plugin.name)];
        Some(fill("inspector.several", &parts))
    }

    fn plugin(&self) -> Option<&PluginView> {
        self.snapshot.plugin(self.selected.as_ref()?)
    }
}

/// Shows the page.
pub fn show(ui: &mut Ui, view: &mut View<'_>) {
    let frame = Frame::new()
        .fill(view.theme.panel)
        .inner_margin(Margin::symmetric(14, 10));
    CentralPanel::default().frame(frame).show(ui, |ui| {
        let Some(shown) = Shown::of(view) else {
            ui.heading(t("page.inspector"));
            return;
        };
        if ui.available_height() < TIGHT {
            let spacing = ui.spacing_mut();
            spacing.item_spacing = vec2(4.0, 3.0);
            spacing.button_padding = vec2(4.0, 2.0);
            spacing.interact_size.y = 20.0;
        }
        head(ui, view, &shown);
        if let Some(note) = shown.note() {
            ui.add(Label::new(RichText::new(note).color(view.theme.weak)).wrap());
        }
        why::show(ui, view, &shown);
        tabs(ui, view);
        ui.separator();
        panel(ui, view, &shown);
    });
}

fn head(ui: &mut Ui, view: &mut View<'_>, shown: &Shown) {
    ui.horizontal(|ui| {
        ui.label(RichText::new(t("page.inspector")).heading());
        let revision = shown.snapshot.revision;
        let when = match view.state.stage.at {
            None => t("inspector.live").to_owned(),
            Some(_) => text::clock(shown.snapshot.wall, &shown.zone),
        };
        let line = fill("inspector.revision", &[("n", &revision), ("when", &when)]);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if ui.button(t("inspector.copy")).clicked() {
                let words = copy(view, shown);
                ui.ctx().copy_text(words);
            }
            if view.state.stage.at.is_some() && ui.button(t("inspector.go_live")).clicked() {
                view.state.stage.at = None;
            }
            // What the buttons leave.
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let line = RichText::new(line).color(view.theme.weak);
                ui.add(Label::new(line).truncate());
            });
        });
    });
}

fn tabs(ui: &mut Ui, view: &mut View<'_>) {
    ui.horizontal_wrapped(|ui| {
        for tab in Tab::ALL {
            let open = &mut view.state.inspector.tab;
            if ui.selectable_label(*open == tab, tab.name()).clicked() {
                *open = tab;
            }
        }
    });
}

fn panel(ui: &mut Ui, view: &mut View<'_>, shown: &Shown) {
    match view.state.inspector.tab {
        Tab::Wanted => wanted::show(ui, view, shown),
        Tab::Life => life::show(ui, view, shown),
        Tab::Journal => journal::show(ui, view, shown),
        Tab::Needs => {
            let key = (shown.snapshot.revision, shown.selected.clone());
            let made = view.state.inspector.needs.take();
            let made = made.filter(|made| (made.0, &made.1) == (key.0, &key.1));
            let words = made.map_or_else(|| words(view, shown), |made| made.2);
            lines::text(ui, &view.theme, &words);
            view.state.inspector.needs = Some((key.0, key.1, words));
        }
        Tab::Health | Tab::Machine => {
            let words = words(view, shown);
            lines::text(ui, &view.theme, &words);
        }
        Tab::Compare => compare::show(ui, view),
        Tab::Files => files::show(ui, view, shown),
        Tab::Raw => raw::show(ui, view, shown),
    }
    if view.state.inspector.tab == Tab::Machine {
        // Its figures change without a new snapshot.
        ui.request_repaint_after(machine::EVERY);
    }
}

/// The open panel as text.
fn words(view: &View<'_>, shown: &Shown) -> String {
    let inspector = &view.state.inspector;
    match inspector.tab {
        Tab::Wanted => wanted::text(&shown.snapshot, shown.now),
        Tab::Life => life::text(shown.plugin()),
        Tab::Journal => inspector.journal.text(&view.state.past, &shown.zone),
        Tab::Health => match shown.plugin() {
            Some(plugin) => health::text(plugin, shown.now, &shown.zone),
            None => t("inspector.select").to_owned(),
        },
        Tab::Needs => needs::text(&shown.snapshot, shown.selected.as_ref()),
        Tab::Machine => machine::text(
            &shown.snapshot,
            view.stats,
            view.diagnostics.as_deref(),
            &inspector.frames,
        ),
        Tab::Compare => inspector.compare.text(),
        Tab::Files => inspector.files.text(&shown.zone),
        Tab::Raw => inspector.raw.text(),
    }
}

/// What is copied: where it is from, why the selected plugin shows or not, and the open panel.
fn copy(view: &View<'_>, shown: &Shown) -> String {
    let revision = shown.snapshot.revision;
    let mut words = format!(
        "Lumarium · #{revision} · {} · {}\n",
        shown.snapshot.wall,
        view.state.inspector.tab.name()
    );
    if let Some(note) = shown.note() {
        words.extend(["\n", note.as_str(), "\n"]);
    }
    if let Some(why) = why::text(shown) {
        words.extend(["\n", why.as_str(), "\n"]);
    }
    words.push('\n');
    words.push_str(self::words(view, shown).trim_end());
    words.push('\n');
    words
}
