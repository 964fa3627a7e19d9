/**
 * Plants the faults of test/faults.json in this tree, one at a time, and tells which of them the tests
 * nearby notice: `node tools/faults/plant.ts [--proofs] [--tests=<file>,…] [id…]`. Those that have a line in
 * test/faults-noticed.jsonl are not tried again, unless they are named. The tree must have no changes.
 */
import { parseArgs } from 'node:util';
import { chooseTests } from './choose-tests.ts';
import { type Fault, type Outcome, readFaults } from './fault.ts';
import { readOutcomes, writeOutcome } from './outcomes.ts';
import { failures, withPlanted } from './run-tests.ts';

const { values, positionals: wanted } = parseArgs({
  options: {
    proofs: { type: 'boolean', default: false },
    /** Who is asked in place of the tests nearby. */
    tests: { type: 'string' },
  },
  allowPositionals: true,
});
const withProofs = values.proofs;
/** Proofs too where the quick set has not noticed: those of the fault's folder. */
const CONFIGS = ['vitest.config.ts', ...(withProofs ? ['vitest.proofs.config.ts'] : [])];

function noticed(fault: Fault): Outcome {
  const { own, others } =
    values.tests === undefined
      ? chooseTests(fault.file)
      : { own: values.tests.split(','), others: [] };
  for (const files of [own, others]) {
    if (files.length === 0) continue;
    for (const config of CONFIGS) {
      const failed = withPlanted([fault], () => failures(config, files));
      if (failed.length === 0) continue;
      // What fails without the fault too says nothing of it.
      const again = failed.flatMap(({ file }) => (file === null ? files : [file]));
      const anyway = new Set(failures(config, again).map(({ name }) => name));
      const by = failed.find(({ name }) => !anyway.has(name));
      if (by !== undefined) return { id: fault.id, noticedBy: by.name, files: files.length };
    }
  }
  return { id: fault.id, noticedBy: null, files: own.length + others.length };
}

const known = readOutcomes();
const isAsked = ({ id }: Fault): boolean =>
  wanted.length > 0 ? wanted.includes(id) : !known.has(id);
for (const fault of readFaults().filter(isAsked)) writeOutcome(noticed(fault));
