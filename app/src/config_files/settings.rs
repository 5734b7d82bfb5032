//! The settings of all plugins against their schemas, in the words that the form has for them. Also of plugins
//! that are off; nothing is loaded. A linked working copy is known to the record only, and is not looked at.

use std::collections::BTreeMap;
use std::path::Path;

use lumarium_core::config::Document;
use lumarium_core::facts::Known;
use lumarium_core::form::{Form, check_form, dotted, keys_only};
use lumarium_core::host::bundled::bundled;
use lumarium_core::host::discover::{self, Cache, Roots};
use lumarium_core::host::root::Paths;
use lumarium_core::id::PluginId;
use lumarium_core::schema;
use serde_json::Value;

/// Something that is wrong with one setting.
pub(super) struct Found {
    /// Keys from the top of the configuration.
    pub(super) path: Vec<String>,
    /// Which setting, and what is wrong; never its value.
    pub(super) words: String,
    /// It belongs into the file of secrets.
    pub(super) secret: bool,
}

/// Everything that is wrong.
pub(super) fn problems(root: &Path, document: &Document) -> Vec<Found> {
    let plugins = Paths::new(root.to_owned()).plugins(document);
    let roots = Roots {
        plugins_dir: &plugins,
        links: &BTreeMap::new(),
        bundled: &bundled(),
    };
    let disk = discover::discover(&roots, document.development_mode(), &mut Cache::default());
    let Known::Known(disk) = disk else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for (id, plugin) in &disk.found {
        let Some(key) = document.section_key(id) else {
            continue;
        };
        let read = || discover::read_schema(&plugin.place);
        if let Some(schema) = plugin.schema.clone().or_else(read) {
            of_plugin(document, (id, &key), &schema, &mut found);
        }
    }
    found
}

fn of_plugin(
    document: &Document,
    (id, section): (&PluginId, &str),
    schema: &Value,
    found: &mut Vec<Found>,
) {
    let secrets = schema::secret_paths(schema);
    let in_section = |path: Vec<String>| std::iter::once(section.to_owned()).chain(path).collect();
    for path in &secrets {
        let path: Vec<String> = in_section(path.clone());
        let words = format!("{} is secret and stands in config.json", path.join("."));
        let hint = "set it again, and it moves to config_secrets.json";
        if document
            .in_main(&path)
            .is_some_and(|value| !value.is_null())
        {
            found.push(Found {
                path,
                words: format!("{words}; {hint}"),
                secret: false,
            });
        }
    }
    for (path, problem) in check_form(&Form::from_schema(schema), &document.settings(id)) {
        let keys = keys_only(&path);
        found.push(Found {
            words: format!("{section}.{} {}", dotted(&path), problem.text),
            secret: secrets.iter().any(|secret| keys.starts_with(secret)),
            path: in_section(keys),
        });
    }
}
