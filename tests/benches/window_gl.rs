//! experiment
use std::sync::{Arc, Mutex};
use std::time::Instant;

use egui::{CentralPanel, Color32, ColorImage, Rect, TextureHandle, TextureOptions, Ui, pos2, vec2};
use lumarium_app::window::widgets::matrix::{Look, Matrix};
use lumarium_core::frame::{Frame, Rgb, Size};
use lumarium_sim::look;

const SIZE: Size = Size::new(256, 128);
const PITCH: u32 = 4;
const NAMES: [&str; 8] = [
    "empty", "matrix", "matrix still", "flat", "mask only", "cpu look", "cpu look still","rect"
];

fn frame(seed: u32) -> Frame {
    let mut frame = Frame::black(SIZE);
    for (n, pixel) in (seed..).zip(frame.pixels_mut()) {
        let mixed = n.wrapping_mul(2_654_435_761);
        *pixel = Rgb::new(mixed as u8, (mixed >> 8) as u8, (mixed >> 16) as u8);
    }
    frame
}

struct Probe {
    frames: [Frame; 2],
    matrix: [Matrix; 3],
    cpu: Option<TextureHandle>,
    buf: Vec<u8>,
    n: usize,
    last: Option<(Instant, usize, bool)>,
    times: Arc<Mutex<Vec<Vec<f64>>>>,
    cpus: Arc<Mutex<Vec<Vec<f64>>>>,
}

impl Probe {
    fn stage(&mut self, ui: &mut Ui, phase: usize) {
        let frame = &self.frames[self.n % 2];
        let look = Look { pitch: PITCH, flat: phase == 3, showing: "the bench" };
        let size = vec2(1024.0, 512.0);
        match phase {
            0 => {}
            1 => { self.matrix[0].show(ui, frame, look); }
            2 => { self.matrix[1].show(ui, &self.frames[0], look); }
            3 => { self.matrix[2].show(ui, frame, look); }
            4 => {
                let (rect, _) = ui.allocate_exact_size(size, egui::Sense::hover());
                if let Some(t) = self.cpu.as_ref() {
                    let mut mesh = egui::Mesh::with_texture(t.id());
                    mesh.add_rect_with_uv(rect, Rect::from_min_max(pos2(0.0,0.0), pos2(1.0,1.0)), Color32::from_rgba_premultiplied(10,10,10,100));
                    ui.painter().add(mesh);
                }
            }
            7 => {
                let (rect, _) = ui.allocate_exact_size(size, egui::Sense::hover());
                ui.painter().rect_filled(rect, 0.0, Color32::RED);
            }
            _ => {
                let (rect, _) = ui.allocate_exact_size(size, egui::Sense::hover());
                let t = self.cpu.get_or_insert_with(|| ui.ctx().load_texture("cpu", ColorImage::default(), TextureOptions::NEAREST));
                if phase == 5 || self.n < 20 * 8 {
                let l = look::Look::new(look::Style::Dots, PITCH).unwrap();
                l.paint(frame, &mut self.buf).unwrap();
                let image = ColorImage::new([1024, 512], self.buf.chunks_exact(4).map(|c| Color32::from_rgba_premultiplied(c[0], c[1], c[2], c[3])).collect());
                t.set(image, TextureOptions::NEAREST);
                }
                let mut mesh = egui::Mesh::with_texture(t.id());
                mesh.add_rect_with_uv(rect, Rect::from_min_max(pos2(0.0,0.0), pos2(1.0,1.0)), Color32::WHITE);
                ui.painter().add(mesh);
            }
        }
    }
}

impl eframe::App for Probe {
    fn ui(&mut self, ui: &mut egui::Ui, f: &mut eframe::Frame) {
        let now = Instant::now();
        if let Some((at, phase, warm)) = self.last {
            if warm {
                self.times.lock().unwrap()[phase].push((now - at).as_secs_f64() * 1e3);
                self.cpus.lock().unwrap()[phase].push(f64::from(f.info().cpu_usage.unwrap_or(0.0)) * 1e3);
            }
        }
        let phase = self.n / 10 % NAMES.len();
        let warm = self.n % 10 > 2 && self.n > 200;
        self.last = Some((now, phase, warm));
        CentralPanel::default().show(ui, |ui| self.stage(ui, phase));
        self.n += 1;
        if self.n > 10 * NAMES.len() * 25 {
            ui.ctx().send_viewport_cmd(egui::ViewportCommand::Close);
        }
        ui.ctx().request_repaint();
    }
}

fn main() {
    let times = Arc::new(Mutex::new(vec![Vec::new(); NAMES.len()]));
    let cpus = Arc::new(Mutex::new(vec![Vec::new(); NAMES.len()]));
    let probe = Probe { frames: [frame(1), frame(77)], matrix: Default::default(), cpu: None, buf: Vec::new(), n: 0, last: None, times: times.clone(), cpus: cpus.clone() };
    let native = eframe::NativeOptions {
        viewport: egui::ViewportBuilder::default().with_inner_size([1280.0, 800.0]),
        glow_options: eframe::egui_glow::GlowConfiguration { vsync: false, ..Default::default() },
        dithering: std::env::var_os("NODITHER").is_none(),
        ..Default::default()
    };
    eframe::run_native("bench", native, Box::new(|_| Ok(Box::new(probe)))).unwrap();
    for (i, name) in NAMES.iter().enumerate() {
        let mut t = times.lock().unwrap()[i].clone();
        let mut c = cpus.lock().unwrap()[i].clone();
        t.sort_by(f64::total_cmp);
        c.sort_by(f64::total_cmp);
        println!("{name:<16} n {:4} wall p10 {:.3} p50 {:.3} cpu p10 {:.3} p50 {:.3}", t.len(), t[t.len() / 10], t[t.len() / 2], c[c.len() / 10], c[c.len() / 2]);
    }
}
