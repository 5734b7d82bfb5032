use serde_json::json;

use super::super::wire::{Said, VERSION};
use super::*;

fn pair() -> (Link, Arc<Bell>, UnixStream, io::PipeWriter) {
    let (ours, theirs) = UnixStream::pair().unwrap();
    let (log, writer) = io::pipe().unwrap();
    let (link, bell) = Link::new(ours, log).unwrap();
    (link, bell, theirs, writer)
}

const LONG: Option<Duration> = Some(Duration::from_mins(1));

#[test]
fn a_bell_ends_the_wait_and_rings_once_for_many() {
    let (mut link, bell, _theirs, _log) = pair();
    for _ in 0..100_000 {
        bell.ring();
    }
    link.wait(LONG);
    link.wait(Some(Duration::ZERO));
    assert!(!link.closed());
}

#[test]
fn messages_lines_and_the_end_are_heard() {
    let (mut link, _bell, mut theirs, mut log) = pair();
    let hello = json!({"type": "hello", "protocol": {"min": VERSION, "max": VERSION}});
    theirs.write_all(&encode(&hello).unwrap()).unwrap();
    log.write_all(b"WARNING a: b\nlast").unwrap();
    drop((theirs, log));
    while !link.closed() {
        link.wait(LONG);
    }
    link.last_lines();
    let Some(Message::Said(said)) = link.message().unwrap() else {
        panic!("no message");
    };
    assert!(matches!(*said, Said::Hello(hello) if hello.protocol.has_ours()));
    assert_eq!(link.line().as_deref(), Some("WARNING a: b"));
    assert_eq!(link.line().as_deref(), Some("last"));
    assert_eq!(link.line(), None);
}

#[test]
fn a_side_that_takes_nothing_costs_a_bounded_memory() {
    let (mut link, _bell, theirs, _log) = pair();
    let message = json!({"type": "update", "x": "y".repeat(100_000)});
    let mut sent = 0;
    while link.send(&message) {
        sent += 1;
        assert!(sent < 1_000, "somebody keeps it all");
    }
    assert!(link.unsent.len() <= limits::WORKER_UNSENT_MAX);
    drop(theirs);
    link.wait(LONG);
    assert!(link.closed());
}

#[test]
fn a_flood_of_lines_is_counted() {
    let (mut link, _bell, _theirs, mut log) = pair();
    let flood = std::thread::Builder::new()
        .name("flood".to_owned())
        .spawn(move || log.write_all(&b"x\n".repeat(10_000)))
        .unwrap();
    while link.log.is_some() {
        link.wait(LONG);
    }
    flood.join().unwrap().unwrap();
    let kept: Vec<String> = std::iter::from_fn(|| link.line()).collect();
    assert_eq!(kept.len(), limits::WORKER_LINES_MAX);
    assert_eq!(link.lost(), 10_000 - kept.len() as u64);
    assert_eq!(link.lost(), 0, "told once");
}

#[test]
fn descriptors_travel_with_the_first_byte() {
    use rustix::net::{RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, recvmsg};
    let (mut link, _bell, theirs, _log) = pair();
    let (one, two) = UnixStream::pair().unwrap();
    link.send_with(&json!({"type": "fork"}), &[one.into(), two.into()])
        .unwrap();
    let mut space = [std::mem::MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(2))];
    let mut control = RecvAncillaryBuffer::new(&mut space);
    let mut first = [0];
    let mut into = [io::IoSliceMut::new(&mut first)];
    recvmsg(&theirs, &mut into, &mut control, RecvFlags::empty()).unwrap();
    let came: usize = control
        .drain()
        .map(|message| {
            if let RecvAncillaryMessage::ScmRights(fds) = message {
                fds.count()
            } else {
                0
            }
        })
        .sum();
    assert_eq!(came, 2);
}
