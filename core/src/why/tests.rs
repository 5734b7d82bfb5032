//! Each link of the chain, broken and whole, and the sentences that come of it.

use std::sync::Arc;

use super::*;
use crate::facts::Place;
use crate::failure::{Failure, Stage};
use crate::frame::Size;
use crate::id::Screen;
use crate::lifecycle::Run;
use crate::manifest::RuntimeKind;
use crate::message::TransitionKind;
use crate::reconcile::{Finding, Kind, Remedy};
use crate::snapshot::{FailingView, PanelView, ScreenView, StateView};
use crate::time::Wall;

mod turn;

fn id(text: &str) -> PluginId {
    PluginId::parse(text).unwrap()
}

fn screen(plugin: &str) -> Screen {
    Screen {
        plugin: id(plugin),
        name: Arc::from(plugin),
    }
}

fn plugin(name: &str) -> PluginView {
    let key = name.to_lowercase();
    PluginView {
        id: id(&key),
        name: name.to_owned(),
        version: Some("1.2.0".to_owned()),
        description: String::new(),
        author: String::new(),
        runtime: RuntimeKind::Native,
        place: Some(Place::Bundled),
        development: false,
        wanted: true,
        state: StateView {
            name: "enabled".to_owned(),
            since: Moment::from_secs(50),
            failing: None,
            because_of: None,
            can_execute: true,
            loaded: true,
        },
        reason: None,
        screens: vec![ScreenView {
            name: Arc::from(key.as_str()),
            content: Some("still".to_owned()),
            pixels: 4_096,
            duration_millis: 15_000,
            on: false,
        }],
        run: Run(3),
        load_millis: None,
        last_update: None,
        last_draw: None,
        update_time: None,
        draw_time: None,
        update_interval_millis: None,
        history: Vec::new(),
        errors: Vec::new(),
        log: Vec::new(),
        log_dropped: 0,
        late_reports: 0,
        process: None,
        problems: Vec::new(),
        requires: Vec::new(),
        dependents: Vec::new(),
        alternatives: Vec::new(),
        settings: serde_json::Value::Null,
        secrets_set: Vec::new(),
        actions: Vec::new(),
        schema: None,
    }
}

/// Clock is on for 12 s more, then come Weather, News and Life.
fn world() -> Snapshot {
    Snapshot {
        revision: 7,
        at: Moment::from_secs(60),
        wall: Wall(0),
        root: "/srv/root".into(),
        panel: PanelView {
            size: Size::new(64, 32),
            brightness: 70,
            refresh_hz: 100,
            screen: Some(screen("clock")),
            since: Moment::from_secs(50),
            until: Some(Moment::from_secs(72)),
            next: Some(screen("weather")),
            paused: false,
            pinned: None,
            idle: None,
            transition: TransitionKind::Cut,
            schedule: None,
            lost: None,
        },
        plugins: ["Clock", "Weather", "News", "Life"]
            .map(|name| Arc::new(plugin(name)))
            .to_vec(),
        misfits: Vec::new(),
        findings: Vec::new(),
        notices: Vec::new(),
        config: Arc::default(),
        fonts: None,
        stopping: false,
    }
}

fn failing(stage: Stage, retry_secs: Option<u64>) -> FailingView {
    let failure = Failure::error("the server said 503");
    FailingView {
        stage,
        text: failure.to_string(),
        recoverable: retry_secs.is_some(),
        failure,
        count: 1,
        retry_at: retry_secs.map(Moment::from_secs),
    }
}

/// What is said of Weather after `change`.
fn asked(change: impl FnOnce(&mut Snapshot, &mut PluginView)) -> Why {
    let mut snapshot = world();
    let mut weather = plugin("Weather");
    change(&mut snapshot, &mut weather);
    snapshot.plugins[1] = Arc::new(weather);
    why(&snapshot, &id("weather"), snapshot.at, Host::Plays).unwrap()
}

fn in_state(name: &str) -> impl FnOnce(&mut Snapshot, &mut PluginView) {
    move |_, weather| name.clone_into(&mut weather.state.name)
}

