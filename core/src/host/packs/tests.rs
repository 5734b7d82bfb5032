use std::sync::mpsc::{Receiver, sync_channel};
use std::time::Duration;

use tempfile::TempDir;

use super::service::{FontService, Fonts};
use super::*;
use crate::host::clock::{Clock as _, Manual};
use crate::host::vfs::Disk;
use crate::message::FontsEvent;

struct Bench {
    root: TempDir,
    source: TempDir,
}

impl Bench {
    fn new() -> Self {
        Self {
            root: tempfile::tempdir().unwrap(),
            source: tempfile::tempdir().unwrap(),
        }
    }

    fn packs(&self) -> Packs {
        Packs::new(Paths::new(self.root.path().to_owned()), Arc::new(Disk))
    }

    fn folder(&self, files: &[(&str, &str)]) -> Source {
        for (name, text) in files {
            std::fs::write(self.source.path().join(name), text).unwrap();
        }
        Source::Folder(self.source.path().to_owned())
    }

    fn seen(&self, name: &str) -> String {
        let path = self.root.path().join("assets/fonts").join(name);
        String::from_utf8_lossy(&std::fs::read(path).unwrap_or_default()).into_owned()
    }

    fn staging_is_empty(&self) -> bool {
        let staging = self.root.path().join("state/staging");
        std::fs::read_dir(staging).map_or(0, Iterator::count) == 0
    }
}

const fn go_on(_: Progress) -> Go {
    Go::On
}

#[test]
fn a_pack_from_a_repository_is_kept_whole_under_its_hash() {
    let bench = Bench::new();
    let url = git::tests::repository(
        bench.source.path(),
        &[
            (0o100_644, "assets/fonts/4x6.bdf", b"STARTFONT"),
            (0o100_644, "assets/fonts/README", b"read me"),
            (0o100_644, "src/secret.py", b"not wanted"),
        ],
    );
    let packs = bench.packs();
    assert_eq!(packs.fonts(), None);
    let pack = packs
        .take(&Source::Repository(url.clone()), &mut go_on)
        .unwrap();
    assert_eq!(packs.fonts(), Some(pack.clone()));
    assert_eq!((pack.source, pack.files.len()), (url, 2));
    assert!(pack.commit.is_some() && pack.tree.is_some());
    let place = bench
        .root
        .path()
        .join("state/packs/ledmatrix-fonts")
        .join(&pack.hash);
    assert_eq!(
        std::fs::read(place.join("fonts/4x6.bdf")).unwrap(),
        b"STARTFONT"
    );
    assert!(bench.staging_is_empty());
}

#[test]
fn a_newer_pack_takes_the_place_of_the_older_one_and_the_same_one_is_the_same() {
    let bench = Bench::new();
    let packs = bench.packs();
    let source = bench.folder(&[("a.bdf", "one")]);
    let first = packs.take(&source, &mut go_on).unwrap();
    assert_eq!(packs.take(&source, &mut go_on).unwrap().hash, first.hash);
    bench.folder(&[("a.bdf", "two")]);
    let second = packs.take(&source, &mut go_on).unwrap();
    assert_ne!(first.hash, second.hash);
    assert_eq!(packs.fonts(), Some(second));
    let folder = bench.root.path().join("state/packs/ledmatrix-fonts");
    assert_eq!(std::fs::read_dir(folder).unwrap().count(), 1);
}

#[test]
fn a_folder_without_fonts_is_refused_and_changes_nothing() {
    let bench = Bench::new();
    let source = bench.folder(&[("README", "nothing")]);
    let error = bench.packs().take(&source, &mut go_on).unwrap_err();
    assert!(matches!(error, PackError::NoFonts { .. }), "{error}");
    assert_eq!(bench.packs().fonts(), None);
    let gone = Source::Folder(bench.source.path().join("gone"));
    assert!(bench.packs().take(&gone, &mut go_on).is_err());
    assert!(bench.staging_is_empty());
}

#[test]
fn what_somebody_put_there_is_never_changed_and_ours_is_replaced() {
    let bench = Bench::new();
    let packs = bench.packs();
    let fonts = bench.root.path().join("assets/fonts");
    std::fs::create_dir_all(&fonts).unwrap();
    std::fs::write(fonts.join("4x6.bdf"), "somebody's own").unwrap();
    let own = packs.offer_own().unwrap();
    assert_eq!((own.written, own.kept), (34, 1));
    assert!(packs.stands_in() && packs.missing().is_empty());
    // Somebody changes one of ours: from now on it is theirs.
    std::fs::write(fonts.join("5x8.bdf"), "changed").unwrap();
    let source = bench.folder(&[
        ("4x6.bdf", "a"),
        ("5x7.bdf", "b"),
        ("5x8.bdf", "c"),
        ("new.ttf", "d"),
    ]);
    let pack = packs.take(&source, &mut go_on).unwrap();
    let offered = packs.offer(&pack).unwrap();
    assert_eq!((offered.written, offered.kept), (2, 2));
    assert_eq!(bench.seen("4x6.bdf"), "somebody's own");
    assert_eq!(bench.seen("5x8.bdf"), "changed");
    assert_eq!(
        (bench.seen("5x7.bdf"), bench.seen("new.ttf")),
        ("b".to_owned(), "d".to_owned())
    );
    let again = packs.offer(&pack).unwrap();
    assert_eq!((again.written, again.kept), (0, 4));
}

