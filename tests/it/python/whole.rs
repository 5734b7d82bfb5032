//! Python plugins in a whole host: vices beside those that behave, kills of every process, and changes of
//! one plugin while another one is on.

use lumarium_core::failure::Failure;
use lumarium_core::id::PluginId;
use lumarium_core::message::{Command, ScreenName};
use lumarium_core::snapshot::PluginView;
use serde_json::{Value, json};

use super::farm::Farm;
use super::processes;

/// Up, and nothing fails.
fn is_well(view: &PluginView) -> bool {
    matches!(view.state.name.as_str(), "enabled" | "running") && view.state.failing.is_none()
}

fn exited(failure: &Failure) -> bool {
    matches!(failure, Failure::Exited { .. })
}

fn screen(id: &str) -> ScreenName {
    ScreenName {
        plugin: PluginId::parse(id).unwrap(),
        name: None,
    }
}

#[test]
fn nothing_that_is_done_to_a_neighbour_is_seen_on_the_panel() {
    let neighbour = PluginId::parse("neighbour").unwrap();
    let Some(farm) = Farm::new(&[
        ("hand", "hand", json!({})),
        ("neighbour", "good", json!({"shade": 90})),
    ]) else {
        return;
    };
    farm.wait("hand", "was well", is_well);
    farm.wait("neighbour", "was well", is_well);
    farm.tell(Command::Pin {
        screen: Some(screen("hand")),
    });
    farm.until(
        || "hand is not on".to_owned(),
        |_| {
            let on = farm.handle.snapshot().panel.screen.clone();
            on.is_some_and(|on| on.plugin.as_str() == "hand")
        },
    );
    farm.pictures_go_on(5);
    let before = farm.view("hand").unwrap();
    farm.look_anew();
    let plugin = || neighbour.clone();
    let settings = json!({"shade": 91}).as_object().cloned();
    let changes = [
        Command::Disable {
            plugin: plugin(),
            force: false,
        },
        Command::Enable { plugin: plugin() },
        Command::Reload { plugin: plugin() },
        Command::Configure {
            plugin: plugin(),
            settings: settings.unwrap_or_default(),
        },
    ];
    for _ in 0..3 {
        for change in &changes {
            farm.tell(change.clone());
            farm.pictures_go_on(5);
        }
        farm.wait("neighbour", "was well again", is_well);
    }
    processes::kill(farm.pid_of("neighbour").unwrap());
    farm.wait("neighbour", "was missed", |view| !view.errors.is_empty());
    farm.pictures_go_on(5);
    // `hand` draws (n, 0, 1); nothing else was to be seen.
    let strange: Vec<_> = farm.shown(|shown| {
        let colours = shown
            .colours
            .iter()
            .filter(|(_, green, blue)| (*green, *blue) != (0, 1));
        colours.copied().collect()
    });
    assert_eq!(strange, []);
    assert_eq!(farm.shown(|shown| shown.torn), 0);
    let after = farm.view("hand").unwrap();
    assert_eq!(after.run, before.run);
    assert!(
        after.errors.is_empty() && is_well(&after),
        "{:?}",
        after.errors
    );
    farm.end();
}

#[test]
fn whatever_process_is_killed_everything_comes_back_by_itself() {
    let Some(farm) = Farm::new(&[
        ("good", "good", json!({"shade": 100})),
        ("other", "good", json!({"shade": 110})),
        ("strip", "strip", json!({})),
    ]) else {
        return;
    };
    let all = ["good", "other", "strip"];
    for id in all {
        farm.wait(id, "was well", is_well);
    }
    let killed = |id: &str| {
        let pid = farm.pid_of(id).unwrap();
        move |view: &PluginView| {
            let now = view.process.as_ref().map(|facts| facts.pid);
            is_well(view) && now.is_some_and(|now| now != pid)
        }
    };
    let back = killed("good");
    processes::kill(farm.pid_of("good").unwrap());
    farm.wait("good", "came back", back);
    farm.frames_go_on();
    assert!(farm.view("other").unwrap().errors.is_empty());

    let backs = all.map(|id| (id, killed(id)));
    let workers = processes::workers_of(farm.root(), std::process::id());
    processes::kill(processes::template_of(farm.root(), std::process::id()).unwrap());
    workers.into_iter().for_each(processes::ends);
    for (id, back) in backs {
        farm.wait(id, "came back", back);
        let view = farm.view(id).unwrap();
        let blamed = view.errors.iter().all(|error| exited(&error.failure));
        assert!(blamed && !view.errors.is_empty(), "{:?}", view.errors);
        farm.has_its_turn(id);
    }
    farm.end();
}

#[test]
fn a_killed_host_leaves_no_process() {
    if !super::is_there() {
        return;
    }
    let root = tempfile::tempdir().unwrap();
    let plugins = [
        ("good", "good", json!({"shade": 100})),
        ("daemon", "daemon", json!({})),
        ("sleeps", "sleeps", json!({})),
    ];
    super::farm::write_root(root.path(), &plugins);
    let mut command =
        crate::binary::command(root.path(), &["run", "--panel", "none", "--size", "64x32"]);
    let mut host = command.spawn().unwrap();
    let state = || {
        let asked = crate::binary::command(root.path(), &["state", "--json"]).output();
        serde_json::from_slice::<Value>(&asked.unwrap().stdout).unwrap_or_default()
    };
    // The daemon is there as soon as its plugin has been updated once.
    let is_up = |state: &Value| {
        let plugins = state["plugins"].as_array().cloned().unwrap_or_default();
        let daemon = plugins.iter().find(|plugin| plugin["id"] == "daemon");
        daemon.is_some_and(|plugin| plugin["last_update"].is_number())
    };
    let mut asked = 0;
    while !is_up(&state()) {
        asked += 1;
        assert!(
            asked < 5_000 && host.try_wait().unwrap().is_none(),
            "it does not come up"
        );
    }
    let workers = processes::workers_of(root.path(), host.id());
    assert!(workers.len() >= 4, "{workers:?}");
    let template = processes::template_of(root.path(), host.id()).unwrap();
    host.kill().unwrap();
    host.wait().unwrap();
    workers.into_iter().for_each(processes::ends);
    processes::ends(template);
    // Nobody is left, whoever its parent is now.
    processes::all_end(|| processes::workers_of(root.path(), 0));
}
