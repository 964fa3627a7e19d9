import { describe, expect, it } from 'vitest';
import {
  type BadInputCase,
  expectBadInputRefused,
  scenarioModule,
} from '../support/bad-input-and-leftover-process-assertions.ts';

const QUICK = `trials: 3, duration: '20 ms', warmup: '20 ms'`;

function withScenario(body: string, before = ''): BadInputCase['files'] {
  return { 'scenarios/one.mjs': scenarioModule(body, before) };
}

const MISTAKES: Readonly<Record<string, BadInputCase>> = {
  'a scenario that does not exist': {
    files: withScenario(`{ name: 'parse text', run: () => 1 }`),
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
  'a syntax error in the file': {
    files: { 'scenarios/one.mjs': 'export default {\n  name: oops oops\n};\n' },
    code: 2,
    says: [/one\.mjs: syntax error at line 2/],
  },
  'an import in a package of CommonJS files': {
    files: {
      'package.json': '{"type":"commonjs"}',
      'scenarios/one.js': scenarioModule(`{ name: 'x', run: () => 1 }`),
    },
    code: 2,
    says: [/one\.js/, '.mts', '"type"'],
  },
  'a reporter that names no file': {
    files: withScenario(`{ name: 'x', run: () => 1 }`),
    args: ['run', '--reporter', 'json='],
    code: 2,
    says: ['--reporter json=', 'FILE'],
  },
  'an export of the wrong shape': {
    files: { 'scenarios/one.mjs': 'export default 42;\n' },
    code: 2,
    says: [/one\.mjs/, '42'],
  },
  'an unknown key': {
    files: withScenario(`{ name: 'x', run: () => 1, budgest: {} }`),
    code: 2,
    says: ['budgest', 'budgets'],
  },
  'an unknown metric': {
    files: withScenario(`{ name: 'x', run: () => 1, budgets: { wall_tme: '< 1 ms' } }`),
    code: 2,
    says: ['wall_tme', 'wall_time'],
  },
  'an unknown unit': {
    files: withScenario(`{ name: 'x', run: () => 1, budgets: { wall_time: '< 1 msec' } }`),
    code: 2,
    says: ['msec', /\bms\b/],
  },
  'a budget that cannot be parsed': {
    files: withScenario(`{ name: 'x', run: () => 1, budgets: { wall_time: 'fast' } }`),
    code: 2,
    says: ['fast', 'wall_time'],
  },
  'an average as a budget of latency': {
    files: withScenario(
      `{ name: 'x', http: 'http://127.0.0.1:9/', budgets: { 'latency.avg': '< 200 ms' } }`,
    ),
    code: 2,
    says: ['average', 'percentile'],
  },
  'a scenario that throws while it is loaded': {
    files: withScenario(`{ name: 'x', run: () => 1 }`, `throw new Error('no data file');`),
    code: 2,
    says: [/one\.mjs/, 'no data file'],
  },
  'a scenario that throws in setup': {
    files: withScenario(
      `{ name: 'x', ${QUICK}, setup: () => { throw new Error('no fixture'); }, run: () => 1 }`,
    ),
    code: 4,
    says: ['setup', 'no fixture'],
  },
  'a scenario that throws in run': {
    files: withScenario(`{ name: 'x', ${QUICK}, run: () => { throw new Error('bad input'); } }`),
    code: 4,
    says: ['bad input'],
  },
  'a function that blocks for ever': {
    files: withScenario(`{ name: 'x', ${QUICK}, timeout: '400 ms', run: () => { for (;;); } }`),
    code: 4,
    says: ['0.4 s'],
  },
  'process.exit while it is loaded': {
    files: withScenario(`{ name: 'x', run: () => 1 }`, 'process.exit(0);'),
    isLight: false,
    code: 2,
    says: [/one\.mjs/, /exit/],
  },
  'an unknown option': {
    files: {},
    args: ['run', '--quik'],
    code: 2,
    says: ['--quik', '--quick'],
  },
  'an unknown command': {
    files: {},
    args: ['rnu'],
    code: 2,
    says: ['rnu', 'run'],
  },
  'an unknown reporter': {
    files: withScenario(`{ name: 'x', run: () => 1 }`),
    args: ['run', '--reporter', 'jsno'],
    code: 2,
    says: ['jsno', 'json'],
  },
  'too few trials': {
    files: withScenario(`{ name: 'x', run: () => 1 }`),
    args: ['run', '--trials', '2'],
    code: 2,
    says: ['--trials', '3'],
  },
  'no scenario anywhere': {
    files: {},
    code: 2,
    says: ['scenarios', 'perf-harness init'],
  },
  'a URL that is not on this machine': {
    files: withScenario(`{ name: 'x', http: 'http://192.0.2.1/' }`),
    code: 2,
    says: ['192.0.2.1', '--allow-remote'],
  },
};

describe('bad scenarios', () => {
  it.for(Object.entries(MISTAKES))('%s', async ([, bad]) => {
    await expectBadInputRefused({ isLight: true, ...bad });
  });

  it('names all mistakes of a run at once, before anything is measured', async () => {
    const { err, out } = await expectBadInputRefused({
      files: {
        'scenarios/one.mjs': scenarioModule(`{ name: 'x', rnu: () => 1 }`),
        'scenarios/two.mjs': scenarioModule(
          `{ name: 'y', run: () => 1, budgets: { wall_time: '< 1 parsec' }, trials: 1 }`,
        ),
      },
      code: 2,
      says: ['rnu', 'parsec', 'trials'],
    });
    expect(out).toBe('');
    expect(err.split('\n').every((line) => line.length <= 80 || !line.includes(' '))).toBe(true);
  });
});