#[test]
fn a_damaged_file_of_a_pack_is_not_offered() {
    let bench = Bench::new();
    let packs = bench.packs();
    let pack = packs
        .take(&bench.folder(&[("a.bdf", "a"), ("b.bdf", "b")]), &mut go_on)
        .unwrap();
    let place = bench
        .root
        .path()
        .join("state/packs/ledmatrix-fonts")
        .join(&pack.hash);
    std::fs::write(place.join("fonts/a.bdf"), "x").unwrap();
    packs.offer(&pack).unwrap();
    assert_eq!(
        (bench.seen("a.bdf"), bench.seen("b.bdf")),
        (String::new(), "b".to_owned())
    );
}

#[test]
fn the_source_is_what_a_person_has_named() {
    let chosen = |fonts: Option<&str>, packs: Option<&str>| {
        Source::chosen(fonts.map(Path::new), packs.map(Path::new)).words()
    };
    assert_eq!(chosen(Some("/f"), Some("/p")), "/f");
    assert_eq!(chosen(None, Some("/p")), "/p/ledmatrix");
    assert_eq!(chosen(None, None), REPOSITORY);
}

/// Starts the service, needs fonts, and waits until it has said `last`, if anything.
fn serve(
    bench: &Bench,
    source: Source,
    clock: &Arc<Manual>,
    last: Option<fn(&FontsEvent) -> bool>,
) -> (FontService, Receiver<FontsEvent>) {
    let (sender, said) = sync_channel(100);
    let on_fonts = move |event| sender.send(event).unwrap_or_default();
    let clock = Arc::clone(clock) as _;
    let service = FontService::start(bench.packs(), source, clock, Box::new(on_fonts)).unwrap();
    assert_eq!(service.fonts(), Fonts::Unneeded);
    service.need();
    service.wait();
    if let Some(last) = last {
        while !last(&said.recv().unwrap()) {}
    }
    (service, said)
}

/// Waits until the thread has made up its mind.
fn settled(service: &FontService) -> Fonts {
    loop {
        match service.fonts() {
            Fonts::Unneeded | Fonts::Looking | Fonts::Fetching(_) => std::thread::yield_now(),
            fonts @ (Fonts::There | Fonts::OwnFonts { .. }) => return fonts,
        }
    }
}

#[test]
fn our_own_stand_in_until_the_pack_is_there() {
    let bench = Bench::new();
    let clock = Arc::new(Manual::default());
    let source = bench.folder(&[("4x6.bdf", "theirs")]);
    let there = |event: &FontsEvent| *event == FontsEvent::There;
    let (service, _) = serve(&bench, source, &clock, Some(there));
    assert_eq!(settled(&service), Fonts::There);
    assert_eq!(bench.seen("4x6.bdf"), "theirs");
    assert!(bench.seen("5x7.bdf").starts_with("STARTFONT"));
}

#[test]
fn a_root_with_fonts_of_its_own_is_left_alone() {
    let bench = Bench::new();
    let fonts = bench.root.path().join("assets/fonts");
    std::fs::create_dir_all(&fonts).unwrap();
    for name in NEEDED {
        std::fs::write(fonts.join(name), "own").unwrap();
    }
    let (service, _) = serve(
        &bench,
        bench.folder(&[("new.bdf", "new")]),
        &Arc::default(),
        None,
    );
    assert_eq!(settled(&service), Fonts::There);
    assert_eq!(std::fs::read_dir(fonts).unwrap().count(), NEEDED.len());
    assert!(!bench.root.path().join("state").exists());
}

#[test]
fn without_the_pack_ours_stand_in_with_a_notice_and_it_is_tried_again() {
    let bench = Bench::new();
    let clock = Arc::new(Manual::default());
    let source = Source::Folder(bench.source.path().join("later"));
    let stand_in = |event: &FontsEvent| matches!(event, FontsEvent::StandIn { .. });
    let (service, said) = serve(&bench, source, &clock, Some(stand_in));
    let words = settled(&service).words(clock.now().at).unwrap();
    assert!(
        words.contains("our own stand in") && words.ends_with("tried again in 60 s"),
        "{words}"
    );
    assert!(bench.seen("4x6.bdf").starts_with("STARTFONT"));
    std::fs::create_dir(bench.source.path().join("later")).unwrap();
    std::fs::write(bench.source.path().join("later/4x6.bdf"), "theirs").unwrap();
    clock.advance(limits::PACK_RETRY_MIN + Duration::from_millis(1));
    service.need();
    while said.recv().unwrap() != FontsEvent::Replaced {}
    assert_eq!(said.recv().unwrap(), FontsEvent::There);
    assert_eq!(bench.seen("4x6.bdf"), "theirs");
}
