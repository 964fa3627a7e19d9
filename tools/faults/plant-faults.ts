/**
 * Plants the faults of test/faults.json in this tree, one at a time, and records which test notices each:
 *
 *   node tools/faults/plant-faults.ts           those without a line in test/faults-noticed.jsonl
 *   node tools/faults/plant-faults.ts <id>…     these
 *   node tools/faults/plant-faults.ts --again   all of them: the file that noticed last time first, then the tests
 *                                        nearest to the fault. Prints what is no longer noticed, exits 1 then
 *   … --out <file>                       records there, and goes on where an earlier run with it stopped
 *   … --tests <file>,…                   runs these tests only
 *
 * The tree must have no changes.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { chooseFaultTests } from './choose-fault-tests.ts';
import { readFaultOutcomes, writeFaultOutcome } from './fault-outcomes.ts';
import { findFailedTests, withPlantedFaults } from './run-fault-tests.ts';
import { type FaultOutcome, readFaults, type SeededFault } from './seeded-fault.ts';

const CONFIG = 'vitest.config.ts';

const { values, positionals: wanted } = parseArgs({
  options: {
    again: { type: 'boolean', default: false },
    out: { type: 'string' },
    tests: { type: 'string' },
  },
  allowPositionals: true,
});

/** Returns groups of test files to run in order until one fails. */
function groupsFor(
  fault: SeededFault,
  last: FaultOutcome | undefined,
): readonly (readonly string[])[] {
  if (values.tests !== undefined) return [values.tests.split(',')];
  const { own, others } = chooseFaultTests(fault.file);
  const near = [...own, ...others];
  const title = last?.noticedBy?.split(' ').slice(-5).join(' ');
  const before = near.filter(
    (file) => title !== undefined && readFileSync(file, 'utf8').includes(title),
  );
  return [before, own, others].filter((group) => group.length > 0);
}

function noticed(fault: SeededFault, last: FaultOutcome | undefined): FaultOutcome {
  const groups = groupsFor(fault, last);
  for (const files of groups) {
    const failed = withPlantedFaults([fault], () => findFailedTests(CONFIG, files));
    if (failed.length === 0) continue;
    // A test that also fails without the fault says nothing about it.
    const again = failed.flatMap(({ file }) => (file === null ? files : [file]));
    const anyway = new Set(findFailedTests(CONFIG, again).map(({ name }) => name));
    const by = failed.find(({ name }) => !anyway.has(name));
    if (by !== undefined) return { id: fault.id, noticedBy: by.name, files: files.length };
  }
  return { id: fault.id, noticedBy: null, files: new Set(groups.flat()).size };
}

const before = readFaultOutcomes();
const done = values.again
  ? values.out === undefined
    ? new Map<string, FaultOutcome>()
    : readFaultOutcomes(values.out)
  : before;
const isAsked = ({ id }: SeededFault): boolean =>
  wanted.length > 0 ? wanted.includes(id) : !done.has(id);
const lost: string[] = [];
for (const fault of readFaults().filter(isAsked)) {
  const outcome = noticed(fault, before.get(fault.id));
  writeFaultOutcome(outcome, values.out);
  const wasNoticed = (before.get(fault.id)?.noticedBy ?? null) !== null;
  if (outcome.noticedBy === null && wasNoticed) lost.push(fault.id);
}
if (lost.length > 0) {
  console.log(`noticed before and no longer: ${lost.join(', ')}`);
  process.exitCode = 1;
}
