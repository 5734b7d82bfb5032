//! How late frames were: a histogram of fixed size, so that recording costs a few instructions and
//! no memory. Each power of two has 32 buckets: a quantile is at most 1/32 too high, never too low.

use std::time::Duration;

use crate::snapshot::LATENESS_MS;

const STEPS: u64 = 32;
const STEP_BITS: u32 = 5;
/// 32 exact buckets below 32 ns, and 32 for each of the 59 powers of two above.
const BUCKETS: usize = 60 * STEPS as usize;

/// Latenesses since the start.
#[derive(Debug)]
pub struct Lateness {
    buckets: Box<[u64]>,
    count: u64,
    max: u64,
    /// The same for people: how many were not later than each of `LATENESS_MS`, and the rest.
    coarse: [u64; LATENESS_MS.len() + 1],
}

impl Default for Lateness {
    fn default() -> Self {
        Self {
            buckets: vec![0; BUCKETS].into_boxed_slice(),
            count: 0,
            max: 0,
            coarse: [0; LATENESS_MS.len() + 1],
        }
    }
}

impl Lateness {
    /// Adds one.
    pub fn record(&mut self, late: Duration) {
        let nanos = u64::try_from(late.as_nanos()).unwrap_or(u64::MAX);
        if let Some(bucket) = self.buckets.get_mut(bucket_of(nanos)) {
            *bucket += 1;
        }
        let millis = late.as_secs_f64() * 1e3;
        let place = LATENESS_MS.partition_point(|most| *most < millis);
        if let Some(bucket) = self.coarse.get_mut(place) {
            *bucket += 1;
        }
        self.count += 1;
        self.max = self.max.max(nanos);
    }

    /// How many were recorded.
    pub const fn count(&self) -> u64 {
        self.count
    }

    /// How many were not later than each of `LATENESS_MS`, and how many were later than all.
    pub const fn coarse(&self) -> [u64; LATENESS_MS.len() + 1] {
        self.coarse
    }

    /// The worst.
    pub const fn max(&self) -> Duration {
        Duration::from_nanos(self.max)
    }

    /// The latenesses that these permilles of the frames do not exceed, in one walk; the permilles must
    /// rise. Zero if nothing was recorded.
    pub fn quantiles<const N: usize>(&self, permilles: [u64; N]) -> [Duration; N] {
        let mut seen = 0;
        let mut buckets = self.buckets.iter().enumerate();
        let mut highest = 0;
        permilles.map(|permille| {
            let wanted = u128::from(self.count) * u128::from(permille.min(1_000));
            let rank = u64::try_from(wanted.div_ceil(1_000)).unwrap_or(u64::MAX);
            while seen < rank.max(1)
                && let Some((index, bucket)) = buckets.next()
            {
                seen += bucket;
                highest = highest_in(index);
            }
            Duration::from_nanos(highest.min(self.max))
        })
    }
}

/// The bucket of a value.
const fn bucket_of(nanos: u64) -> usize {
    if nanos < STEPS {
        return nanos as usize;
    }
    let shift = nanos.ilog2() - STEP_BITS;
    let step = (nanos >> shift) - STEPS;
    ((shift as u64 + 1) * STEPS + step) as usize
}

/// The greatest value that falls into a bucket.
const fn highest_in(bucket: usize) -> u64 {
    let bucket = bucket as u64;
    if bucket < STEPS {
        return bucket;
    }
    let shift = bucket / STEPS - 1;
    let lowest = (bucket % STEPS + STEPS) << shift;
    lowest + ((1 << shift) - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_value_lies_in_its_bucket_and_the_bucket_is_narrow() {
        let values = (0..70)
            .flat_map(|bit| {
                [0, 1, 3].map(|add| (1_u64.checked_shl(bit).unwrap_or(0)).wrapping_add(add))
            })
            .chain([u64::MAX, 1_000_000, 8_333_333, 33, 63, 64]);
        for value in values {
            let bucket = bucket_of(value);
            assert!(bucket < BUCKETS);
            let highest = highest_in(bucket);
            assert!(
                highest >= value && highest - value <= value / 32,
                "{value}: {highest}"
            );
            assert!(bucket == 0 || highest_in(bucket - 1) < value);
        }
    }

    #[test]
    fn quantiles_of_known_values() {
        let mut lateness = Lateness::default();
        assert_eq!(lateness.quantiles([500]), [Duration::ZERO]);
        for micros in 1..=1_000 {
            lateness.record(Duration::from_micros(micros));
        }
        let found = lateness.quantiles([500, 950, 950, 990, 999]);
        for (found, micros) in found.into_iter().zip([500.0, 950.0, 950.0, 990.0, 999.0]) {
            let found = found.as_secs_f64() * 1e6;
            assert!(
                found >= micros && found <= micros * 33.0 / 32.0,
                "{micros}: {found}"
            );
        }
        assert_eq!(lateness.quantiles([1_000]), [Duration::from_millis(1)]);
        assert_eq!(lateness.max(), Duration::from_millis(1));
        assert_eq!(lateness.count(), 1_000);
        let coarse = lateness.coarse();
        assert_eq!(coarse.get(..5), Some(&[50, 50, 150, 250, 500][..]));
        lateness.record(Duration::from_secs(1));
        assert_eq!(lateness.coarse().last(), Some(&1));
    }
}
