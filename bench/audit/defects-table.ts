import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { LinterEntry } from './defect-linters.ts';
import type { DefectEntry, Outcome } from './judge-defect.ts';
import { readLines } from './read-lines.ts';

const HEAD = [
  'kind',
  'places',
  'found',
  'unsure',
  'dismissed',
  'missed',
  'found when mended',
  'the nearest linter',
];

/** What came of the defects of each kind, beside what linters say of them, as a table of markdown. */
export function defectsTable(entries: readonly DefectEntry[]): string {
  const linters = readLinters();
  const kinds = Object.entries(Object.groupBy(entries, ({ kind }) => kind)).toSorted(
    ([one, all = []], [other, others = []]) =>
      others.length - all.length || one.localeCompare(other),
  );
  const rows = [...kinds, ['all', entries] as const].map(([kind, all = []]) =>
    rowOf(kind, all, linters),
  );
  return [HEAD, HEAD.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

function rowOf(
  kind: string,
  all: readonly DefectEntry[],
  linters: ReadonlyMap<string, readonly string[]>,
): readonly string[] {
  const many = (what: Outcome) => String(all.filter(({ before }) => before === what).length);
  const reported = all.flatMap(({ id }) => linters.get(id.replace(/^\d+\//u, '')) ?? []);
  const names = Object.entries(Object.groupBy(reported, (name) => name));
  return [
    kind,
    String(all.length),
    many('found'),
    many('unsure'),
    many('dismissed'),
    many('missed'),
    String(all.filter(({ after }) => after === 'found').length),
    names.map(([name, list = []]) => `${list.length} (${name})`).join(', ') || '0',
  ];
}

/** Rules of linters that come nearest and report a place, by its id without the round. */
function readLinters(): ReadonlyMap<string, readonly string[]> {
  const file = join(import.meta.dirname, 'defects-linters.jsonl');
  if (!existsSync(file)) return new Map();
  return new Map(
    readLines<LinterEntry>(file).map(({ id, answers }) => [
      id,
      Object.entries(answers).flatMap(([tool, { reported }]) =>
        reported.map((one) => `${tool} ${one}`),
      ),
    ]),
  );
}
