import type { GateEvidence } from '../../harness/gate/gate-evidence.ts';
import { judgeGate } from '../../harness/gate/judge-gate.ts';
import {
  CHANGED_LINES,
  GATE_SCHEMA,
  type GateOptions,
  type GateReport,
  type PluginCheck,
} from '../../harness/model/documents/gate-document.ts';
import type { Budget } from '../../harness/model/scenario/budget.ts';
import { NO_ROLLBACK_FINDING } from './audit-documents.ts';
import { comparisonDocuments } from './comparison-documents.ts';
import { createBudget } from './simulated-run-records.ts';

const OPTIONS: GateOptions = {
  on_inconclusive: 'warn',
  report_only: false,
  require_baseline: false,
  budget_seconds: null,
  confidence: 0.95,
  margin: null,
};
const AUDITED: PluginCheck = {
  type: 'audit',
  scenario: CHANGED_LINES,
  outcome: 'fail',
  summary: 'audit failed: 1 CRITICAL',
  detail: `${NO_ROLLBACK_FINDING.location} (${NO_ROLLBACK_FINDING.rule}): ${NO_ROLLBACK_FINDING.issue}`,
  file: NO_ROLLBACK_FINDING.file,
  fail_on: 'HIGH',
  reason: null,
  counts: { critical: 1, high: 0, medium: 0, low: 0 },
  suspected: 0,
  findings: [NO_ROLLBACK_FINDING],
  reproduce: 'perf-harness audit --changed 3f1c9a7d5b2e --fail-on high',
};

interface Parts extends Partial<Pick<GateEvidence, 'comparison' | 'baseline' | 'pluginChecks'>> {
  readonly budgets?: Readonly<Record<string, readonly Budget[]>>;
  readonly regression?: Readonly<Record<string, number>>;
  readonly newScenarios?: readonly string[];
  readonly options?: Partial<GateOptions>;
  readonly findings?: GateReport['findings'];
}

/** Judges existing comparisons as the gate does. */
function gate(parts: Parts): GateReport {
  const {
    comparison = null,
    baseline = null,
    pluginChecks = [],
    budgets = {},
    regression = {},
  } = parts;
  const options = { ...OPTIONS, ...parts.options };
  const rows = [...(comparison?.comparisons ?? []), ...(baseline?.comparisons ?? [])];
  const { checks, verdict, exitCode } = judgeGate(
    {
      scenarios: [...new Set(rows.map(({ scenario }) => scenario))].map((name) => {
        return { name, budgets: budgets[name] ?? [], regression, margin: null };
      }),
      comparison,
      baseline,
      pluginChecks,
      runs: [],
      margin: null,
      refused: new Map(),
      newScenarios: new Set(parts.newScenarios),
      compareCommand: 'perf-harness compare 3f1c9a7d5b2e',
      gateCommand: 'perf-harness gate --base 3f1c9a7d5b2e',
      baselineCommand: 'perf-harness gate --baseline main',
      runCommand: 'perf-harness run',
      calibrateCommand: 'perf-harness calibrate',
    },
    options,
  );
  const base = {
    label: 'merge base with origin/main',
    how: 'GITHUB_BASE_REF of GitHub',
    commit: '3f1c9a7d5b2e8f60417c2d4b6a8091c3e5f7a9b1',
  };
  return {
    schema: GATE_SCHEMA,
    verdict,
    exit_code: exitCode,
    options,
    checks,
    runs: [],
    comparison,
    baseline,
    base: comparison === null ? null : base,
    findings: parts.findings ?? [],
  };
}

/** Returns gates: with all kinds of checks, passing, failing, refusing, against a baseline. */
export function gateDocuments() {
  const compared = comparisonDocuments();
  const mixed = compared['live-mixed'];
  const tight = mixed.comparisons.map((comparison) =>
    comparison.metric === 'latency.p95' ? { ...comparison, margin: 0.01 } : comparison,
  );
  return {
    'gate-mixed': gate({
      comparison: mixed,
      newScenarios: ['import legacy csv'],
      budgets: {
        'list users': [
          createBudget('latency.p95', '< 6 ms', 'warn'),
          createBudget('error_rate', '< 0.1 %'),
        ],
        'sort 1,000 numbers': [createBudget('wall_time', '< 1.24 ms')],
      },
    }),
    'gate-failed': gate({
      comparison: compared['live-regressed'],
      pluginChecks: [AUDITED],
      budgets: {
        'parse lockfile': [
          createBudget('wall_time', '< 1.3 ms'),
          createBudget('allocated', '< 1 MB'),
        ],
      },
    }),
    'gate-passed': gate({ comparison: compared['live-dependency'] }),
    'gate-refused': gate({
      comparison: { ...mixed, comparisons: tight },
      regression: { 'latency.p95': 0.01 },
      options: { report_only: true },
    }),
    'gate-names': gate({
      comparison: compared['live-names'],
      options: { on_inconclusive: 'fail' },
    }),
    'gate-baseline': gate({
      baseline: compared.comparison,
      findings: [
        {
          id: 'no-base',
          level: 'warning',
          remedy: 'Name one with --base.',
          message: 'There is no commit to compare with: HEAD is the first commit.',
        },
      ],
    }),
  } satisfies Readonly<Record<string, GateReport>>;
}
