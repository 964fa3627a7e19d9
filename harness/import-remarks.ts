import type { RunRecord } from './model/documents/record.ts';
import type { Finding } from './model/finding.ts';
import type { Imported } from './model/imported.ts';

/** What the reader of a comparison should know of two runs that another program has measured. */
export function importRemarks(base: RunRecord, head: RunRecord): readonly Finding[] {
  const [a, b] = [base.imported, head.imported];
  if (a === undefined || b === undefined) return [];
  return [...limits(base, head), ...unknownMachine(a, b), ...otherVersions(head.scenario, a, b)];
}

/** What the files cannot support, said when they were imported; once where both sides say it. */
function limits(base: RunRecord, head: RunRecord): readonly Finding[] {
  const known = new Map(
    [...base.findings, ...head.findings].map((finding) => [finding.message, finding]),
  );
  return [...known.values()].filter(({ id }) => id.startsWith('import-'));
}

function unknownMachine(a: Imported, b: Imported): readonly Finding[] {
  if (a.machine !== null && b.machine !== null) return [];
  return [
    {
      id: 'import-machine',
      level: 'warning',
      message: `The files of ${a.tool} do not say which machine they are from: whether both sides were measured on the same one is not known.`,
      remedy: 'Compare only what was measured on one machine, close together.',
    },
  ];
}

function otherVersions(scenario: string, a: Imported, b: Imported): readonly Finding[] {
  const pairs = [
    [a.tool, a.version, b.version],
    ['the runtime', a.runtime, b.runtime],
  ] as const;
  return pairs
    .filter(([, before, after]) => before !== null && after !== null && before !== after)
    .map(([what, before, after]) => ({
      id: 'import-versions',
      level: 'warning',
      message: `"${scenario}": ${what} was ${before} in the base and ${after} in the head; a difference may be theirs.`,
      remedy: 'Measure both sides with the same versions.',
    }));
}
