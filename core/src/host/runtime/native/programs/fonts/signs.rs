//! Signs drawn here instead of taken from the fonts. Their full stops and colons are crosses, made for ink
//! on paper; as LEDs squares read better. The small faces have no arrows.

use super::faces::Face;

/// The dots of a sign, from the left edge of its cell; none if it is not one of ours.
pub(super) fn sign(face: &Face, c: char) -> Option<Vec<(i32, i32)>> {
    let cell = face.parts[0].character_size;
    let baseline = face.parts[0].baseline as i32;
    let side = if cell.width >= 7 { 2 } else { 1 };
    match c {
        '.' => Some(square(baseline - side + 1, side)),
        ':' => {
            let mut dots = square(baseline - side + 1, side);
            let height = (cell.height as i32 * 3 / 10).max(2);
            dots.extend(square(baseline - side + 1 - height, side));
            Some(dots)
        }
        '↑' => Some(arrow(baseline, cell.height as i32, true)),
        '↓' => Some(arrow(baseline, cell.height as i32, false)),
        _ => None,
    }
}

fn square(top: i32, side: i32) -> Vec<(i32, i32)> {
    (0..side * side)
        .map(|index| (index % side, top + index / side))
        .collect()
}

/// An arrow as high as a capital letter, its head one or two dots to each side.
fn arrow(baseline: i32, cell_height: i32, is_up: bool) -> Vec<(i32, i32)> {
    let length = cell_height * 6 / 10;
    let wing = if cell_height >= 9 { 2 } else { 1 };
    let mut dots: Vec<(i32, i32)> = (0..length).map(|step| (wing, step)).collect();
    for off in 1..=wing {
        dots.push((wing - off, off));
        dots.push((wing + off, off));
    }
    let place = |(x, step): (i32, i32)| {
        let top = baseline - length + 1;
        (x, if is_up { top + step } else { baseline - step })
    };
    dots.into_iter().map(place).collect()
}
