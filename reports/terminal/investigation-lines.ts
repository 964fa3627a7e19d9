import type {
  AffectedFact,
  CauseFact,
  InvestigationFacts,
} from '../facts/investigation/investigation-facts.ts';
import { sourcesText } from '../facts/investigation/investigation-facts.ts';
import type { Tone } from '../text/paint.ts';
import { footnoteLines, nextLines } from './closing-lines.ts';
import type { Page } from './page.ts';
import { sparkline } from './sparkline.ts';

const BADGES: Readonly<
  Record<InvestigationFacts['headline']['word'], { readonly badge: string; readonly tone: Tone }>
> = {
  established: { badge: '✗ CAUSE', tone: 'bad' },
  'probable cause not established': { badge: '? NOT ESTABLISHED', tone: 'doubt' },
  'nothing to look at': { badge: '? NOTHING TO LOOK AT', tone: 'doubt' },
  'nothing to explain': { badge: '✓ NOTHING TO EXPLAIN', tone: 'good' },
};
const LINE = 60;

/** An investigation: the conclusion, when it began and for whom, causes, what to do. */
export function investigationLines(facts: InvestigationFacts, page: Page): readonly string[] {
  const { badge, tone } = BADGES[facts.headline.word];
  const blocks = [
    page.paragraph(facts.headline.sentence, { first: `${badge}  `, firstTone: tone }),
    [
      ...page.paragraph(facts.about, { first: '  ', tone: 'faint' }),
      ...(facts.data === null
        ? []
        : page.paragraph(sourcesText(facts.data), { first: '  ', tone: 'faint' })),
    ],
    beganLines(facts, page),
    affectedLines('endpoint', facts.endpoints, page),
    ...facts.segments.map(({ column, values }) => affectedLines(column, values, page)),
    errorLines(facts, page),
    queryLines(facts, page),
    ...facts.causes.map((cause) => causeLines(cause, page)),
    groupLines(facts, page),
    actionLines(facts, page),
    fixLines(facts, page),
    footnoteLines(facts.footnotes, page),
    nextLines(facts.next, page),
  ].filter((block) => block.length > 0);
  return blocks.flatMap((block, index) => (index === 0 ? block : ['', ...block]));
}

function beganLines({ began, data }: InvestigationFacts, page: Page): readonly string[] {
  const values = (data?.timeline ?? []).map(({ p95 }) => p95).filter((value) => value !== null);
  return [
    ...(began.length === 0 ? [] : page.paragraph('When it began', { tone: 'strong' })),
    ...began.flatMap((line) => page.paragraph(line, { first: '  ' })),
    ...(values.length < 2
      ? []
      : page.paragraph(sparkline(values, Math.min(LINE, values.length)), {
          first: '  p95  ',
          firstTone: 'faint',
        })),
  ];
}

function affectedLines(
  title: string,
  rows: readonly AffectedFact[],
  page: Page,
): readonly string[] {
  if (rows.length === 0) return [];
  const head = [title, 'requests', 'p95 before', 'since', 'change'];
  return page.table(
    [
      { gives: true },
      { align: 'right' },
      { align: 'right' },
      { align: 'right' },
      { align: 'right' },
    ],
    [
      head.map((text) => ({ text, tone: 'faint' as const })),
      ...rows.map(({ name, share, before, after, change, isAffected }) => [
        { text: name },
        { text: share },
        { text: before },
        { text: after },
        { text: change, tone: isAffected ? ('bad' as const) : ('plain' as const) },
      ]),
    ],
  );
}

function errorLines({ errors }: InvestigationFacts, page: Page): readonly string[] {
  if (errors.length === 0) return [];
  return [
    ...page.paragraph('Errors that are new or more', { tone: 'strong' }),
    ...errors.flatMap(({ change, pattern, often }) => [
      ...page.paragraph(pattern, { first: `  ${change}  `, firstTone: 'bad' }),
      ...page.paragraph(often, { first: '    ', tone: 'faint' }),
    ]),
  ];
}

function queryLines({ queries }: InvestigationFacts, page: Page): readonly string[] {
  if (queries.length === 0) return [];
  return [
    ...page.paragraph('Slow queries', { tone: 'strong' }),
    ...queries.flatMap(({ statement, before, after, max, total }) => [
      ...page.paragraph(statement, { first: '  ' }),
      ...page.paragraph(`before ${before}; since ${after}; longest ${max}; ${total} in all`, {
        first: '    ',
        tone: 'faint',
      }),
    ]),
  ];
}

function causeLines(fact: CauseFact, page: Page): readonly string[] {
  return [
    ...page.paragraph(fact.title, { first: `${fact.place}. `, tone: 'strong' }),
    ...(fact.where === '' ? [] : page.paragraph(fact.where, { first: '   ', tone: 'faint' })),
    ...fact.for.flatMap((text) => page.paragraph(text, { first: '   + ', firstTone: 'good' })),
    ...fact.against.flatMap((text) => page.paragraph(text, { first: '   − ', firstTone: 'bad' })),
    ...page.paragraph(fact.refutedBy, { first: '   refuted if  ', firstTone: 'faint' }),
    ...page.paragraph(fact.next, { first: '   look next at  ', firstTone: 'faint' }),
  ];
}

function groupLines({ resources }: InvestigationFacts, page: Page): readonly string[] {
  return [...Map.groupBy(resources, ({ group }) => group)].flatMap(([group, members]) => [
    ...page.paragraph(group, { tone: 'strong' }),
    ...members.flatMap(({ message }) => page.paragraph(message, { first: '  ' })),
  ]);
}

function fixLines({ fixes, closed }: InvestigationFacts, page: Page): readonly string[] {
  return [
    ...(fixes.length === 0 ? [] : page.paragraph('What was done', { tone: 'strong' })),
    ...fixes.flatMap(({ place, outcome, title, windows, effects, notes }) => [
      ...page.paragraph(`${outcome}: ${title}`, {
        first: `  ${place}. `,
        firstTone: TONES[outcome],
      }),
      ...[...windows, ...effects].flatMap((text) => page.paragraph(text, { first: '     ' })),
      ...notes.flatMap((text) => page.paragraph(text, { first: '     ', tone: 'faint' })),
    ]),
    ...(closed === null ? [] : page.paragraph(closed, { first: '  ' })),
  ];
}

const TONES: Readonly<Record<InvestigationFacts['fixes'][number]['outcome'], Tone>> = {
  pass: 'good',
  'pass below target': 'good',
  fail: 'bad',
  pending: 'doubt',
};

function actionLines({ actions }: InvestigationFacts, page: Page): readonly string[] {
  if (actions.length === 0) return [];
  return [
    ...page.paragraph('What to do', { tone: 'strong' }),
    ...actions.flatMap(({ action, title, when }) => [
      ...page.paragraph(title, { first: `  ${action.id}  ` }),
      ...page.paragraph(`${when}, ${action.priority}, ${action.eta_minutes} min`, {
        first: '    ',
        tone: 'faint',
      }),
      ...action.steps.flatMap((step) => page.paragraph(step, { first: '    - ' })),
      ...page.paragraph(action.rollback, { first: '    back: ', firstTone: 'faint' }),
    ]),
  ];
}
