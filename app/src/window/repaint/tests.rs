use egui::epaint::{ClippedShape, Shape};
use egui::{Rect, pos2, vec2};

use super::{BUFFERS, PARTLY_MAX, Repaint, apart, within};
use crate::window::theme::HOUSING;

const SCREEN: Rect = Rect {
    min: pos2(0.0, 0.0),
    max: pos2(400.0, 300.0),
};

fn square(x: f32, y: f32) -> ClippedShape {
    let area = Rect::from_min_size(pos2(x, y), vec2(10.0, 10.0));
    ClippedShape::new(SCREEN, Shape::rect_filled(area, 0.0, HOUSING))
}

fn many(count: usize) -> Vec<ClippedShape> {
    (0..count)
        .map(|number| square(30.0 * number as f32, 20.0))
        .collect()
}

fn matrix() -> Rect {
    Rect::from_min_size(pos2(100.0, 100.0), vec2(50.0, 20.0))
}

/// Shows the same shapes until not all is painted; after how many whole frames, and what is painted then.
fn settled(repaint: &mut Repaint, shapes: &[ClippedShape]) -> (usize, Vec<Rect>) {
    for whole in 0..=2 * BUFFERS {
        if let Some(areas) = repaint.areas(shapes, Some(matrix()), SCREEN) {
            return (whole, areas);
        }
    }
    panic!("it never settles");
}

#[test]
fn only_what_moves_is_painted_when_every_buffer_has_the_rest() {
    let mut repaint = Repaint::default();
    let (whole, areas) = settled(&mut repaint, &many(3));
    assert_eq!((whole, areas), (BUFFERS, vec![matrix()]));
}

#[test]
fn a_change_is_painted_in_every_buffer_and_then_left_standing() {
    let mut repaint = Repaint::default();
    let mut shapes = many(3);
    settled(&mut repaint, &shapes);
    shapes[1] = square(30.0, 40.0);
    let both = Rect::from_min_max(pos2(28.0, 18.0), pos2(42.0, 52.0));
    for _ in 0..BUFFERS {
        let areas = repaint.areas(&shapes, Some(matrix()), SCREEN).unwrap();
        assert_eq!(areas.len(), 2);
        assert!(
            areas.iter().any(|area| area.contains_rect(both)),
            "{areas:?}"
        );
    }
    let areas = repaint.areas(&shapes, Some(matrix()), SCREEN).unwrap();
    assert_eq!(areas, [matrix()]);
}

#[test]
fn other_shapes_and_many_changes_are_painted_whole() {
    let mut repaint = Repaint::default();
    settled(&mut repaint, &many(3));
    assert_eq!(repaint.areas(&many(4), None, SCREEN), None);
    let mut repaint = Repaint::default();
    settled(&mut repaint, &many(30));
    let others: Vec<_> = (0..30)
        .map(|number| square(30.0 * number as f32, 40.0))
        .collect();
    assert_eq!(repaint.areas(&others, None, SCREEN), None);
}

#[test]
fn all_is_painted_now_and_then() {
    let mut repaint = Repaint::default();
    let shapes = many(2);
    settled(&mut repaint, &shapes);
    let partly = |_: &u32| repaint.areas(&shapes, Some(matrix()), SCREEN).is_some();
    let partly = (0..1_000).take_while(partly).count() as u32;
    assert_eq!(partly + 1, PARTLY_MAX);
}

#[test]
fn areas_that_touch_become_one() {
    let area = |x: f32| Rect::from_min_size(pos2(x, 0.0), vec2(10.5, 10.0));
    let areas = apart([area(0.0), area(40.0), area(8.0), area(16.0)].into_iter());
    assert_eq!(areas.len(), 2);
    let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(27.0, 10.0));
    assert!(areas.contains(&whole), "{areas:?}");
}

#[test]
fn a_shape_is_painted_as_far_as_it_lies_in_an_area_and_in_order() {
    let shapes = [
        ClippedShape::new(SCREEN, Shape::rect_filled(SCREEN, 0.0, HOUSING)),
        square(0.0, 0.0),
        square(105.0, 105.0),
    ];
    let parts = within(&shapes, &[matrix()]);
    let clips: Vec<Rect> = parts.iter().map(|part| part.clip_rect).collect();
    assert_eq!(clips, [matrix(), matrix()]);
    assert_eq!(parts[1].shape, shapes[2].shape);
}
