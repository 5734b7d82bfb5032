use std::os::unix::fs::symlink;

use tempfile::TempDir;

use super::*;
use crate::manifest::{Manifest, Severity};

struct Ground {
    temp: TempDir,
    links: BTreeMap<PluginId, PathBuf>,
    bundled: Vec<Arc<Found>>,
    cache: Cache,
}

impl Ground {
    fn new() -> Self {
        let temp = TempDir::new().unwrap();
        fs::create_dir(temp.path().join("plugin-repos")).unwrap();
        Self {
            temp,
            links: BTreeMap::new(),
            bundled: Vec::new(),
            cache: Cache::default(),
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.temp.path().join("plugin-repos").join(name)
    }

    fn put(&self, folder: &str, manifest: &str) {
        fs::create_dir_all(self.path(folder)).unwrap();
        fs::write(self.path(folder).join("manifest.json"), manifest).unwrap();
    }

    fn plugin(&self, folder: &str, id: &str) {
        self.put(
            folder,
            &format!(r#"{{"id":"{id}","name":"N","version":"1.0.0","entry_point":"manager.py"}}"#),
        );
    }

    fn look(&mut self) -> Arc<Disk> {
        let plugins_dir = self.temp.path().join("plugin-repos");
        let roots = Roots {
            plugins_dir: &plugins_dir,
            links: &self.links,
            bundled: &self.bundled,
        };
        match discover(&roots, false, &mut self.cache) {
            Known::Known(disk) => disk,
            Known::Unknown(reason) => panic!("{reason}"),
        }
    }
}

fn id(text: &str) -> PluginId {
    PluginId::parse(text).unwrap()
}

fn ids(disk: &Disk) -> Vec<&str> {
    disk.found.keys().map(PluginId::as_str).collect()
}

fn bundled(name: &str) -> Arc<Found> {
    Arc::new(Found {
        manifest: Arc::new(Manifest::placeholder(id(name))),
        place: Place::Bundled,
        content_hash: None,
        working_copy: false,
        schema: None,
        problems: Vec::new(),
    })
}

#[test]
fn folders_and_single_files_are_found_by_the_id_of_their_manifest() {
    let mut place = Ground::new();
    place.plugin("weather", "ledmatrix-weather");
    place.plugin("clock", "clock");
    fs::write(place.path("moon.star"), "def main(): pass").unwrap();
    fs::write(place.path("rain.WASM"), "").unwrap();
    fs::write(place.path("loose.py"), "").unwrap();
    fs::write(place.path("README.md"), "").unwrap();
    fs::create_dir(place.path("not-a-plugin")).unwrap();
    place.plugin(".hidden", "hidden");
    place.plugin("clock.standalone-backup-preinstall", "old");
    let disk = place.look();
    assert_eq!(ids(&disk), ["clock", "ledmatrix-weather", "moon", "rain"]);
    assert_eq!(disk.misfits, []);
    assert_eq!(
        disk.found[&id("moon")].place,
        Place::File(place.path("moon.star"))
    );
    assert_eq!(
        disk.found[&id("ledmatrix-weather")].place,
        Place::Folder(place.path("weather"))
    );
}

#[test]
fn of_two_with_one_id_the_folder_called_like_it_wins_and_the_other_names_both() {
    let mut place = Ground::new();
    place.plugin("a-copy", "Clock");
    place.plugin("clock", "clock");
    place.plugin("x-news", "news");
    place.plugin("y-news", "news");
    let disk = place.look();
    assert_eq!(ids(&disk), ["clock", "news"]);
    assert_eq!(
        disk.found[&id("news")].place,
        Place::Folder(place.path("x-news"))
    );
    let paths: Vec<_> = disk
        .misfits
        .iter()
        .map(|misfit| misfit.path.clone())
        .collect();
    assert_eq!(paths, [place.path("a-copy"), place.path("y-news")]);
    let text = &disk.misfits[0].problems[0].text;
    assert!(
        text.contains("Clock") && text.contains("clock in"),
        "{text}"
    );
    assert!(text.contains("a-copy"), "{text}");
}

#[test]
fn seed_r27_a_broken_manifest_is_a_misfit_that_keeps_its_id() {
    let mut place = Ground::new();
    place.put("weather", r#"{"id": "ledmatrix-weather", "name": }"#);
    place.put("typo", "{");
    place.put("evil", r#"{"id": "../config"}"#);
    place.put("reserved", r#"{"id": "display"}"#);
    fs::create_dir_all(place.path("odd/manifest.json")).unwrap();
    let disk = place.look();
    assert_eq!(ids(&disk), [""; 0]);
    let claimed: Vec<_> = disk
        .misfits
        .iter()
        .map(|misfit| misfit.id.as_ref().map_or("", PluginId::as_str))
        .collect();
    assert_eq!(
        claimed,
        ["evil", "odd", "reserved", "typo", "ledmatrix-weather"]
    );
    for misfit in &disk.misfits {
        assert!(
            misfit
                .problems
                .iter()
                .any(|p| p.severity == Severity::Error)
        );
    }
}

#[test]
fn an_unreadable_folder_is_unknown_and_a_fresh_root_is_empty() {
    let root = TempDir::new().unwrap();
    let (links, mut cache) = (BTreeMap::new(), Cache::default());
    let mut look = |plugins_dir: &Path| {
        let roots = Roots {
            plugins_dir,
            links: &links,
            bundled: &[],
        };
        discover(&roots, false, &mut cache)
    };
    assert_eq!(
        look(&root.path().join("plugin-repos")),
        Known::Known(Arc::default())
    );
    let file = root.path().join("file");
    fs::write(&file, "").unwrap();
    assert!(matches!(look(&file), Known::Unknown(_)));
    assert!(matches!(
        look(&root.path().join("gone/plugin-repos")),
        Known::Unknown(_)
    ));
    let dangling = root.path().join("dangling");
    symlink(root.path().join("unmounted"), &dangling).unwrap();
    assert!(matches!(look(&dangling), Known::Unknown(_)));
}

#[test]
fn an_unreadable_plugin_keeps_its_id_as_long_as_it_was_known_before() {
    let mut place = Ground::new();
    place.plugin("weather", "ledmatrix-weather");
    let target = place.temp.path().join("elsewhere");
    fs::rename(place.path("weather"), &target).unwrap();
    symlink(&target, place.path("weather")).unwrap();
    assert_eq!(ids(&place.look()), ["ledmatrix-weather"]);
    fs::rename(&target, place.temp.path().join("unmounted")).unwrap();
    let disk = place.look();
    assert_eq!(ids(&disk), [""; 0]);
    assert_eq!(disk.misfits[0].id, Some(id("ledmatrix-weather")));
}

#[test]
fn checkouts_links_and_symlinks_are_working_copies() {
    let mut place = Ground::new();
    place.plugin("installed", "installed");
    place.plugin("checkout", "checkout");
    fs::create_dir(place.path("checkout/.git")).unwrap();
    place.plugin("target", "target");
    let elsewhere = place.temp.path().join("dev");
    fs::rename(place.path("target"), &elsewhere).unwrap();
    symlink(&elsewhere, place.path("pointer")).unwrap();
    let linked = place.temp.path().join("linked");
    place.plugin("linked", "mine");
    fs::rename(place.path("linked"), &linked).unwrap();
    place.links.insert(id("mine"), linked.clone());
    let disk = place.look();
    let copies: Vec<_> = disk
        .found
        .values()
        .map(|found| (found.manifest.id.as_str(), found.working_copy))
        .collect();
    assert_eq!(
        copies,
        [
            ("checkout", true),
            ("installed", false),
            ("mine", true),
            ("target", true)
        ]
    );
    assert_eq!(disk.found[&id("mine")].place, Place::Linked(linked));
    fs::remove_dir_all(place.path("checkout/.git")).unwrap();
    place.cache = Cache::default();
    assert!(!place.look().found[&id("checkout")].working_copy);
}

#[test]
fn a_link_without_files_or_with_another_id_counts_as_on_disk() {
    let mut place = Ground::new();
    place
        .links
        .insert(id("gone"), place.temp.path().join("gone"));
    place.plugin("other", "other");
    let elsewhere = place.temp.path().join("elsewhere");
    fs::rename(place.path("other"), &elsewhere).unwrap();
    place.links.insert(id("renamed"), elsewhere);
    let disk = place.look();
    assert_eq!(ids(&disk), [""; 0]);
    let claimed: Vec<_> = disk
        .misfits
        .iter()
        .map(|misfit| misfit.id.clone().unwrap())
        .collect();
    assert_eq!(claimed, [id("gone"), id("renamed")]);
}

#[test]
fn a_plugin_on_disk_hides_the_bundled_one_and_says_so() {
    let mut place = Ground::new();
    place.bundled = vec![bundled("clock"), bundled("text")];
    place.plugin("clock", "clock");
    let disk = place.look();
    assert_eq!(ids(&disk), ["clock", "text"]);
    let clock = &disk.found[&id("clock")];
    assert_eq!(clock.place, Place::Folder(place.path("clock")));
    assert_eq!(
        clock.problems[0].text,
        "it stands in for the bundled plugin clock"
    );
    assert_eq!(disk.found[&id("text")].place, Place::Bundled);
}

#[test]
fn a_second_look_reads_only_what_changed() {
    let mut place = Ground::new();
    place.plugin("a", "a");
    place.plugin("b", "b");
    let first = place.look();
    place.plugin("b", "b-renamed");
    let second = place.look();
    assert!(Arc::ptr_eq(&first.found[&id("a")], &second.found[&id("a")]));
    assert_eq!(ids(&second), ["a", "b-renamed"]);
    fs::remove_dir_all(place.path("a")).unwrap();
    assert_eq!(ids(&place.look()), ["b-renamed"]);
}

#[test]
fn a_look_that_finds_nothing_new_gives_the_same_answer_itself() {
    let mut place = Ground::new();
    for name in ["b", "a", "c"] {
        place.plugin(name, name);
    }
    place.put("torn", "{");
    fs::create_dir_all(place.path("nothing")).unwrap();
    let elsewhere = place.temp.path().join("mine");
    place.plugin("mine", "Mine");
    fs::rename(place.path("mine"), &elsewhere).unwrap();
    place.links.insert(id("Mine"), elsewhere);
    place
        .links
        .insert(id("gone"), place.temp.path().join("gone"));
    let first = place.look();
    assert_eq!(first.misfits.len(), 2);
    assert!(Arc::ptr_eq(&first, &place.look()));
    place.plugin("d", "d");
    let second = place.look();
    assert!(!Arc::ptr_eq(&first, &second));
    assert!(Arc::ptr_eq(&second, &place.look()));
    fs::remove_dir_all(place.path("a")).unwrap();
    let third = place.look();
    assert_eq!(ids(&third), ["b", "c", "d", "Mine"]);
    place.links.remove(&id("gone"));
    let fourth = place.look();
    assert_eq!(fourth.misfits.len(), 1);
    place.put("nothing", r#"{"id": "late"}"#);
    assert_eq!(ids(&place.look()), ["b", "c", "d", "late", "Mine"]);
}

#[test]
fn inspecting_a_path_gives_a_linked_plugin_or_says_why_not() {
    let place = Ground::new();
    place.plugin("clock", "clock");
    let found = inspect(&place.path("clock")).unwrap();
    assert_eq!(found.place, Place::Linked(place.path("clock")));
    assert!(found.working_copy);
    let misfit = inspect(place.temp.path()).unwrap_err();
    assert!(misfit.problems[0].text.contains("manifest.json"));
    let misfit = inspect(&place.path("nowhere")).unwrap_err();
    assert!(misfit.problems[0].text.contains("no plugin"));
}

#[test]
fn the_content_hash_follows_the_files_and_not_what_plugins_write() {
    let mut place = Ground::new();
    place.plugin("a", "a");
    fs::write(place.path("a/manager.py"), "one").unwrap();
    assert_eq!(place.look().found[&id("a")].content_hash, None);
    let mut hashes = Hashes::default();
    let job = place.cache.hash_jobs().remove(0);
    let first = hashes.of(&job).unwrap();
    assert_eq!(first.len(), 64);
    assert!(place.cache.set_hash(&job, &first));
    assert!(!place.cache.set_hash(&job, &first), "it is known");
    assert_eq!(
        place.look().found[&id("a")].content_hash,
        Some(Arc::clone(&first))
    );
    fs::create_dir(place.path("a/__pycache__")).unwrap();
    fs::write(place.path("a/token.pickle"), "secret").unwrap();
    assert_eq!(hashes.of(&job).unwrap(), first);
    fs::write(place.path("a/manager.py"), "other").unwrap();
    let second = hashes.of(&job).unwrap();
    assert_ne!(second, first);
    place.plugin("a", "a-two");
    drop(place.look());
    assert!(
        !place.cache.set_hash(&job, &second),
        "the plugin was replaced meanwhile"
    );
}

#[test]
fn a_schema_is_read_when_asked_for() {
    let place = Ground::new();
    place.plugin("a", "a");
    let at = Place::Folder(place.path("a"));
    assert_eq!(schema(&at).unwrap(), None);
    fs::write(place.path("a/config_schema.json"), r#"{"type":"object"}"#).unwrap();
    assert_eq!(read_schema(&at).unwrap()["type"], "object");
    fs::write(place.path("a/config_schema.json"), "{").unwrap();
    assert!(schema(&at).unwrap_err().text.contains("is not JSON"));
    assert_eq!(read_schema(&at), None);
}
