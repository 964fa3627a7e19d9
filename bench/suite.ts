/**
 * Gates of a suite of fifty functions, as a pull request would run them: with two functions that were made
 * 5 % slower and one 10 %, and with none. Which ones is drawn anew for each gate. Takes hours, can be stopped
 * at any time, and goes on with the next gate.
 *
 *   npm run bench -- suite              what is not in the journal yet
 *   npm run bench -- suite --gates 3    at most so many of each kind
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { GateReport } from '../harness/model/documents/gate-document.ts';
import { createRandom } from '../harness/stats/random.ts';
import { printBenchResult } from './bench-result.ts';
import { buildPackage, ROOT } from './built-package.ts';
import { runCli } from './run-cli.ts';
import { madeFunctions } from './suite/functions.ts';
import { makeProject } from './suite/make-project.ts';
import { GATES, KINDS, type SuiteEntry, type SuiteKind } from './suite/suite-entry.ts';
import { suiteResult } from './suite/suite-result.ts';
import { openJournal } from './verdicts/journal.ts';
import { readProvenance } from './verdicts/provenance.ts';

const { values } = parseArgs({ options: { gates: { type: 'string', default: String(GATES) } } });
const FUNCTIONS = madeFunctions(50);
const BUDGET_SECONDS = 300;
/** Twentieths more work of the functions that are made slower. */
const PLANTED = [1, 1, 2] as const;

const journal = openJournal<SuiteEntry>(join(ROOT, 'bench/results/suite.jsonl'));
const provenance = readProvenance();
const stopping = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stopping.abort());

buildPackage();
for (let number = 1; number <= Number(values.gates); number += 1) {
  for (const kind of KINDS) {
    const id = `${kind} ${number}`;
    if (journal.entries().some((entry) => entry.id === id)) continue;
    journal.append(await gate(id, kind, number));
  }
}
printBenchResult(suiteResult(journal.entries()));

async function gate(id: string, kind: SuiteKind, number: number): Promise<SuiteEntry> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-suite-'));
  try {
    const drawn = createRandom(number).shuffle(FUNCTIONS).slice(0, PLANTED.length);
    const planted = Object.fromEntries(
      kind === 'planted' ? drawn.map(({ name }, index) => [name, PLANTED[index] ?? 0]) : [],
    );
    const margin = kind === 'planted' ? 0.02 : 0.05;
    makeProject(folder, FUNCTIONS, { margin, more: planted });
    const report = join(folder, 'gate.json');
    const args = ['gate', '--base', 'HEAD', '--budget-seconds', String(BUDGET_SECONDS)];
    const how = ['--no-explain', '--seed', String(number), '--reporter', `json=${report}`];
    const end = await runCli([...args, ...how], folder, stopping.signal);
    const { comparison } = JSON.parse(readFileSync(report, 'utf8')) as GateReport;
    const judged = (comparison?.comparisons ?? []).filter(({ metric }) => metric === 'wall_time');
    return {
      id,
      kind,
      planted,
      seconds: end.seconds,
      exitCode: end.exitCode,
      verdicts: Object.fromEntries(judged.map(({ scenario, verdict }) => [scenario, verdict])),
      pairs: judged.map(({ pairs }) => pairs),
      ...provenance(),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
