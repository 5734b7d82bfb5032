use super::*;

const SIZE: Size = Size::new(8, 4);

#[test]
fn frames_that_were_let_go_are_used_again_and_come_back_black() {
    let mut pool = Pool::new(SIZE);
    let mut seen = Vec::new();
    let mut slot = None;
    for _ in 0..100 {
        let mut frame = pool.take();
        assert_eq!(*frame, Frame::black(SIZE));
        Arc::get_mut(&mut frame).unwrap().fill(Rgb::WHITE);
        let address = Arc::as_ptr(&frame);
        if !seen.contains(&address) {
            seen.push(address);
        }
        slot = Some(Arc::clone(&frame));
        pool.give_back(frame);
    }
    drop(slot);
    assert!(seen.len() <= 2, "{} frames for one slot", seen.len());
}

#[test]
fn a_frame_that_somebody_keeps_is_never_drawn_on() {
    let mut pool = Pool::new(SIZE);
    let mut kept = Vec::new();
    for shade in 0..20 {
        let mut frame = pool.take();
        Arc::get_mut(&mut frame)
            .unwrap()
            .fill(Rgb::new(shade, shade, shade));
        kept.push(Arc::clone(&frame));
        pool.give_back(frame);
    }
    for (shade, frame) in (0..20).zip(&kept) {
        assert_eq!(frame.get(0, 0), Some(Rgb::new(shade, shade, shade)));
    }
}
