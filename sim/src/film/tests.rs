use lumarium_core::frame::Rgb;
use lumarium_core::host::clock::Manual;

use super::*;

const SIZE: Size = Size::new(16, 8);

fn at(millis: u64) -> Moment {
    Moment::from_millis(millis)
}

/// Numbers that come again with the same seed.
fn numbers(seed: u32) -> impl Iterator<Item = u32> {
    std::iter::successors(Some(seed.wrapping_mul(747_796_405).wrapping_add(1)), |n| {
        Some(n.wrapping_mul(1_664_525).wrapping_add(1_013_904_223))
    })
    .map(|n| n >> 16)
}

/// A picture with plain areas, lines and noise in a proportion that depends on the seed.
fn picture(seed: u32, size: Size) -> Frame {
    let mut frame = Frame::black(size);
    let noise = seed % 5;
    for (pixel, number) in frame.pixels_mut().iter_mut().zip(numbers(seed)) {
        *pixel = match number % 5 {
            kind if kind < noise => Rgb::new(number as u8, (number >> 3) as u8, 7),
            _ if seed.is_multiple_of(2) => Rgb::new(0, 200, seed as u8),
            _ => Rgb::BLACK,
        };
    }
    frame
}

#[test]
fn what_is_unpacked_is_what_was_packed() {
    for seed in 0..500 {
        let size = Size::new(1 + seed % 40, 1 + seed / 7 % 20);
        let (base, frame) = (picture(seed, size), picture(seed + 1, size));
        let piece = pack::pack(&base, &frame);
        let mut again = base.clone();
        assert!(pack::unpack(&piece, &mut again), "seed {seed}");
        assert_eq!(again, frame, "seed {seed}");
        // At worst each LED stands there once, with the headers of its runs.
        assert!(piece.len() <= 4 * size.area() + 4, "seed {seed}");
    }
}

#[test]
fn damaged_pieces_are_told_and_harm_nothing() {
    let piece = pack::pack(&picture(2, SIZE), &picture(4, SIZE));
    for cut in 0..piece.len() {
        let short = &piece[..cut];
        assert!(!pack::unpack(short, &mut picture(2, SIZE)), "{cut}");
    }
    let mut small = Frame::black(Size::new(3, 3));
    assert!(!pack::unpack(&piece, &mut small));
    assert!(!pack::unpack(&[0xff; 40], &mut small));
}

#[test]
fn each_moment_has_the_picture_that_was_on() {
    let film = Film::default();
    assert_eq!(film.span(), None);
    for number in 0..200 {
        film.push(&picture(number, SIZE), at(u64::from(number) * 10));
    }
    assert_eq!(film.span(), Some((at(0), at(1_990))));
    let mut frame = Frame::black(Size::new(1, 1));
    for number in 0..199 {
        let start = at(u64::from(number) * 10);
        let middle = start.plus(Duration::from_millis(5));
        assert_eq!(film.at(middle, &mut frame), Some(start));
        assert_eq!(frame, picture(number, SIZE), "{number}");
    }
    assert_eq!(film.at(at(1_991), &mut frame), None);
    assert_eq!(frame, picture(198, SIZE), "nothing was copied");
}

#[test]
fn a_picture_that_stays_costs_nothing_and_makes_the_film_longer() {
    let film = Film::default();
    film.push(&picture(1, SIZE), at(100));
    let bytes = film.stats().bytes;
    film.push(&picture(1, SIZE), at(5_000));
    assert_eq!(film.stats().bytes, bytes);
    assert_eq!(film.span(), Some((at(100), at(5_000))));
    let mut frame = Frame::black(SIZE);
    assert_eq!(film.at(at(4_000), &mut frame), Some(at(100)));
    assert_eq!(film.at(at(99), &mut frame), None);
}

#[test]
fn old_pictures_are_forgotten_and_the_rest_can_still_be_seen() {
    let film = Film::default();
    for number in 0..1_000 {
        film.push(&picture(number, SIZE), at(u64::from(number) * 100));
    }
    let (start, end) = film.span().unwrap();
    assert_eq!(end, at(99_900));
    assert_eq!(end.since(start), limits::FILM_LENGTH);
    let mut frame = Frame::black(SIZE);
    assert_eq!(film.at(start, &mut frame), Some(start));
    assert_eq!(frame, picture((start.as_millis() / 100) as u32, SIZE));
    let most = 600 + 1 + limits::FILM_WHOLE_EVERY;
    assert!(film.stats().pictures <= most, "{:?}", film.stats());
    assert!(film.stats().forgotten > 300);
}

