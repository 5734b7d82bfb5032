//! Lines over the stage that are to be read at once: a lost panel, the biggest notice, refused commands.
//! They stand over the stage alone, so that nothing moves away under a pointer in the list.

use egui::text::{LayoutJob, TextWrapping};
use egui::{Align, Button, Frame, Label, Layout, Margin, Panel, TextStyle, Ui, vec2};
use lumarium_core::snapshot::{Level, Notice};

use super::standing::Badge;
use super::text;
use super::theme::ICON_BUTTON;
use super::view::View;
use super::widgets::{badge, icon, icon::Icon};

/// Lines of words in one strip; all of them are in its tooltip.
const ROWS_MAX: usize = 4;
/// With less width than this for words, buttons stand under them, in points.
const WORDS_MIN: f32 = 200.0;
/// Width of the button of an offer, in points.
const OFFER_WIDTH: f32 = 124.0;

/// What a strip says.
struct Strip<'a> {
    id: &'a str,
    line: &'a str,
    level: Level,
    /// The text of a button that does it all the same.
    offer: Option<&'a str>,
    /// It can be hidden.
    hides: bool,
}

/// What a person did with a strip.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Click {
    Hide,
    Offer,
}

/// Shows what is to be known at once.
pub fn show(ui: &mut Ui, view: &mut View<'_>) {
    if let Some(lost) = &view.snapshot.panel.lost {
        let line = text::fill("strip.lost", &[("why", lost)]);
        let strip = Strip {
            id: "lost",
            line: &line,
            level: Level::Error,
            offer: None,
            hides: false,
        };
        one(ui, view, &strip);
    }
    if let Some(notice) = biggest(view) {
        let strip = Strip {
            id: "notice",
            line: &notice.text,
            level: notice.level,
            offer: None,
            hides: true,
        };
        if one(ui, view, &strip).is_some() {
            view.state.hidden_notice = Some(notice.number);
        }
    }
    refusals(ui, view);
}

/// The worst notice that was not hidden; of equals the newest. What is about one plugin is said in a toast
/// and stands beside the plugin.
fn biggest<'a>(view: &View<'a>) -> Option<&'a Notice> {
    let hidden = view.state.hidden_notice;
    view.snapshot
        .notices
        .iter()
        .filter(|notice| notice.level > Level::Info && Some(notice.number) > hidden)
        .filter(|notice| notice.plugin.is_none())
        .max_by_key(|notice| (notice.level, notice.number))
}

/// Commands that were refused, each with what can be done.
fn refusals(ui: &mut Ui, view: &mut View<'_>) {
    let refused: Vec<_> = view.desk.refused().cloned().collect();
    let mut hide = None;
    for (index, one_of) in refused.iter().enumerate() {
        let id = format!("refused {index}");
        let strip = Strip {
            id: &id,
            line: &one_of.line,
            level: Level::Warning,
            offer: one_of.offer.as_ref().map(|(words, _)| *words),
            hides: true,
        };
        let Some(click) = one(ui, view, &strip) else {
            continue;
        };
        hide = Some(index);
        if let (Click::Offer, Some((_, command))) = (click, &one_of.offer) {
            view.send(command.clone());
        }
    }
    if let Some(index) = hide {
        view.desk.hide(index);
    }
}

fn one(ui: &mut Ui, view: &View<'_>, strip: &Strip<'_>) -> Option<Click> {
    let (shape, colour) = match strip.level {
        Level::Error => (Badge::Broken, view.theme.bad),
        Level::Warning => (Badge::Waits, view.theme.wait),
        Level::Info => (Badge::Works, view.theme.good),
    };
    let frame = Frame::new()
        .fill(view.theme.tinted(colour))
        .inner_margin(Margin::symmetric(12, 5));
    let mut click = None;
    Panel::top(strip.id)
        .frame(frame)
        .show_separator_line(false)
        .show(ui, |ui| {
            let gap = ui.spacing().item_spacing.x;
            let mut buttons_room = if strip.hides { ICON_BUTTON + gap } else { 0.0 };
            if strip.offer.is_some() {
                buttons_room += OFFER_WIDTH + gap;
            }
            ui.horizontal_top(|ui| {
                let size = vec2(14.0, ICON_BUTTON);
                let (place, _) = ui.allocate_exact_size(size, egui::Sense::hover());
                badge::paint(ui.painter(), place.center(), shape, &view.theme);
                let all = ui.available_width();
                let beside = all - buttons_room >= WORDS_MIN;
                let width = if beside { all - buttons_room } else { all };
                ui.vertical(|ui| {
                    words(ui, strip.line, width);
                    if !beside {
                        ui.allocate_ui_with_layout(
                            vec2(width, ICON_BUTTON),
                            Layout::right_to_left(Align::Center),
                            |ui| click = buttons(ui, view, strip),
                        );
                    }
                });
                if beside {
                    // Not all the height there is: a strip that was high once would stay so.
                    let room = vec2(ui.available_width(), ICON_BUTTON);
                    let layout = Layout::right_to_left(Align::Center);
                    ui.allocate_ui_with_layout(room, layout, |ui| {
                        click = buttons(ui, view, strip);
                    });
                }
            });
        });
    click
}

/// The words, as wide as `width` and as high as one button or more.
fn words(ui: &mut Ui, line: &str, width: f32) {
    let font = TextStyle::Body.resolve(ui.style());
    let ink = ui.visuals().text_color();
    let mut job = LayoutJob::simple(line.to_owned(), font, ink, width);
    job.wrap = TextWrapping {
        max_width: width,
        max_rows: ROWS_MAX,
        ..TextWrapping::default()
    };
    let galley = ui.painter().layout_job(job);
    ui.set_min_width(width.max(0.0));
    ui.add_space((ICON_BUTTON - galley.size().y).max(0.0) / 2.0);
    let cut = galley.elided;
    let response = ui.add(Label::new(galley));
    if cut {
        response.on_hover_text(line);
    }
}

fn buttons(ui: &mut Ui, view: &View<'_>, strip: &Strip<'_>) -> Option<Click> {
    let hide = strip.hides
        && icon::button(ui, Icon::Close, text::t("answer.hide"), false, &view.theme)
            .on_hover_text(text::t("answer.hide"))
            .clicked();
    let wide = |words| Button::new(words).min_size(vec2(OFFER_WIDTH, 0.0));
    let offer = strip
        .offer
        .is_some_and(|words| ui.add(wide(words)).clicked());
    match (offer, hide) {
        (true, _) => Some(Click::Offer),
        (false, true) => Some(Click::Hide),
        (false, false) => None,
    }
}
