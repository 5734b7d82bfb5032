//! The schema of a scoreboard with very many leagues, as large as one likes: for benches of the form.

use serde_json::{Map, Value, json};

/// A league of a scoreboard: switches, bounds, choices, teams, and texts to look at.
fn league(number: usize) -> Value {
    let seconds = |most: u32| {
        json!({"type": ["number", "null"], "minimum": 1, "maximum": most, "default": 30,
            "description": "How many seconds a game of this league stays on the panel before the next one"})
    };
    json!({
        "type": "object", "title": format!("League {number}"), "x-collapsed": true,
        "x-propertyOrder": ["enabled", "teams"],
        "properties": {
            "enabled": {"type": "boolean", "default": number == 0, "description": "Show this league"},
            "teams": {"type": "array", "uniqueItems": true, "default": [], "maxItems": 20,
                "items": {"type": "string", "pattern": "^[A-Z]{2,4}$"},
                "description": "Short names of the teams that come first"},
            "durations": {"type": "object", "properties": {
                "live": seconds(600), "recent": seconds(300), "upcoming": seconds(120)}},
            "mode": {"type": "string", "enum": ["switch", "scroll"], "default": "switch"},
            "color": {"type": "array", "items": {"type": "integer", "minimum": 0, "maximum": 255},
                "minItems": 3, "maxItems": 3, "default": [255, 128, 0]},
            "feeds": {"type": "array", "items": {"type": "object", "required": ["url"], "properties": {
                "name": {"type": "string", "maxLength": 40},
                "url": {"type": "string", "format": "uri"}}}},
        },
    })
}

/// A schema of about so many bytes.
pub(crate) fn schema_of(bytes: usize) -> Value {
    let mut leagues = Map::new();
    let mut length = 0;
    while length < bytes {
        let league = league(leagues.len());
        length += league.to_string().len() + 15;
        leagues.insert(format!("league_{}", leagues.len()), league);
    }
    json!({"type": "object", "properties": leagues})
}
