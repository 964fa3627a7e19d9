import type { ChecklistEvidence } from '../../../harness/model/documents/performance-checklist-document.ts';
import type { RunRecord } from '../../../harness/model/documents/run-record.ts';
import {
  type ChecklistCheck,
  type ChecklistResult,
  failCheck,
  leaveUnverified,
  passWithEvidence,
} from '../checklist-item-check.ts';
import type { FoundDocument } from '../performance-checklist-evidence-types.ts';

interface Vital {
  readonly metric: string;
  readonly name: string;
  readonly isGood: (value: number) => boolean;
  readonly limit: string;
  readonly show: (value: number) => string;
}

const ms = (value: number): string => `${Number(value.toPrecision(3))} ms`;

/** Limits for a good page, by the Web Vitals of Chrome (LEAD-16, LEAD-17). */
const VITALS: readonly Vital[] = [
  { metric: 'lcp', name: 'LCP', isGood: (value) => value < 2500, limit: '< 2.5 s', show: ms },
  {
    metric: 'cls',
    name: 'CLS',
    isGood: (value) => value < 0.1,
    limit: '< 0.1',
    show: (value) => String(Number(value.toPrecision(2))),
  },
  { metric: 'inp', name: 'INP', isGood: (value) => value <= 200, limit: '≤ 200 ms', show: ms },
];

type Seen = {
  readonly vital: Vital;
  readonly low: number;
  readonly value: number;
  readonly high: number;
  readonly isField: boolean;
};

/** Checks the web vitals of all measured pages; field data takes precedence over ours. */
export const webVitalsCheck: ChecklistCheck = {
  id: 'web-vitals',
  title: 'Web vitals compliant',
  judge: ({ records }): ChecklistResult => {
    const pages = records.filter(
      ({ content }) => content.kind === 'page' || content.field !== undefined,
    );
    if (pages.length === 0) {
      return leaveUnverified(
        'No page was measured.',
        "Measure a page: write a scenario with page: '/', then use perf-harness run.",
      );
    }
    const seen = pages.map((page) => ({
      page,
      vitals: VITALS.flatMap((vital) => vitalOf(page.content, vital) ?? []),
    }));
    const over = seen.flatMap(({ page, vitals }) =>
      vitals
        .filter(({ vital, value }) => !vital.isGood(value))
        .map((measuredVital) => shown(page, [measuredVital])),
    );
    if (over.length > 0)
      return failCheck(
        'A page exceeds a limit.',
        'Find out where the page spends its time with perf-harness profile and Lighthouse.',
        over,
      );
    const all = seen.map(({ page, vitals }) => shown(page, vitals));
    const doubtful = seen.flatMap(({ page, vitals }) =>
      vitals
        .filter(({ vital, high }) => !vital.isGood(high))
        .map((measuredVital) => shown(page, [measuredVital])),
    );
    if (doubtful.length > 0)
      return leaveUnverified(
        'The confidence interval of a web vital contains its limit.',
        'Measure again with more --trials.',
        doubtful,
      );
    const missing = [
      ...new Set(
        seen.flatMap(({ vitals }) =>
          VITALS.filter(
            (vital) => !vitals.some((measuredVital) => measuredVital.vital === vital),
          ).map(({ name }) => name),
        ),
      ),
    ];
    if (missing.length > 0) {
      return leaveUnverified(
        `${missing.join(' and ')} ${missing.length === 1 ? 'was' : 'were'} not measured on every page.`,
        'INP requires data from real users: import a web-vitals file with perf-harness import rum.',
        all,
      );
    }
    return passWithEvidence(
      all,
      'Every measured page meets LCP < 2.5 s, CLS < 0.1 and INP ≤ 200 ms.',
      leaveUnverified('', ''),
    );
  },
};

function vitalOf({ metrics, field }: RunRecord, vital: Vital): Seen | null {
  const own = field?.metrics[vital.metric];
  if (own !== undefined) {
    const { p75, low, high } = own;
    return { vital, value: p75, low: low ?? p75, high: high ?? p75, isField: true };
  }
  const measured = metrics[vital.metric];
  if (measured === undefined) return null;
  const { center, low, high } = measured;
  return { vital, value: center, low, high, isField: false };
}

function shown(
  { file, content }: FoundDocument<RunRecord>,
  vitals: readonly Seen[],
): ChecklistEvidence {
  const texts = vitals.map(
    ({ vital, value, isField }) =>
      `${vital.name} ${vital.show(value)} (${vital.limit}${isField ? ', from users' : ''})`,
  );
  return { file, line: null, text: `${content.scenario}: ${texts.join(', ')}` };
}
