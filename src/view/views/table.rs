//! The curves as numbers.

use super::charts::{Chart, Domain, HeldOutMetric, Metric};
use super::{Shows, ViewEntry, ViewMaker, answers, loss, tokens};
use crate::plot::Window;
use crate::train::Session;
use crate::view::reading;
use crate::words::{self, views};

/// The registry's line.
pub const ENTRY: ViewEntry = ViewEntry { key: "table", words: views::table, shows: Shows::Numbers };

/// What makes them.
pub const MAKER: ViewMaker = ViewMaker::Numbers(table);

/// The table twin of the charts: about twenty points of time, with every metric of every run.
pub struct Table {
    /// The heads of the columns after the first.
    pub columns: Vec<String>,
    /// Phase, step, and the values; `None` where a metric means nothing yet.
    pub rows: Vec<(usize, usize, Vec<Option<f64>>)>,
}

/// The charts as numbers: of the part that is shown.
fn table(session: &Session, names: &[String], window: Option<Window>) -> Table {
    let history = session.history();
    let time = reading::time(session);
    let held_out: &[&str] = if history.holds_out() { &words::HELD_OUT_COLUMNS } else { &[] };
    let heads = words::table_columns().iter().chain(held_out);
    let columns = heads.flat_map(|metric| names.iter().map(|name| words::column(metric, name)));
    let mut rows = Vec::new();
    let Window { from, to } = window.map_or(Window::whole(time), |window| window.within(time));
    let newest = reading::newest(session).min(to);
    let every = ((to - from) / 20).max(1);
    let shown = |point: &usize| point.is_multiple_of(every) || [time.sft, newest].contains(point);
    for point in (from..=newest).filter(shown) {
        let preference = point >= time.sft && !history.run(0).is_empty();
        let step = if preference { point - time.sft } else { point };
        let value = |chart: &Chart, metric: Metric, run: usize| match (preference, &chart.meaning) {
            (true, _) => history.run(run).get(step).map(metric),
            (false, Domain::Both) => history.sft().get(step).map(metric),
            (false, Domain::Rewards | Domain::Change | Domain::Amount(_) | Domain::Share) => None,
        };
        let charts = answers::CHARTS.iter().chain(&loss::CHARTS).chain(&tokens::CHARTS);
        let metrics = charts.flat_map(|chart| {
            [Some(chart.metric), chart.rejected].into_iter().flatten().map(move |metric| (chart, metric))
        });
        let values = metrics.flat_map(|(chart, metric)| (0..names.len()).map(move |run| value(chart, metric, run)));
        let held_out = |chart: &Chart, metric: HeldOutMetric, run: usize| match (preference, &chart.meaning) {
            (true, _) => history.held_out(run).get(step).map(metric),
            (false, Domain::Both) => history.held_out_sft().get(step).map(metric),
            (false, Domain::Rewards | Domain::Change | Domain::Amount(_) | Domain::Share) => None,
        };
        let metrics = answers::CHARTS.iter().chain(&loss::CHARTS).filter(|_| history.holds_out());
        let metrics = metrics.filter_map(|chart| Some((chart, chart.held_out?)));
        let beside = metrics.flat_map(|(chart, metric)| (0..names.len()).map(move |run| held_out(chart, metric, run)));
        rows.push((usize::from(preference), step, values.chain(beside).collect()));
    }
    Table { columns: columns.collect(), rows }
}
