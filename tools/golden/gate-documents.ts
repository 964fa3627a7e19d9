import type { GateEvidence } from '../../harness/gate/gate-evidence.ts';
import { judgeGate } from '../../harness/gate/judge-gate.ts';
import { parseBudget } from '../../harness/gate/parse-budget.ts';
import type { ComparisonReport } from '../../harness/model/documents/document.ts';
import {
  type AuditCheck,
  CHANGED_LINES,
  GATE_SCHEMA,
  type GateOptions,
  type GateReport,
} from '../../harness/model/documents/gate-document.ts';
import type { Budget } from '../../harness/model/scenario/budget.ts';
import { comparisonDocuments } from './comparison-documents.ts';
import { liveDocuments, liveExplained } from './live-documents.ts';

const OPTIONS: GateOptions = {
  on_inconclusive: 'warn',
  report_only: false,
  require_baseline: false,
  budget_seconds: null,
  confidence: 0.95,
  margin: null,
};

const BASE = {
  label: 'merge base with origin/main',
  commit: '3f1c9a7d5b2e8f60417c2d4b6a8091c3e5f7a9b1',
  how: 'GITHUB_BASE_REF of GitHub',
};

interface Parts {
  readonly comparison?: ComparisonReport;
  readonly baseline?: ComparisonReport;
  readonly budgets?: Readonly<Record<string, readonly Budget[]>>;
  readonly regression?: Readonly<Record<string, number>>;
  readonly newScenarios?: readonly string[];
  readonly options?: Partial<GateOptions>;
  readonly findings?: GateReport['findings'];
  readonly audit?: AuditCheck;
}

/** What the gate makes of comparisons that are there already. */
function gate(parts: Parts): GateReport {
  const comparison = parts.comparison ?? null;
  const baseline = parts.baseline ?? null;
  const options = { ...OPTIONS, ...parts.options };
  const heads = [...(comparison?.runs ?? []), ...(baseline?.runs ?? [])];
  const evidence: GateEvidence = {
    scenarios: [...new Set(heads.map(({ scenario }) => scenario))].map((name) => ({
      name,
      budgets: parts.budgets?.[name] ?? [],
      regression: parts.regression ?? {},
      margin: null,
    })),
    comparison,
    baseline,
    audit: parts.audit ?? null,
    runs: [],
    newScenarios: new Set(parts.newScenarios),
    refused: new Map(),
    margin: options.margin,
    compareCommand: 'perf-harness compare 3f1c9a7d5b2e',
    gateCommand: 'perf-harness gate --base 3f1c9a7d5b2e',
    baselineCommand: 'perf-harness gate --baseline main',
    runCommand: 'perf-harness run',
    calibrateCommand: 'perf-harness calibrate',
  };
  const { checks, verdict, exitCode } = judgeGate(evidence, options);
  return {
    schema: GATE_SCHEMA,
    verdict,
    exit_code: exitCode,
    options,
    base: comparison === null ? null : BASE,
    comparison,
    baseline,
    checks,
    runs: [],
    findings: parts.findings ?? [],
  };
}

function budget(metric: string, text: string, level: Budget['level'] = 'error'): Budget {
  const parsed = parseBudget(metric, text, level);
  if ('problem' in parsed) throw new Error(parsed.problem);
  return parsed;
}

/** Gates: one that passes, one that fails, one that refuses, and all kinds of checks at once. */
export function gateDocuments(): Readonly<Record<string, GateReport>> {
  const live = liveDocuments();
  const get = (name: string): ComparisonReport => {
    const document = live[name];
    if (document === undefined) throw new Error(`no document ${name}`);
    return document;
  };
  const regressed = withExplanations(get('live-regressed'));
  const mixed = get('live-mixed');
  return {
    'gate-failed': gate({
      comparison: regressed,
      budgets: {
        'parse lockfile': [budget('wall_time', '< 1.3 ms'), budget('allocated', '< 1 MB')],
      },
    }),
    'gate-passed': gate({ comparison: get('live-dependency'), budgets: {} }),
    'gate-mixed': gate({
      comparison: mixed,
      newScenarios: ['import legacy csv'],
      budgets: {
        'list users': [budget('latency.p95', '< 6 ms', 'warn'), budget('error_rate', '< 0.1 %')],
        'sort 1,000 numbers': [budget('wall_time', '< 1.24 ms')],
      },
    }),
    'gate-audit': gate({ comparison: get('live-dependency'), audit: AUDITED }),
    'gate-refused': gate({
      comparison: {
        ...mixed,
        comparisons: mixed.comparisons.map((one) =>
          one.metric === 'latency.p95' ? { ...one, margin: 0.01 } : one,
        ),
      },
      regression: { 'latency.p95': 0.01 },
      options: { report_only: true },
    }),
    'gate-names': gate({ comparison: get('live-names'), options: { on_inconclusive: 'fail' } }),
    'gate-baseline': gate({
      baseline: comparisonDocuments().comparison as ComparisonReport,
      findings: [
        {
          id: 'no-base',
          level: 'warning',
          message: 'There is no commit to compare with: HEAD is the first commit.',
          remedy: 'Name one with --base.',
        },
      ],
    }),
  };
}

const AUDITED: AuditCheck = {
  type: 'audit',
  scenario: CHANGED_LINES,
  outcome: 'fail',
  fail_on: 'HIGH',
  counts: { critical: 0, high: 1, medium: 0, low: 0 },
  findings: [
    {
      rule: 'query-in-loop',
      check: 'missing_bulk_ops',
      location: 'src/orders.ts:14',
      file: 'src/orders.ts',
      line: 14,
      end_line: 14,
      severity: 'HIGH',
      issue:
        'listOrders asks for customers once for each of orders: one query and as many more as there are elements',
      principle: 'Query Efficiency / One query for each element (N+1)',
      recommendation: 'One query before the loop, and a look into what it gave by id in each turn',
      effort: 'M',
      needs_context: null,
      evidence: [],
      domain: null,
    },
  ],
  reason: null,
  reproduce: 'perf-harness audit --changed 3f1c9a7d5b2e --fail-on high',
};

/** With what is behind it, as a gate that measures has it. */
function withExplanations(comparison: ComparisonReport): ComparisonReport {
  const scenario = comparison.comparisons[0]?.scenario ?? '';
  const explanations = (liveExplained().explanations ?? []).map((one) => ({ ...one, scenario }));
  return { ...comparison, explanations };
}
