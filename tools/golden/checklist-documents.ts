import {
  CHECKLIST_SCHEMA,
  type ChecklistItem,
  type ChecklistReport,
} from '../../harness/model/documents/checklist-document.ts';

const ROOT = '/project';

function pass(
  id: string,
  title: string,
  reason: string,
  file: string,
  text: string,
): ChecklistItem {
  return { id, title, verdict: 'pass', reason, evidence: [{ file, line: null, text }] };
}

const BASELINE = pass(
  'baseline',
  'Baseline documented',
  'What there is to compare with is saved under a name.',
  '.perf-harness/baselines/main.json',
  '3 scenarios, saved 2026-03-04',
);

const ANSWER: readonly ChecklistItem[] = [
  BASELINE,
  pass(
    'bottleneck',
    'Bottleneck identified by a profile',
    'A profile says where the time goes, and every place of it was measured.',
    '.optimization/orders/cycle-1/map.json',
    'CPU, 74.8 % of the time: knownOrders (src/match.ts:8)',
  ),
  pass(
    'impact',
    'Impact and return quantified',
    'What changes save and how much work they are is written down.',
    '.optimization/orders/cycle-1/research.json',
    'H1: saves 49 % (estimated), complexity Low',
  ),
  pass(
    'regression-prevention',
    'Regressions prevented: budgets, and CI',
    'CI holds changes to limits that are written down.',
    '.github/workflows/performance.yml',
    'CI runs perf-harness gate',
  ),
  pass(
    'monitoring',
    'Monitoring active',
    'It is watched, and somebody is told.',
    'ops/alerts.yml',
    'an alert of Prometheus',
  ),
];

const FAILED: readonly ChecklistItem[] = [
  ...ANSWER.slice(0, 2),
  {
    id: 'impact',
    title: 'Impact and return quantified',
    verdict: 'fail',
    reason: 'Nothing says what a change would save and what it would take.',
    evidence: [],
    remedy: 'Have changes proposed: perf-harness optimize --target <scenario> --plan-only.',
  },
  {
    id: 'regression-prevention',
    title: 'Regressions prevented: budgets, and CI',
    verdict: 'fail',
    reason: 'CI measures, and whatever comes out passes.',
    evidence: [
      {
        file: '.github/workflows/ci | `odd` <name>.yml',
        line: 17,
        text: 'CI runs perf-harness gate, and whatever it says counts for nothing',
      },
    ],
    remedy: 'Take away what hides its exit code.',
  },
  {
    id: 'monitoring',
    title: 'Monitoring active',
    verdict: 'unverified',
    reason:
      'Metrics or traces are collected; whether anybody is told when they are bad cannot be seen.',
    evidence: [{ file: 'src/tracing.ts', line: 3, text: 'OpenTelemetry is started' }],
    remedy: 'Keep the alerts in the repository: rules of Prometheus, or Terraform.',
  },
];

const FINAL: readonly ChecklistItem[] = [
  BASELINE,
  {
    id: 'dashboards',
    title: 'Dashboards live',
    verdict: 'unverified',
    reason: 'No file of the project is a dashboard.',
    evidence: [],
    remedy: 'Keep dashboards in the repository: the JSON of Grafana, or Terraform.',
  },
];

/** Lists of each outcome. */
export function checklistDocuments(): Readonly<Record<string, ChecklistReport>> {
  const common = { schema: CHECKLIST_SCHEMA, root: ROOT } as const;
  return {
    'checklist-passed': {
      ...common,
      list: 'answer',
      items: ANSWER,
      verdict: 'pass',
      findings: [],
    },
    'checklist-failed': {
      ...common,
      list: 'answer',
      items: FAILED,
      verdict: 'fail',
      findings: [
        {
          id: 'source-not-understood',
          level: 'warning',
          message:
            'A source was not understood, and what it does counts for nothing here: src/odd.ts (it is minified).',
        },
      ],
    },
    'checklist-unverified': {
      ...common,
      list: 'final',
      items: FINAL,
      verdict: 'unverified',
      findings: [],
    },
  };
}
