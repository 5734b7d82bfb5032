//! Snapshots in words: the same words as in window and log.

use std::fmt::Write as _;

use lumarium_core::facts::Place;
use lumarium_core::failure::Seconds;
use lumarium_core::host::diagnostics::Load;
use lumarium_core::isolation;
use lumarium_core::manifest::RuntimeKind;
use lumarium_core::snapshot::{PluginView, Snapshot, StateView};
use lumarium_core::time::Moment;
use serde_json::{Value, json};

use crate::findings::findings_text;

/// A report grows line by line; writing into a text cannot fail.
struct Report(String);

impl Report {
    fn line(&mut self, label: &str, text: &str) {
        if !text.is_empty() {
            writeln!(self.0, "  {label:<12} {text}").unwrap_or_default();
        }
    }

    fn list(&mut self, label: &str, lines: impl Iterator<Item = String>) {
        let mut first = true;
        for line in lines {
            if std::mem::take(&mut first) {
                writeln!(self.0, "  {label}").unwrap_or_default();
            }
            writeln!(self.0, "    {line}").unwrap_or_default();
        }
    }

    fn text(self) -> String {
        self.0.trim_end().to_owned()
    }
}

/// The state's name; a failing one says so.
pub(super) fn state_word(state: &StateView) -> String {
    match &state.failing {
        Some(_) if state.is_offline() => format!("{}, offline", state.name),
        Some(failing) if state.name != "error" => {
            format!("{}, failing in {}", state.name, failing.stage)
        }
        Some(failing) => format!("{} in {}", state.name, failing.stage),
        None => state.name.clone(),
    }
}

/// The kind of plugin; unknown where there are no files.
pub(super) const fn runtime_word(view: &PluginView) -> &'static str {
    match view.place {
        Some(_) => view.runtime.name(),
        None => "",
    }
}

/// Why it is not as wished. Also a plugin that nobody has tried to run says that it cannot run yet.
pub(super) fn why(view: &PluginView) -> Option<String> {
    let supported = match view.runtime {
        RuntimeKind::Native | RuntimeKind::Python => true,
        RuntimeKind::Pixlet | RuntimeKind::Wasm => view.place.is_none(),
    };
    let not_yet = || format!("{} plugins are not supported yet", view.runtime.name());
    view.reason.clone().or_else(|| (!supported).then(not_yet))
}

fn title(view: &PluginView) -> Report {
    let version = view.version.as_deref().unwrap_or("no version");
    Report(format!(
        "{} ({}), {version}, {}\n",
        view.name,
        view.id,
        view.runtime.name()
    ))
}

fn place_text(place: Option<&Place>) -> String {
    match place {
        None => "no files".to_owned(),
        Some(Place::Bundled) => "bundled".to_owned(),
        Some(Place::Folder(path) | Place::File(path)) => path.display().to_string(),
        Some(Place::Linked(path)) => format!("{} (linked)", path.display()),
    }
}

/// What a plugin is.
pub(super) fn info_text(view: &PluginView) -> String {
    let mut report = title(view);
    report.line("about", &view.description);
    report.line("author", &view.author);
    report.line("place", &place_text(view.place.as_ref()));
    report.line("wanted", if view.wanted { "on" } else { "off" });
    report.line("state", &state_word(&view.state));
    report.line("why", &why(view).unwrap_or_default());
    process(&mut report, view);
    screens(&mut report, view);
    relations(&mut report, view);
    let settings = serde_json::to_string_pretty(&view.settings).unwrap_or_default();
    report.list("settings", settings.lines().map(ToOwned::to_owned));
    report.list("problems", view.problems.iter().map(|p| p.text.clone()));
    report.text()
}

fn screens(report: &mut Report, view: &PluginView) {
    let words = view.screens.iter().map(|screen| {
        let content = screen.content.as_deref().unwrap_or("not drawn yet");
        let on = if screen.on { ", on now" } else { "" };
        let secs = screen.duration_millis as f64 / 1_000.0;
        format!("{} ({content}, {secs} s{on})", screen.name)
    });
    report.line("screens", &words.collect::<Vec<_>>().join(", "));
}

/// The process it runs in, in the words of the window.
fn process(report: &mut Report, view: &PluginView) {
    let Some(process) = &view.process else {
        return;
    };
    let pid = process.pid;
    if !view.state.loaded {
        report.line("process", &format!("{pid}, has ended"));
        return;
    }
    let (since, language) = (process.since, &process.language);
    report.line("process", &format!("{pid}, {language}, since {since}"));
    if let Some(load) = load(view) {
        report.line("memory", &load.memory());
        report.line("processor", &load.processor());
        report.line("started", &load.count());
    }
    report.line("isolation", &isolation::level(&process.isolation));
    let of = |holds| {
        process
            .isolation
            .iter()
            .filter(move |one| one.holds == holds)
    };
    report.list("not held here", of(false).map(|guard| guard.text.clone()));
    report.list("kept in", of(true).map(|guard| guard.text.clone()));
}

/// What its process takes now; the owner of the root runs on this machine.
fn load(view: &PluginView) -> Option<Load> {
    let process = view.process.as_ref().filter(|_| view.state.loaded)?;
    Load::measure(process.pid)
}

