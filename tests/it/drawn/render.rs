//! `lumarium render` with plugins of ours: the same pixels on every machine.

use std::fs;

use serde_json::{Value, json};

use super::{picture, pictures, plugin, python};
use crate::cli::kit::Root;

const WORLD: &str = "--at 2026-03-14T15:09:26Z --tz UTC --offline";

#[test]
fn every_screen_at_every_size_is_the_picture_that_is_kept() {
    if python().is_none() {
        return;
    }
    let root = Root::new();
    let (faces, out) = (plugin("faces"), root.path().join("out"));
    // The harness has a mocked cache, which `render` does not read: its point stands elsewhere.
    let line = format!(
        "render {} --all --size 64x32 --size 128x32 --size 96x48 {WORLD} -o {}",
        faces.display(),
        out.display()
    );
    let told = root.run(&line).code(0).out();
    assert_eq!(told.lines().count(), 6, "{told}");
    let kept = faces.join("test/golden");
    let names = pictures(&kept);
    assert_eq!(pictures(&out), names);
    for name in names {
        let (mut ours, mut theirs) = (picture(&out.join(&name)), picture(&kept.join(&name)));
        for picture in [&mut ours, &mut theirs] {
            for x in [0, 5] {
                picture.put_pixel(x, 0, image::Rgb([0; 3]));
            }
        }
        assert!(ours == theirs, "{}", name.display());
    }
}

