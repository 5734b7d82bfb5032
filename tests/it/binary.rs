//! The real binary, built once, for tests that start it.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::OnceLock;

use serde_json::Value;

/// The path of `lumarium`, built if need be: `cargo test` alone does not build other packages' binaries.
pub fn path() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(build)
}

#[expect(
    clippy::disallowed_methods,
    reason = "the test builds the program it starts"
)]
fn build() -> PathBuf {
    // …/target/debug/deps/it-… → …/target/debug
    let test = std::env::current_exe().unwrap();
    let profile = test.parent().unwrap().parent().unwrap();
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut build = Command::new(cargo);
    build
        .args([
            "build",
            "--quiet",
            "-p",
            "lumarium-app",
            "--bin",
            "lumarium",
        ])
        .arg("--target-dir")
        .arg(profile.parent().unwrap())
        .current_dir(env!("CARGO_MANIFEST_DIR"));
    if profile.file_name() == Some(OsStr::new("release")) {
        build.arg("--release");
    }
    let status = build.status().unwrap();
    assert!(status.success(), "the program does not build");
    profile.join(format!("lumarium{}", std::env::consts::EXE_SUFFIX))
}

/// A root in a folder of its own, gone with the test.
pub struct Root(tempfile::TempDir);

impl Root {
    /// An empty one.
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// Its folder.
    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// Puts a file into it.
    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }

    /// `lumarium` on this root, without display and without anything of the person who runs the tests.
    #[expect(clippy::disallowed_methods, reason = "the test starts the program")]
    pub fn command(&self, line: &str) -> Command {
        let mut command = Command::new(path());
        command
            .args(line.split_whitespace())
            .env("LUMARIUM_ROOT", self.path())
            .env_remove("DISPLAY")
            .env_remove("WAYLAND_DISPLAY")
            .env_remove("RUST_LOG")
            .stdin(Stdio::null());
        command
    }

    /// Runs it to its end.
    pub fn run(&self, line: &str) -> Ended {
        Ended(self.command(line).output().unwrap(), line.to_owned())
    }

    /// Starts it and goes on.
    pub fn start(&self, line: &str) -> Child {
        self.command(line)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    }
}

/// How a command ended.
pub struct Ended(Output, String);

impl Ended {
    /// It must have ended with this exit code.
    pub fn code(self, code: i32) -> Self {
        let told = format!("`lumarium {}`: {}{}", self.1, self.out(), self.err());
        assert_eq!(self.0.status.code(), Some(code), "{told}");
        self
    }

    /// Standard output.
    pub fn out(&self) -> String {
        String::from_utf8_lossy(&self.0.stdout).into_owned()
    }

    /// Standard error.
    pub fn err(&self) -> String {
        String::from_utf8_lossy(&self.0.stderr).into_owned()
    }

    /// Standard output as exactly one JSON document.
    pub fn json(&self) -> Value {
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
    pub fn json_error(&self) -> Value {
        let value: Value = serde_json::from_str(&self.err())
            .unwrap_or_else(|error| panic!("`lumarium {}`: {error}: {}", self.1, self.err()));
        assert!(value["error"].is_string(), "{value}");
        assert!(value.get("hint").is_some(), "{value}");
        value
    }
}

/// The program on a root, with these arguments, not started yet.
#[expect(
    clippy::disallowed_methods,
    reason = "the test starts the program it tests"
)]
pub(crate) fn command(root: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(path());
    command
        .arg("--root")
        .arg(root)
        .args(args)
        .env_remove("LUMARIUM_ROOT")
        .stdin(Stdio::null());
    command
}
