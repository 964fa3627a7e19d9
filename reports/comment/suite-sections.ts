import type { SuiteFacts } from '../facts/suite/suite-facts.ts';
import { countsMarkdown, suiteTable } from '../markdown/suite-markdown.ts';
import { bounded, boundedName } from './bounded.ts';
import type { Section } from './fit-sections.ts';
import { tableSection } from './table-section.ts';

const REST_CHARACTERS = 300;

/**
 * A suite as parts of a comment: who needs a look in a row each, the others counted.
 * @param noun - What a row is.
 */
export function suiteSections(suite: SuiteFacts, noun: string): readonly Section[] {
  const { groups } = suite;
  const counts = { open: [], rows: countsMarkdown(suite), close: [], noun: null };
  return [
    ...groups.map((group): Section => {
      const rows = group.rows.map((row) => ({ ...row, rest: bounded(row.rest, REST_CHARACTERS) }));
      const { title, isFolded, columns, rows: cells } = suiteTable({ ...group, rows }, boundedName);
      const section = tableSection(columns, cells, {
        noun,
        title: isFolded ? title : null,
      });
      return isFolded ? section : { ...section, open: [`**${title}**`, '', ...section.open] };
    }),
    counts,
  ];
}
