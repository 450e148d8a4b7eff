//! A record of something at regular steps that never outgrows its budget: when it would, every other entry goes and the stride doubles.

/// Entries at the multiples of a stride that grows with the run; step 0 always stays.
#[derive(Debug, Clone)]
pub(super) struct Thinned<T> {
    stride: usize,
    entries: Vec<(usize, T)>,
    entry_bytes: usize,
    budget: usize,
}

impl<T> Thinned<T> {
    /// An empty record of entries of `entry_bytes` each that keeps within `budget` bytes (but keeps one entry whatever its size).
    pub fn new(entry_bytes: usize, budget: usize) -> Thinned<T> {
        Thinned { stride: 1, entries: vec![], entry_bytes, budget }
    }

    /// Records `entry()` if `step` is one that is kept. Steps come in ascending order; what is known already stays.
    pub fn push(&mut self, step: usize, entry: impl FnOnce() -> T) {
        self.push_if(step, || Some(entry()));
    }

    /// The same, where there may be no entry to be had.
    pub fn push_if(&mut self, step: usize, entry: impl FnOnce() -> Option<T>) {
        let known = self.entries.last().is_some_and(|(last, _)| *last >= step);
        if !known && step.is_multiple_of(self.stride) {
            self.entries.extend(entry().map(|entry| (step, entry)));
            self.thin();
        }
    }

    fn thin(&mut self) {
        while self.entries.len() > 1 && self.bytes() > self.budget {
            self.stride *= 2;
            let stride = self.stride;
            self.entries.retain(|(step, _)| step.is_multiple_of(stride));
        }
    }

    /// The last entry at or before `step`.
    pub fn at_or_before(&self, step: usize) -> Option<(usize, &T)> {
        let after = self.entries.partition_point(|(at, _)| *at <= step);
        self.entries[..after].last().map(|(at, entry)| (*at, entry))
    }

    /// The same record of what is before `step`.
    pub fn before(&self, step: usize) -> Thinned<T>
    where
        T: Clone,
    {
        let kept = self.entries.partition_point(|(at, _)| *at < step);
        let entries = self.entries[..kept].to_vec();
        Thinned { entries, stride: self.stride, entry_bytes: self.entry_bytes, budget: self.budget }
    }

    /// Whether nothing has gone.
    pub fn is_whole(&self) -> bool {
        self.stride == 1
    }

    /// From now on no more than `budget` bytes.
    pub fn set_budget(&mut self, budget: usize) {
        self.budget = budget;
        self.thin();
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        self.entries.len() * self.entry_bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_keeps_within_its_budget_and_finds_the_nearest() {
        let mut record = Thinned::new(10, 85);
        for step in 0..1000 {
            record.push(step, || step);
            assert!(record.bytes() <= 85);
            let (at, &entry) = record.at_or_before(step).expect("step 0 is kept");
            assert!(at == entry && at <= step && step - at < record.stride);
            assert_eq!(record.is_whole(), step < 8, "{step}");
        }
        assert_eq!(record.at_or_before(5), Some((0, &0)));
    }

    #[test]
    fn one_entry_stays_however_large() {
        let mut record = Thinned::new(100, 10);
        (0..50).for_each(|step| record.push(step, || step));
        assert_eq!(record.at_or_before(49).map(|(at, _)| at), Some(0));
    }
}
