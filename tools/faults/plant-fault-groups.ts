/**
 * Plants several faults at once that no nearby test has noticed, and runs the whole quick set with
 * them: `node tools/faults/plant-fault-groups.ts [--size 6]`. Each failing test file is then run
 * with each fault alone. Continues from test/faults-noticed.jsonl, as written by `plant-faults.ts`.
 */
import { parseArgs } from 'node:util';
import { readFaultOutcomes, writeFaultOutcome } from './fault-outcomes.ts';
import { findFailedTests, withPlantedFaults } from './run-fault-tests.ts';
import { readFaults, type SeededFault } from './seeded-fault.ts';

const { values } = parseArgs({ options: { size: { type: 'string', default: '6' } } });
const CONFIG = 'vitest.config.ts';

/** Groups in which no file has two faults. */
function grouped(
  faults: readonly SeededFault[],
  size: number,
): readonly (readonly SeededFault[])[] {
  const groups: SeededFault[][] = [];
  for (const fault of faults) {
    const free = groups.find(
      (group) => group.length < size && group.every(({ file }) => file !== fault.file),
    );
    if (free === undefined) groups.push([fault]);
    else free.push(fault);
  }
  return groups;
}

const outcomes = readFaultOutcomes();
const open = readFaults().filter(({ id }) => {
  const outcome = outcomes.get(id);
  return outcome?.noticedBy === null && outcome.files !== 'all';
});
for (const group of grouped(open, Number(values.size))) {
  const failed = withPlantedFaults(group, () => findFailedTests(CONFIG, [], { bail: false }));
  const suspects = [...new Set(failed.flatMap(({ file }) => file ?? []))];
  const anyway = new Set(
    suspects.length === 0
      ? []
      : findFailedTests(CONFIG, suspects, { bail: false }).map(({ name }) => name),
  );
  // If the whole run broke, the result says nothing about any of the faults.
  if (failed.some(({ file }) => file === null)) {
    console.log(`${group.map(({ id }) => id).join(', ')}: together the tests do not run`);
    continue;
  }
  const files = [
    ...new Set(failed.filter(({ name }) => !anyway.has(name)).map(({ file }) => file ?? '')),
  ];
  for (const fault of group) {
    const alone =
      files.length === 0
        ? []
        : withPlantedFaults([fault], () => findFailedTests(CONFIG, files, { bail: false }));
    const by = alone.find(({ name }) => !anyway.has(name));
    writeFaultOutcome({ id: fault.id, noticedBy: by?.name ?? null, files: 'all' });
  }
}
