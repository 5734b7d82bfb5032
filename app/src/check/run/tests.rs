use lumarium_core::frame::{Frame, Rgb};
use lumarium_core::host::python::drawing::{Shot, Trouble};
use lumarium_core::host::python::scratch::Scratch;
use serde_json::Map;

use super::*;
use crate::check::harness::Strictness;

fn plan(folder: &Path, sizes: &[Size]) -> Plan {
    let variant = |name: Option<&str>| Variant {
        name: name.map(str::to_owned),
        settings: Map::new(),
        golden: folder.join(name.unwrap_or("first")),
    };
    Plan {
        variants: vec![variant(None), variant(Some("second"))],
        sizes: sizes.to_vec(),
        rules: Rules {
            design: Size::new(128, 32),
            fill: Strictness::Warns,
            empty: Strictness::Warns,
        },
        update_golden: false,
        output: None,
    }
}

fn trouble() -> Trouble {
    Trouble {
        stage: "load".to_owned(),
        kind: "plugin".to_owned(),
        message: "no".to_owned(),
        traceback: String::new(),
        names: Vec::new(),
    }
}

/// One full picture, another one for the second variant.
#[expect(clippy::unnecessary_wraps, reason = "as it is called")]
fn draw(variant: &Variant, size: Size) -> Result<Vec<Drawn>, DrawError> {
    let mut frame = Frame::black(size);
    let red = if variant.name.is_some() { 200 } else { 100 };
    frame.fill(Rgb::new(red, 0, 0));
    Ok(vec![Drawn {
        screen: "a/b".to_owned(),
        millis: 2.0,
        result: Ok(Shot {
            frames: vec![frame],
            shown: true,
            overflow: None,
            update: None,
        }),
    }])
}

#[test]
fn everything_is_told_in_order_however_long_it_takes() {
    let folder = Scratch::new("test").unwrap();
    let sizes: Vec<Size> = (1..20).map(|side| Size::new(side, side)).collect();
    let mut told = Vec::new();
    let cells = run(&plan(folder.path(), &sizes), &draw, &mut |cell| {
        told.push((cell.variant.is_some(), cell.size.width));
    });
    let expected: Vec<_> = [false, true]
        .into_iter()
        .flat_map(|second| (1..20).map(move |side| (second, side)))
        .collect();
    assert_eq!(told, expected);
    assert_eq!(cells.unwrap().len(), told.len());
}

#[test]
fn goldens_are_written_and_then_compared_each_variant_for_itself() {
    let folder = Scratch::new("test").unwrap();
    let mut plan = plan(folder.path(), &[Size::new(4, 2)]);
    plan.output = Some(folder.path().join("out"));
    let golden = |plan: &Plan, draw: &Draw<'_>| -> Vec<Golden> {
        let cells = run(plan, draw, &mut |_| {}).unwrap();
        cells.into_iter().map(|cell| cell.golden).collect()
    };
    assert_eq!(golden(&plan, &draw), [Golden::None, Golden::None]);
    plan.update_golden = true;
    assert_eq!(golden(&plan, &draw), [Golden::Written, Golden::Written]);
    for file in [
        "first/4x2/a_b.png",
        "second/4x2/a_b.png",
        "out/4x2/a_b.png",
        "out/4x2/a_b_second.png",
    ] {
        assert!(folder.path().join(file).is_file(), "{file}");
    }
    plan.update_golden = false;
    assert_eq!(golden(&plan, &draw), [Golden::Same, Golden::Same]);
    let other = |variant: &Variant, size| {
        let first = Variant {
            name: None,
            ..variant.clone()
        };
        draw(&first, size)
    };
    let differs = Golden::Differs {
        pixels: 8,
        delta_max: 100,
    };
    assert_eq!(golden(&plan, &other), [Golden::Same, differs]);
}

#[test]
fn a_plugin_that_does_not_load_fails_at_each_size_and_without_python_there_is_no_check() {
    let folder = Scratch::new("test").unwrap();
    let plan = plan(folder.path(), &[Size::new(4, 2)]);
    let cells = run(&plan, &|_, _| Err(DrawError::Load(trouble())), &mut |_| {}).unwrap();
    assert!(
        cells
            .iter()
            .all(|cell| cell.fails() && cell.screen == NOT_LOADED)
    );
    let silent = |_: &Variant, _| Err(DrawError::Silent("gone".to_owned()));
    assert!(
        run(&plan, &silent, &mut |_| {})
            .unwrap_err()
            .contains("gone")
    );
}

#[test]
fn a_screen_that_is_no_name_of_a_file_gets_one() {
    assert_eq!(file_name("nfl_live-2"), "nfl_live-2");
    assert_eq!(file_name("../a b.c"), "___a_b_c");
    assert_eq!(file_name(""), "mode");
}
