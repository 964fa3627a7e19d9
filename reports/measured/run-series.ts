import type { RunRecord } from '../../harness/model/documents/record.ts';
import { findMetric } from '../../harness/model/metric.ts';
import type { Exposition } from './exposition.ts';
import { familyName, seriesName } from './series-name.ts';

const VERDICTS = ['pass', 'fail', 'inconclusive'] as const;

/** The series of one run: each metric with its interval, each budget, the verdict, and when it was. */
export function addRun(exposition: Exposition, run: RunRecord): void {
  const { scenario, kind } = run;
  const of = { scenario, kind };
  for (const [name, { unit, center, low, high }] of Object.entries(run.metrics)) {
    const series = seriesName({ name, unit });
    const meaning = series.labels.metric === undefined ? findMetric(name)?.meaning : undefined;
    const help = meaning ?? `metrics of the load engine in ${series.unit || 'numbers'}`;
    const add = (end: '' | '_low' | '_high', value: number, said: string): void =>
      exposition.add(
        { name: familyName(series, end), unit: series.unit, help: said },
        { ...of, ...series.labels },
        value / series.divisor,
      );
    add('', center, `Median over the trials: ${help}.`);
    add('_low', low, `Lower end of the interval: ${help}.`);
    add('_high', high, `Upper end of the interval: ${help}.`);
  }
  addVerdicts(exposition, run);
  const { git, runtime, harness, machine } = run.environment ?? {};
  exposition.add(
    { name: 'perf_harness_run_info', unit: '', help: 'What was run, and on what.' },
    {
      ...of,
      id: run.id,
      state: run.state,
      commit: git?.commit ?? '',
      node: runtime?.node ?? '',
      harness: harness?.version ?? '',
      machine: machine?.id ?? '',
    },
    1,
  );
  const finished = Date.parse(run.finishedAt ?? run.startedAt);
  if (Number.isNaN(finished)) return;
  exposition.add(
    {
      name: 'perf_harness_run_finished_timestamp_seconds',
      unit: 'seconds',
      help: 'When the run was over, seconds since 1970.',
    },
    of,
    finished / 1_000,
  );
}

function addVerdicts(
  exposition: Exposition,
  { scenario, kind, budgets, verdict }: RunRecord,
): void {
  for (const one of VERDICTS) {
    exposition.add(
      { name: 'perf_harness_run_verdict', unit: '', help: '1 for the verdict of the run.' },
      { scenario, kind, verdict: one },
      one === verdict ? 1 : 0,
    );
  }
  for (const { metric, limit, level, verdict: judged } of budgets) {
    for (const one of VERDICTS) {
      exposition.add(
        { name: 'perf_harness_budget_verdict', unit: '', help: '1 for the verdict of the budget.' },
        { scenario, kind, metric, limit, level, verdict: one },
        one === judged ? 1 : 0,
      );
    }
  }
}
