//! Laws that hold whatever is shown in whatever order.

use proptest::prelude::*;

use super::*;

/// One call: what, how, and how many refreshes later.
type Op = (u8, u8, u64);

fn content(choice: u8) -> Content {
    let side = u32::from(choice / 6);
    let frame = filled(Size::new(side, side / 2 + 1), choice);
    match choice % 6 {
        0 => Content::Nothing,
        1 => Content::Still(Arc::new(frame)),
        2 => strip(frame, Direction::Left, f32::from(choice) + 0.5),
        3 => strip(frame, Direction::Up, f32::from(choice) * 7.0 + 1.0),
        4 => {
            let frames = vec![(Arc::new(frame), Duration::from_millis(u64::from(choice)))];
            Content::Clip(Arc::new(Clip::new(frames).unwrap()))
        }
        _ => Content::Live,
    }
}

fn apply(player: &mut Player, (what, how, _): Op, tick: Tick) {
    match what % 4 {
        0 | 1 => {
            let mut scene = scene(&format!("s{}", how % 3), content(how));
            scene.refresh = what & 4 != 0;
            scene.transition = Transition {
                kind: match what % 3 {
                    0 => TransitionKind::Cut,
                    1 => TransitionKind::Fade,
                    _ => TransitionKind::Slide,
                },
                length: Duration::from_millis(u64::from(how) * 3),
            };
            if how > 250 {
                scene.screen = None;
            }
            player.show(Arc::new(scene), tick);
        }
        2 => player.live(&filled(Size::new(u32::from(how % 40), 3), how), tick),
        _ => player.settings(
            PlayerSettings {
                brightness: how,
                paused: what & 8 != 0,
            },
            tick,
        ),
    }
}

proptest! {
    #[test]
    fn any_order_of_calls_draws_and_equal_keys_are_equal_pictures(
        ops in prop::collection::vec((any::<u8>(), any::<u8>(), 0_u64..90), 1..60),
        start in prop_oneof![Just(0_u64), Just(u64::MAX / 2)],
    ) {
        let mut player = Player::new(SIZE, 60, PLAIN);
        let mut last: Option<(Key, Frame)> = None;
        let mut tick = start;
        for op in ops {
            apply(&mut player, op, tick);
            for _ in 0..3 {
                let key = player.key(tick);
                let drawn = at(&mut player, tick);
                prop_assert_eq!(key, player.key(tick));
                prop_assert_eq!(&at(&mut player, tick), &drawn);
                if let Some((before, picture)) = &last {
                    prop_assert!(*before != key || *picture == drawn);
                }
                last = Some((key, drawn));
                tick += op.2;
            }
        }
    }
}