#[test]
fn settings_time_and_zone_are_what_was_given() {
    if python().is_none() {
        return;
    }
    let root = Root::new();
    let path = plugin("faces").display().to_string();
    let color = |extra: &str, x: u32, y: u32| {
        let file = root.path().join("one.png");
        let line = format!(
            "render {path} --size 49x9 --at 2026-03-14T12:30:00Z {extra} -o {}",
            file.display()
        );
        root.run(&line).code(0);
        picture(&file).get_pixel(x, y).0
    };
    assert_eq!(color("", 24, 1), [255, 160, 0]);
    assert_eq!(color("", 25, 1), [0, 0, 0]);
    assert_eq!(color("--tz Asia/Tokyo", 42, 1), [255, 160, 0]);
    root.write("mine.json", r#"{"color": [9, 9, 9], "dots": {"gap": 5}}"#);
    let mine = root.path().join("mine.json");
    assert_eq!(
        color(&format!("--settings {}", mine.display()), 24, 1),
        [9, 9, 9]
    );
    // A part of a section leaves the rest of it at its defaults, and what is set here lies above the file.
    let both = format!(
        "--settings {} --set dots.gap=2 --screen date",
        mine.display()
    );
    assert_eq!(color(&both, 2, 0), [0, 90, 255]);
}

#[test]
fn what_scrolls_becomes_frames() {
    if python().is_none() {
        return;
    }
    let root = Root::new();
    let file = root.path().join("out.strip.png");
    let line = format!(
        "render {} --size 32x8 --frames 5 {WORLD} -o {}",
        plugin("ticker").display(),
        file.display()
    );
    root.run(&line).code(0);
    let strip = picture(&file);
    assert_eq!(strip.dimensions(), (32, 40));
    // 44 columns a second, 50 ms a frame.
    let first: Vec<u8> = (0..5)
        .map(|frame| strip.get_pixel(0, frame * 8).0[0])
        .collect();
    assert_eq!(first, [0, 2, 4, 6, 8]);
}

#[test]
fn the_numbers_are_one_document() {
    if python().is_none() {
        return;
    }
    let root = Root::new();
    let path = plugin("faces").display().to_string();
    let one = root
        .run(&format!("render {path} {WORLD} --json"))
        .code(0)
        .json();
    assert_eq!(
        (&one["screen"], &one["shown"], &one["frames"]),
        (&json!("hour"), &json!(true), &json!(1))
    );
    let all = root.run(&format!(
        "render {path} {WORLD} --all --json -o {}",
        root.path().join("o").display()
    ));
    let all = all.code(0).json();
    let screens: Vec<&Value> = all["pictures"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["screen"])
        .collect();
    assert_eq!(screens, [&json!("hour"), &json!("date")]);
    assert_eq!(all["pictures"][0]["rgba_sha256_16"], one["rgba_sha256_16"]);
}

#[test]
fn what_goes_wrong_says_what_where_and_what_to_do() {
    if python().is_none() {
        return;
    }
    let root = Root::new();
    let path = plugin("vices").display().to_string();
    let out = root.path().join("x.png");
    let error = |extra: &str| {
        let ended = root
            .run(&format!(
                "render {path} {extra} --offline --json -o {}",
                out.display()
            ))
            .code(1);
        assert!(!out.exists(), "{extra}");
        let error = ended.json_error();
        (
            error["error"].as_str().unwrap().to_owned(),
            error["hint"].to_string(),
        )
    };
    let (what, _) = error("--screen vice --set vice=raise");
    assert!(
        what.contains("KeyError") && what.contains("manager.py, line "),
        "{what}"
    );
    let (what, hint) = error("--set vice=package");
    assert!(
        what.contains("package_that_is_not_there") && hint.contains("install"),
        "{what} {hint}"
    );
    let (what, hint) = error("--screen absent");
    assert!(
        what.contains("before, vice, after") && hint.contains("--all"),
        "{what} {hint}"
    );
    let (what, _) = error("--screen vice --set vice=hang --deadline 1s");
    assert!(
        what.contains("did not end in time") && what.contains("in _hang"),
        "{what}"
    );
    let (what, _) = error("--screen vice --set vice=exit");
    assert!(what.contains("exit status: 3"), "{what}");
}

#[test]
fn a_screen_that_fails_does_not_cost_the_others() {
    if python().is_none() {
        return;
    }
    let root = Root::new();
    let out = root.path().join("out");
    let line = format!(
        "render {} --all --set vice=kill --offline -o {}",
        plugin("vices").display(),
        out.display()
    );
    let ended = root.run(&line).code(1);
    assert!(ended.err().contains("SIGSEGV"), "{}", ended.err());
    let names: Vec<String> = pictures(&out)
        .iter()
        .map(|name| name.display().to_string())
        .collect();
    assert_eq!(names, ["128x32/after.png", "128x32/before.png"]);
}

#[test]
fn drawing_leaves_nothing_behind() {
    if python().is_none() {
        return;
    }
    let root = Root::new();
    let temporary = root.path().join("tmp");
    fs::create_dir(&temporary).unwrap();
    let path = plugin("vices");
    let before = fs::read_dir(&path).unwrap().count();
    for vice in ["none", "hang", "kill", "child"] {
        let line = format!(
            "render {} --screen vice --set vice={vice} --deadline 1s --offline --json",
            path.display()
        );
        root.command(&line)
            .env("TMPDIR", &temporary)
            .output()
            .unwrap();
    }
    assert_eq!(fs::read_dir(&temporary).unwrap().count(), 0);
    assert_eq!(
        fs::read_dir(&path).unwrap().count(),
        before,
        "bytecode in the author's folder"
    );
}

#[test]
fn without_python_people_are_told_what_to_do() {
    let root = Root::new();
    let line = format!("render {} --json", plugin("faces").display());
    let mut command = root.command(&line);
    let output = command
        .env("LUMARIUM_PYTHON", "/no/such/python")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(
        told.contains("/no/such/python") && told.contains("unset it"),
        "{told}"
    );
    let mut command = root.command(&line);
    let output = command
        .env_remove("LUMARIUM_PYTHON")
        .env("PATH", root.path())
        .output()
        .unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(
        told.contains("there is no Python here") && told.contains("apt install python3"),
        "{told}"
    );
}

#[test]
fn several_pictures_need_a_folder() {
    let root = Root::new();
    for line in [
        "render clock --size 64x32 --size 32x32 -o a.png",
        "render clock --all -o a.gif",
    ] {
        let error = root.run(line).code(2).err();
        assert!(error.contains("name a folder"), "{error}");
    }
    let out = root.path().join("out");
    let line = format!(
        "render clock --size 64x32 --size 32x32 --at 2026-03-14T15:09:26Z -o {}",
        out.display()
    );
    root.run(&line).code(0);
    let names: Vec<String> = pictures(&out)
        .iter()
        .map(|name| name.display().to_string())
        .collect();
    assert_eq!(names, ["32x32/clock.png", "64x32/clock.png"]);
}

#[test]
fn what_ours_lacks_is_taken_from_the_ledmatrix_folder_around_it() {
    if python().is_none() {
        return;
    }
    let root = Root::new();
    root.write("LEDMatrix/src/common/newer.py", "COLOR = (1, 2, 3)\n");
    root.write(
        "LEDMatrix/plugin-repos/modern/manifest.json",
        r#"{"id": "modern", "name": "Modern", "version": "1.0.0", "class_name": "Modern"}"#,
    );
    let manager = "from src.plugin_system.base_plugin import BasePlugin\n\
                   from src.common.newer import COLOR\n\n\n\
                   class Modern(BasePlugin):\n    \
                       def update(self):\n        pass\n\n    \
                       def display(self, force_clear=False):\n        \
                           self.display_manager.image.paste(COLOR, (0, 0, 8, 8))\n";
    root.write("LEDMatrix/plugin-repos/modern/manager.py", manager);
    let out = root.path().join("out.png");
    let inside = root.path().join("LEDMatrix/plugin-repos/modern");
    let line = format!(
        "render {} --size 8x8 -o {}",
        inside.display(),
        out.display()
    );
    root.run(&line).code(0);
    assert_eq!(picture(&out).get_pixel(0, 0).0, [1, 2, 3]);
    // Elsewhere it must be named.
    let alone = root.path().join("modern");
    fs::rename(&inside, &alone).unwrap();
    let line = format!("render {} --size 8x8 -o {}", alone.display(), out.display());
    let error = root.run(&line).code(1).err();
    assert!(error.contains("--ledmatrix"), "{error}");
    let named = format!(
        "{line} --ledmatrix {}",
        root.path().join("LEDMatrix").display()
    );
    root.run(&named).code(0);
    let error = root
        .run(&format!("{line} --ledmatrix {}", alone.display()))
        .code(2)
        .err();
    assert!(error.contains("no LEDMatrix folder"), "{error}");
}
