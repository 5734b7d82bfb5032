//! Roots for the bench of Python plugins: folders that Lumarium and LEDMatrix both can play.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use lumarium_core::frame::Size;
use serde_json::{Map, Value, json};
use tempfile::TempDir;

/// Seconds for which a plugin is on, unless it is alone.
const TURN_SECS: u32 = 2;

/// A folder with plugins and a configuration, both written anew for each run.
pub(crate) struct Root {
    folder: TempDir,
    config: Map<String, Value>,
    plugins: usize,
}

impl Root {
    /// Without plugins; `fonts` are copied to where plugins look for them.
    pub(crate) fn new(size: Size, fonts: Option<&Path>) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        fs::set_permissions(folder.path(), Permissions::from_mode(0o755))?;
        fs::create_dir_all(folder.path().join("config"))?;
        if let Some(fonts) = fonts {
            copy(fonts, &folder.path().join("assets/fonts"))?;
        }
        // Full brightness: a panel must be able to tell one column from the next.
        let hardware = json!({
            "rows": size.height, "cols": 64, "chain_length": size.width / 64, "parallel": 1, "brightness": 100
        });
        let mut config = Map::new();
        config.insert("timezone".to_owned(), json!("UTC"));
        config.insert("display".to_owned(), json!({"hardware": hardware}));
        let place = json!({"plugins_directory": "plugin-repos"});
        config.insert("plugin_system".to_owned(), place);
        Ok(Self {
            folder,
            config,
            plugins: 0,
        })
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) const fn plugins(&self) -> usize {
        self.plugins
    }

    /// A plugin of one file; `seconds` is how long it stays on.
    pub(crate) fn add(
        &mut self,
        id: &str,
        file: &Path,
        class: &str,
        settings: &Value,
        seconds: u32,
    ) -> anyhow::Result<()> {
        let folder = self.path().join("plugin-repos").join(id);
        fs::create_dir_all(&folder)?;
        fs::copy(file, folder.join("manager.py")).with_context(|| file.display().to_string())?;
        let manifest = json!({
            "id": id, "name": id, "version": "1.0.0", "author": "a bench", "entry_point": "manager.py",
            "class_name": class, "display_modes": [id], "update_interval": 1, "default_duration": seconds
        });
        fs::write(folder.join("manifest.json"), manifest.to_string())?;
        let mut section = settings.clone();
        section["enabled"] = json!(true);
        section["display_duration"] = json!(seconds);
        self.switch_on(id.to_owned(), section)
    }

    /// All plugins of a folder, as they are.
    pub(crate) fn add_all(&mut self, from: &Path) -> anyhow::Result<()> {
        for entry in fs::read_dir(from)? {
            let folder = entry?.path();
            let Ok(text) = fs::read_to_string(folder.join("manifest.json")) else {
                continue;
            };
            let manifest: Value = serde_json::from_str(&text)?;
            let Some(id) = manifest.get("id").and_then(Value::as_str) else {
                continue;
            };
            copy(&folder, &self.path().join("plugin-repos").join(id))?;
            let section = json!({"enabled": true, "display_duration": TURN_SECS});
            self.switch_on(id.to_owned(), section)?;
        }
        Ok(())
    }

    fn switch_on(&mut self, id: String, section: Value) -> anyhow::Result<()> {
        self.config.insert(id, section);
        self.plugins += 1;
        let text = Value::Object(self.config.clone()).to_string();
        Ok(fs::write(self.path().join("config/config.json"), text)?)
    }
}

/// A plugin that is kept for benches, or one of the vices that the tests keep.
pub(crate) fn ours(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// Copies a folder with all in it; links and what cannot be read are left out.
pub(crate) fn copy(from: &Path, to: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).with_context(|| from.display().to_string())? {
        let entry = entry?;
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        let kind = entry.file_type()?;
        if kind.is_dir() {
            copy(&source, &target)?;
        } else if kind.is_file() {
            fs::copy(&source, &target).with_context(|| source.display().to_string())?;
        }
    }
    Ok(())
}
