import { expect, it } from 'vitest';
import { findCalibratedScenarios } from '../../../harness/calibration/noise-calibration-store.ts';
import type { CalibrationKey } from '../../../harness/model/noise-calibration-key.ts';
import { commandScenario } from '../../support/command-scenario.ts';
import { functionScenario } from '../../support/function-scenario.ts';
import { type BlockScript, runScriptedComparison } from '../../support/scripted-comparison.ts';

const steady: BlockScript = ({ index }) => ({ measurements: { wall_time: 100 + (index % 3) } });
const failure = { reason: 'threw', message: 'the port is taken' } as const;

/** Runs a scripted comparison; returns calibrations requested while measuring and after. */
async function askedFor(script: BlockScript) {
  const live: CalibrationKey[] = [];
  const after: CalibrationKey[] = [];
  const scenarios = [functionScenario({ name: 'sort' }), commandScenario({ name: 'build' })];
  const { report } = await runScriptedComparison({
    scenarios,
    script,
    parts: {
      calibrationOf: (key) => {
        live.push(key);
        return null;
      },
    },
  });
  const found = findCalibratedScenarios(scenarios, report, {
    find: (key) => {
      after.push(key);
      return null;
    },
  });
  return { live, after, found, report };
}

it('looks up the noise of the same kind of pairs, while measuring and when judging limits', async () => {
  const { live, after, found, report } = await askedFor(steady);
  const { machine, runtime } = report.runs[0]?.environment ?? {};
  const common = { machine: machine?.id, nodes: [runtime?.node, runtime?.node] };
  expect(live).toEqual([
    { ...common, scenario: 'sort', kind: 'function', plan: 'alternating' },
    { ...common, scenario: 'build', kind: 'command', plan: 'back-to-back' },
  ]);
  expect(after).toEqual(live);
  expect(found.map(({ scenario }) => scenario.name)).toEqual(['sort', 'build']);
});

it('uses the plan of the pairs as finally measured when both sides cannot be open at once', async () => {
  let blocks = 0;
  const { live, after } = await askedFor((...asked) => {
    blocks += 1;
    return blocks === 1 ? { failure } : steady(...asked);
  });
  expect(live[0]).toMatchObject({ scenario: 'sort', plan: 'back-to-back' });
  expect(after[0]).toEqual(live[0]);
});

it('leaves the plan open when no pair was measured', async () => {
  const { after } = await askedFor(() => ({ failure }));
  expect(after.map(({ plan }) => plan)).toEqual([null, null]);
});
