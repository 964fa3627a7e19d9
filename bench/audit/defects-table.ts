import type { DefectEntry, DefectOutcome } from './judge-defect.ts';

const HEAD = ['kind', 'places', 'found', 'unsure', 'dismissed', 'missed', 'found when mended'];

/** Outcomes of the defects of each kind, as a table of markdown. */
export function defectsTable(entries: readonly DefectEntry[]): string {
  const kinds = Object.entries(Object.groupBy(entries, ({ kind }) => kind)).toSorted(
    ([kind, all = []], [other, others = []]) =>
      others.length - all.length || kind.localeCompare(other),
  );
  const rows = [...kinds, ['all', entries] as const].map(([kind, all = []]) => rowOf(kind, all));
  return [HEAD, HEAD.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

function rowOf(kind: string, all: readonly DefectEntry[]): readonly string[] {
  const many = (what: DefectOutcome) => String(all.filter(({ before }) => before === what).length);
  return [
    kind,
    String(all.length),
    many('found'),
    many('unsure'),
    many('dismissed'),
    many('missed'),
    String(all.filter(({ after }) => after === 'found').length),
  ];
}
