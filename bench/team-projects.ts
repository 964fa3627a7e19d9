/**
 * Twenty small projects with two known costs each, ten of them with a naive fix that costs more than it
 * saves. A team works on each, and every file of what it accepts is compared alone with the code before.
 * Exit code 1 where something that was accepted is slower alone. Goes on where it was stopped.
 *
 *   node bench/team-projects.ts             all
 *   node bench/team-projects.ts --only 1,11 these
 *   node bench/team-projects.ts --fresh     forgets what was done
 */
import '../harness/loader/register-self-reference.ts';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from './built-package.ts';
import type { SmallProjectEntry } from './team/run-small-project.ts';
import { type BenchJournalEntry, openBenchJournal } from './verdicts/bench-journal.ts';
import { readProvenance } from './verdicts/provenance.ts';

const { runSmallProject } = await import('./team/run-small-project.ts');
const { SMALL_PROJECTS } = await import('./team/small-projects.ts');

const { values } = parseArgs({
  options: { only: { type: 'string' }, fresh: { type: 'boolean', default: false } },
});
const file = join(ROOT, '.perf-harness/bench/team-projects.jsonl');
if (values.fresh) rmSync(file, { force: true });
const journal = openBenchJournal<SmallProjectEntry & BenchJournalEntry>(file);
const provenance = readProvenance();
const only = values.only?.split(',').map(Number);

for (const [index, project] of SMALL_PROJECTS.entries()) {
  const id = `project/${index + 1}`;
  const isAsked = only === undefined || only.includes(index + 1);
  if (!isAsked || journal.entries().some((journalEntry) => journalEntry.id === id)) continue;
  const entry = runSmallProject(id, project);
  console.error(`${id} ${project.name}: ${entry.seconds} s`);
  journal.append({ ...entry, ...provenance() });
}

const done = journal.entries();
const isSlower = ({ gain }: SmallProjectEntry['accepted'][number]): boolean =>
  gain?.verdict === 'regressed';
for (const { id, name, branches, accepted, dropped, trouble } of done) {
  console.log(`${id} ${name}`);
  for (const { lane, status, improvement, reason } of branches) {
    console.log(`  ${lane} ${status} ${improvement ?? ''} ${reason}`.trimEnd());
  }
  for (const change of accepted) {
    const { gain } = change;
    const ratio = gain?.ratio == null ? 'no ratio' : gain.ratio.toFixed(3);
    const lines = `+${change.added} -${change.removed}`;
    console.log(
      `  ${change.branch} ${change.file} ${lines}: ${gain?.verdict ?? 'not measured'}, ${ratio}`,
    );
  }
  for (const text of dropped) console.log(`  dropped ${text}`);
  if (trouble !== '') console.log(`  no end: ${trouble}`);
}
const all = done.flatMap((entry) => entry.accepted);
const slower = all.filter(isSlower);
console.log(
  `${done.length} of ${SMALL_PROJECTS.length} projects, ${all.length} accepted changes, ${slower.length} slower alone`,
);
if (slower.length > 0 || done.some(({ trouble }) => trouble !== '')) process.exitCode = 1;