/// A plugin as JSON, with what its process takes now.
pub(super) fn plugin_json(view: &PluginView) -> Value {
    let mut value = json!(view);
    if let (Some(load), Some(process)) = (load(view), value.get_mut("process")) {
        process["load"] = json!(load);
    }
    value
}

/// The whole snapshot as JSON, with what processes take now.
pub(super) fn all_json(snapshot: &Snapshot) -> Value {
    let mut value = json!(snapshot);
    let plugins: Vec<Value> = snapshot
        .plugins
        .iter()
        .map(|view| plugin_json(view))
        .collect();
    value["plugins"] = plugins.into();
    value
}

fn relations(report: &mut Report, view: &PluginView) {
    let ids = |ids: &[lumarium_core::id::PluginId]| {
        let names: Vec<&str> = ids
            .iter()
            .map(lumarium_core::id::PluginId::as_str)
            .collect();
        names.join(", ")
    };
    report.line("needs", &view.requires.join(", "));
    report.line("needed by", &ids(&view.dependents));
    report.line("stand-ins", &ids(&view.alternatives));
}

/// The full state of one plugin; `at` is the snapshot's time.
pub(super) fn plugin_text(view: &PluginView, at: Moment) -> String {
    let mut report = title(view);
    let since = Seconds(at.since(view.state.since));
    report.line(
        "state",
        &format!("{}, for {since}", state_word(&view.state)),
    );
    report.line("wanted", if view.wanted { "on" } else { "off" });
    report.line("why", &why(view).unwrap_or_default());
    failing(&mut report, &view.state, at);
    if let Some(cause) = &view.state.because_of {
        report.line("because of", cause.as_str());
    }
    report.line(
        "run",
        &format!("{}, late reports dropped {}", view.run, view.late_reports),
    );
    if let Some(millis) = view.load_millis {
        report.line("loaded in", &format!("{millis} ms"));
    }
    let never = || "never".to_owned();
    report.line(
        "last update",
        &view.last_update.map_or_else(never, |wall| wall.to_string()),
    );
    report.line(
        "last draw",
        &view.last_draw.map_or_else(never, |wall| wall.to_string()),
    );
    process(&mut report, view);
    screens(&mut report, view);
    relations(&mut report, view);
    report.list(
        "transitions",
        view.history.iter().map(|step| {
            let times = times_text(step.times);
            format!(
                "{}  {} → {}  {} (run {}{times})",
                step.wall, step.from, step.to, step.cause, step.run
            )
        }),
    );
    report.list(
        "errors",
        view.errors.iter().map(|entry| {
            let times = times_text(entry.times);
            let kind = if entry.recoverable {
                "recoverable"
            } else {
                "not recoverable"
            };
            format!(
                "{}  {}: {} (run {}, {kind}{times})",
                entry.wall, entry.stage, entry.failure, entry.run
            )
        }),
    );
    report.list("problems", view.problems.iter().map(|p| p.text.clone()));
    report.list(
        "log",
        view.log
            .iter()
            .map(|line| format!("{}  {}", line.wall, line.text)),
    );
    report.text()
}

fn times_text(times: u32) -> String {
    if times > 1 {
        format!(", {times} times")
    } else {
        String::new()
    }
}

fn failing(report: &mut Report, state: &StateView, at: Moment) {
    let Some(failing) = &state.failing else {
        return;
    };
    let next = failing.retry_at.map_or_else(
        || "ends with a new version, new settings or `lumarium plugin retry`".to_owned(),
        |retry_at| format!("tried again in {}", Seconds(retry_at.since(at))),
    );
    if state.is_offline() {
        report.line("offline", &format!("{}; {next}", failing.stage));
        return;
    }
    let text = format!(
        "{}: {} ({} in a row); {next}",
        failing.stage, failing.text, failing.count
    );
    report.line("failing", &text);
}

/// Everything in short: the panel, the plugins as `list`, findings, notices.
pub(super) fn all_text(snapshot: &Snapshot, list: &str) -> String {
    let panel = &snapshot.panel;
    let mut report = Report(format!("{}\n", snapshot.root.display()));
    let word =
        |screen: &Option<lumarium_core::id::Screen>| screen.as_ref().map(ToString::to_string);
    let size = format!(
        "{}, {} %, {} Hz",
        panel.size, panel.brightness, panel.refresh_hz
    );
    report.line("panel", &size);
    let on = word(&panel.screen).or_else(|| panel.idle.clone());
    report.line("on", &on.unwrap_or_else(|| "nothing".to_owned()));
    report.line("next", &word(&panel.next).unwrap_or_default());
    report.line("pinned", &word(&panel.pinned).unwrap_or_default());
    report.line("paused", if panel.paused { "yes" } else { "" });
    report.line("lost", panel.lost.as_deref().unwrap_or_default());
    report.list("plugins", list.lines().map(ToOwned::to_owned));
    if !snapshot.findings.is_empty() {
        let text = findings_text(&snapshot.findings);
        report.list("findings", text.lines().map(ToOwned::to_owned));
    }
    report.list(
        "notices",
        snapshot.notices.iter().map(|notice| {
            let level = json!(notice.level);
            format!(
                "{}  {}  {}",
                notice.wall,
                level.as_str().unwrap_or("?"),
                notice.text
            )
        }),
    );
    report.text()
}
