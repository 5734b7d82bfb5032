use proptest::prelude::*;
use serde_json::json;

use super::*;

fn message(kind: u8, body: &[u8]) -> Vec<u8> {
    let mut bytes = (body.len() as u32).to_le_bytes().to_vec();
    bytes.push(kind);
    bytes.extend_from_slice(body);
    bytes
}

fn picture(width: u32, height: u32, call: u32, len: usize) -> Vec<u8> {
    let mut body: Vec<u8> = [width, height, call, 0]
        .iter()
        .flat_map(|word| word.to_le_bytes())
        .collect();
    body.extend((0..len).map(|i| i as u8));
    message(KIND_PICTURE, &body)
}

fn strip(head: &Value, len: usize) -> Vec<u8> {
    let head = head.to_string();
    let mut body = (head.len() as u32).to_le_bytes().to_vec();
    body.extend_from_slice(head.as_bytes());
    body.resize(body.len() + len, 7);
    message(KIND_STRIP, &body)
}

fn only(bytes: &[u8]) -> Result<Option<Message>, Violation> {
    let mut decoder = Decoder::default();
    decoder.feed(bytes);
    decoder.message()
}

#[test]
fn what_comes_in_pieces_is_the_same_as_what_comes_at_once() {
    let mut bytes = encode(&json!({"type": "reply", "id": 7, "ok": true})).unwrap();
    bytes.extend(picture(2, 1, 9, 6));
    bytes.extend(strip(
        &json!({"token": 3, "width": 4, "height": 1, "speed": 20}),
        12,
    ));
    for size in [1, 2, 3, 7, bytes.len()] {
        let mut decoder = Decoder::default();
        let mut found = Vec::new();
        for piece in bytes.chunks(size) {
            decoder.feed(piece);
            while let Some(message) = decoder.message().unwrap() {
                found.push(message);
            }
        }
        let [
            Message::Said(said),
            Message::Picture(picture),
            Message::Strip(strip),
        ] = &found[..]
        else {
            panic!("{found:?}");
        };
        assert!(matches!(
            **said,
            Said::Reply(Reply {
                id: 7,
                ok: true,
                ..
            })
        ));
        assert_eq!(picture.call, 9);
        assert_eq!(
            picture.frame.pixels(),
            [Rgb::new(0, 1, 2), Rgb::new(3, 4, 5)]
        );
        assert_eq!((strip.head.token, strip.frame.size()), (3, Size::new(4, 1)));
    }
}

#[test]
fn a_length_that_lies_is_refused_before_anything_is_kept() {
    let mut head = u32::MAX.to_le_bytes().to_vec();
    head.push(KIND_JSON);
    assert!(matches!(
        only(&head),
        Err(Violation::TooLong {
            kind: KIND_JSON,
            ..
        })
    ));
    head[4] = 9;
    assert_eq!(only(&head).unwrap_err(), Violation::Kind { kind: 9 });
}

#[test]
fn pictures_must_have_the_bytes_their_size_needs() {
    for (width, height, len) in [
        (2, 1, 5),
        (2, 1, 7),
        (0, 1, 0),
        (1, 4_097, 12_291),
        (u32::MAX, u32::MAX, 3),
    ] {
        let found = only(&picture(width, height, 1, len));
        assert_eq!(found.unwrap_err(), Violation::Pixels { width, height, len });
    }
    assert_eq!(
        only(&message(KIND_PICTURE, b"short")).unwrap_err(),
        Violation::CutOff
    );
    let wide = json!({"token": 1, "width": 65_537, "height": 1, "speed": 1});
    assert!(matches!(
        only(&strip(&wide, 65_537 * 3)),
        Err(Violation::Pixels { .. })
    ));
}

