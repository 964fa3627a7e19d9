import type { SuiteFacts, SuiteGroup, SuiteKind } from '../../facts/suite/suite-facts.ts';
import type { Block, Sign } from '../../view.ts';

const SIGNS: Readonly<Record<SuiteKind, Sign>> = {
  worse: '✗',
  trouble: '!',
  warned: '!',
  better: '✓',
  undecided: '?',
  tight: '?',
};

/** More of one kind than these a terminal counts: fewer of those that nobody has to act on. */
const MOST_ROWS: Readonly<Record<SuiteKind, number>> = {
  worse: 40,
  trouble: 20,
  warned: 20,
  better: 20,
  undecided: 15,
  tight: 15,
};

/** A change stands out that is confirmed, and no estimate that the next pairs may turn. */
const CONCLUSIVE: ReadonlySet<SuiteKind> = new Set(['worse', 'better', 'warned']);

interface SuiteOptions {
  /** Singular noun of a row. */
  readonly noun: string;
  /** Place of a page that tells a scenario in full; null: none does. */
  readonly idOf: (scenario: string) => string | null;
}

/** Scenarios that need a look in a row each, the most severe first; the others are counted. */
export function suiteBlocks(
  { groups, counts }: SuiteFacts,
  options: SuiteOptions,
): readonly Block[] {
  const subjects = new Set(groups.flatMap(({ rows }) => rows.map(({ subject }) => subject)));
  // A subject that all have takes no column.
  const [common = ''] = subjects.size === 1 ? subjects : [];
  return [
    ...groups.map((group) => groupBlock(group, common, options)),
    ...(counts.length === 0
      ? []
      : [{ type: 'text', weight: 'always', sign: '=', text: counts.join(', ') } as const]),
  ];
}

function groupBlock(
  { kind, title, heading, isLong, rows }: SuiteGroup,
  common: string,
  { noun, idOf }: SuiteOptions,
): Block {
  const block = { weight: 'always', sign: SIGNS[kind], noun, most: MOST_ROWS[kind] } as const;
  // Reasons are too long for a column.
  if (kind === 'trouble') {
    const items = rows.map(({ scenario, subject, rest }) => ({
      text: [scenario, subject, rest].filter((part) => part !== '').join(': '),
    }));
    return { ...block, type: 'list', title, items };
  }
  const hasSubject = common === '';
  return {
    ...block,
    type: 'table',
    title: hasSubject ? title : `${title} (${common})`,
    isFolded: isLong,
    columns: [
      { title: 'Scenario', isName: true },
      ...(hasSubject ? [{ title: 'Metric' }] : []),
      { title: 'Change', align: 'right' },
      { title: 'Interval', align: 'right' },
      { title: heading.replace(/^./u, (first) => first.toUpperCase()) },
    ],
    rows: rows.map(({ scenario, subject, change, interval, rest }) => [
      { text: scenario, target: idOf(scenario) },
      ...(hasSubject ? [subject] : []),
      { text: change, tone: CONCLUSIVE.has(kind) ? 'strong' : 'plain' },
      { text: interval, tone: 'faint' },
      rest,
    ]),
  };
}
