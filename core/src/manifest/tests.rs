use proptest::prelude::*;
use semver::Version;

use super::*;

fn read(text: &str) -> Manifest {
    let (manifest, problems) = parse(text);
    manifest.unwrap_or_else(|| panic!("{problems:?}"))
}

/// The problems of a manifest with an id and these further fields.
fn problems(fields: &str) -> Vec<Problem> {
    let good = r#""id":"a","name":"A","version":"1.0.0","entry_point":"manager.py""#;
    parse(&format!("{{{good},{fields}}}")).1
}

#[track_caller]
fn check_problem(fields: &str, severity: Severity, part: &str) {
    let found = problems(fields);
    assert!(
        found
            .iter()
            .any(|p| p.severity == severity && p.text.contains(part)),
        "{part:?} is not in {found:?}"
    );
}

#[track_caller]
fn check_refused(text: &str, part: &str) {
    let (manifest, problems) = parse(text);
    assert_eq!(manifest, None, "{text}");
    assert!(
        problems.iter().any(|p| p.text.contains(part)),
        "{part:?} is not in {problems:?}"
    );
}

#[test]
fn a_clean_manifest_has_no_problems() {
    let (manifest, problems) = parse(
        r#"{"id":"clock","name":"Clock","version":"1.2.3","author":"A","description":"D",
            "entry_point":"manager.py","class_name":"Clock","display_modes":["clock","big"],
            "update_interval":30,"default_duration":15,"capabilities":["time"],
            "requires":{"python":">=3.9","plugins":{"fonts":"^1.2"}}}"#,
    );
    assert_eq!(problems, []);
    let manifest = manifest.unwrap();
    assert_eq!(manifest.runtime, RuntimeKind::Python);
    assert_eq!(manifest.screens.len(), 2);
    assert_eq!(manifest.update_interval, Some(Duration::from_secs(30)));
    assert_eq!(manifest.semver(), Some(Version::new(1, 2, 3)));
    assert!(manifest.requires[0].version.matches(&Version::new(1, 9, 0)));
    assert_eq!(manifest.class_name.as_deref(), Some("Clock"));
}

