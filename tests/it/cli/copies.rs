//! Working copies: linked, changed while they play, broken and mended.

use serde_json::{Value, json};

use crate::cli::kit::{Playing, Root};

const ID: &str = "my-text";

struct Copy(tempfile::TempDir);

impl Copy {
    fn new() -> Self {
        let copy = Self(tempfile::tempdir().unwrap());
        copy.manifest("1.0.0");
        copy.write("config_schema.json", &json!({"type": "object", "properties": {
            "text": {"type": "string", "default": "one"}, "key": {"type": "string", "x-secret": true}}}).to_string());
        copy
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.0.path().join(name), text).unwrap();
    }

    fn manifest(&self, version: &str) {
        let manifest = json!({"id": ID, "name": "My text", "version": version, "runtime": "native",
            "entry_point": "text", "display_modes": [ID]});
        self.write("manifest.json", &manifest.to_string());
    }
}

/// Asks until the answer is there: the owner needs a moment.
fn until(root: &Root, mut there: impl FnMut(&Value) -> bool) {
    while !there(&root.run("state --json").code(0).json()) {}
}

fn view(state: &Value) -> &Value {
    let mut plugins = state["plugins"].as_array().unwrap().iter();
    plugins
        .find(|view| view["id"] == ID)
        .unwrap_or(&Value::Null)
}

#[test]
fn a_changed_copy_is_reloaded_and_a_broken_one_comes_back_when_it_is_mended() {
    let (root, copy) = (Root::new(), Copy::new());
    root.run(&format!("plugin link {}", copy.0.path().display()))
        .code(0);
    root.run(&format!("plugin enable {ID}")).code(0);
    let playing = Playing::start(&root, "run --panel none");
    until(&root, |state| view(state)["state"]["name"] == "enabled");
    let run = view(&root.run("state --json").json())["run"]
        .as_u64()
        .unwrap();
    copy.write(
        "config_schema.json",
        &json!({"type": "object", "properties": {
        "text": {"type": "string", "default": "two"}}})
        .to_string(),
    );
    until(&root, |state| {
        view(state)["run"].as_u64() > Some(run)
            && view(state)["schema"]["properties"]["text"]["default"] == "two"
    });
    copy.write("manifest.json", "{broken");
    until(&root, |state| {
        state["misfits"]
            .as_array()
            .is_some_and(|misfits| !misfits.is_empty())
    });
    copy.manifest("1.2.0");
    until(&root, |state| view(state)["version"] == "1.2.0");
    playing.stop();
}

#[test]
fn a_secret_of_a_copy_never_reaches_the_main_file() {
    let (root, copy) = (Root::new(), Copy::new());
    root.run(&format!("plugin link {}", copy.0.path().display()))
        .code(0);
    root.run(&format!("config set {ID}.key sesame")).code(0);
    let read = |name: &str| std::fs::read_to_string(root.path().join("config").join(name)).unwrap();
    assert!(!read("config.json").contains("sesame"));
    assert!(read("config_secrets.json").contains("sesame"));
    let told = root.run(&format!("state {ID} --json")).code(0).out();
    assert!(!told.contains("sesame"), "{told}");
}
