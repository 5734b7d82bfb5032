use lumarium_core::frame::Rgb;

use super::*;

const SIZE: Size = Size::new(8, 4);

fn rules(strictness: Strictness) -> Rules {
    Rules {
        design: Size::new(4, 4),
        fill: strictness,
        empty: strictness,
    }
}

fn trouble(kind: &str) -> Trouble {
    Trouble {
        stage: "update".to_owned(),
        kind: kind.to_owned(),
        message: "no".to_owned(),
        traceback: "where".to_owned(),
        names: Vec::new(),
    }
}

/// A picture whose first columns are lit.
fn shot(lit: u32) -> Shot {
    let mut frame = Frame::black(SIZE);
    for x in 0..lit {
        frame.set(x as i32, 0, Rgb::WHITE);
        frame.set(x as i32, 3, Rgb::WHITE);
    }
    Shot {
        frames: vec![frame],
        shown: true,
        overflow: None,
        update: None,
    }
}

fn said(result: Result<Shot, Trouble>, strictness: Strictness) -> Vec<(Level, About)> {
    let drawn = Drawn {
        screen: "one".to_owned(),
        millis: 1.0,
        result,
    };
    let cell = judge(drawn, SIZE, None, rules(strictness));
    cell.findings
        .iter()
        .map(|found| (found.level, found.about))
        .collect()
}

#[test]
fn a_good_picture_has_nothing_to_be_said_of() {
    assert_eq!(said(Ok(shot(8)), Strictness::Fails), []);
}

#[test]
fn what_breaks_fails_by_its_kind() {
    use Level::Failure;
    for (kind, about) in [
        ("plugin", About::Crash),
        ("died", About::Crash),
        ("late", About::Late),
        ("missing_package", About::Package),
    ] {
        assert_eq!(
            said(Err(trouble(kind)), Strictness::Warns),
            [(Failure, about)]
        );
    }
    let over = Shot {
        overflow: Some([8, 1, 10, 2]),
        ..shot(8)
    };
    assert_eq!(
        said(Ok(over), Strictness::Warns),
        [(Failure, About::Overflow)]
    );
}

#[test]
fn an_update_fails_unless_the_network_is_away() {
    let with = |kind| Shot {
        update: Some(trouble(kind)),
        ..shot(8)
    };
    assert_eq!(
        said(Ok(with("offline")), Strictness::Fails),
        [(Level::Note, About::Update)]
    );
    assert_eq!(
        said(Ok(with("plugin")), Strictness::Warns),
        [(Level::Failure, About::Update)]
    );
}

#[test]
fn dark_and_small_pictures_warn_or_fail_as_the_plugin_wants() {
    use Level::{Failure, Note, Warning};
    let silent = || Shot {
        shown: false,
        ..shot(0)
    };
    assert_eq!(
        said(Ok(shot(0)), Strictness::Warns),
        [(Warning, About::Blank)]
    );
    assert_eq!(
        said(Ok(shot(3)), Strictness::Warns),
        [(Warning, About::Fill)]
    );
    assert_eq!(
        said(Ok(silent()), Strictness::Warns),
        [(Note, About::Blank)]
    );
    // A large panel must be filled, whatever the plugin says.
    let both = [(Failure, About::Fill), (Failure, About::Blank)];
    assert_eq!(said(Ok(shot(0)), Strictness::Fails), both);
    assert_eq!(
        said(Ok(shot(3)), Strictness::Fails),
        [(Failure, About::Fill)]
    );
    let both = [(Failure, About::Fill), (Note, About::Blank)];
    assert_eq!(said(Ok(silent()), Strictness::Fails), both);
}

#[test]
fn a_picture_that_differs_fails_and_says_by_how_much() {
    let drawn = Drawn {
        screen: "one".to_owned(),
        millis: 1.0,
        result: Ok(shot(8)),
    };
    let mut cell = judge(drawn, SIZE, Some("big"), rules(Strictness::Fails));
    assert_eq!(cell.name(), "one@big");
    cell.compared(Golden::Same);
    assert!(!cell.fails());
    cell.compared(Golden::Differs {
        pixels: 3,
        delta_max: 7,
    });
    assert!(cell.fails());
    assert_eq!(
        cell.findings[0].text,
        "3 of 32 pixels differ from the golden picture, by 7 of 255 at most"
    );
}