#[track_caller]
fn breaks(why: &Why, link: Link, text: &str, advice: &str) {
    let step = why.broken().unwrap_or_else(|| panic!("all holds: {why}"));
    assert_eq!((step.link, step.text.as_str()), (link, text));
    assert_eq!(step.advice.as_deref(), Some(advice));
    assert!(!why.showing);
    assert!(
        why.steps.iter().rev().skip(1).all(|step| step.holds),
        "{why}"
    );
    assert!(
        why.to_string().contains(text) && why.to_string().ends_with(advice),
        "{why}"
    );
}

#[test]
fn what_is_on_the_panel_shows() {
    let mut snapshot = world();
    let said = why(&snapshot, &id("clock"), snapshot.at, Host::Plays).unwrap();
    assert!(said.showing);
    assert_eq!(
        said.to_string(),
        "Clock is showing. It is switched on, its files are there in version 1.2.0, run 3 is up, no \
         call of it fails, it has drawn (still), it is on for 12 s more, and the panel shines at 70 %."
    );
    snapshot.panel.until = None;
    snapshot.panel.pinned = Some(screen("clock"));
    let said = why(&snapshot, &id("clock"), snapshot.at, Host::Plays).unwrap();
    assert!(said.to_string().contains("it is pinned, and"), "{said}");
}

#[test]
fn nobody_knows_of_a_plugin_that_is_not_there() {
    let snapshot = world();
    assert_eq!(
        why(&snapshot, &id("nobody"), snapshot.at, Host::Plays),
        None
    );
}

#[test]
fn nothing_plays() {
    let snapshot = world();
    let said = why(&snapshot, &id("clock"), snapshot.at, Host::Rests).unwrap();
    let start = "Start it with `lumarium` or `lumarium run`.";
    breaks(&said, Link::Plays, "nothing plays on this root now", start);
    let said = asked(|snapshot, _| snapshot.stopping = true);
    breaks(
        &said,
        Link::Plays,
        "Lumarium is being stopped",
        "Start it again.",
    );
}

#[test]
fn switched_off_by_a_person_or_by_what_it_needs() {
    let said = asked(|_, weather| weather.wanted = false);
    breaks(&said, Link::Wanted, "it is switched off", "Switch it on.");
    assert_eq!(
        said.to_string(),
        "Weather is not showing: it is switched off. Switch it on."
    );
    let said = asked(|_, weather| {
        weather.wanted = false;
        weather.state.because_of = Some(id("clock"));
    });
    let text = "it is off, because Clock, which it needs, was switched off";
    let advice = "Switch it on; Clock is switched on with it.";
    breaks(&said, Link::Wanted, text, advice);
}

#[test]
fn no_files_or_files_that_were_removed_before() {
    let said = asked(|_, weather| weather.place = None);
    let advice = "Install it again, or remove its section from the configuration.";
    breaks(&said, Link::Found, "its files are missing", advice);
    let said = asked(|snapshot, _| {
        snapshot.findings = vec![Finding {
            plugin: Some(id("weather")),
            kind: Kind::FoundAgain,
            current: String::new(),
            expected: String::new(),
            remedy: Remedy::Wait,
            automatic: false,
        }];
    });
    let text = "it was uninstalled, and its files are there again";
    breaks(
        &said,
        Link::Found,
        text,
        "Decide whether to keep or to delete them.",
    );
}

#[test]
fn starting_and_stopping_take_their_time() {
    for (state, limit) in [
        ("loading", "10 s"),
        ("loaded", "5 s"),
        ("configured", "5 s"),
    ] {
        let text = format!("it is starting: {state} for 10 s");
        let advice = format!("It is given up if this takes longer than {limit}.");
        breaks(&asked(in_state(state)), Link::Started, &text, &advice);
    }
    let advice = "It is started again then, in 2 s at most.";
    breaks(
        &asked(in_state("unloading")),
        Link::Started,
        "its last run is being stopped",
        advice,
    );
    let advice = "It is started in a moment; if not, compare wish and fact again.";
    for state in ["discovered", "disabled"] {
        let text = "it has not been started yet";
        breaks(&asked(in_state(state)), Link::Started, text, advice);
    }
}

