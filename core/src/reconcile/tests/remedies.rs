//! Wishes, contents and runs: what is done about each difference.

use super::*;

#[test]
fn enabled_is_compared_three_ways() {
    // (configuration, record's wish, last agreed) → what both become; None: nothing to do.
    let cases = [
        (true, None, None, Some(true)),
        (false, Some(true), None, Some(false)),
        (true, None, Some(true), None),
        (true, Some(true), Some(true), None),
        (true, None, Some(false), Some(true)),
        (false, None, Some(true), Some(false)),
        (false, Some(true), Some(false), Some(true)),
        (true, Some(false), Some(true), Some(false)),
        (true, Some(false), Some(false), Some(true)),
        (true, Some(true), Some(false), Some(true)),
        (false, Some(false), Some(true), Some(false)),
    ];
    for (enabled, wished, agreed, expected) in cases {
        let recorded = Recorded {
            agreed,
            enabled: wished,
            ..Recorded::default()
        };
        let world = World::new()
            .section("a", enabled)
            .folder("a")
            .recorded("a", recorded);
        let set = world
            .found_kinds()
            .into_iter()
            .find(|(kind, ..)| *kind == Kind::EnabledMismatch)
            .map(|(_, remedy, _)| remedy);
        let expected = expected.map(|enabled| Remedy::SetEnabled { enabled });
        assert_eq!(set, expected, "{enabled} {wished:?} {agreed:?}");
    }
}

#[test]
fn a_wish_of_the_record_survives_a_crash_before_the_section_was_written() {
    let wished = Recorded {
        enabled: Some(true),
        ..Recorded::default()
    };
    let world = World::new()
        .folder("clock")
        .recorded("clock", wished.clone());
    let set = Remedy::SetEnabled { enabled: true };
    assert_eq!(
        world.found_kinds(),
        [
            (Kind::NotRunning, Remedy::Load, true),
            (Kind::MissingInConfig, set.clone(), true)
        ]
    );
    let bundled = World::new()
        .found("clock", Place::Bundled, None)
        .recorded("clock", wished);
    assert_eq!(
        bundled.found_kinds(),
        [
            (Kind::NotRunning, Remedy::Load, true),
            (Kind::EnabledMismatch, set, true)
        ]
    );
}

#[test]
fn changed_content_is_adopted_in_a_working_copy_and_asked_about_elsewhere() {
    let installed = |hash: Option<&str>| Recorded {
        agreed: Some(false),
        content_hash: hash.map(str::to_owned),
        ..Recorded::default()
    };
    let world = |place: Place, there: Option<&str>, known: Option<&str>| {
        let world = World::new()
            .section("a", false)
            .recorded("a", installed(known));
        world.found("a", place, there).found_kinds()
    };
    let folder = || Place::Folder("a".into());
    let adopt = (Kind::VersionMismatch, Remedy::Adopt, true);
    assert_eq!(world(folder(), Some("one"), Some("one")), []);
    assert_eq!(world(folder(), None, Some("one")), [], "not hashed yet");
    assert_eq!(
        world(folder(), Some("one"), None),
        std::slice::from_ref(&adopt)
    );
    assert_eq!(
        world(Place::Linked("a".into()), Some("two"), Some("one")),
        [adopt]
    );
    let choices = vec!["Keep as mine".to_owned(), "Restore".to_owned()];
    assert_eq!(
        world(folder(), Some("two"), Some("one")),
        [(Kind::VersionMismatch, Remedy::Ask { choices }, false)]
    );
}

#[test]
fn a_damaged_record_is_rebuilt_and_an_unreadable_one_is_not_written_over() {
    let mut world = World::new();
    world.record().repaired.push("3 rows were lost".to_owned());
    assert_eq!(
        world.only(),
        (Kind::StateCorrupted, Remedy::RebuildRecord, true)
    );
    world.record = unknown();
    assert_eq!(
        world.only(),
        (Kind::StateCorrupted, Remedy::RebuildRecord, false)
    );
}

#[test]
fn a_damaged_record_may_have_lost_tombstones_so_nothing_is_reinstalled() {
    let mut world = agreed_off().registry(&[("clock", "clock")]);
    world.record().repaired.push("3 rows were lost".to_owned());
    assert!(
        world
            .found_kinds()
            .iter()
            .all(|(_, remedy, _)| !matches!(remedy, Remedy::Reinstall { .. }))
    );
}

#[test]
fn seed_r27_a_broken_folder_counts_as_on_disk() {
    let world = agreed_off()
        .registry(&[("clock", "clock")])
        .misfit(Some("Clock"));
    assert_eq!(world.plan(), []);
    let loaded = World::new().section("clock", true).agreed("clock", true);
    assert_eq!(loaded.misfit(Some("clock")).loaded("clock").plan(), []);
    let nameless = agreed_off().registry(&[("clock", "clock")]).misfit(None);
    let (_, remedy, automatic) = nameless.only();
    assert!(matches!(remedy, Remedy::Ask { .. }) && !automatic);
}

#[test]
fn seed_r25_a_folder_called_otherwise_is_on_disk_by_its_id() {
    let world = World::new()
        .section("ledmatrix-weather", false)
        .agreed("ledmatrix-weather", false);
    let world = world.found("ledmatrix-weather", Place::Folder("weather".into()), None);
    assert_eq!(world.plan(), []);
}

#[test]
fn wanted_plugins_are_loaded_unless_held_and_unwanted_or_gone_ones_stopped() {
    let on = || World::new().section("a", true).agreed("a", true);
    let load = (Kind::NotRunning, Remedy::Load, true);
    let stop = (Kind::ShouldNotRun, Remedy::Stop, true);
    assert_eq!(on().folder("a").only(), load);
    assert_eq!(on().folder("a").held("a").plan(), []);
    assert_eq!(on().folder("a").loaded("a").plan(), []);
    let off = World::new()
        .section("a", false)
        .agreed("a", false)
        .folder("a");
    assert_eq!(off.loaded("a").only(), stop);
    assert_eq!(on().loaded("a").found_kinds()[0], stop, "gone");
}

#[test]
fn stops_come_before_loads_before_the_rest_each_by_id() {
    let world = World::new()
        .folder("b")
        .folder("a")
        .section("load", true)
        .folder("load")
        .agreed("load", true)
        .loaded("zombie");
    let plan = world.plan();
    let order: Vec<_> = plan
        .iter()
        .map(|f| f.plugin.as_ref().map_or("", PluginId::as_str))
        .collect();
    assert_eq!(order, ["zombie", "load", "a", "b"]);
}

#[test]
fn findings_are_written_as_the_command_line_promises() {
    let finding = World::new().folder("clock").plan().remove(0);
    let json = serde_json::to_value(&finding).unwrap();
    assert_eq!(json["plugin"], "clock");
    assert_eq!(json["kind"], "missing_in_config");
    assert_eq!(json["action"], "add_section");
    assert_eq!(json["automatic"], true);
    assert!(json["current"].is_string() && json["expected"].is_string());
    assert_eq!(serde_json::from_value::<Finding>(json).unwrap(), finding);
}
