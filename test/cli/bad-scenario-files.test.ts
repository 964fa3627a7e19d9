import { describe, expect, it } from 'vitest';
import {
  type BadInputCase,
  expectBadInputRefused,
  scenarioModule,
} from '../support/bad-input-and-leftover-process-assertions.ts';

/** Mistakes of scenario files that one run reports together. */
const MISTAKES: Readonly<Record<string, readonly [string, readonly (string | RegExp)[]]>> = {
  'syntax.mjs': [
    'export default {\n  name: oops oops\n};\n',
    [/syntax\.mjs: syntax error at line 2/],
  ],
  'shape.mjs': ['export default 42;\n', [/shape\.mjs.*42/su]],
  'throws.mjs': [
    scenarioModule(`{ name: 'throws', run: () => 1 }`, `throw new Error('no data file');`),
    [/throws\.mjs.*no data file/su],
  ],
  'commonjs/one.js': [
    scenarioModule(`{ name: 'imports', run: () => 1 }`),
    [/one\.js.*\.mts.*"type"/su],
  ],
  'key.mjs': [scenarioModule(`{ name: 'key', run: () => 1, budgest: {} }`), [/budgest.*budgets/su]],
  'trials.mjs': [
    scenarioModule(`{ name: 'few', run: () => 1, trials: 1 }`),
    [/trials.*at least/su],
  ],
  'metric.mjs': [
    scenarioModule(`{ name: 'metric', run: () => 1, budgets: { wall_tme: '< 1 ms' } }`),
    [/wall_tme.*wall_time/su],
  ],
  'unit.mjs': [
    scenarioModule(`{ name: 'unit', run: () => 1, budgets: { wall_time: '< 1 msec' } }`),
    [/msec.*\bms\b/su],
  ],
  'budget.mjs': [
    scenarioModule(`{ name: 'budget', run: () => 1, budgets: { wall_time: 'fast' } }`),
    [/"fast"/],
  ],
  'average.mjs': [
    scenarioModule(
      `{ name: 'x', http: 'http://127.0.0.1:9/', budgets: { 'latency.avg': '< 200 ms' } }`,
    ),
    [/average.*percentile/su],
  ],
};

const RUNS: Readonly<Record<string, BadInputCase>> = {
  'a scenario that does not exist': {
    files: { 'scenarios/one.mjs': scenarioModule(`{ name: 'parse text', run: () => 1 }`) },
    args: ['run', 'pares text'],
    code: 2,
    says: ['pares text', 'parse text'],
  },
  'two scenarios of one name': {
    files: {
      'scenarios/one.mjs': scenarioModule(`{ name: 'same', run: () => 1 }`),
      'scenarios/two.mjs': scenarioModule(`{ name: 'same', run: () => 2 }`),
    },
    code: 2,
    says: ['same', /one\.mjs/, /two\.mjs/],
  },
  'functions that throw or block for ever': {
    files: {
      'scenarios/one.mjs': `const quick = { trials: 3, duration: '20 ms', warmup: '20 ms' };
const fail = (text) => { throw new Error(text); };
export default [
  { ...quick, name: 'a', setup: () => fail('no fixture'), run: () => 1 },
  { ...quick, name: 'b', run: () => fail('bad input') },
  { ...quick, name: 'c', timeout: '400 ms', run: () => { for (;;); } },
];
`,
    },
    code: 4,
    says: [/setup.*no fixture/su, 'bad input', '0.4 s'],
  },
  'process.exit while it is loaded': {
    files: {
      'scenarios/one.mjs': scenarioModule(`{ name: 'x', run: () => 1 }`, 'process.exit(0);'),
    },
    isLight: false,
    code: 2,
    says: [/one\.mjs/, /exit/],
  },
  'an unknown option': { files: {}, args: ['run', '--quik'], code: 2, says: ['--quik', '--quick'] },
  'an unknown command': { files: {}, args: ['rnu'], code: 2, says: ['rnu', 'run'] },
  'no scenario anywhere': { files: {}, code: 2, says: ['scenarios', 'perf-harness init'] },
};

describe('run', () => {
  it.for(Object.entries(RUNS))('refuses %s', async ([, bad]) => {
    await expectBadInputRefused({ isLight: true, ...bad });
  });

  it('reports all mistakes of scenario files at once, before anything is measured', async () => {
    const files = Object.entries(MISTAKES).map(([name, [text]]) => [`scenarios/${name}`, text]);
    const { err, out } = await expectBadInputRefused({
      files: {
        ...Object.fromEntries(files),
        'scenarios/commonjs/package.json': '{"type":"commonjs"}',
      },
      isLight: true,
      code: 2,
      says: Object.values(MISTAKES).flatMap(([, says]) => says),
    });
    expect(out).toBe('');
    expect(err.split('\n').every((line) => line.length <= 80 || !line.includes(' '))).toBe(true);
  });
});