#[test]
fn nonsense_is_a_violation_and_what_is_new_is_not() {
    for body in ["", "{", "[]", "7", "{}", r#"{"type": 4}"#, "\u{0}"] {
        assert!(
            matches!(
                only(&message(KIND_JSON, body.as_bytes())),
                Err(Violation::Json { .. })
            ),
            "{body}"
        );
    }
    assert!(matches!(
        only(&message(KIND_JSON, b"\xff\xfe")),
        Err(Violation::Json { .. })
    ));
    let new = only(&message(KIND_JSON, br#"{"type": "telepathy", "x": [1]}"#)).unwrap();
    assert!(matches!(new, Some(Message::Said(said)) if matches!(*said, Said::Unknown)));
    let deep = format!(
        r#"{{"type": "note", "x": {}{}}}"#,
        "[".repeat(32),
        "]".repeat(32)
    );
    assert_eq!(
        only(&message(KIND_JSON, deep.as_bytes())).unwrap_err(),
        Violation::TooDeep
    );
}

#[test]
fn after_a_violation_nothing_more_is_read() {
    let mut decoder = Decoder::default();
    decoder.feed(&message(9, b""));
    assert!(decoder.message().is_err());
    decoder.feed(&picture(1, 1, 1, 3));
    assert!(decoder.message().unwrap().is_none());
}

#[test]
fn hooks_of_a_plugin_that_says_nothing_are_left_to_us() {
    let hooks: HookValues = serde_json::from_value(json!({})).unwrap();
    assert_eq!((hooks.duration, hooks.has_live_content), (None, false));
    let hooks =
        json!({"duration": 15.0, "modes": ["a"], "needs_high_fps": null, "ticker_mode": "scroll"});
    let hooks: HookValues = serde_json::from_value(hooks).unwrap();
    assert_eq!(hooks.modes, ["a"]);
}

#[test]
fn what_is_longer_than_the_worker_takes_is_not_sent() {
    assert!(encode(&json!("x".repeat(JSON_LEN_MAX))).is_none());
    let bytes = encode(&json!({"a": 1})).unwrap();
    assert_eq!(bytes, message(KIND_JSON, br#"{"a":1}"#));
}

/// Bytes as a worker might write them: messages with honest and with lying heads, and rubbish.
fn stream() -> impl Strategy<Value = Vec<u8>> {
    let rubbish = prop::collection::vec(any::<u8>(), 0..64);
    let headed = (
        any::<u32>(),
        0..4_u8,
        prop::collection::vec(any::<u8>(), 0..64),
    )
        .prop_map(|(len, kind, body)| {
            let mut bytes = (len % 100).to_le_bytes().to_vec();
            bytes.push(kind);
            bytes.extend(body);
            bytes
        });
    let honest = (0..3_u8, prop::collection::vec(any::<u8>(), 0..64))
        .prop_map(|(kind, body)| message(kind, &body));
    let said = prop::sample::select(vec![
        r#"{"type": "note", "text": "x"}"#,
        r#"{"type": "reply", "id": 1, "ok": true, "hooks": {"duration": 1e300}}"#,
        r#"{"type": "strip_control", "token": 1, "op": "set", "speed": -1}"#,
    ]);
    let said = said.prop_map(|text| message(KIND_JSON, text.as_bytes()));
    let pictures = (0..5_u32, 0..5_u32).prop_map(|(width, height)| picture(width, height, 0, 12));
    let part = prop_oneof![rubbish, headed, honest, said, pictures];
    prop::collection::vec(part, 0..12).prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn any_bytes_in_any_pieces_are_messages_or_one_violation(
        bytes in stream(),
        sizes in prop::collection::vec(1..40_usize, 1..20),
    ) {
        let mut decoder = Decoder::default();
        let (mut rest, mut fed, mut broken) = (&bytes[..], 0, false);
        for size in sizes.iter().cycle() {
            let (piece, later) = rest.split_at((*size).min(rest.len()));
            decoder.feed(piece);
            fed += piece.len();
            loop {
                match decoder.message() {
                    Ok(Some(_)) => prop_assert!(!broken),
                    Ok(None) => break,
                    Err(_) => {
                        prop_assert!(!broken, "a second violation");
                        broken = true;
                    }
                }
            }
            // A vector that grows may be twice as long as what is in it, and begins with a few bytes.
            prop_assert!(decoder.memory() <= 2 * fed.max(8));
            rest = later;
            if rest.is_empty() {
                break;
            }
        }
        // All at once is the same as piece by piece.
        let mut whole = Decoder::default();
        whole.feed(&bytes);
        while let Ok(Some(_)) = whole.message() {}
        prop_assert_eq!(whole.is_broken(), broken);
    }
}
