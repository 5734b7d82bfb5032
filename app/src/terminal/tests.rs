use std::path::PathBuf;
use std::sync::Arc;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use lumarium_core::frame::{Frame, Rgb, Size};
use lumarium_core::id::{PluginId, Screen};
use lumarium_core::message::{Command, TransitionKind};
use lumarium_core::snapshot::{PanelView, PlayerStats, Snapshot};
use lumarium_core::time::{Moment, Wall};

use super::cells::{Grid, line_at};
use super::keys::{Wish, wish};
use super::status;

const RED: Rgb = Rgb::new(255, 0, 0);

fn snapshot() -> Snapshot {
    let screen = |id: &str| Screen {
        plugin: PluginId::parse(id).unwrap(),
        name: id.into(),
    };
    Snapshot {
        revision: 1,
        at: Moment::from_secs(10),
        wall: Wall(0),
        root: PathBuf::new(),
        panel: PanelView {
            size: Size::new(128, 32),
            brightness: 98,
            refresh_hz: 60,
            screen: Some(screen("clock")),
            since: Moment::ZERO,
            until: Some(Moment::from_millis(14_500)),
            next: Some(screen("text")),
            paused: false,
            pinned: None,
            idle: None,
            transition: TransitionKind::Cut,
            schedule: None,
            lost: None,
        },
        plugins: Vec::new(),
        misfits: Vec::new(),
        findings: Vec::new(),
        notices: Vec::new(),
        config: Arc::default(),
        fonts: None,
        stopping: false,
    }
}

fn changes(grid: &Grid, before: Option<&Grid>) -> String {
    let mut text = String::new();
    grid.changes(before, &mut text);
    text
}

#[test]
fn two_pixels_are_one_character() {
    let mut frame = Frame::black(Size::new(2, 2));
    frame.set(0, 0, RED);
    let text = changes(&Grid::of(&frame, 80, 24), None);
    assert_eq!(
        text,
        "\x1b[1;1H\x1b[38;2;255;0;0m\x1b[48;2;0;0;0m▀\x1b[38;2;0;0;0m▀"
    );
}

#[test]
fn only_changed_cells_are_written() {
    let mut frame = Frame::black(Size::new(6, 4));
    let before = Grid::of(&frame, 80, 24);
    assert_eq!(changes(&before, Some(&before)), "");
    frame.set(4, 3, RED);
    let after = Grid::of(&frame, 80, 24);
    let text = changes(&after, Some(&before));
    assert_eq!(text, "\x1b[2;5H\x1b[38;2;0;0;0m\x1b[48;2;255;0;0m▀");
    let other = Grid::of(&Frame::black(Size::new(7, 4)), 80, 24);
    assert_eq!(changes(&other, Some(&after)).matches('▀').count(), 14);
}

#[test]
fn an_odd_last_row_and_the_smallest_frame_are_whole() {
    let grid = Grid::of(&Frame::black(Size::new(1, 3)), 80, 24);
    assert_eq!(grid.rows(), 2);
    assert_eq!(changes(&grid, None).matches('▀').count(), 2);
    assert_eq!(Grid::of(&Frame::black(Size::new(1, 1)), 0, 0).scale(), 1);
}

#[test]
fn a_small_terminal_gets_a_smaller_picture_and_says_so() {
    let mut frame = Frame::black(Size::new(128, 32));
    frame.fill(RED);
    frame.set(0, 0, Rgb::BLACK);
    let grid = Grid::of(&frame, 80, 24);
    assert_eq!((grid.scale(), grid.rows()), (2, 8));
    let text = changes(&grid, None);
    assert_eq!(text.matches('▀').count(), 64 * 8);
    assert!(text.contains("38;2;191;0;0"), "the mean of four pixels");
    let [line, _] = status::lines(&snapshot(), &PlayerStats::default(), 2, None);
    assert!(
        line.contains("too small for 128x32: shown at 1/2"),
        "{line}"
    );
    assert_eq!(Grid::of(&frame, 128, 16).scale(), 1);
}

#[test]
fn the_status_says_what_is_on_and_what_comes() {
    let [line, keys] = status::lines(&snapshot(), &PlayerStats::default(), 1, None);
    assert_eq!(
        line,
        "clock · next text after 4 s · brightness 98 % · late 0"
    );
    assert!(keys.starts_with("q quit"));
    let mut idle = snapshot();
    idle.panel.screen = None;
    idle.panel.idle = Some("no plugin is on".to_owned());
    let [line, told] = status::lines(&idle, &PlayerStats::default(), 1, Some("busy"));
    assert!(line.starts_with("no plugin is on"));
    assert_eq!(told, "busy");
}

#[test]
fn lines_are_cut_and_cannot_move_the_cursor() {
    assert_eq!(status::fitted("a\x1b[2Jbcdef", 5), "a[2Jb");
    let mut text = String::new();
    line_at(3, "x", &mut text);
    assert_eq!(text, "\x1b[0m\x1b[4;1H\x1b[2Kx");
}

#[test]
fn keys_become_commands() {
    let press = |code| wish(&KeyEvent::new(code, KeyModifiers::NONE), &snapshot());
    let send = |command| Some(Wish::Send(command));
    assert_eq!(press(KeyCode::Char('q')), Some(Wish::Quit));
    assert_eq!(press(KeyCode::Char(' ')), send(Command::Pause { on: true }));
    assert_eq!(press(KeyCode::Char('n')), send(Command::Next));
    assert_eq!(press(KeyCode::Left), send(Command::Previous));
    let percent = 100;
    assert_eq!(
        press(KeyCode::Char('+')),
        send(Command::Brightness { percent })
    );
    let percent = 93;
    assert_eq!(
        press(KeyCode::Char('-')),
        send(Command::Brightness { percent })
    );
    assert_eq!(press(KeyCode::Char('1')), None, "there is no plugin");
    assert_eq!(press(KeyCode::F(1)), None);
    let ctrl_c = KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL);
    assert_eq!(wish(&ctrl_c, &snapshot()), Some(Wish::Quit));
}
