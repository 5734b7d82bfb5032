//! Merging: LEDMatrix's deep merge of two files, and our three-way merge with somebody else's edit.

use serde_json::{Map, Value};

use crate::config::{Document, MAIN_NAME, SECRETS_NAME};

/// Lays `over` on `value`: objects key by key, everything else is replaced.
pub fn deep_merge(value: &mut Value, over: &Value) {
    if let (Value::Object(map), Value::Object(over)) = (&mut *value, over) {
        for (key, over) in over {
            match map.get_mut(key) {
                Some(value) => deep_merge(value, over),
                None => {
                    map.insert(key.clone(), over.clone());
                }
            }
        }
    } else {
        *value = over.clone();
    }
}

/// Joins two changes of one base, key by key; lists and single values are atomic. Where both changed the
/// same value differently, `ours` is kept, because a person is setting it now, and the conflict is reported
/// in words (never with values: they may be secret).
///
/// Laws: `merge3(b, o, b) = o`, `merge3(b, b, t) = t`, `merge3(b, x, x) = x`, none of them with conflicts.
pub fn merge3(base: &Document, ours: &Document, theirs: &Document) -> (Document, Vec<String>) {
    let mut conflicts = Vec::new();
    let main = Merge {
        file: MAIN_NAME,
        conflicts: &mut conflicts,
    }
    .objects("", Some(&base.main), &ours.main, &theirs.main);
    let secrets = Merge {
        file: SECRETS_NAME,
        conflicts: &mut conflicts,
    }
    .objects("", Some(&base.secrets), &ours.secrets, &theirs.secrets);
    (Document { main, secrets }, conflicts)
}

struct Merge<'a> {
    file: &'static str,
    conflicts: &'a mut Vec<String>,
}

impl Merge<'_> {
    fn objects(
        &mut self,
        path: &str,
        base: Option<&Map<String, Value>>,
        ours: &Map<String, Value>,
        theirs: &Map<String, Value>,
    ) -> Map<String, Value> {
        // Equal content may differ in the order of keys: the changed side's order is the newer one.
        if Some(theirs) == base {
            return ours.clone();
        }
        if Some(ours) == base || ours == theirs {
            return theirs.clone();
        }
        let mut merged = Map::new();
        let ours_only = ours.keys().filter(|key| !theirs.contains_key(*key));
        for key in theirs.keys().chain(ours_only) {
            let base = base.and_then(|map| map.get(key));
            let path = if path.is_empty() {
                key.clone()
            } else {
                format!("{path}.{key}")
            };
            if let Some(value) = self.value(&path, base, ours.get(key), theirs.get(key)) {
                merged.insert(key.clone(), value);
            }
        }
        merged
    }

    fn value(
        &mut self,
        path: &str,
        base: Option<&Value>,
        ours: Option<&Value>,
        theirs: Option<&Value>,
    ) -> Option<Value> {
        if let (Some(Value::Object(ours)), Some(Value::Object(theirs))) = (ours, theirs) {
            let base = base.and_then(Value::as_object);
            return Some(Value::Object(self.objects(path, base, ours, theirs)));
        }
        if theirs == base {
            return ours.cloned();
        }
        if ours != base && ours != theirs {
            self.conflicts.push(format!(
                "{path} was changed in {} by someone else at the same time; the value set here was kept, \
                 the other one is in the history of the configuration",
                self.file
            ));
            return ours.cloned();
        }
        theirs.cloned()
    }
}
