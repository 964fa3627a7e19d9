import { disturbingFlags, disturbingVariables } from '../machine/disturbances.ts';
import type { CheckBefore } from '../model/check.ts';

/** Something is attached to Node.js that slows it down, in the harness or in the units. */
export const debuggerOrCoverage: CheckBefore = {
  id: 'debugger-or-coverage',
  check: ({ machine, scenario }) => {
    const found = [
      ...machine.disturbances,
      ...disturbingFlags(scenario.nodeArgs).map((flag) => `${flag} in nodeArgs`),
      ...disturbingVariables(scenario.env).map((name) => `${name} of the scenario's env`),
    ];
    if (found.length === 0) return [];
    return [
      {
        id: debuggerOrCoverage.id,
        level: 'warning',
        message: `Something slows Node.js down or changes how it runs: ${found.join(', ')}.`,
        remedy: 'Measure without it; profile in a run of its own.',
      },
    ];
  },
};
