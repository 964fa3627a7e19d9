/**
 * Writes the faults and which test notices each, now and before, at the end of docs/tests.md:
 * `node tools/faults/table.ts`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { type Fault, type Outcome, readFaults } from './fault.ts';
import { BEFORE, NOW, readOutcomes } from './outcomes.ts';

const PAGE = 'docs/tests.md';
const HEADING = '## The faults, one by one\n';

/** A cell of a table cannot hold a line break or a bar. */
function cell(text: string): string {
  return text.replace(/\s+/g, ' ').replaceAll('|', '\\|');
}

function change({ find, replace, what, id }: Fault): string {
  if (id.startsWith('by-hand')) return cell(what);
  const code = (text: string): string => {
    const line = cell(text);
    const short = line.length > 60 ? `${line.slice(0, 57)}…` : line;
    return short === '' ? 'nothing' : `\`${short.replaceAll('`', "'")}\``;
  };
  return `${code(find)} becomes ${code(replace)}`;
}

function noticedNow(outcome: Outcome | undefined): string {
  if (outcome === undefined) return 'not asked yet';
  return outcome.noticedBy === null ? '**no test**' : cell(outcome.noticedBy);
}

function noticedBefore(outcome: Outcome | undefined): string {
  if (outcome === undefined) return 'not asked';
  return outcome.noticedBy === null ? 'no' : 'yes';
}

const now = readOutcomes(NOW);
const before = readOutcomes(BEFORE);
const faults = readFaults();
const rows = faults.map(
  (fault) =>
    `| ${fault.id} | \`${fault.file}\` | ${change(fault)} | ${noticedNow(now.get(fault.id))} | ${noticedBefore(before.get(fault.id))} |`,
);
const count = faults.filter(({ id }) => typeof now.get(id)?.noticedBy === 'string').length;
const text = readFileSync(PAGE, 'utf8').split(HEADING)[0] ?? '';
writeFileSync(
  PAGE,
  `${text}${HEADING}
${count} of ${faults.length} are noticed. What is noticed now cannot have been lost, so the state before the two sets was
asked only about the others.

| fault | file | what it changes | noticed now by | before |
| --- | --- | --- | --- | --- |
${rows.join('\n')}
`,
);
