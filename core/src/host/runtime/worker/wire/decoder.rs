//! Bytes to messages. It keeps what has come of a message that is not whole yet, and never more memory
//! than has really come: a length that lies costs nothing.

use serde_json::Value;

use super::{
    DEPTH_MAX, HEAD_LEN, HEIGHT_MAX, JSON_LEN_MAX, KIND_JSON, KIND_PICTURE, KIND_STRIP, Message,
    PICTURE_HEAD_LEN, PICTURE_PIXELS_LEN_MAX, Picture, STRIP_HEAD_LEN, STRIP_HEADER_LEN_MAX,
    STRIP_PIXELS_LEN_MAX, STRIP_WIDTH_MAX, Said, Strip, StripHead, Violation, frame_of,
};

/// Reads one stream. After a violation it gives nothing more.
#[derive(Debug, Default)]
pub struct Decoder {
    /// What has come and is not a whole message yet; `from` is where the next one begins.
    bytes: Vec<u8>,
    from: usize,
    broken: bool,
}

impl Decoder {
    /// Takes bytes as they come.
    pub fn feed(&mut self, bytes: &[u8]) {
        if self.broken {
            return;
        }
        // What was read is moved out of the way once it is the larger part: each byte moves at most once.
        if self.from > self.bytes.len() / 2 {
            self.bytes.drain(..self.from);
            self.from = 0;
            if self.bytes.is_empty() && self.bytes.capacity() > JSON_LEN_MAX {
                self.bytes = Vec::new();
            }
        }
        self.bytes.extend_from_slice(bytes);
    }

    /// The next whole message, if there is one.
    pub fn message(&mut self) -> Result<Option<Message>, Violation> {
        if self.broken {
            return Ok(None);
        }
        let found = self.read();
        if found.is_err() {
            *self = Self {
                broken: true,
                ..Self::default()
            };
        }
        found
    }

    /// Bytes it has reserved.
    #[cfg(test)]
    pub(super) fn memory(&self) -> usize {
        self.bytes.capacity()
    }

    /// Whether a violation was found.
    #[cfg(test)]
    pub(super) const fn is_broken(&self) -> bool {
        self.broken
    }

    fn read(&mut self) -> Result<Option<Message>, Violation> {
        let waiting = self.bytes.get(self.from..).unwrap_or_default();
        let Some((head, rest)) = waiting.split_first_chunk::<HEAD_LEN>() else {
            return Ok(None);
        };
        let &[a, b, c, d, kind] = head;
        let len = u32::from_le_bytes([a, b, c, d]) as usize;
        let most = longest(kind)?;
        if len > most {
            return Err(Violation::TooLong { kind, len, most });
        }
        let Some(body) = rest.get(..len) else {
            return Ok(None);
        };
        let message = match kind {
            KIND_JSON => Message::Said(Box::new(said(body)?)),
            KIND_PICTURE => Message::Picture(picture(body)?),
            _ => Message::Strip(strip(body)?),
        };
        self.from += HEAD_LEN + len;
        Ok(Some(message))
    }
}

/// The longest body of a kind.
const fn longest(kind: u8) -> Result<usize, Violation> {
    match kind {
        KIND_JSON => Ok(JSON_LEN_MAX),
        KIND_PICTURE => Ok(PICTURE_HEAD_LEN + PICTURE_PIXELS_LEN_MAX),
        KIND_STRIP => Ok(STRIP_HEAD_LEN + STRIP_HEADER_LEN_MAX + STRIP_PIXELS_LEN_MAX),
        kind => Err(Violation::Kind { kind }),
    }
}

fn said(body: &[u8]) -> Result<Said, Violation> {
    let value = json(body)?;
    serde_json::from_value(value).map_err(no_message)
}

fn json(body: &[u8]) -> Result<Value, Violation> {
    let value: Value = serde_json::from_slice(body).map_err(no_message)?;
    if fits(&value, DEPTH_MAX) {
        Ok(value)
    } else {
        Err(Violation::TooDeep)
    }
}

#[expect(clippy::needless_pass_by_value, reason = "given to `map_err`")]
fn no_message(cause: serde_json::Error) -> Violation {
    Violation::Json {
        text: crate::failure::cut(cause.to_string()),
    }
}

/// Whether lists and objects are nested no deeper than so many levels. The parser itself stops at 128.
fn fits(value: &Value, left: usize) -> bool {
    match value {
        Value::Object(map) => left > 0 && map.values().all(|item| fits(item, left - 1)),
        Value::Array(items) => left > 0 && items.iter().all(|item| fits(item, left - 1)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => true,
    }
}

fn picture(body: &[u8]) -> Result<Picture, Violation> {
    let (head, pixels) = body
        .split_first_chunk::<PICTURE_HEAD_LEN>()
        .ok_or(Violation::CutOff)?;
    let (words, _) = head.as_chunks::<4>();
    let mut words = words.iter().map(|word| u32::from_le_bytes(*word));
    let mut word = || words.next().unwrap_or(0);
    let (width, height, call) = (word(), word(), word());
    checked(width, height, pixels, HEIGHT_MAX, PICTURE_PIXELS_LEN_MAX)?;
    let frame = frame_of(width, height, pixels)?;
    Ok(Picture { call, frame })
}

fn strip(body: &[u8]) -> Result<Strip, Violation> {
    let (len, rest) = body
        .split_first_chunk::<STRIP_HEAD_LEN>()
        .ok_or(Violation::CutOff)?;
    let len = u32::from_le_bytes(*len) as usize;
    if len > STRIP_HEADER_LEN_MAX {
        let most = STRIP_HEADER_LEN_MAX;
        let kind = KIND_STRIP;
        return Err(Violation::TooLong { kind, len, most });
    }
    let (head, pixels) = rest.split_at_checked(len).ok_or(Violation::CutOff)?;
    let head: StripHead = serde_json::from_value(json(head)?).map_err(no_message)?;
    let (width, height) = (head.width, head.height);
    checked(width, height, pixels, STRIP_WIDTH_MAX, STRIP_PIXELS_LEN_MAX)?;
    let frame = frame_of(width, height, pixels)?;
    Ok(Strip { head, frame })
}

/// Sizes in reason, and exactly the bytes they need.
fn checked(
    width: u32,
    height: u32,
    pixels: &[u8],
    width_max: u32,
    most: usize,
) -> Result<(), Violation> {
    let len = pixels.len();
    let legal = (1..=width_max).contains(&width) && (1..=HEIGHT_MAX).contains(&height);
    if legal && (width * height) as usize * 3 == len && len <= most {
        Ok(())
    } else {
        Err(Violation::Pixels { width, height, len })
    }
}
