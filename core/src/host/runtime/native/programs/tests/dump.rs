//! Looks at everything once; with `LUMARIUM_DUMP=FOLDER` it also writes the pictures there, enlarged.

use image::{Rgba, RgbaImage};

use super::*;

/// The pictures worth looking at: a name, a program, settings, the time since the screen came on.
fn views() -> Vec<(&'static str, &'static str, Value, u64)> {
    let mut views = vec![
        ("clock-12h", "clock", json!({"hours": "12h"}), 0),
        (
            "clock-plain",
            "clock",
            json!({"seconds": false, "date": false}),
            0,
        ),
        ("text-hello", "text", json!({"message": "Hello"}), 0),
        (
            "text-lines",
            "text",
            json!({"message": "Good\nmorning", "color_mode": "rainbow"}),
            0,
        ),
        (
            "text-wrapped",
            "text",
            json!({"message": "Привет, мир! Καλημέρα κόσμε, dobrý večer", "scroll": "off"}),
            0,
        ),
        ("text-scroll", "text", json!({}), 0),
        ("picture", "picture", json!({}), 300),
        ("monitor", "monitor", json!({}), 0),
        (
            "monitor-two",
            "monitor",
            json!({"show_network": false, "show_temperature": false}),
            0,
        ),
    ];
    for face in ["digital", "analog", "binary", "minimal"] {
        views.push((face, "clock", json!({ "face": face }), 0));
    }
    for program in ["life", "plasma", "fire"] {
        views.push((
            program,
            "generative",
            json!({"program": program, "seed": 11}),
            1_500,
        ));
    }
    for pattern in ["panels", "bars", "gradient", "gamma", "grid", "line"] {
        views.push((pattern, "test-pattern", json!({ "pattern": pattern }), 900));
    }
    views
}

#[test]
fn every_view_shows_something() {
    let folder = std::env::var_os("LUMARIUM_DUMP").map(PathBuf::from);
    for (name, id, settings, millis) in views() {
        // The largest size shows nothing that the second largest does not.
        for size in SIZES.into_iter().filter(|size| size.height <= 128) {
            let frame = picture(id, &settings, size, Duration::from_millis(millis));
            assert!(!is_blank(&frame), "{name} at {size}");
            if let Some(folder) = &folder {
                enlarged(&frame)
                    .save(folder.join(format!("{name}-{size}.png")))
                    .unwrap();
            }
        }
    }
}

/// Each LED as a square with a dark edge.
fn enlarged(frame: &Frame) -> RgbaImage {
    let (size, zoom) = (frame.size(), 6);
    RgbaImage::from_fn(size.width * zoom, size.height * zoom, |x, y| {
        let colour = frame.get(x / zoom, y / zoom).unwrap_or_default();
        if x % zoom == 0 || y % zoom == 0 {
            Rgba([0, 0, 0, 255])
        } else {
            Rgba([colour.r, colour.g, colour.b, 255])
        }
    })
}
