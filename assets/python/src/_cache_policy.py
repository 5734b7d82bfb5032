"""How long data of a kind stays fresh, and which kind a key stands for."""

import datetime

try:
    import zoneinfo
except ImportError:  # a Python without it
    zoneinfo = None

DAY = 86_400

#: Seconds on disk for each kind; memory keeps twice as long.
MAX_AGE = {
    "live_scores": 15,
    "sports_live": 30,
    "weather_current": 300,
    "stocks": 600,
    "crypto": 300,
    "sports_recent": 1800,
    "sports_upcoming": 10_800,
    "sports_schedules": DAY,
    "leaderboard": 7 * DAY,
    "news": 3600,
    "odds": 1800,
    "odds_live": 120,
    "team_info": 7 * DAY,
    "logos": 30 * DAY,
    "default": 300,
}
OFF_HOURS_FACTOR = 4

#: Which setting of a sport's section takes the place of the figure above.
SPORT_SETTING = {
    "live_scores": "live_update_interval",
    "sports_live": "live_update_interval",
    "sports_recent": "recent_update_interval",
    "sports_upcoming": "upcoming_update_interval",
}

#: Parts of a key and the kind they mean; the first that is found counts.
KIND_WORDS = (
    (("live", "current", "scoreboard"), "sports_live"),
    (("weather",), "weather_current"),
    (("crypto",), "crypto"),
    (("stock",), "stocks"),
    (("news",), "news"),
    (("schedule", "team_map", "league"), "sports_schedules"),
    (("recent",), "sports_recent"),
    (("upcoming",), "sports_upcoming"),
    (("logo", "team_info", "config"), "team_info"),
)

SPORT_WORDS = (
    ("nfl", ("nfl",)),
    ("nba", ("nba", "basketball")),
    ("mlb", ("mlb", "baseball")),
    ("nhl", ("nhl", "hockey")),
    ("soccer", ("soccer",)),
    ("ncaa_fb", ("ncaa_fb", "ncaafb", "college_football")),
    ("ncaa_baseball", ("ncaa_baseball", "college_baseball")),
    ("ncaam_basketball", ("ncaam_basketball", "college_basketball")),
    ("milb", ("milb", "minor_league")),
)


def kind_of_key(key):
    """The kind of data a key most likely stands for."""
    text = str(key).lower()
    if "odds" in text:
        return "odds_live" if "live" in text or "current" in text else "odds"
    for words, kind in KIND_WORDS:
        if any(word in text for word in words):
            return kind
    return "default"


def sport_of_key(key):
    """The sport a key speaks of, or None."""
    text = str(key).lower()
    for sport, words in SPORT_WORDS:
        if any(word in text for word in words):
            return sport
    return None


def strategy(kind, sport=None, config=None):
    """`max_age` and `memory_ttl` of a kind, with what the sport's section says."""
    kind = kind if kind in MAX_AGE else "default"
    setting = SPORT_SETTING.get(kind)
    section = (config or {}).get("%s_scoreboard" % sport) if sport else None
    own = section.get(setting) if setting and isinstance(section, dict) else None
    if own is None and sport and setting == "live_update_interval":
        own = 60
    max_age = own or MAX_AGE[kind]
    found = {"max_age": max_age, "memory_ttl": 2 * max_age, "force_refresh": setting == "live_update_interval"}
    if kind == "stocks":
        found["market_hours_only"] = True
    return found


def market_is_open():
    """Whether the stock exchange in New York trades now; yes where time zones are not known."""
    if zoneinfo is None:
        return True
    try:
        now = datetime.datetime.now(zoneinfo.ZoneInfo("America/New_York"))
    except zoneinfo.ZoneInfoNotFoundError:
        return True
    minute = now.hour * 60 + now.minute
    return now.weekday() < 5 and 9 * 60 + 30 <= minute < 16 * 60
