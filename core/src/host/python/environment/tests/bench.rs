//! A root, a folder of wheels, and questions about both.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, sync_channel};

use tempfile::TempDir;

use crate::host::clock::Manual;
use crate::host::python::environment::{Answer, Environments, Said, Setup, Why, Wishes};
use crate::host::root::Paths;
use crate::host::vfs::Disk;
use crate::id::PluginId;

/// A package of ours, as pip installs it: a zip with one module and what is said about it.
const WHEEL: &str = r#"
import sys, zipfile
folder, name, version = sys.argv[1:4]
module = name.replace("-", "_")
info = f"{module}-{version}.dist-info"
files = {
    f"{module}.py": f"VERSION = {version!r}\n",
    f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
    f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
}
record = f"{info}/RECORD"
files[record] = "".join(f"{file},,\n" for file in [*files, record])
with zipfile.ZipFile(f"{folder}/{module}-{version}-py3-none-any.whl", "w") as wheel:
    for file, text in files.items():
        wheel.writestr(file, text)
"#;

pub(super) struct Bench {
    pub(super) root: TempDir,
    pub(super) wheels: TempDir,
    pub(super) python: PathBuf,
    pub(super) uv: Option<PathBuf>,
    pub(super) variables: Vec<(String, String)>,
    pub(super) clock: Arc<Manual>,
    pub(super) changed: Option<Receiver<PluginId>>,
}

impl Bench {
    pub(super) fn new() -> Self {
        let wheels = tempfile::tempdir().unwrap();
        let links = wheels.path().to_str().unwrap().to_owned();
        Self {
            root: tempfile::tempdir().unwrap(),
            wheels,
            python: "python3".into(),
            uv: None,
            variables: vec![
                ("PIP_NO_INDEX".to_owned(), "1".to_owned()),
                ("PIP_FIND_LINKS".to_owned(), links),
                ("PIP_CONFIG_FILE".to_owned(), "/dev/null".to_owned()),
            ],
            clock: Arc::new(Manual::default()),
            changed: None,
        }
    }

    pub(super) fn paths(&self) -> Paths {
        Paths::new(self.root.path().to_owned())
    }

    #[expect(clippy::disallowed_methods, reason = "makes a wheel")]
    pub(super) fn wheel(&self, name: &str, version: &str) {
        let folder = self.wheels.path().to_str().unwrap();
        let mut command = std::process::Command::new("python3");
        let status = command.args(["-c", WHEEL, folder, name, version]).status();
        assert!(status.unwrap().success());
    }

    pub(super) fn start(&mut self) -> Environments {
        let (sender, changed) = sync_channel(100);
        self.changed = Some(changed);
        let setup = Setup {
            paths: self.paths(),
            python: self.python.clone(),
            uv: self.uv.clone(),
            variables: self.variables.clone(),
            clock: Arc::clone(&self.clock) as _,
            vfs: Arc::new(Disk),
        };
        let on_change = move |plugin: &PluginId| sender.send(plugin.clone()).unwrap_or_default();
        Environments::start(setup, Box::new(on_change)).unwrap()
    }

    /// Asks until it is known.
    pub(super) fn wait(
        &self,
        environments: &Environments,
        plugin: &str,
        wishes: &Wishes,
    ) -> Answer {
        loop {
            match environments.ask(&id(plugin), wishes) {
                Answer::Building { .. } => self.changed.as_ref().unwrap().recv().unwrap(),
                answer @ (Answer::Ready { .. } | Answer::Lacking { .. }) => return answer,
            };
        }
    }
}

pub(super) fn id(text: &str) -> PluginId {
    PluginId::parse(text).unwrap()
}

pub(super) fn wishes(lines: &[&str]) -> Wishes {
    let list: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
    let said = Said {
        file: None,
        list: &list,
    };
    Wishes::read(&Disk, Path::new("/nonexistent"), said)
}

pub(super) fn paths(answer: &Answer) -> &[PathBuf] {
    match answer {
        Answer::Ready { paths, .. } => paths,
        Answer::Building { .. } | Answer::Lacking { .. } => panic!("not ready: {answer:?}"),
    }
}

pub(super) fn why(answer: &Answer) -> &Why {
    match answer {
        Answer::Lacking { why, .. } => why,
        Answer::Building { .. } | Answer::Ready { .. } => panic!("nothing lacks: {answer:?}"),
    }
}

pub(super) fn version_in(answer: &Answer, module: &str) -> String {
    let mut files = paths(answer).iter().map(|path| path.join(module));
    std::fs::read_to_string(files.find(|file| file.exists()).unwrap()).unwrap()
}
