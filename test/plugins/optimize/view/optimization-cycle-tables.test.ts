/** The view of a loop: the blocks that every report shows. */
import { describe, expect, it } from 'vitest';
import type { OptimizationReport } from '../../../../plugins/optimize/document/optimization-document.ts';
import {
  describeFunctionChange,
  describeMetricChange,
} from '../../../../plugins/optimize/view/describe-metric-and-function-gains.ts';
import { optimizationView } from '../../../../plugins/optimize/view/optimization-view.ts';
import type { Block, TableCell } from '../../../../reports/format-independent-report-view.ts';
import { optimizationDocuments } from '../../../../tools/golden/optimization-documents.ts';

const documents = optimizationDocuments();
const met = documents['optimization-met'];
const plateau = documents['optimization-plateau'];

function blockOf<T extends Block['type']>(of: OptimizationReport, type: T, title: RegExp) {
  return optimizationView(of).blocks.find(
    (block): block is Extract<Block, { type: T }> =>
      block.type === type && 'title' in block && title.test(block.title ?? ''),
  );
}

function textsOf(of: OptimizationReport): readonly string[] {
  return optimizationView(of).blocks.flatMap((block) => (block.type === 'text' ? block.text : []));
}

function textOf(cell: TableCell | undefined): string | undefined {
  return typeof cell === 'object' ? cell.text : cell;
}

describe('the table of cycles', () => {
  it('OPT-62, OPT-63: has the golden gains, a total that is not their sum, and the target line', () => {
    const { rows = [], columns } = blockOf(met, 'table', /^Cycles$/u) ?? {};
    expect(columns?.map(({ title }) => title)).toEqual([
      ...['Cycle', 'Bottleneck', 'Baseline', 'Final', 'Improvement', 'Hypotheses', 'Branch'],
    ]);
    expect(rows.slice(0, -1).map((cells) => cells.slice(0, 6))).toEqual([
      ['1', 'I/O-Network (13 sequential HTTP calls)', '6300ms', '3800ms', '39.7%', 'H1,H2'],
      ['2', 'CPU (O(n^2) alignment)', '3800ms', '1200ms', '68.4%', 'H1'],
      ['3', 'I/O-File (temp files)', '1200ms', '480ms', '60.0%', 'H1'],
    ]);
    const total = ['Total', '', '6300ms', '480ms', '92.4%', '', ''];
    expect(rows.at(-1)?.map(textOf)).toEqual(total);
    expect(textsOf(met)).toContain('Target: 500ms → Achieved: 480ms ✓ TARGET MET (cycle 3)');
    expect(textsOf(plateau)).toContain(
      'Target: 500ms → Achieved: 3800ms ✗ TARGET MISSED (plateau)',
    );
  });

  it('leaves out an unfinished cycle, and keeps what is known of it', () => {
    const blocked = documents['optimization-blocked'];
    expect(blockOf(blocked, 'table', /^Cycles$/u)?.rows).toEqual([]);
    expect(detailOf(blocked, 1, 'Diagnosis')).toEqual(['CPU: align compares each with each.']);
  });
});

function detailOf(of: OptimizationReport, cycle: number, name: string) {
  const table = blockOf(of, 'table', new RegExp(`^Cycle ${cycle}$`, 'u'));
  const cell = table?.rows.find(([first]) => first === name)?.[1];
  return typeof cell === 'object' ? cell.details?.map(({ text }) => text) : [cell];
}

