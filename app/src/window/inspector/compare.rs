//! Two revisions compared: only what changed, old and new.

use std::sync::Arc;

use egui::{ComboBox, RichText, Ui};
use lumarium_core::snapshot::Snapshot;

use super::{changes, lines};
use crate::errands::{Errand, Errands, Outcome};
use crate::window::text::{self, fill, t};
use crate::window::view::View;

/// Two revisions, the older one first.
type Pair = (u64, u64);

/// Which two, and what was found.
#[derive(Debug, Default)]
pub(super) struct Compare {
    /// The revisions a person chose; absent: the newest and the one before.
    old: Option<u64>,
    new: Option<u64>,
    /// What is being compared.
    errand: Option<(Pair, Errand<Vec<String>>)>,
    /// What was compared last.
    done: Option<(Pair, Vec<String>)>,
}

impl Compare {
    /// What was found, as text.
    pub(super) fn text(&self) -> String {
        self.lines().join("\n")
    }

    fn lines(&self) -> Vec<String> {
        match &self.done {
            None => vec![t("compare.wait").to_owned()],
            Some(((old, new), found)) => {
                let head = fill(
                    "compare.head",
                    &[("old", old), ("new", new), ("n", &found.len())],
                );
                std::iter::once(head).chain(found.iter().cloned()).collect()
            }
        }
    }

    /// Takes a result, and begins the next comparison if another one is wanted.
    fn refresh(&mut self, errands: &Errands, pair: [&Arc<Snapshot>; 2]) {
        if let Some((key, errand)) = self.errand.take() {
            match errand.poll() {
                Outcome::Done(found) => self.done = Some((key, found)),
                Outcome::Waiting => self.errand = Some((key, errand)),
                Outcome::Lost => {}
            }
        }
        let [old, new] = pair.map(Arc::clone);
        let key = (old.revision, new.revision);
        let known = self.done.as_ref().is_some_and(|(done, _)| *done == key);
        if known || self.errand.is_some() {
            return;
        }
        let job = move || changes::lines(&changes::value_of(&old), &changes::value_of(&new));
        self.errand = Some((key, errands.run(job)));
    }
}

pub(super) fn show(ui: &mut Ui, view: &mut View<'_>) {
    let kept: Vec<Arc<Snapshot>> = view.state.past.snapshots().rev().cloned().collect();
    let mut compare = std::mem::take(&mut view.state.inspector.compare);
    let pick = |wish: Option<u64>, place: usize| {
        let chosen = kept.iter().find(|kept| Some(kept.revision) == wish);
        chosen.or_else(|| kept.get(place)).or_else(|| kept.last())
    };
    if let (Some(old), Some(new)) = (pick(compare.old, 1), pick(compare.new, 0)) {
        let (old, new) = (Arc::clone(old), Arc::clone(new));
        ui.horizontal_wrapped(|ui| {
            choose(ui, view, t("compare.old"), &kept, (&old, &mut compare.old));
            choose(ui, view, t("compare.new"), &kept, (&new, &mut compare.new));
            let newest = compare.old.is_none() && compare.new.is_none();
            if ui.selectable_label(newest, t("compare.newest")).clicked() {
                (compare.old, compare.new) = (None, None);
            }
        });
        compare.refresh(&view.tools.errands, [&old, &new]);
    }
    ui.label(
        RichText::new(fill("compare.kept", &[("n", &kept.len())]))
            .small()
            .color(view.theme.weak),
    );
    let found = compare.lines();
    lines::show(ui, &view.theme, &found);
    view.state.inspector.compare = compare;
}

fn choose(
    ui: &mut Ui,
    view: &View<'_>,
    name: &str,
    kept: &[Arc<Snapshot>],
    (present, wish): (&Arc<Snapshot>, &mut Option<u64>),
) {
    let label = |snapshot: &Snapshot| {
        format!(
            "#{} · {}",
            snapshot.revision,
            text::clock(snapshot.wall, view.zone)
        )
    };
    ComboBox::from_label(name)
        .selected_text(label(present))
        .show_ui(ui, |ui| {
            for snapshot in kept {
                let chosen = snapshot.revision == present.revision;
                if ui.selectable_label(chosen, label(snapshot)).clicked() {
                    *wish = Some(snapshot.revision);
                }
            }
        });
}
