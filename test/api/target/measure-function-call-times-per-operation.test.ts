/** Functions that tell their own times, before and after a change, in a real program. */
import { describe, expect, it } from 'vitest';
import { timeFunctions } from '../../../api/target/measure-function-call-times-per-operation.ts';
import { createHost } from '../../../harness/host.ts';
import { measureStepTimes } from '../../../plugins/optimize/strike/measure-function-times.ts';
import { createGitProject } from '../../support/git-project.ts';
import {
  sampleOptimizationContext,
  samplePerformanceMap,
  samplePerformanceMapStep,
} from '../../support/sample-optimization-context.ts';

const WORK = (slow: boolean): string => `
function busy(milliseconds) {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}
export function slow() {
  busy(${slow ? 12 : 3});
}
export function steady() {
  busy(2);
}
`;
const FILES = {
  'package.json': '{"type":"module"}',
  'src/work.mjs': WORK(true),
  'main.mjs': "import { slow, steady } from './src/work.mjs';\nslow();\nsteady();\n",
};

function projectOf(slow: boolean): string {
  const project = createGitProject();
  project.commit('first', { ...FILES, 'src/work.mjs': WORK(slow) });
  return project.root;
}

describe('the timing of target functions', () => {
  it('X814-22: reports how long they take in one operation, without changing a file', async () => {
    const root = projectOf(true);
    const host = createHost();
    const { signal } = new AbortController();
    const functions = ['slow', 'steady', 'gone'].map((name) => ({ file: 'src/work.mjs', name }));
    const request = {
      root,
      target: 'node main.mjs',
      scriptFolder: '.optimization/main',
      purpose: 'optimize',
      signal,
      functions,
    };
    const times = await timeFunctions(host, request);
    expect(Object.keys(times).sort()).toEqual(['src/work.mjs::slow', 'src/work.mjs::steady']);
    expect(times['src/work.mjs::slow']).toBeGreaterThanOrEqual(12);
    expect(times['src/work.mjs::steady']).toBeGreaterThanOrEqual(2);
    expect(host.files.read(`${root}/src/work.mjs`)).toBe(WORK(true));
    expect(await timeFunctions(host, { ...request, functions: [] })).toEqual({});
  });

  it('X814-22: reports the steps of a map before and after, in the files that were instrumented', async () => {
    const { signal } = new AbortController();
    const steps = [
      samplePerformanceMapStep({ function: 'slow', location: 'src/work.mjs:7' }),
      samplePerformanceMapStep({ id: '2', function: 'other', location: 'src/other.mjs:1' }),
    ];
    const context = sampleOptimizationContext({
      performance_map: samplePerformanceMap({ steps }),
      instrumented_files: ['src/work.mjs'],
    });
    const problem = { ...context.problem_statement, target: 'node main.mjs' };
    const block = { ...context, problem_statement: problem };
    const measure = measureStepTimes(createHost(), block, signal);
    const before = await measure(projectOf(true));
    const after = await measure(projectOf(false));
    expect([Object.keys(before), Object.keys(after)]).toEqual([
      ['src/work.mjs::slow'],
      ['src/work.mjs::slow'],
    ]);
    expect(before['src/work.mjs::slow']).toBeGreaterThanOrEqual(12);
    expect(after['src/work.mjs::slow']).toBeGreaterThanOrEqual(3);
  });
});