describe('the detail of a cycle', () => {
  it('OPT-64: has Problem, Diagnosis, Target, Result, Applied, Removed and Contested Alternatives', () => {
    const first = blockOf(met, 'table', /^Cycle 1$/u);
    const wanted = ['Problem', 'Diagnosis', 'Target', 'Result', 'Applied', 'Removed'];
    expect(first?.rows.map(([name]) => name).slice(0, 7)).toEqual([
      ...wanted,
      'Contested Alternatives',
    ]);
    expect(detailOf(met, 1, 'Problem')).toEqual([
      'src/api/alignment.js::align_endpoint: 6300 ms response_time',
    ]);
    expect(detailOf(met, 1, 'Target')).toEqual(['500ms (user)']);
    expect(detailOf(met, 1, 'Result')).toEqual([
      '6300ms → 3800ms, 39.7%, strike bisected',
      'from held-out pairs: 39.7% (38.1 … 41.2%)',
    ]);
    expect(detailOf(met, 1, 'Applied')).toHaveLength(2);
    expect(detailOf(met, 1, 'Removed')?.[0]).toBe(
      'H3: breaks only together with H1: H1 + H3: a test fails with it (keeps the order) [Read the glossary once]',
    );
    expect(detailOf(met, 1, 'Contested Alternatives')).toEqual([
      'alternative_a (H1): won, 36.2%',
      'alternative_b (H5): lost, 12.4%',
      'winner: H1, 36.2%',
    ]);
  });

  it('shows what was neither applied nor removed, and why', () => {
    expect(detailOf(plateau, 2, 'Manual work')).toEqual([
      'H2: it has no applicator [Align in a worker]',
    ]);
    expect(detailOf(plateau, 2, 'Not fully tried')).toEqual(['H3: Align in chunks.']);
    expect(detailOf(plateau, 2, 'Removed')?.[1]).toContain('(plan check)');
    expect(detailOf(plateau, 2, 'Applied')).toEqual(['none']);
  });

  it('OPT-61: has every row of the experiments log', () => {
    expect(blockOf(met, 'list', /^Experiments in order$/u)?.items.map(({ text }) => text)).toEqual([
      'bisect H3, removed, end-to-end pass',
      'strike H2: 6300 → 5960, 5.4%, applied, commit 77aa00bb11, end-to-end pass',
      'contested H1: 5960 → 3800, 36.2%, alternative_a, commit 0123456789, end-to-end pass',
      'contested H5: 5960 → 5221, 12.4%, alternative_b, end-to-end pass',
    ]);
  });
});

describe('metric changes', () => {
  const metric = (name: string, before: number, after: number | null) =>
    describeMetricChange({ name, before, after, better: 'lower', ratio: null, verdict: null });

  it.each([
    ['wall_time_ms', 7280, 3800, '47.8% (1.9x)'],
    ['cpu_time_ms', 850, 720, '15.3% (1.2x)'],
    ['memory_peak_mb', 256, 245, '4.3% (1.0x)'],
    ['http_round_trips', 13, 2, '84.6% (6.5x)'],
  ])('X814-21: show %s from %i to %i as %s', (name, before, after, gain) => {
    expect(metric(name, before, after)).toMatchObject({ gain, word: 'better' });
  });

  it('X814-21: show a regression as such, also from zero', () => {
    expect(metric('memory_peak_mb', 100, 125)).toMatchObject({
      gain: '-25.0% (0.8x)',
      word: 'worse',
    });
    expect(metric('gc_time', 0, 0.0367)).toMatchObject({
      gain: '',
      after: '36.7 µs',
      word: 'worse',
    });
    expect(metric('gc_time', 0, 0)).toMatchObject({ gain: '', word: 'unchanged' });
    expect(metric('io_read_bytes', 12, null)).toMatchObject({ after: 'not measured' });
  });

  it('X814-21: show a regression within the margin as worse', () => {
    const ratio = { value: 1.01, low: 0.99, high: 1.03 };
    const metricChange = { name: 'memory_peak_mb', before: 100, after: 101, ratio } as const;
    expect(
      describeMetricChange({ ...metricChange, better: 'lower', verdict: 'unchanged' }),
    ).toMatchObject({
      gain: '-1.0% (1.0x)',
      interval: '-3.0 … 1.0%',
      word: 'worse, within margin',
    });
  });

  it('D2: show a rising throughput as better', () => {
    const ratio = { value: 1.5, low: 1.4, high: 1.6 };
    const metricChange = {
      name: 'throughput',
      before: 100,
      after: 150,
      ratio,
      verdict: null,
    } as const;
    expect(describeMetricChange({ ...metricChange, better: 'higher' })).toMatchObject({
      gain: '50.0% (1.5x)',
      interval: '40.0 … 60.0%',
      word: 'better',
    });
  });

  it('X814-22: have before, after and delta for timed functions', () => {
    expect(
      describeFunctionChange({ function: 'a', before_ms: 3500, after_ms: 450, delta_pct: -87.14 }),
    ).toEqual({ name: 'a', before: '3500ms', after: '450ms', change: '-87% (7.8x)' });
    expect(
      describeFunctionChange({ function: 'b', before_ms: 2800, after_ms: 2800, delta_pct: 0 })
        .change,
    ).toBe('0% unchanged');
  });
});

