//! Where a plugin is, in the words of its author: it is drawn from a link in a folder that is gone afterwards.

use std::path::Path;

/// Where plugins are in a root.
const PLUGINS: &str = "/plugin-repos/";

/// The same text, with paths below `scratch/…/plugin-repos/<id>` as paths below `plugin`.
pub(super) fn of_author(text: &str, scratch: &Path, plugin: &Path) -> String {
    let scratch = scratch.to_string_lossy();
    let mut told = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(&*scratch) {
        told.push_str(before);
        let end = after.find(['"', '\n', ' ']).unwrap_or(after.len());
        let (path, further) = after.split_at(end);
        if let Some((_, inner)) = path.split_once(PLUGINS) {
            told.push_str(&plugin.to_string_lossy());
            let (_, file) = inner.split_at(inner.find('/').unwrap_or(inner.len()));
            told.push_str(file);
        } else {
            told.push_str(&scratch);
            told.push_str(path);
        }
        rest = further;
    }
    told.push_str(rest);
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_lead_to_the_files_of_the_author() {
        let of = |text: &str| of_author(text, Path::new("/tmp/s-1"), Path::new("/p/clock"));
        let told = of(
            "File \"/tmp/s-1/r-x/plugin-repos/clock/a/b.py\", line 3\n/tmp/s-1/cache x /tmp/s-1/r/plugin-repos/clock",
        );
        assert_eq!(
            told,
            "File \"/p/clock/a/b.py\", line 3\n/tmp/s-1/cache x /p/clock"
        );
        assert_eq!(of("nothing"), "nothing");
    }
}