#[test]
fn the_least_manifest_is_an_id() {
    let (manifest, problems) = parse(r#"{"id":"Clock"}"#);
    let manifest = manifest.unwrap();
    assert_eq!(manifest.name, "Clock");
    assert_eq!(manifest.version, None);
    assert_eq!(manifest.entry_point, "manager.py");
    assert_eq!(*manifest.screens, [Arc::from("Clock")]);
    assert_eq!(problems.len(), 3);
    assert!(
        problems
            .iter()
            .all(|problem| problem.severity == Severity::Hint)
    );
}

#[test]
fn trailing_commas_are_read_and_told_with_their_line() {
    let text = "\u{feff}{\n \"id\": \"a\",\n \"name\": \"a,]} \\\", ]\",\n \"display_modes\": [\"x\", ],\n}";
    let (manifest, problems) = parse(text);
    let manifest = manifest.unwrap();
    assert_eq!(manifest.name, "a,]} \", ]");
    assert_eq!(*manifest.screens, [Arc::from("x")]);
    assert!(problems[0].text.starts_with("line 4:"), "{problems:?}");
    check_refused("{\"id\":\"a\",,}", "not a JSON object");
}

#[test]
fn what_is_no_manifest_is_refused_with_the_reason() {
    check_refused("", "not a JSON object");
    check_refused("[1]", "not a JSON object");
    check_refused("{}", "no \"id\"");
    check_refused(r#"{"id":7}"#, "no \"id\"");
    check_refused(r#"{"id":"../config"}"#, "../config");
    check_refused(r#"{"id":"schedule"}"#, "\"schedule\" is reserved");
    check_refused(r#"{"id":"horloge-é"}"#, "'é'");
    check_refused(r#"{"id":"a","runtime":"lua"}"#, "\"lua\" is not known");
    for entry in ["/etc/passwd", "../x.py", "a/../../x.py", "C:\\\\x.py"] {
        check_refused(
            &format!(r#"{{"id":"a","entry_point":"{entry}"}}"#),
            "leaves",
        );
    }
    check_refused(
        &format!("{{\"id\":{}1{}}}", "[".repeat(99), "]".repeat(99)),
        "nested",
    );
    check_refused(
        &format!("{{\"id\":{}1{}}}", "[".repeat(999), "]".repeat(999)),
        "recursion limit",
    );
    let large = " ".repeat(limits_bytes() + 1);
    check_refused(&large, "is the most");
}

fn limits_bytes() -> usize {
    usize::try_from(crate::limits::MANIFEST_BYTES_MAX).unwrap()
}

#[test]
fn all_problems_are_told_not_only_the_first() {
    let (manifest, problems) =
        parse(r#"{"id":"é","runtime":"lua","update_interval":"soon","display_modes":7}"#);
    assert_eq!(manifest, None);
    for part in [
        "'é'",
        "lua",
        "update_interval",
        "display_modes",
        "version",
        "entry_point",
    ] {
        assert!(
            problems.iter().any(|p| p.text.contains(part)),
            "{part}: {problems:?}"
        );
    }
}

#[test]
fn the_runtime_is_named_or_seen_from_the_suffix() {
    let kind = |fields: &str| read(&format!(r#"{{"id":"a",{fields}}}"#)).runtime;
    assert_eq!(kind(r#""entry_point":"a.star""#), RuntimeKind::Pixlet);
    assert_eq!(kind(r#""entry_point":"sub/a.WASM""#), RuntimeKind::Wasm);
    assert_eq!(kind(r#""entry_point":"a.py""#), RuntimeKind::Python);
    assert_eq!(kind(r#""entry_point":"a""#), RuntimeKind::Python);
    assert_eq!(
        kind(r#""entry_point":"a.py","runtime":"Native""#),
        RuntimeKind::Native
    );
    assert_eq!(
        read(r#"{"id":"a","runtime":"pixlet"}"#).entry_point,
        "a.star"
    );
    assert_eq!(read(r#"{"id":"a","runtime":"native"}"#).entry_point, "a");
}

#[test]
fn screens_are_cleaned() {
    let screens = |modes: &str| {
        let text = format!(r#"{{"id":"a","display_modes":{modes}}}"#);
        let manifest = read(&text);
        manifest
            .screens
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
    };
    assert_eq!(screens("[]"), ["a"]);
    assert_eq!(screens("null"), ["a"]);
    assert_eq!(screens(r#""one""#), ["one"]);
    assert_eq!(screens(r#"["x","x",3,"","y"]"#), ["x", "y"]);
    let many: Vec<String> = (0..100).map(|i| format!("\"s{i}\"")).collect();
    assert_eq!(
        screens(&format!("[{}]", many.join(","))).len(),
        crate::limits::SCREENS_MAX
    );
    check_problem(r#""display_modes":["x","x"]"#, Severity::Warning, "twice");
    check_problem(r#""display_modes":[]"#, Severity::Hint, "empty");
}

#[test]
fn intervals_are_positive_seconds_or_ignored() {
    let interval =
        |value: &str| read(&format!(r#"{{"id":"a","update_interval":{value}}}"#)).update_interval;
    assert_eq!(interval("2.5"), Some(Duration::from_millis(2_500)));
    assert_eq!(interval("\"60\""), Some(Duration::from_mins(1)));
    assert_eq!(interval("0.001"), Some(crate::limits::UPDATE_INTERVAL_MIN));
    assert_eq!(interval("1e18"), Some(crate::limits::UPDATE_INTERVAL_MAX));
    for bad in [
        "0", "-5", "true", "\"soon\"", "[1]", "1e300", "\"nan\"", "\"inf\"",
    ] {
        assert_eq!(interval(bad), None, "{bad}");
        check_problem(
            &format!("\"update_interval\":{bad}"),
            Severity::Warning,
            "update_interval",
        );
    }
}

#[test]
fn dirt_beside_the_point_is_a_hint() {
    check_problem(
        r#""dependencies":{"requests":"*"}"#,
        Severity::Hint,
        "dependencies",
    );
    check_problem(r#""name":"B""#, Severity::Warning, "\"name\" stands twice");
    check_problem(r#""description":7"#, Severity::Warning, "description");
    check_problem(r#""capabilities":7"#, Severity::Warning, "capabilities");
    check_problem(r#""requires":7"#, Severity::Warning, "requires");
    let manifest = read(
        r#"{"id":"a","name":"Météo 天気","author":{"name":"Zoë"},"capabilities":{"time":true,"x":false}}"#,
    );
    assert_eq!(
        (manifest.name.as_str(), manifest.author.as_str()),
        ("Météo 天気", "Zoë")
    );
    assert_eq!(manifest.capabilities, ["time"]);
}

#[test]
fn needed_plugins_are_read_from_objects_and_lists() {
    let needs = |plugins: &str| {
        let text = format!(r#"{{"id":"a","requires":{{"plugins":{plugins}}}}}"#);
        let list = read(&text).requires;
        list.iter()
            .map(|r| format!("{} {} {}", r.plugin, r.version, r.optional))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        needs(r#"{"b":">=1.0 <2","c":null}"#),
        ["b >=1.0, <2 false", "c * false"]
    );
    assert_eq!(
        needs(r#"{"b":{"version":"1.x","optional":true},"c":{}}"#),
        ["b 1.* true", "c * false"]
    );
    assert_eq!(
        needs(r#"["b","c>=1.2",{"id":"d","optional":true},7,"../x"]"#),
        ["b * false", "c >=1.2 false", "d * true"]
    );
    assert_eq!(needs("7"), [""; 0]);
    check_problem(
        r#""requires":{"plugins":{"b":"1 || 2"}}"#,
        Severity::Warning,
        "\"1 || 2\" on b cannot be read",
    );
}

#[test]
fn requirements_of_other_dialects_are_understood() {
    let check = |text: &str, yes: &[&str], no: &[&str]| {
        let requirement = parse_requirement(text).unwrap_or_else(|| panic!("{text}"));
        for version in yes {
            assert!(
                requirement.matches(&parse_version(version).unwrap()),
                "{text} takes {version}"
            );
        }
        for version in no {
            assert!(
                !requirement.matches(&parse_version(version).unwrap()),
                "{text} refuses {version}"
            );
        }
    };
    check(">=1.0 <2", &["1.0", "1.9.9"], &["0.9", "2.0"]);
    check(">= 1.0, < 2", &["1.5"], &["2"]);
    check("1.x", &["1.0", "1.99"], &["2.0"]);
    check("~1.2", &["1.2.9"], &["1.3"]);
    check("==1.2.3", &["1.2.3"], &["1.2.4"]);
    check("~=1.4", &["1.9"], &["2.0", "1.3"]);
    check("~=1.4.2", &["1.4.9"], &["1.5"]);
    check("1.0 - 2.0", &["1.0", "2.0"], &["2.1"]);
    check("v1.2", &["1.2", "1.9"], &["2"]);
    check("latest", &["0.0.1", "9.9"], &[]);
    for bad in ["!=1.0", "1 || 2", ">=", "one", "1.2.3.4", ">>1"] {
        assert_eq!(parse_requirement(bad), None, "{bad}");
    }
}

#[test]
fn a_broken_manifest_still_claims_its_id() {
    assert_eq!(
        claimed_id("{ \"id\" : \"clock\", oops"),
        PluginId::parse("clock").ok()
    );
    assert_eq!(claimed_id("{\"id\":\"../x\""), None);
    assert_eq!(claimed_id("{\"name\":\"x\""), None);
}

#[test]
fn a_single_file_is_called_like_its_stem() {
    let manifest = Manifest::for_single_file("moon", "star").unwrap();
    assert_eq!(
        (manifest.id.as_str(), manifest.runtime),
        ("moon", RuntimeKind::Pixlet)
    );
    assert_eq!(manifest.entry_point, "moon.star");
    assert!(Manifest::for_single_file("moon phase", "star").is_err());
    assert!(Manifest::for_single_file("moon", "exe").is_err());
}

proptest! {
    #[test]
    fn any_text_is_read_without_harm(text in ".{0,400}") {
        let (manifest, problems) = parse(&text);
        let broken = problems.iter().any(|p| p.severity == Severity::Error);
        prop_assert_eq!(manifest.is_none(), broken);
        prop_assert!(parse_requirement(&text).is_none_or(|r| !r.to_string().is_empty()));
    }

    #[test]
    fn any_value_of_any_field_is_read_without_harm(
        key in prop::sample::select(vec!["name", "version", "runtime", "entry_point", "display_modes",
            "update_interval", "default_duration", "capabilities", "requires", "author", "dependencies"]),
        value in prop::sample::select(vec!["null", "true", "-1", "1e999", "\"\"", "\"é\\u0000\"", "[]",
            "[[],{},null,1]", "{}", "{\"plugins\":[[]]}", "{\"plugins\":{\"é\":1,\"b\":[]}}"]),
    ) {
        let (manifest, problems) = parse(&format!(r#"{{"id":"a","{key}":{value}}}"#));
        let broken = problems.iter().any(|p| p.severity == Severity::Error);
        prop_assert_eq!(manifest.is_none(), broken);
        prop_assert!(manifest.is_none_or(|manifest| !manifest.screens.is_empty()));
    }
}
