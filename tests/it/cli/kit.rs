//! A root of a test, and the program run on it to its end.

use std::os::unix::net::UnixStream;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;

use crate::binary;

/// A root in a folder of its own, gone with the test.
pub(crate) struct Root(tempfile::TempDir);

impl Root {
    /// An empty one.
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// Its folder.
    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    /// Puts a file into it.
    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }

    /// Another root with the same files.
    pub(crate) fn copy(&self) -> Self {
        let copy = Self::new();
        let mut folders = vec![self.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let from = entry.unwrap().path();
                let to = copy.path().join(from.strip_prefix(self.path()).unwrap());
                if from.is_dir() {
                    std::fs::create_dir(to).unwrap();
                    folders.push(from);
                } else {
                    std::fs::copy(from, to).unwrap();
                }
            }
        }
        copy
    }

    /// `lumarium` on this root, without display and without anything of the person who runs the tests.
    pub(crate) fn command(&self, line: &str) -> Command {
        let words: Vec<&str> = line.split_whitespace().collect();
        let mut command = binary::command(self.path(), &words);
        // Drawing takes the folder as it is, and it is not whole.
        command.env_remove("LUMARIUM_PACKS");
        command.stdin(Stdio::null());
        command
    }

    /// Runs it to its end.
    pub(crate) fn run(&self, line: &str) -> Ended {
        Ended(self.command(line).output().unwrap(), line.to_owned())
    }

    /// Starts it and goes on.
    pub(crate) fn start(&self, line: &str) -> Child {
        self.command(line)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    }
}

/// How a command ended.
pub(crate) struct Ended(Output, String);

impl Ended {
    /// It must have ended with this exit code.
    pub(crate) fn code(self, code: i32) -> Self {
        let told = format!("`lumarium {}`: {}{}", self.1, self.out(), self.err());
        assert_eq!(self.0.status.code(), Some(code), "{told}");
        self
    }

    /// Standard output.
    pub(crate) fn out(&self) -> String {
        String::from_utf8_lossy(&self.0.stdout).into_owned()
    }

    /// Standard error.
    pub(crate) fn err(&self) -> String {
        String::from_utf8_lossy(&self.0.stderr).into_owned()
    }

    /// Standard output as exactly one JSON document.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out()).unwrap_or_else(|error| {
            panic!(
                "`lumarium {}`: {error}: {}{}",
                self.1,
                self.out(),
                self.err()
            )
        })
    }

    /// Standard error as exactly one JSON document with `error` and `hint`.
    pub(crate) fn json_error(&self) -> Value {
        let value: Value = serde_json::from_str(&self.err())
            .unwrap_or_else(|error| panic!("`lumarium {}`: {error}: {}", self.1, self.err()));
        assert!(value["error"].is_string(), "{value}");
        assert!(value.get("hint").is_some(), "{value}");
        value
    }
}

/// A playing Lumarium, ended through its own command line.
pub(crate) struct Playing<'a> {
    root: &'a Root,
    /// The process.
    pub(crate) child: Child,
}

impl<'a> Playing<'a> {
    /// Starts it and returns when it answers.
    pub(crate) fn start(root: &'a Root, line: &str) -> Self {
        let mut child = root.start(line);
        let socket = root.path().join("state/control.sock");
        while UnixStream::connect(&socket).is_err() {
            let ended = child.try_wait().unwrap();
            assert!(ended.is_none(), "it ended instead of playing: {ended:?}");
            std::thread::yield_now();
        }
        Self { root, child }
    }

    /// Ends it, which must go well.
    pub(crate) fn stop(mut self) {
        self.root.run("stop").code(0);
        assert_eq!(self.child.wait().unwrap().code(), Some(0));
    }
}
