import { describe, expect, it } from 'vitest';
import { findScenarioPaths } from '../../../api/comparison-sides/base-and-head-snapshot-request-and-creation.ts';
import { commandScenario } from '../../support/command-scenario.ts';
import { functionScenario } from '../../support/function-scenario.ts';

const CONFIG = { root: '/project', scenarios: ['scenarios/', 'bench/**/*.ts'] };

function from(file: string) {
  return functionScenario({ source: { file, name: 'parse' } });
}

describe('findScenarioPaths', () => {
  it('returns a folder of scenarios as a whole, once', () => {
    const scenarios = [from('/project/scenarios/a.ts'), from('/project/scenarios/b.ts')];
    expect(findScenarioPaths(scenarios, CONFIG)).toEqual(['/project/scenarios']);
    expect(findScenarioPaths([from('/project/scenarios/deep/a.ts')], CONFIG)).toEqual([
      '/project/scenarios/deep',
    ]);
  });

  it('returns a file alone when the code under test may lie next to it', () => {
    expect(findScenarioPaths([from('/project/src/parse.perf.ts')], CONFIG)).toEqual([
      '/project/src/parse.perf.ts',
    ]);
    expect(findScenarioPaths([from('/project/bench/parse.ts')], CONFIG)).toEqual([
      '/project/bench/parse.ts',
    ]);
    const whole = { root: '/project', scenarios: ['.'] };
    expect(findScenarioPaths([from('/project/parse.ts')], whole)).toEqual(['/project/parse.ts']);
  });

  it('returns the files of other tools, and nothing for commands without a file', () => {
    const body = { type: 'vitest', file: '/project/test/a.bench.ts', task: 'a' } as const;
    expect(findScenarioPaths([functionScenario({ source: null, body })], CONFIG)).toEqual([
      '/project/test/a.bench.ts',
    ]);
    expect(findScenarioPaths([commandScenario()], CONFIG)).toEqual([]);
  });
});
