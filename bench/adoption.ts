/**
 * perf-harness on public repositories, as a new user would try it: installed, `init --yes`,
 * `run --quick`, `compare HEAD~20`, beside what the repository has of its own. They were chosen before
 * anything was run on them. What fails in the development half is mended and tried again in another
 * round; of the final half the first round counts, and another is told apart. Takes hours, can be stopped at any time, and goes on with the
 * step that it was stopped in.
 *
 *   npm run bench -- adoption                          what is not in the journal yet
 *   npm run bench -- adoption --half final             one half
 *   npm run bench -- adoption --round 2                the development half once more
 *   node bench/adoption.ts owner/name --round 2        one once more, of either half
 *   node bench/adoption.ts owner/name --until own      one, up to a step
 *
 * PERF_HARNESS_MIRRORS names a folder with clones (`owner+name/repo`); without it they are cloned from
 * where they are published. PERF_HARNESS_ADOPTION names the folder to work in.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { removeTree } from '../harness/host/remove-tree.ts';
import { adoptionResult } from './adoption/adoption-result.ts';
import { type AdoptionEntry, entryId, STEPS, type Step } from './adoption/entries.ts';
import { isEnd, reasonOf } from './adoption/outcome.ts';
import { packPackage } from './adoption/package-archive.ts';
import { type Repository, readRepositories } from './adoption/repositories.ts';
import { endCommands } from './adoption/run-command.ts';
import { doStep } from './adoption/steps.ts';
import { type Workplace, workplaceOf } from './adoption/workplace.ts';
import { printBenchResult } from './bench-result.ts';
import { ROOT } from './built-package.ts';
import { openJournal } from './verdicts/journal.ts';
import { readProvenance } from './verdicts/provenance.ts';

const INTERRUPTED = 130;

const { values, positionals } = parseArgs({
  options: {
    half: { type: 'string' },
    round: { type: 'string', default: '1' },
    until: { type: 'string', default: 'compare' },
    package: { type: 'string' },
  },
  allowPositionals: true,
});
const round = Number(values.round);
const until = (STEPS as readonly string[]).indexOf(values.until);
if (until < 0) throw new Error(`--until takes one of ${STEPS.join(', ')}`);
const journal = openJournal<AdoptionEntry>(join(ROOT, '.perf-harness/bench/adoption.jsonl'));
const provenance = readProvenance();
const stopping = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stopping.abort());

const repositories = readRepositories();
let archive = values.package ?? '';
try {
  for (const one of repositories.filter(isAsked)) await tryRepository(one);
} catch (error) {
  if (!stopping.signal.aborted) throw error;
}
await endCommands();
if (stopping.signal.aborted) {
  console.error('Interrupted; the same command goes on with the step that was stopped.');
  process.exit(INTERRUPTED);
}
printBenchResult(adoptionResult(repositories, journal.entries()));

/** The final half is asked once, unless one is named: nothing is mended for the figures of a second round. */
function isAsked({ repository, half }: Repository): boolean {
  if (positionals.length > 0 && !positionals.includes(repository)) return false;
  if (values.half !== undefined && values.half !== half) return false;
  return half === 'development' || round === 1 || positionals.length > 0;
}

async function tryRepository(one: Repository): Promise<void> {
  const done = journal
    .entries()
    .filter((entry) => entry.repository === one.repository && entry.round === round);
  const last = done.at(-1);
  if (last !== undefined && isEnd(last)) return;
  const place = workplaceOf(one.repository);
  // Where the clone is gone, all is begun again.
  const kept = existsSync(place.project) ? done.map(({ step }) => step) : [];
  for (const step of STEPS.slice(0, until + 1)) {
    if (kept.includes(step)) continue;
    const entry = await perform(one, place, step);
    if (!isEnd(entry)) continue;
    removeTree(place.folder);
    return;
  }
}

async function perform(one: Repository, place: Workplace, step: Step): Promise<AdoptionEntry> {
  const { signal } = stopping;
  const facts = provenance();
  if (step === 'add' && archive === '') archive = packPackage(facts.commit);
  const result = await doStep(step, { one, place, archive, signal });
  const { repository } = one;
  const id = entryId(round, repository, step);
  const entry: AdoptionEntry = { id, round, repository, step, ...result, ...facts };
  journal.append(entry);
  const seconds = result.commands.reduce((sum, command) => sum + command.seconds, 0);
  console.error(`${result.works ? '✓' : '✗'} ${id}, ${seconds.toFixed(0)} s`);
  const failed = result.works ? undefined : result.commands.at(-1);
  if (failed !== undefined) console.error(`  ${failed.command}: ${reasonOf(failed)}`);
  return entry;
}
