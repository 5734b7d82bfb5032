//! What reconciliation found, as a table of words: for the command line and for a copy from the window.

use lumarium_core::reconcile::Finding;
use serde_json::{Value, json};

use crate::table::table;

/// The table; a sentence if there is nothing.
pub(crate) fn findings_text(findings: &[Finding]) -> String {
    if findings.is_empty() {
        return "wish and fact agree".to_owned();
    }
    let rows: Vec<[String; 6]> = findings.iter().map(row).collect();
    let heading = [
        "PLUGIN",
        "KIND",
        "CURRENT",
        "EXPECTED",
        "ACTION",
        "AUTOMATIC",
    ];
    table(heading, &rows)
}

fn row(finding: &Finding) -> [String; 6] {
    let plugin = finding.plugin.as_ref();
    [
        plugin.map_or_else(|| "(record)".to_owned(), ToString::to_string),
        words(&json!(finding.kind)),
        finding.current.clone(),
        finding.expected.clone(),
        words(&json!(finding.remedy)["action"]),
        if finding.automatic { "yes" } else { "no" }.to_owned(),
    ]
}

/// The word of the file format, readable.
fn words(value: &Value) -> String {
    value.as_str().unwrap_or("?").replace('_', " ")
}

#[cfg(test)]
mod tests {
    use lumarium_core::id::PluginId;
    use lumarium_core::reconcile::{Kind, Remedy};

    use super::*;

    fn finding(remedy: Remedy) -> Finding {
        Finding {
            plugin: Some(PluginId::parse("clock").unwrap()),
            kind: Kind::MissingOnDisk,
            current: "no folder".to_owned(),
            expected: "a folder".to_owned(),
            remedy,
            automatic: true,
        }
    }

    #[test]
    fn findings_are_a_table_of_words() {
        let text = findings_text(&[finding(Remedy::AddSection)]);
        assert!(text.contains("missing on disk"), "{text}");
        assert!(text.contains("add section"), "{text}");
        assert_eq!(findings_text(&[]), "wish and fact agree");
    }

    #[test]
    fn the_json_of_a_finding_has_the_promised_fields() {
        let candidates = vec![PluginId::parse("clock").unwrap()];
        let value = json!(finding(Remedy::Reinstall { candidates }));
        for key in [
            "plugin",
            "kind",
            "current",
            "expected",
            "action",
            "automatic",
            "candidates",
        ] {
            assert!(value.get(key).is_some(), "{key}: {value}");
        }
        let value = json!(finding(Remedy::SetEnabled { enabled: true }));
        assert_eq!(value["action"], "set_enabled");
        assert_eq!(value["enabled"], true);
        let choices = vec!["keep".to_owned()];
        assert_eq!(
            json!(finding(Remedy::Ask { choices }))["choices"][0],
            "keep"
        );
    }
}
