/** The complete loop with scripted workers, on real repositories. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  createOptimizeProject,
  createScriptedWorkers,
  runOptimizationLoop,
} from '../../support/scripted-optimization-loop.ts';

const FOLDER = '.optimization/listusers';

function events(root: string): readonly string[] {
  return readFileSync(join(root, FOLDER, 'history.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
    .map(({ cycle, event }) => `${cycle} ${event}`);
}

const phases = (cycle: number, ...names: readonly string[]): readonly string[] =>
  names.flatMap((name) => [`${cycle} ${name} running`, `${cycle} ${name} done`]);

describe('the loop', () => {
  it('OPT-03: runs phases 0 and 1 once, 2 to 8 in each cycle, and 9 to 11 once', async () => {
    const { root } = createOptimizeProject();
    const { workers } = createScriptedWorkers([
      { baseline: 6300, final: 3800 },
      { baseline: 3800, final: 480 },
    ]);
    const { exitCode } = await runOptimizationLoop(root, workers);
    expect(exitCode).toBe(0);
    expect(events(root)).toEqual([
      ...phases(1, '0_preflight', '1_parse'),
      ...phases(1, '2_profile', '3_gate', '4_research', '5_target', '6_context'),
      ...phases(1, '7_validate', '8_execute'),
      '1 boundary collect',
      '1 boundary merge',
      '1 boundary record',
      '1 boundary free',
      '1 boundary header',
      '1 boundary reset',
      ...phases(2, '2_profile', '3_gate', '4_research', '6_context', '7_validate', '8_execute'),
      '2 boundary collect',
      '2 boundary record',
      ...phases(2, '9_aggregate', '10_report', '11_meta'),
    ]);
  });
});
