import type { SuiteFacts, SuiteGroup, SuiteKind, SuiteRow } from '../facts/suite/suite-facts.ts';
import { escapeMarkdown } from './escape.ts';
import { type MarkdownColumn, markdownTable } from './table.ts';

const SIGNS: Readonly<Record<SuiteKind, string>> = {
  worse: '❌',
  trouble: '⚠️',
  warned: '⚠️',
  better: '✅',
  undecided: '❔',
  tight: '❔',
};

/** A group of a suite as a page of Markdown has it, in a comment too. */
export interface SuiteTable {
  readonly title: string;
  /** Under its title, to be opened. */
  readonly isFolded: boolean;
  readonly columns: readonly MarkdownColumn[];
  readonly rows: readonly (readonly string[])[];
}

/** @param shown - A name as it is to be shown. */
export function suiteTable(
  { kind, title, heading, isLong, rows }: SuiteGroup,
  shown: (name: string) => string = (name) => name,
): SuiteTable {
  return {
    title: `${SIGNS[kind]} ${escapeMarkdown(title)}`,
    isFolded: isLong,
    columns: [
      { title: 'Scenario' },
      { title: 'Metric' },
      { title: 'Change', align: 'right' },
      { title: 'Interval', align: 'right' },
      { title: heading.replace(/^./u, (first) => first.toUpperCase()) },
    ],
    rows: rows.map((row) => cells(row, shown, isDecided(kind))),
  };
}

function cells(
  { scenario, subject, change, interval, rest }: SuiteRow,
  shown: (name: string) => string,
  isFirm: boolean,
): readonly string[] {
  const texts = [escapeMarkdown(shown(scenario)), escapeMarkdown(subject)];
  const told = isFirm && change !== '' ? `**${change}**` : change;
  return [...texts, unbroken(told), unbroken(interval), escapeMarkdown(rest)];
}

/** Whether a change stands out: it has been confirmed, and is no estimate that the next pairs may turn. */
function isDecided(kind: SuiteKind): boolean {
  return kind === 'worse' || kind === 'better' || kind === 'warned';
}

/** A number keeps its unit beside it, however narrow its column is. */
function unbroken(text: string): string {
  return text.replaceAll(' ', '\u00a0');
}

/** A suite for job summaries: who needs a look in a row each, the others counted. */
export function suiteMarkdown(suite: SuiteFacts): readonly (readonly string[])[] {
  const tables = suite.groups.map((group) => suiteTable(group));
  return [
    ...tables.flatMap(({ title, isFolded, columns, rows }) => {
      const table = markdownTable(columns, rows);
      return isFolded
        ? [['<details>', `<summary>${title}</summary>`], table, ['</details>']]
        : [[`**${title}**`], table];
    }),
    countsMarkdown(suite),
  ];
}

/** What has no row. */
export function countsMarkdown({ counts }: SuiteFacts): readonly string[] {
  return counts.length === 0 ? [] : [escapeMarkdown(counts.join(', '))];
}
