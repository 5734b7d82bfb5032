use super::*;

fn ended(code: Option<i32>, errors: &str) -> Ended {
    use std::os::unix::process::ExitStatusExt as _;
    Ended {
        status: code.map(|code| std::process::ExitStatus::from_raw(code << 8)),
        output: String::new(),
        errors: errors.to_owned(),
        cut: false,
        outlived: false,
    }
}

/// A fake interpreter: a shell script that gets the options and finds the report's file in `$report`.
fn fake(folder: &Path, body: &str) -> Drawing {
    let script = format!(
        "for word in \"$@\"; do if [ \"$before\" = --report ]; then report=$word; fi; before=$word; done\n\
         case \"$*\" in *--mode*) again=1;; esac\n{body}"
    );
    let main = folder.join("fake.sh");
    fs::write(&main, script).unwrap();
    let python = folder.join("python");
    // A shell that is told its script by the environment of nobody: `sh fake.sh` by another name.
    let mut shell = child::command("/bin/sh");
    shell.args([
        "-c",
        r#"printf '#!/bin/sh\n. %s\n' "$1" > "$2" && chmod 755 "$2""#,
        "sh",
    ]);
    let made = child::run(shell.arg(&main).arg(&python), Duration::from_mins(1), 100).unwrap();
    assert!(made.status.unwrap().success(), "{}", made.errors);
    Drawing {
        python,
        package: folder.to_owned(),
        plugin: folder.to_owned(),
        size: Size::new(4, 2),
        screens: Screens::All,
        at: Wall(0),
        tz: "UTC".to_owned(),
        offline: true,
        skip_update: false,
        fonts: None,
        extend: None,
        packages: Vec::new(),
        settings: Value::Null,
        mock: None,
        margin: Size::new(0, 0),
        frames: 1,
        deadline: Duration::from_secs(5),
    }
}

fn kinds(drawn: &[Drawn]) -> Vec<(&str, &str)> {
    drawn
        .iter()
        .map(|drawn| {
            let kind = drawn
                .result
                .as_ref()
                .map_or_else(|trouble| trouble.kind.as_str(), |_| "drawn");
            (drawn.screen.as_str(), kind)
        })
        .collect()
}

#[test]
fn a_screen_that_takes_the_process_with_it_costs_itself_alone() {
    let folder = tempfile::tempdir().unwrap();
    let drawing = fake(
        folder.path(),
        r#"
        if [ "$again" ]; then
            echo '{"size": "4x2", "modes": ["a", "b", "c"]}' > "$report"
            echo '{"mode": "c", "begun": true}' >> "$report"
            echo '{"mode": "c", "millis": 3, "error": {"stage": "display", "kind": "plugin", "message": "c"}}' >> "$report"
        else
            echo '{"size": "4x2", "modes": ["a", "b", "c"]}' > "$report"
            echo '{"mode": "a", "begun": true}' >> "$report"
            echo '{"mode": "a", "millis": 3, "error": {"stage": "load", "kind": "offline", "message": "a"}}' >> "$report"
            echo '{"mode": "b", "begun": true}' >> "$report"
            printf '{"mode": "b", "mil' >> "$report"
            echo oops >&2
            exit 3
        fi"#,
    );
    let drawn = draw(&drawing).unwrap();
    assert_eq!(
        kinds(&drawn),
        [("a", "offline"), ("b", "died"), ("c", "plugin")]
    );
    let Err(death) = &drawn[1].result else {
        panic!("{drawn:?}");
    };
    assert!(death.message.contains("exit status: 3"), "{death:?}");
    assert_eq!(death.traceback, "oops");
}

#[test]
fn a_picture_that_cannot_be_read_is_trouble_and_not_the_end() {
    let folder = tempfile::tempdir().unwrap();
    let drawing = fake(
        folder.path(),
        r#"
        echo '{"modes": ["a"]}' > "$report"
        echo '{"mode": "a", "file": "/absent.png", "shown": true}' >> "$report""#,
    );
    let drawn = draw(&drawing).unwrap();
    assert_eq!(kinds(&drawn), [("a", "died")]);
}

#[test]
fn what_cannot_be_loaded_or_says_nothing_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let drawing = fake(
        folder.path(),
        r#"echo '{"size": "4x2", "error": {"stage": "load", "kind": "missing_package", "message": "no paho", "names": ["paho"]}}' > "$report"; exit 1"#,
    );
    match draw(&drawing) {
        Err(DrawError::Load(trouble)) => assert_eq!(trouble.names, ["paho"]),
        other => panic!("{other:?}"),
    }
    let folder = tempfile::tempdir().unwrap();
    let drawing = fake(
        folder.path(),
        "echo 'No module named encodings' >&2; exit 1",
    );
    let told = draw(&drawing).unwrap_err().to_string();
    assert!(told.contains("encodings"), "{told}");
    let folder = tempfile::tempdir().unwrap();
    let drawing = fake(folder.path(), r#"echo '{"modes": ["a"]}' > "$report""#);
    assert!(matches!(draw(&drawing), Err(DrawError::Load(_))));
    // It was begun, so it is not for want of a Python.
    let folder = tempfile::tempdir().unwrap();
    let drawing = fake(folder.path(), r#": > "$report"; exit 9"#);
    match draw(&drawing) {
        Err(DrawError::Load(trouble)) => assert_eq!(
            (trouble.stage.as_str(), trouble.kind.as_str()),
            ("load", "died")
        ),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_death_says_where_the_plugin_was() {
    let watched = "WARNING x\nTimeout (0:00:45)!\nThread 0x1 (most recent call first):\n  File \"m.py\", line 3 in f\n";
    let late = death("display", &ended(Some(1), watched));
    assert_eq!(late.kind, "late");
    assert!(late.traceback.starts_with("Timeout"), "{late:?}");
    assert_eq!(death("display", &ended(None, "")).kind, "late");
    assert_eq!(death("display", &ended(Some(0), "bye")).kind, "died");
}
