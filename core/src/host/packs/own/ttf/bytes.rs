//! Numbers as TrueType has them, and tables as one file with its sums.

pub(super) fn join(tables: &[([u8; 4], Vec<u8>)]) -> Vec<u8> {
    let count = tables.len() as i32;
    let power = 1 << count.ilog2();
    let mut file = Vec::new();
    put32(&mut file, 0x0001_0000);
    for word in [
        count,
        power * 16,
        power.ilog2() as i32,
        (count - power) * 16,
    ] {
        put16(&mut file, word);
    }
    let mut at = 12 + 16 * tables.len();
    let mut body = Vec::new();
    let mut sum_at = 0;
    for (tag, table) in tables {
        file.extend_from_slice(tag);
        put32(&mut file, sum(table));
        put32(&mut file, at as u32);
        put32(&mut file, table.len() as u32);
        if tag == b"head" {
            sum_at = at + 8;
        }
        let mut table = table.clone();
        pad(&mut table);
        at += table.len();
        body.extend_from_slice(&table);
    }
    file.extend_from_slice(&body);
    let whole = 0xB1B0_AFBA_u32.wrapping_sub(sum(&file)).to_be_bytes();
    if let Some(place) = file.get_mut(sum_at..sum_at + 4) {
        place.copy_from_slice(&whole);
    }
    file
}

fn sum(bytes: &[u8]) -> u32 {
    bytes.chunks(4).fold(0_u32, |sum, chunk| {
        let mut word = [0; 4];
        for (to, from) in word.iter_mut().zip(chunk) {
            *to = *from;
        }
        sum.wrapping_add(u32::from_be_bytes(word))
    })
}

pub(super) fn pad(bytes: &mut Vec<u8>) {
    bytes.resize(bytes.len().next_multiple_of(4), 0);
}

/// The low half of a number, which is how TrueType has signed ones, too.
pub(super) fn put16(bytes: &mut Vec<u8>, word: i32) {
    bytes.extend_from_slice(&(word as u16).to_be_bytes());
}

pub(super) fn put32(bytes: &mut Vec<u8>, word: u32) {
    bytes.extend_from_slice(&word.to_be_bytes());
}