#[test]
fn a_film_takes_no_more_memory_than_it_may() {
    /// What a smaller film may take.
    const MOST: usize = 512 * 1024;
    let film = Film::default();
    assert_eq!(film.kept().bytes_max, limits::FILM_BYTES_MAX);
    film.kept().bytes_max = MOST;
    let size = Size::new(64, 32);
    for number in 0..300 {
        let mut frame = Frame::black(size);
        for (pixel, noise) in frame.pixels_mut().iter_mut().zip(numbers(number)) {
            *pixel = Rgb::new(noise as u8, (noise >> 4) as u8, (noise >> 8) as u8);
        }
        film.push(&frame, at(u64::from(number) * 10));
    }
    let stats = film.stats();
    assert!(stats.bytes <= MOST, "{stats:?}");
    assert!(stats.forgotten > 0, "{stats:?}");
    assert!(stats.bytes > MOST / 2, "{stats:?}");
}

#[test]
fn a_clip_begins_with_what_was_on_and_is_thinned_evenly() {
    let film = Film::default();
    for number in 0..100 {
        film.push(&picture(number, SIZE), at(u64::from(number) * 10));
    }
    let clip = film.clip(at(405), at(500), 1_000);
    let moments: Vec<_> = clip.iter().map(|(at, _)| at.as_millis()).collect();
    assert_eq!(
        moments,
        [400, 410, 420, 430, 440, 450, 460, 470, 480, 490, 500]
    );
    for (at, frame) in &clip {
        assert_eq!(*frame, picture((at.as_millis() / 10) as u32, SIZE));
    }
    let thin = film.clip(at(0), at(990), 10);
    let moments: Vec<_> = thin.iter().map(|(at, _)| at.as_millis()).collect();
    assert_eq!(moments, [0, 100, 200, 300, 400, 500, 600, 700, 800, 900]);
    assert!(film.clip(at(0), at(990), 0).is_empty());
    assert!(film.clip(at(9_000), at(9_100), 5).len() <= 1);
    assert!(film.clip(at(500), at(400), 5).is_empty());
}

#[test]
fn a_film_of_changing_size_shows_each_picture_in_its_own() {
    let film = Film::default();
    let other = Size::new(4, 4);
    film.push(&picture(1, SIZE), at(0));
    film.push(&picture(2, other), at(10));
    film.push(&picture(3, SIZE), at(20));
    let sizes: Vec<_> = film
        .clip(at(0), at(20), 9)
        .into_iter()
        .map(|(_, frame)| frame.size())
        .collect();
    assert_eq!(sizes, [SIZE, other, SIZE]);
}

/// The panel without the film's thread: what nobody takes away is counted, and nobody waits.
#[test]
fn a_film_that_is_behind_drops_and_counts() {
    let (free, ready) = sync_channel(2);
    let (full, taken) = sync_channel(2);
    for _ in 0..2 {
        free.try_send(Frame::black(SIZE)).unwrap();
    }
    let clock = Arc::new(Manual::default());
    let mut panel = FilmPanel {
        size: SIZE,
        clock,
        ready,
        full,
        dropped: 0,
    };
    for number in 0..5 {
        panel.show(&picture(number, SIZE), Duration::ZERO).unwrap();
    }
    assert_eq!(panel.dropped, 3);
    assert_eq!(taken.try_iter().count(), 2);
    assert!(
        panel
            .show(&picture(1, Size::new(1, 1)), Duration::ZERO)
            .is_err()
    );
}

#[test]
fn the_thread_packs_what_the_panel_is_given_with_the_time_of_the_engine() {
    let clock = Arc::new(Manual::default());
    let (mut panel, film) = Film::start(SIZE, Arc::clone(&clock) as _).unwrap();
    clock.advance(Duration::from_millis(1_234));
    panel.show(&picture(1, SIZE), Duration::ZERO).unwrap();
    // The thread ends with the panel, when all is packed; only then is it the film's last owner.
    drop(panel);
    while Arc::strong_count(&film.kept) > 1 {
        thread::yield_now();
    }
    assert_eq!(film.span(), Some((at(1_234), at(1_234))));
    let mut frame = Frame::black(SIZE);
    assert_eq!(film.at(at(1_234), &mut frame), Some(at(1_234)));
    assert_eq!(frame, picture(1, SIZE));
}
