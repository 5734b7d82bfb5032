//! The last minutes of each figure, for the curves.

use std::collections::VecDeque;

use serde_json::{Value, json};

use super::Row;
use super::figures::Figures;

/// Values kept of each figure: one for each column of the widest curve.
const LEN_MAX: usize = 512;

/// Values from the oldest to the newest; unknown ones count as zero.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct History {
    series: [VecDeque<f32>; 4],
}

impl Row {
    const fn place(self) -> usize {
        match self {
            Self::Cpu => 0,
            Self::Memory => 1,
            Self::Network => 2,
            Self::Temperature => 3,
        }
    }
}

impl History {
    /// Adds the figures of now.
    pub(super) fn push(&mut self, figures: &Figures) {
        let network = figures.down.unwrap_or(0.0) + figures.up.unwrap_or(0.0);
        let values = [
            figures.cpu.unwrap_or(0.0),
            figures.memory.unwrap_or(0.0),
            network as f32,
            figures.celsius.unwrap_or(0.0),
        ];
        for (series, value) in self.series.iter_mut().zip(values) {
            series.push_back(value);
            if series.len() > LEN_MAX {
                series.pop_front();
            }
        }
    }

    /// The newest `count` values of a row, each 0 to 1, the newest last.
    pub(super) fn curve(&self, row: Row, count: usize) -> Vec<f32> {
        let series = &self.series[row.place()];
        let newest = series
            .iter()
            .skip(series.len().saturating_sub(count))
            .copied();
        let values: Vec<f32> = newest.collect();
        match row {
            Row::Cpu | Row::Memory => values,
            Row::Network => {
                // Against the highest of the time shown, but not below 10 kB a second, else idling looks busy.
                let most = values.iter().copied().fold(1.0e4, f32::max);
                values.into_iter().map(|value| value / most).collect()
            }
            Row::Temperature => values.into_iter().map(warmth).collect(),
        }
    }

    /// Whole numbers in thousandths, to be short.
    pub(super) fn saved(&self) -> Value {
        let series = self.series.each_ref().map(|series| {
            let values: Vec<i64> = series
                .iter()
                .map(|value| f64::from(value * 1_000.0).round() as i64)
                .collect();
            values
        });
        json!({ "series": series })
    }

    /// What was saved, as far as it can be understood.
    pub(super) fn restored(saved: &Value) -> Self {
        let mut history = Self::default();
        let lists = saved.get("series").and_then(Value::as_array);
        for (series, list) in history.series.iter_mut().zip(lists.into_iter().flatten()) {
            let values = list.as_array().into_iter().flatten().take(LEN_MAX);
            *series = values
                .filter_map(Value::as_i64)
                .map(|value| value as f32 / 1_000.0)
                .collect();
        }
        history
    }
}

/// 20 °C is cold for a machine, 90 °C the end.
pub(super) fn warmth(celsius: f32) -> f32 {
    ((celsius - 20.0) / 70.0).clamp(0.0, 1.0)
}
