/** Proofs with everything real: tests, the old and the new code side by side, pairs. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Proof } from '../../plugins/optimize/document/proof-document.ts';
import { createGitProject } from '../support/git-project.ts';
import { runCli, writeFiles } from '../support/run-cli.ts';

const MINUTE = 60_000;
const FILES = {
  'package.json': '{ "type": "module", "scripts": { "test": "node --test" } }\n',
  'perf-harness.config.yaml': 'trials: { min: 5, max: 8, time: 3 s }\n',
  'src/area.js': `/** Of a rectangle. */
export function area(width, height) {
  let waste = 0;
  for (let turn = 0; turn < 200_000; turn += 1) waste += turn % 7;
  return waste > 0 ? width * height : 0;
}
`,
  'test/area.test.js': `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { area } from '../src/area.js';

test('is width by height', () => {
  for (const size of [0, 1, 2, 7]) assert.equal(area(size, 3), size * 3);
});
`,
  'scenarios/area.js': `import { defineScenario } from 'perf-harness';
import { area } from '../src/area.js';

export default defineScenario({ name: 'area', run: () => area(2, 3) });
`,
};

const patch = (...lines: readonly string[]): string =>
  `--- a/src/area.js
+++ b/src/area.js
@@ -1,6 +1,${3 + lines.length} @@
 /** Of a rectangle. */
 export function area(width, height) {
-  let waste = 0;
-  for (let turn = 0; turn < 200_000; turn += 1) waste += turn % 7;
-  return waste > 0 ? width * height : 0;
${lines.map((line) => `+  ${line}`).join('\n')}
 }
`;

it(
  'judges patches as faster, slower or different, each with its evidence',
  async () => {
    const project = createGitProject();
    project.commit('first', FILES);
    writeFiles(project.root, {
      'faster.diff': patch('return width * height;'),
      'otherwise.diff': patch('return Math.abs(width) * height;'),
      'slower.diff': patch(
        'let waste = 0;',
        'for (let turn = 0; turn < 800_000; turn += 1) waste += turn % 7;',
        'return waste > 0 ? width * height : 0;',
      ),
    });
    const env = { PERF_HARNESS_CACHE: mkdtempSync(join(tmpdir(), 'perf-harness-cache-')) };
    const validate = async (name: string) => {
      const args = ['prove', name, '--scenario', 'area', '--reporter', 'json'];
      const { code, out, err } = await runCli(args, { cwd: project.root, env });
      expect(out, err).not.toBe('');
      return { code, document: JSON.parse(out) as Proof };
    };
    const faster = await validate('faster.diff');
    expect(faster, JSON.stringify(faster.document)).toMatchObject({
      code: 0,
      document: {
        outcome: 'proven-faster',
        check: { state: 'same' },
        gains: [{ scenario: 'area', metric: 'wall_time', verdict: 'improved' }],
      },
    });
    const otherwise = await validate('otherwise.diff');
    expect(otherwise, JSON.stringify(otherwise.document)).toMatchObject({
      code: 1,
      document: {
        outcome: 'differs',
        tests: { state: 'passed' },
        check: { state: 'differs', counterexample: { origin: 'made' } },
        gains: [],
      },
    });
    const slower = await validate('slower.diff');
    expect(slower, JSON.stringify(slower.document)).toMatchObject({
      code: 1,
      document: { outcome: 'slower', gains: [{ verdict: 'regressed' }] },
    });
    expect(project.git('status', '--porcelain').split('\n')).toEqual([
      '?? .perf-harness/',
      '?? faster.diff',
      '?? otherwise.diff',
      '?? slower.diff',
    ]);
  },
  10 * MINUTE,
);

/** Makes the waste grow with the width, and the result independent of it. */
const wasteful = (text: string): string =>
  text.replace('200_000', 'Math.min(width, 200_000)').replace('waste > 0', 'waste >= 0');

it(
  'measures the benchmarks of a project that has no scenario, and names those that fail',
  async () => {
    const project = createGitProject();
    const { 'scenarios/area.js': _, ...files } = FILES;
    project.commit('first', {
      ...files,
      'package.json': JSON.stringify({
        type: 'module',
        scripts: {
          test: 'node --test',
          build: `node -e "fs.cpSync('src', 'dist', { recursive: true })"`,
        },
      }),
      'src/area.js': wasteful(FILES['src/area.js']),
      // Their calls take no time.
      'test/area.test.js': FILES['test/area.test.js'].replace('[0, 1, 2, 7]', '[0, 0]'),
      'bench/area.mjs': `import { Bench } from 'tinybench';
import { area } from '../dist/area.js';

const bench = new Bench();
bench.add('large', () => area(200_000, 3)).add('other', () => 2 * 3);
await bench.run();
console.table(bench.table());
`,
      'bench/gone.mjs': "import 'a-package-that-is-not-installed';\n",
    });
    writeFiles(project.root, {
      'faster.diff': wasteful(patch('return width * height;')),
    });
    const env = { PERF_HARNESS_CACHE: mkdtempSync(join(tmpdir(), 'perf-harness-cache-')) };
    const args = ['prove', 'faster.diff', '--reporter', 'json'];
    const { code, out, err } = await runCli(args, { cwd: project.root, env });
    expect(code, err + out).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      outcome: 'proven-faster',
      gains: expect.arrayContaining([
        expect.objectContaining({
          scenario: 'large',
          benchmark: 'bench/area.mjs',
          verdict: 'improved',
        }),
      ]),
      findings: [{ id: 'benchmark-not-measured', message: expect.stringContaining('bench/gone') }],
    });
  },
  3 * MINUTE,
);
