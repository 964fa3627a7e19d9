import type { SuiteFacts, SuiteGroup, SuiteKind, SuiteRow } from '../facts/suite/suite-facts.ts';
import { shorten } from '../text/display-width.ts';
import type { Cell, Column } from '../text/lay-out-table.ts';
import type { Tone } from '../text/paint.ts';
import { plural } from '../text/plural.ts';
import type { Page } from './page.ts';

const MARKS: Readonly<Record<SuiteKind, { mark: string; tone: Tone }>> = {
  worse: { mark: '✗', tone: 'bad' },
  trouble: { mark: '!', tone: 'bad' },
  warned: { mark: '!', tone: 'doubt' },
  better: { mark: '✓', tone: 'good' },
  undecided: { mark: '?', tone: 'doubt' },
  tight: { mark: '?', tone: 'doubt' },
};

/** More of one kind than these are counted, not shown: fewer of those that nobody has to act on. */
const MOST_ROWS: Readonly<Record<SuiteKind, number>> = {
  worse: 40,
  trouble: 20,
  warned: 20,
  better: 20,
  undecided: 15,
  tight: 15,
};

/** Columns of what stands behind the numbers, as wide as `about 1,200 pairs, 12 min 10 s`. Names need the rest. */
const MOST_REST = 30;

const COLUMNS: readonly Column[] = [{ gives: true }, {}, { align: 'right' }, {}, {}];

/** Who needs a look in a line each, the gravest first; all others are counted. */
export function suiteLines(suite: SuiteFacts, page: Page): readonly (readonly string[])[] {
  const { groups, counts } = suite;
  const shown = groups.map((group) => ({
    group,
    rows: group.rows.slice(0, MOST_ROWS[group.kind]),
  }));
  const subjects = new Set(groups.flatMap(({ rows }) => rows.map(({ subject }) => subject)));
  // What all have in common takes no column.
  const [common = ''] = subjects.size === 1 ? subjects : [];
  // One table, so that all of them are aligned.
  const table = page.table(
    COLUMNS,
    shown.flatMap(({ group, rows }) =>
      isSentence(group) ? [] : rows.map((row) => cells(row, group.kind, common)),
    ),
  );
  let used = 0;
  const blocks = shown.map(({ group, rows }) => {
    const lines = isSentence(group)
      ? rows.flatMap(({ scenario, subject, rest }) =>
          page.paragraph([scenario, subject, rest].filter((part) => part !== '').join(': '), {
            first: '  ',
          }),
        )
      : table.slice(used, used + rows.length);
    if (!isSentence(group)) used += rows.length;
    return [...titleLines(group, common, page), ...lines, ...moreLines(group, page)];
  });
  const counted = counts.length === 0 ? [] : page.paragraph(counts.join(', '), { first: '= ' });
  return [...blocks, counted];
}

/** Reasons are too long for a column. */
function isSentence({ kind }: Pick<SuiteGroup, 'kind'>): boolean {
  return kind === 'trouble';
}

function titleLines({ kind, title }: SuiteGroup, common: string, page: Page): readonly string[] {
  const { mark, tone } = MARKS[kind];
  const text = common === '' || isSentence({ kind }) ? title : `${title} (${common})`;
  return page.paragraph(text, { first: `${mark} `, firstTone: tone, tone });
}

function cells(
  { scenario, subject, change, interval, rest }: SuiteRow,
  kind: SuiteKind,
  common: string,
): readonly Cell[] {
  return [
    { text: scenario },
    { text: common === '' ? subject : '', tone: 'faint' },
    { text: change, tone: MARKS[kind].tone },
    { text: interval, tone: 'faint' },
    { text: shorten(rest, MOST_REST) },
  ];
}

function moreLines({ kind, rows }: SuiteGroup, page: Page): readonly string[] {
  const count = rows.length - MOST_ROWS[kind];
  if (count <= 0) return [];
  const text = `${plural(count, 'more check')}; all of them with: --reporter html=report.html`;
  return page.paragraph(text, { first: '  ', tone: 'faint' });
}
