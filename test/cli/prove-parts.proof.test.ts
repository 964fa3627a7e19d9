/** Parts of a change that is proven faster, each left out and measured for real. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Proof } from '../../plugins/optimize/document/proof-document.ts';
import { createGitProject } from '../support/git-project.ts';
import { runCli, writeFiles } from '../support/run-cli.ts';

const MINUTE = 60_000;
const SLOW = `/** Of a rectangle. */
export function area(width, height) {
  let waste = 0;
  for (let turn = 0; turn < 200_000; turn += 1) waste += turn % 7;
  return waste > 0 ? width * height : 0;
}

/** Its name. */
export function label(width, height) {
  const sides = [width, height];
  return sides.join(' by ');
}
`;
/** Its area takes long enough still for its time to be known within a few percent. */
const FAST = SLOW.replace('200_000', '5_000')
  .replace('  const sides = [width, height];\n', '')
  .replace('sides.join', '[width, height].join');
const FILES = {
  'package.json': '{ "type": "module", "scripts": { "test": "node --test" } }\n',
  'perf-harness.config.yaml': 'trials: { min: 10, max: 40, time: 8 s }\n',
  'src/shape.js': SLOW,
  'test/shape.test.js': `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { area, label } from '../src/shape.js';

test('has an area and a label', () => {
  for (const size of [0, 1, 2, 7]) {
    assert.equal(area(size, 3), size * 3);
    assert.equal(label(size, 3), size + ' by 3');
  }
});
`,
};
const SCENARIO = {
  'scenarios/shape.js': `import { defineScenario } from 'perf-harness';
import { area, label } from '../src/shape.js';

export default defineScenario({
  name: 'shape',
  run: () => {
    label(2, 3);
    let all = 0;
    for (let turn = 0; turn < 200_000; turn += 1) all += turn % 5;
    return area(2, 3) + all;
  },
});
`,
};

/** Proves the uncommitted change, which has to be faster. */
async function proveFaster(scenario: Readonly<Record<string, string>>, ...more: readonly string[]) {
  const project = createGitProject();
  project.commit('first', { ...FILES, ...scenario });
  writeFiles(project.root, { 'src/shape.js': FAST });
  const env = { PERF_HARNESS_CACHE: mkdtempSync(join(tmpdir(), 'perf-harness-cache-')) };
  const args = ['prove', '--reporter', 'json', ...more];
  const { code, out, err } = await runCli(args, { cwd: project.root, env });
  expect(code, out + err).toBe(0);
  return { err, proof: JSON.parse(out) as Proof };
}

it.each([
  ['a scenario', SCENARIO, 'gains'],
  ['recorded calls', {}, 'calls'],
] as const)(
  'prove names the part of a change that gains nothing in %s',
  async (_, scenario, evidence) => {
    const { err, proof } = await proveFaster(scenario);
    expect(err).toContain('Measuring without part 1 of 2, src/shape.js:10');
    expect(proof.parts, JSON.stringify(proof)).toMatchObject([
      { state: 'no-gain', places: [{ file: 'src/shape.js', line: 10 }] },
      { state: 'gains', places: [{ file: 'src/shape.js', line: 4 }] },
    ]);
    for (const part of proof.parts) {
      expect(part.state === 'not-measured' ? [] : part[evidence]).not.toEqual([]);
    }
  },
  10 * MINUTE,
);

it(
  'prove measures no parts with --no-parts',
  async () => {
    const { err, proof } = await proveFaster({}, '--no-parts');
    expect(proof).toMatchObject({ outcome: 'proven-faster', parts: [] });
    expect(err).not.toContain('Measuring without part');
  },
  10 * MINUTE,
);