#[test]
fn what_it_needs_is_not_up() {
    let needs = |snapshot: &mut Snapshot, weather: &mut PluginView| {
        "discovered".clone_into(&mut weather.state.name);
        weather.requires = vec!["radar ^1 (optional)".to_owned(), "news ^1".to_owned()];
        let mut news = plugin("News");
        "error".clone_into(&mut news.state.name);
        snapshot.plugins[2] = Arc::new(news);
    };
    let said = asked(needs);
    breaks(
        &said,
        Link::Started,
        "it waits for News, which it needs",
        "See why News is not up.",
    );
    let said = asked(|snapshot, weather| {
        needs(snapshot, weather);
        weather.reason = Some("needs news ^2, but 1.2.0 is installed".to_owned());
    });
    let text = "it is held back: needs news ^2, but 1.2.0 is installed";
    let advice = "See why News is not up: it is started after it.";
    breaks(&said, Link::Started, text, advice);
    let said = asked(|_, weather| {
        "discovered".clone_into(&mut weather.state.name);
        weather.reason = Some("its files cannot be used: no manifest".to_owned());
    });
    let text = "it is held back: its files cannot be used: no manifest";
    let advice = "Mend that; it is started as soon as it can be.";
    breaks(&said, Link::Started, text, advice);
}

#[test]
fn a_start_that_failed_says_when_it_is_tried_again() {
    let said = asked(|_, weather| {
        "error".clone_into(&mut weather.state.name);
        weather.state.failing = Some(failing(Stage::Load, Some(65)));
    });
    let text = "load failed: the server said 503";
    let advice = "It is tried again in 5 s. Retry tries it at once.";
    breaks(&said, Link::Started, text, advice);
    let said = asked(|_, weather| {
        "error".clone_into(&mut weather.state.name);
        weather.state.failing = Some(failing(Stage::Configure, None));
    });
    let advice = "It is not tried again by itself: mend that, then retry. New settings and a new \
                  version are tried at once.";
    breaks(
        &said,
        Link::Started,
        "configure failed: the server said 503",
        advice,
    );
}

#[test]
fn a_failing_draw_breaks_only_without_an_old_picture() {
    let said = asked(|_, weather| {
        weather.state.failing = Some(failing(Stage::Draw, Some(60)));
        weather.screens[0].content = None;
        weather.alternatives = vec![id("life")];
    });
    let text = "its draw fails: the server said 503";
    let advice = "It is being tried again now. Retry tries it at once. Life could stand in for it.";
    breaks(&said, Link::Healthy, text, advice);
    let said = asked(|_, weather| weather.state.failing = Some(failing(Stage::Draw, Some(61))));
    assert_eq!(said.broken().unwrap().link, Link::Turn);
    assert!(
        said.to_string().contains("what it drew before stays good"),
        "{said}"
    );
    let said = asked(|_, weather| {
        weather.state.failing = Some(failing(Stage::Update, Some(61)));
        weather.screens[0].content = None;
    });
    assert!(
        said.to_string().contains("it may draw all the same"),
        "{said}"
    );
}

#[test]
fn a_plugin_without_network_is_said_to_be_offline_and_not_to_fail() {
    let failure = Failure::Offline {
        text: "api.weather.gov cannot be reached".to_owned(),
    };
    let offline = |stage| FailingView {
        text: failure.to_string(),
        failure: failure.clone(),
        ..failing(stage, Some(100))
    };
    let said = asked(|_, weather| weather.state.failing = Some(offline(Stage::Update)));
    let text = said.to_string();
    let calm =
        "it is offline: api.weather.gov cannot be reached (but what it drew before stays good)";
    assert!(text.contains(calm), "{text}");
    assert!(!text.contains("fail"), "{text}");
    let said = asked(|_, weather| {
        "error".clone_into(&mut weather.state.name);
        weather.state.failing = Some(offline(Stage::Load));
    });
    breaks(
        &said,
        Link::Started,
        "it cannot start while it is offline: api.weather.gov cannot be reached",
        "It is tried again in 40 s. Retry tries it at once.",
    );
}
