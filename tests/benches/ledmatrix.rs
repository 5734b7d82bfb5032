//! LEDMatrix itself as a rival: its own start, loop and helpers, from a folder that is named, in a process
//! of its own on a panel that costs nothing.

use std::fs::{self, File};
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;
use std::time::Duration;

use anyhow::{Context as _, bail};
use lumarium_core::host::processes;
use serde_json::Value;
use tempfile::TempDir;

use crate::roots::{copy, ours};

/// It loads plugins for half a minute where there is no network.
const PATIENCE: Duration = Duration::from_mins(4);
const MIB: f64 = 1_048_576.0;
const LOG: &str = "ledmatrix.log";

/// LEDMatrix, ready to play.
pub(crate) struct Rival {
    python: PathBuf,
    /// A copy: it writes into its own folder.
    checkout: TempDir,
}

/// How it played.
pub(crate) struct Played {
    /// Seconds from the start of Python to the first picture of a plugin.
    pub(crate) picture_secs: f64,
    /// When pictures came while it was measured, in seconds.
    pub(crate) times: Vec<f64>,
    /// How long it was measured, in seconds.
    pub(crate) seconds: f64,
    /// Processor time of all its processes meanwhile, percent of a core.
    pub(crate) share: f64,
    /// Memory of all its processes in the end.
    pub(crate) mebibytes: f64,
}

impl Rival {
    /// The one that `LUMARIUM_LEDMATRIX` names, if it names any.
    pub(crate) fn named(python: &Path) -> anyhow::Result<Option<Self>> {
        let Some(folder) = std::env::var_os("LUMARIUM_LEDMATRIX").map(PathBuf::from) else {
            return Ok(None);
        };
        let checkout = tempfile::tempdir()?;
        for part in ["src", "assets"] {
            copy(&folder.join(part), &checkout.path().join(part))?;
        }
        fs::copy(folder.join("run.py"), checkout.path().join("run.py"))
            .with_context(|| format!("{} is no checkout of LEDMatrix", folder.display()))?;
        Ok(Some(Self {
            python: python.to_owned(),
            checkout,
        }))
    }

    /// Its fonts, which plugins count on.
    pub(crate) fn fonts(&self) -> PathBuf {
        self.checkout.path().join("assets/fonts")
    }

    /// Plays a root: lets it settle once it shows a plugin, then measures.
    pub(crate) fn play(
        &self,
        root: &Path,
        settle: Duration,
        length: Duration,
    ) -> anyhow::Result<Played> {
        let mut child = self.start(root, settle, length)?;
        let played = hear(&mut child, length);
        child.kill()?;
        child.wait()?;
        played.with_context(|| {
            let log = fs::read_to_string(root.join(LOG)).unwrap_or_default();
            let last: Vec<&str> = log.lines().rev().take(3).collect();
            format!("LEDMatrix said {last:?}")
        })
    }

    #[expect(clippy::disallowed_methods, reason = "the rival that is measured")]
    fn start(&self, root: &Path, settle: Duration, length: Duration) -> anyhow::Result<Child> {
        let seconds = |time: Duration| time.as_secs_f64().to_string();
        let mut command = Command::new(&self.python);
        command
            .arg(ours("benches/python/ledmatrix.py"))
            .arg(self.checkout.path())
            .args([seconds(settle), seconds(length)])
            .current_dir(root)
            // What a plugin asks for and is not there stays so: nothing is installed for a measurement.
            .env("PIP_NO_INDEX", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(File::create(root.join(LOG))?);
        Ok(command.spawn()?)
    }
}

/// Follows what the driver says to its end.
fn hear(child: &mut Child, length: Duration) -> anyhow::Result<Played> {
    let lines = lines(child)?;
    let picture = wait_for(&lines, "picture ", PATIENCE)?;
    wait_for(&lines, "begin", PATIENCE)?;
    let before = processes::tree(child.id(), &[]).context("it has gone")?;
    let end = wait_for(&lines, "end ", length + PATIENCE)?;
    let after = processes::tree(child.id(), &[]).context("it has gone")?;
    let bytes = processes::proportional_bytes(&after.pids).context("its memory is not told")?;
    let end: Value = serde_json::from_str(&end)?;
    let seconds = end["seconds"].as_f64().context("no time")?;
    let times = end["times"].as_array().context("no pictures")?;
    if let Some(mut stdin) = child.stdin.take() {
        writeln!(stdin)?;
    }
    let millis = after.cpu_millis.saturating_sub(before.cpu_millis);
    Ok(Played {
        picture_secs: picture.trim().parse()?,
        times: times.iter().filter_map(Value::as_f64).collect(),
        seconds,
        share: millis as f64 / 10.0 / seconds,
        mebibytes: bytes as f64 / MIB,
    })
}

/// What it says, line by line.
fn lines(child: &mut Child) -> anyhow::Result<Receiver<String>> {
    let output = child.stdout.take().context("it says nothing")?;
    let (send, receive) = sync_channel(16);
    let read = move || {
        let lines = BufReader::new(output).lines().map_while(Result::ok);
        // Nobody listens any more: the bench has failed.
        let _gone = lines.map(|line| send.send(line)).find(Result::is_err);
    };
    thread::Builder::new()
        .name("listen".to_owned())
        .spawn(read)?;
    Ok(receive)
}

/// What follows this word, once it is said.
fn wait_for(lines: &Receiver<String>, word: &str, most: Duration) -> anyhow::Result<String> {
    loop {
        match lines.recv_timeout(most) {
            Ok(line) => {
                if let Some(rest) = line.strip_prefix(word) {
                    return Ok(rest.to_owned());
                }
            }
            Err(why) => bail!("it never said {word:?}: {why}"),
        }
    }
}
