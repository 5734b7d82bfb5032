//! How well a text fits what was typed: letters in their order, best at the start, at starts of words,
//! and side by side. Several words may stand in any order.

/// Letters of a text or a query that are looked at; what is longer is cut.
const LETTERS_MAX: usize = 96;

/// A letter that fits.
const HIT: i32 = 16;
/// At the start of the text.
const AT_START: i32 = 28;
/// At the start of a word.
const AT_WORD: i32 = 18;
/// Right after the letter before.
const NEXT_TO: i32 = 22;
/// The most that letters between two hits cost.
const GAP_MAX: i32 = 12;
/// The whole text.
const WHOLE: i32 = 40;

/// How well `text` fits `query`; absent: not at all. An empty query fits everything alike.
pub fn score(query: &str, text: &str) -> Option<i32> {
    let letters: Vec<char> = text.chars().take(LETTERS_MAX).collect();
    let lower: Vec<char> = letters.iter().map(|letter| lowered(*letter)).collect();
    let mut sum = 0;
    for word in query.split_whitespace() {
        let word: Vec<char> = word.chars().take(LETTERS_MAX).map(lowered).collect();
        if !within(&word, &lower) {
            return None;
        }
        sum += one(&word, &letters, &lower)?;
    }
    let whole = query.trim().eq_ignore_ascii_case(text);
    // Of equals the shorter text is meant.
    Some(sum + if whole { WHOLE } else { 0 } - lower.len().min(40) as i32 / 4)
}

fn lowered(letter: char) -> char {
    letter.to_lowercase().next().unwrap_or(letter)
}

/// Whether the letters stand in `text` in their order: most texts end here.
fn within(word: &[char], text: &[char]) -> bool {
    let mut rest = text.iter();
    word.iter().all(|letter| rest.any(|other| other == letter))
}

/// The best of all ways to find the letters of `word` in the text.
fn one(word: &[char], letters: &[char], lower: &[char]) -> Option<i32> {
    // For each place of the text: the best sum of a way that ends with a hit there.
    let mut before: Vec<Option<i32>> = Vec::new();
    for (index, letter) in word.iter().enumerate() {
        let mut now = vec![None; lower.len()];
        // The best of the ways that end before this place, less what the gap costs so far.
        let mut far: Option<i32> = None;
        for (at, (slot, other)) in now.iter_mut().zip(lower).enumerate() {
            if let Some(sum) = at.checked_sub(2).and_then(|two| before.get(two)?.as_ref()) {
                far = far.max(Some(sum - 1));
            }
            if letter == other {
                let here = HIT + place(letters, at);
                *slot = if index == 0 {
                    Some(here - (at as i32).min(GAP_MAX))
                } else {
                    let close = at.checked_sub(1).and_then(|one| *before.get(one)?);
                    let close = close.map(|sum| sum + NEXT_TO);
                    close.max(far).map(|sum| sum + here)
                };
            }
            far = far.map(|sum| sum - 1);
        }
        before = now;
    }
    before.into_iter().flatten().max()
}

/// What the place of a letter is worth.
fn place(letters: &[char], at: usize) -> i32 {
    let Some(before) = at.checked_sub(1).and_then(|one| letters.get(one)) else {
        return AT_START;
    };
    let new_word = !before.is_alphanumeric();
    let hump = before.is_lowercase() && letters.get(at).is_some_and(|letter| letter.is_uppercase());
    if new_word || hump { AT_WORD } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::score;

    /// The texts that fit, best first.
    fn ranked<'a>(query: &str, texts: &[&'a str]) -> Vec<&'a str> {
        let mut found: Vec<_> = texts
            .iter()
            .filter_map(|text| Some((score(query, text)?, *text)))
            .collect();
        found.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
        found.into_iter().map(|(_, text)| text).collect()
    }

    #[test]
    fn the_start_of_the_text_comes_before_the_start_of_a_word_and_that_before_the_middle() {
        let texts = [
            "Forecast",
            "World clock",
            "Clock",
            "Clockwork",
            "Lock the c",
        ];
        assert_eq!(
            ranked("clock", &texts),
            ["Clock", "Clockwork", "World clock"]
        );
        assert_eq!(ranked("cast", &["Forecast", "Cast"]), ["Cast", "Forecast"]);
    }

    #[test]
    fn starts_of_words_are_enough() {
        assert_eq!(
            ranked("gts", &["Legato sings", "Go to the stage", "Agents"]).first(),
            Some(&"Go to the stage")
        );
        assert_eq!(
            ranked("zi", &["Zoom out", "Zoom in", "Size"]).first(),
            Some(&"Zoom in")
        );
        assert!(score("tz", "timeZone").unwrap() > score("tz", "fritz").unwrap());
    }

    #[test]
    fn letters_side_by_side_come_before_scattered_ones() {
        assert_eq!(
            ranked("new", &["tunnel view", "anew", "News"]),
            ["News", "anew", "tunnel view"]
        );
    }

    #[test]
    fn words_fit_in_any_order_and_each_must_fit() {
        assert!(score("clock time", "time of the clock").is_some());
        assert!(score("clock tide", "time of the clock").is_none());
        assert!(score("kcolc", "clock").is_none());
    }

    #[test]
    fn case_and_spaces_do_not_matter_and_nothing_fits_everything() {
        assert_eq!(score("  PAUSE ", "pause"), score("pause", "pause"));
        assert_eq!(ranked("", &["a", "b"]).len(), 2);
        assert!(score("ä", "Ärger").is_some());
    }

    #[test]
    fn a_better_place_later_is_found() {
        // A greedy search would take the first o and miss the word.
        assert!(score("out", "Zoom out").unwrap() > score("out", "oxbluten").unwrap());
        let long = "x".repeat(10_000);
        assert!(
            score(&long, &long).is_some(),
            "long texts are cut, not refused"
        );
    }
}