describe('the gap of a loop', () => {
  it('OPT-65, X814-27: has five filled headings and the reason to stop for a missed target', () => {
    const { items = [] } = blockOf(plateau, 'list', /^Gap analysis$/u) ?? {};
    expect(items.map(({ text }) => text)).toEqual([
      'Achieved',
      'Remaining bottlenecks in the latest map',
      'Remaining cycles',
      'Beyond the code',
      'Unexplored directions',
    ]);
    for (const { details = [] } of items) expect(details.length).toBeGreaterThan(0);
    expect(textsOf(plateau)).toContain('Stop reason: plateau. PLATEAU on cycle 2: 0% < 5%');
    expect(blockOf(met, 'list', /^Gap analysis$/u)).toBeUndefined();
  });

  it('OPT-66: lists every branch, and marks a branch outside the last', () => {
    const branchesOf = (of: OptimizationReport) =>
      blockOf(of, 'list', /^Branches$/u)?.items.map(({ text }) => text);
    const unchanged = ' Your own branch and working tree are unchanged.';
    expect(branchesOf(met)).toEqual(met.branches.map(({ name }) => name));
    expect(textsOf(met)).toContain(`${met.branches[2]?.name} contains all changes.${unchanged}`);
    const [first, ...others] = met.branches;
    if (first === undefined) throw new Error('no branch');
    const apart = { ...met, branches: [{ ...first, in_last: false }, ...others] };
    expect(textsOf(apart)).toContain(`No branch contains all changes.${unchanged}`);
    expect(branchesOf(apart)).toEqual([
      `${first.name} (not contained in the last branch)`,
      others[0]?.name,
      others[1]?.name,
    ]);
  });

  it('says that there is no branch when nothing was changed', () => {
    const blocked = documents['optimization-blocked'];
    expect(textsOf(blocked)).toContain('None: nothing was changed.');
    expect(blockOf(blocked, 'code', /^Merge, revert/u)).toBeUndefined();
  });

  it('OPT-67: has the meta-analysis with its remarks', () => {
    const { title, items = [] } = blockOf(met, 'list', /^Meta/u) ?? {};
    expect(title).toBe('Meta-analysis (optimization-coordinator)');
    const named = items.flatMap(({ lead, text }) => (lead === undefined ? [] : [[lead, text]]));
    expect(Object.fromEntries(named)).toEqual({
      'Profiler accuracy': '75 %',
      'Research hit rate': '57 %',
      Strikes: '2 clean, 1 bisected, 0 failed',
      'Overall gain': '92.4%',
      Cycles: '3 of 3',
      Gains: '39.7%, 68.4%, 60.0% (increasing)',
    });
    expect(items.filter(({ lead }) => lead === undefined)).toEqual([
      { text: 'Waste: 57 % of the hypotheses were not accepted.' },
    ]);
  });
});

describe('the next step of a loop', () => {
  const nextAfter = (reason: string): string | undefined => {
    const blocked = documents['optimization-blocked'];
    const stop = { reason, text: reason };
    return optimizationView({ ...blocked, outcome: 'unchanged', stop }).next?.command;
  };

  it('is another agent when nothing was proposed, and a waiver when a gate was closed', () => {
    expect(nextAfter('no_hypotheses')).toMatch(/ --fresh --agent claude --allow-network$/u);
    expect(nextAfter('gate_block')).toMatch(/ --waive /u);
    expect(nextAfter('plan_rejected')).toMatch(/ --waive-plan /u);
  });
});
