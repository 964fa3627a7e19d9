import {
  CHECKLIST_SCHEMA,
  type ChecklistItem,
  type ChecklistReport,
} from '../../harness/model/documents/performance-checklist-document.ts';

function item(
  [id, title]: readonly [id: string, title: string],
  [verdict, reason, remedy]: readonly [ChecklistItem['verdict'], reason: string, remedy?: string],
  evidence: ChecklistItem['evidence'] = [],
): ChecklistItem {
  return { id, title, verdict, reason, evidence, ...(remedy && { remedy }) } as ChecklistItem;
}

const BASELINE = item(
  ['baseline', 'Baseline documented'],
  ['pass', 'What there is to compare with is saved under a name.'],
  [
    {
      file: '.perf-harness/baselines/main.json',
      line: null,
      text: '3 scenarios, saved 2026-03-04',
    },
  ],
);
const ITEMS: readonly ChecklistItem[] = [
  BASELINE,
  item(
    ['impact', 'Impact and return quantified'],
    [
      ...(['fail', 'Nothing says what a change would save and what it would take.'] as const),
      'Have changes proposed: perf-harness optimize --target <scenario> --plan-only.',
    ],
  ),
  item(
    ['regression-prevention', 'Regressions prevented: budgets, and CI'],
    ['fail', 'CI measures, and whatever comes out passes.', 'Take away what hides its exit code.'],
    [{ file: '.github/workflows/ci | `odd` <name>.yml', line: 17, text: 'CI runs the gate' }],
  ),
  item(
    ['monitoring', 'Monitoring active'],
    ['unverified', 'Whether anybody is told cannot be seen.', 'Keep the alerts in the repository.'],
    [{ file: 'src/tracing.ts', line: 3, text: 'OpenTelemetry is started' }],
  ),
];

/** Lists of each outcome. */
export function checklistDocuments() {
  const list = (over: Partial<ChecklistReport>): ChecklistReport => ({
    schema: CHECKLIST_SCHEMA,
    root: '/project',
    list: 'answer',
    findings: [],
    items: [BASELINE],
    verdict: 'pass',
    ...over,
  });
  return {
    'checklist-failed': list({
      items: ITEMS,
      verdict: 'fail',
      findings: [
        {
          id: 'source-not-understood',
          level: 'warning',
          message: 'A source was not understood: src/odd.ts (it is minified).',
        },
      ],
    }),
    'checklist-passed': list({}),
    'checklist-unverified': list({
      list: 'final',
      verdict: 'unverified',
      items: ITEMS.filter(({ verdict }) => verdict !== 'fail'),
    }),
  } satisfies Readonly<Record<string, ChecklistReport>>;
}
