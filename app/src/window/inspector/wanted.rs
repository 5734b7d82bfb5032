//! What is wanted, what is, what the reconciler would do now, and why.

use egui::text::{LayoutJob, TextFormat, TextWrapping};
use egui::{
    FontId, Rect, Response, Role, ScrollArea, Sense, TextStyle, Ui, WidgetInfo, pos2, vec2,
};
use lumarium_core::id::PluginId;
use lumarium_core::reconcile::{Finding, Remedy};
use lumarium_core::snapshot::{PluginView, Snapshot};
use lumarium_core::time::Moment;

use super::Shown;
use crate::window::selection::Selection;
use crate::window::standing::{self, Standing};
use crate::window::text::{self, fill, t};
use crate::window::theme::Theme;
use crate::window::view::View;
use crate::window::widgets::badge;
use crate::window::widgets::walker::{self, Counted, Rows};

/// Height of a row, in points.
const HEIGHT: f32 = 26.0;

/// Below this width columns stand closer, in points.
const NARROW: f32 = 420.0;

/// One row of the table.
#[derive(Debug, PartialEq, Eq)]
struct Row {
    name: String,
    wanted: &'static str,
    standing: Standing,
    /// What is done about it, by whom; a dash if nothing is.
    plan: String,
    /// In words; empty if all is well.
    reason: String,
}

fn row(plugin: &PluginView, snapshot: &Snapshot, now: Moment) -> Row {
    let standing = standing::of(plugin, &snapshot.panel, now);
    let mine = |finding: &&Finding| finding.plugin.as_ref() == Some(&plugin.id);
    let found: Vec<&Finding> = snapshot.findings.iter().filter(mine).collect();
    let mut plans: Vec<String> = found.iter().map(|finding| plan(finding)).collect();
    let retry = plugin
        .state
        .failing
        .as_ref()
        .and_then(|failing| failing.retry_at);
    if let Some(at) = retry.filter(|_| plugin.wanted) {
        plans.push(text::retry_in(at.since(now)));
    }
    if plans.is_empty() {
        plans.push("–".to_owned());
    }
    let reason = plugin.reason.clone().or_else(|| {
        let finding = found.first()?;
        Some(fill(
            "wanted.finding",
            &[
                ("what", &text::finding(finding.kind)),
                ("current", &finding.current),
                ("expected", &finding.expected),
            ],
        ))
    });
    Row {
        name: plugin.name.clone(),
        wanted: t(if plugin.wanted {
            "state.on"
        } else {
            "state.off"
        }),
        standing,
        plan: plans.join(", "),
        reason: reason.unwrap_or_default(),
    }
}

/// What is done about a finding, in words.
fn plan(finding: &Finding) -> String {
    let done = match &finding.remedy {
        Remedy::AddSection => t("plan.add_section").to_owned(),
        Remedy::Reinstall { candidates } => {
            let names: Vec<&str> = candidates.iter().map(PluginId::as_str).collect();
            fill("plan.reinstall", &[("names", &names.join(", "))])
        }
        Remedy::SetEnabled { enabled: true } => t("plan.switch_on").to_owned(),
        Remedy::SetEnabled { enabled: false } => t("plan.switch_off").to_owned(),
        Remedy::Adopt => t("plan.adopt").to_owned(),
        Remedy::Wait => t("plan.wait").to_owned(),
        Remedy::Ask { choices } => fill("plan.ask", &[("choices", &choices.join(" / "))]),
        Remedy::RebuildRecord => t("plan.rebuild").to_owned(),
        Remedy::Load => t("plan.load").to_owned(),
        Remedy::Stop => t("plan.stop").to_owned(),
    };
    let asks = matches!(finding.remedy, Remedy::Ask { .. } | Remedy::Wait);
    if finding.automatic || asks {
        done
    } else {
        fill("plan.by_hand", &[("plan", &done)])
    }
}

/// The whole table.
pub(super) fn text(snapshot: &Snapshot, now: Moment) -> String {
    let mut cells: Vec<[String; 5]> = vec![
        [
            "wanted.plugin",
            "wanted.wanted",
            "wanted.is",
            "wanted.plan",
            "wanted.reason",
        ]
        .map(|key| t(key).to_owned()),
    ];
    for plugin in &snapshot.plugins {
        let row = row(plugin, snapshot, now);
        cells.push([
            row.name,
            row.wanted.to_owned(),
            row.standing.word.to_owned(),
            row.plan,
            row.reason,
        ]);
    }
    let mut words = aligned(&cells);
    for finding in snapshot
        .findings
        .iter()
        .filter(|finding| finding.plugin.is_none())
    {
        let line = format!(
            "{}: {}: {}\n",
            text::finding(finding.kind),
            finding.current,
            plan(finding)
        );
        words.push_str(&line);
    }
    words
}

