/** A comparison and a gate of fifty scenarios, as people meet them. */
import { judgeGate } from '../../harness/gate/judge-gate.ts';
import { GATE_SCHEMA, type GateReport } from '../../harness/model/documents/gate-document.ts';
import type {
  Comparison,
  ComparisonReport,
} from '../../harness/model/documents/run-report-and-comparison-document.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { goldenDocuments } from '../../tools/golden/golden-documents.ts';
import { gateEvidence } from '../support/gate-evidence-without-measurements.ts';

const WORDS = ['parse', 'render', 'sort', 'walk', 'hash', 'merge', 'format', 'resolve', 'pack'];
const THINGS = ['lockfile', 'readme', 'manifest tree', 'imports', 'changelog', 'stylesheet'];

/** Fifty scenario names, some of them as long as in real projects. */
export const SCENARIO_NAMES: readonly string[] = Array.from(
  { length: 50 },
  (_, index) =>
    `${WORDS[index % 9]} ${THINGS[Math.floor(index / 9)]}${
      index % 17 === 3 ? ' of a workspace with two hundred packages' : ''
    }`,
);

/** Outcomes of scenarios by index; all others are unchanged. */
export interface SuiteOutcomes {
  readonly worse: readonly number[];
  readonly better: readonly number[];
  readonly undecided: readonly number[];
  readonly incomparable?: readonly number[];
  /** Regression limit of all scenarios. */
  readonly margin?: number;
}

export const MIXED_OUTCOMES: SuiteOutcomes = {
  worse: [7, 31],
  better: [12],
  undecided: [3, 20, 41, 44],
};

export function createSuiteComparison({
  worse,
  better,
  undecided,
  incomparable = [],
  margin = 0.05,
}: SuiteOutcomes): ComparisonReport {
  const { explanations: _, ...document } = goldenDocuments()['live-regressed'];
  const [like, beside] = ['wall_time', 'cpu_time'].map((name) =>
    document.comparisons.find(({ metric }) => metric === name),
  );
  if (like === undefined || beside === undefined) throw new Error('no comparison');
  const at = (index: number): Partial<Comparison> => {
    if (worse.includes(index)) return changed('regressed', 1.098 + index / 1_000);
    if (better.includes(index)) return changed('improved', 0.883);
    if (incomparable.includes(index)) return gone('the base failed: it exited with code 3');
    if (undecided.includes(index)) return open(1.01 + index / 1_000);
    return { verdict: 'unchanged', direction: 'none', ratio: 1.003, low: 0.985, high: 1.02 };
  };
  const comparisons = SCENARIO_NAMES.flatMap((scenario, index) => [
    { ...like, ...NOTHING, margin, ...at(index), scenario },
    { ...beside, scenario, verdict: 'unchanged' as const, gated: false },
  ]);
  const runs = SCENARIO_NAMES.flatMap((scenario) =>
    document.runs.map((run) => ({
      ...run,
      id: `${run.id} ${scenario}`,
      scenario,
      trials: run.trials.slice(0, 12) as readonly Trial[],
    })),
  );
  return { ...document, comparisons, runs, verdict: worse.length > 0 ? 'fail' : 'pass' };
}

const NOTHING = {
  reason: null,
  confirmed: false,
  screen_pairs: 8,
  confirm_pairs: 0,
  needed_pairs: null,
} as const;

function changed(verdict: 'regressed' | 'improved', ratio: number): Partial<Comparison> {
  const [low, high] = [ratio - 0.012, ratio + 0.015];
  const direction = verdict === 'improved' ? 'better' : 'worse';
  const head = 1.2384 * ratio;
  return { verdict, direction, ratio, low, high, head, confirmed: true, confirm_pairs: 10 };
}

function open(ratio: number): Partial<Comparison> {
  const reason = 'the screening run ended after 9 pairs, before the interim analysis at 10';
  const interval = { ratio, low: ratio - 0.05, high: ratio + 0.06 };
  return {
    verdict: 'inconclusive',
    direction: 'worse',
    reason,
    spread: 0.05,
    ...interval,
    needed_pairs: Math.round(ratio * 60),
  };
}

function gone(reason: string): Partial<Comparison> {
  const nothing = { base: null, head: null, ratio: null, low: null, high: null };
  return { verdict: 'incomparable', direction: 'none', reason, ...nothing };
}

/** Returns the gate's report on the suite; a margin counts as an explicit limit. */
export function createSuiteGate(
  outcomes: SuiteOutcomes,
  explained: Partial<ComparisonReport> = {},
): GateReport {
  const comparison = { ...createSuiteComparison(outcomes), ...explained };
  const margin = outcomes.margin ?? null;
  const options = {
    on_inconclusive: 'warn',
    report_only: false,
    require_baseline: false,
    budget_seconds: 300,
    confidence: 0.95,
    margin,
  } as const;
  const { checks, verdict, exitCode } = judgeGate(
    gateEvidence({
      scenarios: SCENARIO_NAMES.map((name) => ({
        name,
        budgets: [],
        regression: {},
        margin: null,
      })),
      comparison,
      margin,
    }),
    options,
  );
  return {
    schema: GATE_SCHEMA,
    verdict,
    exit_code: exitCode,
    options,
    base: {
      label: 'merge base with origin/main',
      commit: '3f1c9a7d5b2e8f60417c2d4b6a8091c3e5f7a9b1',
      how: 'GITHUB_BASE_REF of GitHub',
    },
    comparison,
    baseline: null,
    checks,
    runs: [],
    findings: [],
  };
}
