import { describe, expect, it, test } from 'vitest';
import type { ChosenCall } from '../../../../cli/init/recorded-calls/choose-recorded-calls.ts';
import {
  generateInputsFile,
  generateRecordedCallScenarios,
} from '../../../../cli/init/recorded-calls/generate-recorded-call-scenarios.ts';
import { replaceProjectRoot } from '../../../../profilers/calls/outside-call.ts';

const entry = 'src/stack.ts';
const EXPORTS = new Map([
  [1, { entry, path: ['Stack'] }],
  [2, { entry, path: ['Stack', 'prototype', 'push'] }],
]);

function call(own: Partial<ChosenCall['input']>): ChosenCall {
  return {
    name: 'Stack.push',
    functionName: 'Stack.push',
    function: {
      entry,
      path: ['Stack', 'prototype', 'push'],
      share: 0.25,
      calls: 2,
      inputs: [],
      refused: {},
    },
    input: {
      source: '["a"]',
      subject: 'new perfHarnessExport1()',
      isNew: false,
      calls: 1,
      failed: 0,
      isModified: false,
      bestMs: 1,
      ...own,
    },
    mixed: [],
  };
}

const FILE = {
  origin: null,
  extension: 'ts',
  root: '..',
  nameDefault: () => 'lib',
  inputsFile: '_inputs.ts',
  exports: EXPORTS,
};

const OF_F = new Map([[3, { entry, path: ['f'] }]]);

describe('generateRecordedCallScenarios', () => {
  it('names exports that arguments refer to, with the types of the method', () => {
    const long = `["${'x'.repeat(500)}"]`;
    const calls = [call({}), call({ source: long, subject: 'new perfHarnessOwner2()' })];
    expect(
      generateRecordedCallScenarios(calls, FILE, null),
    ).toBe(`import { defineScenario } from 'perf-harness';
import { Stack } from '../src/stack.ts';
import { input1 } from './_inputs.ts';

export default [
  // 25 % of the time, 2 calls.
  defineScenario({
    name: 'Stack.push',
    setup: () => ({ subject: new Stack(), given: ["a"] }),
    run: ({ subject, given }) => subject.push(...(given as unknown as Parameters<typeof subject.push>)),
  }),
  // 25 % of the time, 2 calls.
  defineScenario({
    name: 'Stack.push',
    setup: () => input1(),
    run: ({ subject, given }) => subject.push(...(given as unknown as Parameters<typeof subject.push>)),
  }),
];
`);
    expect(generateInputsFile(calls, FILE)).toBe(
      `import { Stack } from '../src/stack.ts';\nexport const input1 = () => ({ subject: new Stack(), given: ${long} });\n`,
    );
  });
});

test('the folder of the project in arguments is that of the scenario file', () => {
  const source = replaceProjectRoot('["/copy/a.js", { list: ["see /copy"] }]', ['/copy']) ?? '';
  const text = generateRecordedCallScenarios([call({ source })], FILE, null);
  expect(text).toContain("import { resolve } from 'node:path';");
  expect(text).toContain("\n\nconst projectRoot = resolve(import.meta.dirname, '..');\n\n");
  expect(text).toContain('given: [projectRoot + "/a.js", { list: ["see " + projectRoot] }]');
  expect(replaceProjectRoot('[{ "/copy/a": 1 }]', ['/copy'])).toBeNull();
});

test.for<[string, string, boolean, string]>([
  [
    'ts',
    'of functions',
    false,
    'run: (inputs: any) => inputs.map((given: any) => f(...(given as any))),',
  ],
  ['mjs', 'of functions', false, 'run: (inputs) => inputs.map((given) => f(...given)),'],
  [
    'mjs',
    'of asynchronous functions',
    true,
    'for (const given of inputs) results.push(await f(...given));',
  ],
])('all inputs are one operation, in %s, %s', ([extension, , isAsync, line]) => {
  const own = call({});
  const mixed = ['["a"]', '["b"]'].map((source) => ({ ...own.input, source, isAsync }));
  const all = { ...own, function: { ...own.function, path: ['f'] }, mixed };
  const text = generateRecordedCallScenarios([all], { ...FILE, extension, exports: OF_F }, null);
  expect(text).toContain('setup: () => [["a"], ["b"]],');
  expect(text).toContain(line);
});