/// Columns as wide as their widest cell; all rows but the first are indented.
pub(super) fn aligned<const N: usize>(cells: &[[String; N]]) -> String {
    let mut widths = [0; N];
    for row in cells {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let mut words = String::new();
    for (index, row) in cells.iter().enumerate() {
        let mut line = if index == 0 {
            String::new()
        } else {
            "  ".to_owned()
        };
        for (column, (cell, width)) in row.iter().zip(widths).enumerate() {
            let room = if index == 0 && column == 0 {
                width + 2
            } else {
                width
            };
            line.push_str(cell);
            line.extend(std::iter::repeat_n(
                ' ',
                room.saturating_sub(cell.chars().count()) + 2,
            ));
        }
        words.push_str(line.trim_end());
        words.push('\n');
    }
    words
}

pub(super) fn show(ui: &mut Ui, view: &mut View<'_>, shown: &Shown) {
    let columns = columns(ui.available_width());
    headings(ui, &view.theme, columns);
    ui.spacing_mut().item_spacing.y = 0.0;
    let count = shown.snapshot.plugins.len();
    let mut walker = std::mem::take(&mut view.state.inspector.wanted);
    ScrollArea::vertical()
        .id_salt("wanted")
        .auto_shrink(false)
        .show_rows(ui, HEIGHT, count, |ui, seen| {
            let rows = Rows {
                seen: seen.clone(),
                count,
                height: HEIGHT,
            };
            let stop = walker.stop(ui, &rows, &Counted(count));
            for (key, plugin) in (0..)
                .zip(&shown.snapshot.plugins)
                .take(seen.end)
                .skip(seen.start)
            {
                let size = vec2(ui.available_width(), HEIGHT);
                let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
                let response = walker.row(ui, (key, rect), stop == Some(key));
                let row = row(plugin, &shown.snapshot, shown.now);
                line(ui, view, (plugin, &row), (columns, response));
            }
        });
    view.state.inspector.wanted = walker;
}

/// Where the columns begin, from the left.
fn columns(width: f32) -> [f32; 5] {
    let name = (width * 0.24).clamp(72.0, 190.0);
    let is = name + if width < NARROW { 50.0 } else { 56.0 };
    let plan = is + if width < NARROW { 76.0 } else { 96.0 };
    let reason = plan + (width * 0.24).clamp(80.0, 230.0);
    [4.0, name, is, plan, reason]
}

/// Where the columns end.
fn ends(columns: [f32; 5], width: f32) -> [f32; 5] {
    let [_, name, is, plan, reason] = columns;
    [name, is, plan, reason, width].map(|next| next.min(width) - 6.0)
}

/// Words from `left` to `right`, cut with a sign if they do not fit.
fn words(
    ui: &Ui,
    (row, left, right): (Rect, f32, f32),
    (words, font, ink): (&str, &FontId, egui::Color32),
) {
    if right - left < 8.0 {
        return;
    }
    let format = TextFormat::simple(font.clone(), ink);
    let mut job = LayoutJob::single_section(words.to_owned(), format);
    job.wrap = TextWrapping::truncate_at_width(right - left);
    let galley = ui.painter().layout_job(job);
    let at = pos2(row.left() + left, row.center().y - galley.size().y / 2.0);
    ui.painter().galley(at, galley, ink);
}

fn headings(ui: &mut Ui, theme: &Theme, columns: [f32; 5]) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 20.0), Sense::hover());
    let font = TextStyle::Small.resolve(ui.style());
    let names = [
        t("wanted.plugin"),
        t("wanted.wanted"),
        t("wanted.is"),
        t("wanted.plan"),
        t("wanted.reason"),
    ];
    let places = columns.into_iter().zip(ends(columns, rect.width()));
    for (name, (left, right)) in names.into_iter().zip(places) {
        words(ui, (rect, left, right), (name, &font, theme.weak));
    }
}

fn line(
    ui: &Ui,
    view: &mut View<'_>,
    (plugin, row): (&PluginView, &Row),
    (columns, response): ([f32; 5], Response),
) {
    let rect = response.rect;
    let selected = view.state.selection.is(&plugin.id);
    let name = fill(
        "wanted.row",
        &[
            ("name", &row.name),
            ("wanted", &row.wanted),
            ("is", &row.standing.word),
            ("plan", &row.plan),
        ],
    );
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, selected, &name));
    let theme = &view.theme;
    walker::ground(ui, &response, selected, theme);
    let font = TextStyle::Body.resolve(ui.style());
    let cells = [
        &*row.name,
        row.wanted,
        row.standing.word,
        &row.plan,
        &row.reason,
    ];
    let places = columns.into_iter().zip(ends(columns, rect.width()));
    for (index, (cell, (mut left, right))) in cells.into_iter().zip(places).enumerate() {
        if index == 2 {
            let at = pos2(rect.left() + left + 6.0, rect.center().y);
            badge::paint(ui.painter(), at, row.standing.badge, theme);
            left += 18.0;
        }
        let ink = match index {
            2 => badge::colour(row.standing.badge, theme),
            4 => theme.weak,
            _ => theme.text,
        };
        words(ui, (rect, left, right), (cell, &font, ink));
    }
    if response.clicked() {
        view.state.selection = Selection::Plugin(plugin.id.clone());
    }
    // All of what may be cut.
    response.on_hover_text(format!("{}\n{}", row.plan, row.reason).trim());
}
