use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

use serde_json::json;

use super::*;
use crate::host::vfs::Disk;

struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    fn new(main: Option<&[u8]>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("config")).unwrap();
        let place = Self { folder };
        if let Some(main) = main {
            fs::write(place.paths().main_file(), main).unwrap();
        }
        place
    }

    fn paths(&self) -> Paths {
        Paths::new(PathBuf::from(self.folder.path()))
    }

    fn open(&self) -> (ConfigFiles, Look) {
        ConfigFiles::open(self.paths(), Arc::new(Disk))
    }

    fn main(&self) -> Vec<u8> {
        fs::read(self.paths().main_file()).unwrap()
    }
}

fn known(look: &Look) -> Document {
    Document::clone(look.config.get().unwrap())
}

#[test]
fn a_root_without_configuration_gets_the_default() {
    let place = Place::new(None);
    let (_, look) = place.open();
    assert_eq!(known(&look), default_document());
    assert_eq!(place.main(), default_document().main_text().into_bytes());
}

#[test]
fn reading_does_not_write() {
    let place = Place::new(Some(b"{ \"clock\":{\"enabled\":true} }\n"));
    let (mut files, look) = place.open();
    assert!(look.notices.is_empty());
    assert!(files.look_again().is_none());
    assert_eq!(place.main(), b"{ \"clock\":{\"enabled\":true} }\n");
    assert!(!place.paths().secrets_file().exists());
}

#[test]
fn any_damage_is_left_alone_and_the_last_good_copy_is_used() {
    let mut good = default_document();
    good.secrets
        .insert("clock".to_owned(), json!({ "key": "s" }));
    let text = good.main_text().into_bytes();
    let mut damages: Vec<Vec<u8>> = (0..text.len())
        .step_by(16)
        .map(|end| text[..end].to_vec())
        .collect();
    damages.push(vec![0; text.len()]);
    damages.push(
        (0..4096_u32)
            .map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8)
            .collect(),
    );
    damages.push(b"[1]".to_vec());
    damages.push(b"null".to_vec());
    for at in (0..text.len()).step_by(16) {
        let mut flipped = text.clone();
        flipped[at] ^= 0x80;
        damages.push(flipped);
    }
    let place = Place::new(Some(&text));
    fs::write(place.paths().secrets_file(), good.secrets_text()).unwrap();
    drop(place.open());
    for (file, which) in [
        (place.paths().main_file(), "config.json"),
        (place.paths().secrets_file(), "config_secrets.json"),
    ] {
        let whole = fs::read(&file).unwrap();
        for damage in &damages {
            fs::write(&file, damage).unwrap();
            let (mut files, look) = place.open();
            let sight = String::from_utf8_lossy(damage).into_owned();
            assert_eq!(known(&look), good, "{which}: {sight}");
            assert!(
                look.notices.iter().any(|notice| notice.contains(which)),
                "{which}: {sight}"
            );
            assert_eq!(
                fs::read(&file).unwrap(),
                *damage,
                "never overwritten by reading"
            );
            assert!(files.look_again().is_none());
        }
        // An explicit write keeps the damaged bytes first.
        let (mut files, _) = place.open();
        let which = if which == "config.json" {
            Which::Main
        } else {
            Which::Secrets
        };
        assert!(files.must_write(which, &good));
        files.write(which, "{}").unwrap();
        let kept = fs::read_dir(place.paths().config())
            .unwrap()
            .map(|entry| entry.unwrap().path());
        let kept: Vec<_> = kept
            .filter(|path| path.to_string_lossy().contains(".damaged-"))
            .collect();
        assert!(
            kept.iter()
                .any(|path| fs::read(path).unwrap() == *damages.last().unwrap())
        );
        fs::write(&file, whole).unwrap();
    }
}

#[test]
fn damage_without_any_copy_is_unknown_and_not_default() {
    let place = Place::new(Some(b"{ \"clock\": "));
    let (files, look) = place.open();
    assert!(
        matches!(&look.config, Known::Unknown(why) if why.contains("line 1")),
        "{look:?}"
    );
    assert!(files.document().is_none());
    assert_eq!(place.main(), b"{ \"clock\": ");
    assert!(files.history().list(&Disk).is_empty());
}

#[test]
fn a_deleted_file_is_told_and_the_copy_is_used() {
    let place = Place::new(None);
    drop(place.open());
    fs::remove_file(place.paths().main_file()).unwrap();
    let (_, look) = place.open();
    assert_eq!(known(&look), default_document());
    assert!(look.notices[0].contains("gone"), "{:?}", look.notices);
    assert!(!place.paths().main_file().exists());
}

#[test]
fn an_edit_of_somebody_else_is_noticed_and_kept_in_the_history() {
    let place = Place::new(Some(b"{}"));
    let (mut files, _) = place.open();
    fs::write(place.paths().main_file(), b"{\"clock\":{\"enabled\":true}}").unwrap();
    let look = files.look_again().unwrap();
    assert_eq!(known(&look).main["clock"], json!({ "enabled": true }));
    assert_eq!(files.history().list(&Disk).len(), 2);
    fs::write(place.paths().main_file(), b"{\"clock\":{\"enab").unwrap();
    let look = files.look_again().unwrap();
    assert_eq!(known(&look).main["clock"], json!({ "enabled": true }));
    assert!(!look.notices.is_empty());
}

#[test]
fn the_history_is_bounded_and_private_and_skips_damaged_copies() {
    let place = Place::new(Some(b"{}"));
    let history = History::new(place.paths().config_history());
    let mut document = Document::default();
    document.secrets.insert("k".to_owned(), json!("secret"));
    for number in 0..70 {
        document.main.insert("n".to_owned(), json!(number));
        history.add(&Disk, &document).unwrap();
        history.prune(&Disk);
    }
    assert_eq!(
        history.add(&Disk, &document).unwrap(),
        0,
        "the same twice is kept once"
    );
    let list = history.list(&Disk);
    assert_eq!(list.len(), limits::CONFIG_HISTORY_MAX);
    assert_eq!(list.last().unwrap().number, 70);
    assert_eq!(history.get(&Disk, 70).unwrap(), document);
    for name in Disk.list(history.folder()).unwrap() {
        let path = history.folder().join(&name);
        if name.contains(".secrets.") {
            assert_eq!(
                fs::metadata(&path).unwrap().permissions().mode() & 0o777,
                0o600
            );
        }
        if name.starts_with("000070") {
            fs::write(&path, b"{\"n\": 1}").unwrap();
        }
    }
    assert_eq!(history.newest(&Disk).unwrap().0, 69);
    assert!(history.get(&Disk, 70).is_none());
}
