//! A plugin's life in one go: configure, enable, update, draw, and its content as frames.

use std::sync::Arc;
use std::time::Duration;

use lumarium_core::content::{Clip, Content, Direction, Hooks, Strip};
use lumarium_core::frame::{Frame, Rgb, Size};
use lumarium_core::host::runtime::native::{Context, NativePlugin};
use lumarium_core::limits;
use serde_json::Value;

/// What to draw.
pub(in crate::cli) struct Job {
    pub(in crate::cli) screen: String,
    pub(in crate::cli) settings: Value,
    /// How many frames; absent: what the content is by itself.
    pub(in crate::cli) frames: Option<u32>,
    pub(in crate::cli) context: Context,
}

/// One frame and how long it stays; zero where nothing follows.
pub(in crate::cli) struct Shot {
    pub(in crate::cli) frame: Frame,
    pub(in crate::cli) delay: Duration,
}

/// Draws; errors are texts for people.
pub(super) fn shots(program: &mut dyn NativePlugin, job: &Job) -> Result<Vec<Shot>, String> {
    let told = |what: &str, reason: String| format!("{what} failed: {reason}");
    program
        .configure(&job.settings, &job.context)
        .map_err(|reason| told("configure", reason))?;
    program.enable();
    program
        .update(&job.context)
        .map_err(|reason| told("update", reason))?;
    let drawn = program
        .draw(&job.screen, true, &job.context)
        .map_err(|reason| told("draw", reason))?;
    let shots = match drawn {
        (Content::Nothing, _) => Err(format!(
            "it has nothing to show now on screen {}",
            job.screen
        )),
        (Content::Still(frame), hooks) => stills(program, job, &frame, &hooks),
        (Content::Clip(clip), _) => Ok(clip_shots(&clip, job)),
        (Content::Strip(strip), _) => Ok(strip_shots(&strip, job)),
        (Content::Live, _) => live_shots(program, job),
    };
    program.disable();
    shots
}

/// Draws again as often as it is asked to, time going on by itself.
fn stills(
    program: &mut dyn NativePlugin,
    job: &Job,
    first: &Arc<Frame>,
    hooks: &Hooks,
) -> Result<Vec<Shot>, String> {
    let count = job.frames.unwrap_or(1);
    let pause = hooks.redraw_after.unwrap_or(Duration::from_secs(1));
    let pause = pause.max(limits::REDRAW_MIN);
    let delay = if count > 1 { pause } else { Duration::ZERO };
    let mut shots = vec![Shot {
        frame: fitted(first, job.context.size),
        delay,
    }];
    let mut context = job.context.clone();
    for _ in 1..count {
        let step = i64::try_from(pause.as_millis()).unwrap_or(i64::MAX);
        context.wall.0 = context.wall.0.saturating_add(step);
        let (content, _) = program
            .draw(&job.screen, false, &context)
            .map_err(|reason| format!("draw failed: {reason}"))?;
        let Content::Still(frame) = content else {
            return Err(format!(
                "it gave a picture first and then {}",
                content.kind()
            ));
        };
        shots.push(Shot {
            frame: fitted(&frame, context.size),
            delay,
        });
    }
    Ok(shots)
}

fn clip_shots(clip: &Clip, job: &Job) -> Vec<Shot> {
    let frames = clip.frames();
    let count = job.frames.map_or(frames.len(), |count| count as usize);
    let numbered = frames.iter().enumerate().cycle().take(count);
    numbered
        .map(|(index, frame)| Shot {
            frame: fitted(frame, job.context.size),
            delay: clip.delay(index),
        })
        .collect()
}

/// One pixel further each frame, once around.
fn strip_shots(strip: &Strip, job: &Job) -> Vec<Shot> {
    let all = strip.length().min(limits::CLIP_FRAMES_MAX as u32);
    let delay = Duration::from_secs_f32(1.0 / strip.pixels_per_second());
    (0..job.frames.unwrap_or(all))
        .map(|offset| Shot {
            frame: strip_frame(strip, offset, job.context.size),
            delay: delay.max(limits::CLIP_DELAY_MIN),
        })
        .collect()
}

fn strip_frame(strip: &Strip, offset: u32, size: Size) -> Frame {
    let picture = strip.picture();
    let (across, down) = match strip.direction() {
        Direction::Left => (offset, 0),
        Direction::Up => (0, offset),
    };
    let length = strip.length().max(1);
    let mut frame = Frame::black(size);
    for y in 0..size.height {
        for (x, pixel) in (0..size.width).zip(frame.row_mut(y)) {
            let (x, y) = match strip.direction() {
                Direction::Left => ((x + across) % length, y),
                Direction::Up => (x, (y + down) % length),
            };
            *pixel = picture.get(x, y).unwrap_or(Rgb::BLACK);
        }
    }
    frame
}

fn live_shots(program: &mut dyn NativePlugin, job: &Job) -> Result<Vec<Shot>, String> {
    let count = job.frames.unwrap_or(1);
    let mut frame = Frame::black(job.context.size);
    let mut elapsed = Duration::ZERO;
    let mut shots = Vec::new();
    for _ in 0..count {
        let wait = program
            .live(elapsed, &mut frame)
            .map_err(|reason| format!("draw failed: {reason}"))?;
        let wait = wait.clamp(limits::CLIP_DELAY_MIN, limits::CLIP_DELAY_MAX);
        elapsed += wait;
        shots.push(Shot {
            frame: fitted(&frame, job.context.size),
            delay: if count > 1 { wait } else { Duration::ZERO },
        });
    }
    Ok(shots)
}

/// A picture of another size is cut or bordered, never stretched.
fn fitted(frame: &Frame, size: Size) -> Frame {
    let mut canvas = Frame::black(size);
    for y in 0..size.height {
        for (pixel, from) in canvas.row_mut(y).iter_mut().zip(frame.row(y)) {
            *pixel = *from;
        }
    }
    canvas
}
