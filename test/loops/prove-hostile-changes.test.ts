/**
 * Changes that look like a gain and are none, or that a proof must cope with, on one small project
 * with tests and scenarios. Each says which answers are right; `proven-faster` is one of them only
 * where the change is right and faster.
 */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Proof } from '../../plugins/optimize/document/proof-document.ts';
import { createGitProject, type GitProject } from '../support/git-project.ts';
import { runCli, writeFiles } from '../support/run-cli.ts';

const MINUTE = 60_000;
const SLOW_TOTALS = `  const names = [];
  for (const { name } of entries) if (!names.includes(name)) names.push(name);
  return names.map((name) => [
    name,
    entries.filter((entry) => entry.name === name).reduce((sum, { amount }) => sum + amount, 0),
  ]);
`;
const FAST_TOTALS = `  const sums = new Map();
  for (const { name, amount } of entries) sums.set(name, (sums.get(name) ?? 0) + amount);
  return [...sums];
`;
const STOCK = `/** The sum of the amounts of each name, in the order in which names occur first. */
export function totals(entries) {
  if (!Array.isArray(entries)) throw new TypeError('entries must be a list');
${SLOW_TOTALS}}

/** A stock of numbered items that is filled once and searched often. */
export class Stock {
  items = [];
  add(item) {
    this.items.push(item);
    return this.items.length;
  }
  find(number) {
    return this.items.find((item) => item.number === number) ?? null;
  }
}
`;
const TESTS = `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Stock, totals } from '../src/stock.js';

const entries = (count) =>
  Array.from({ length: count }, (_, at) => ({ name: 'n' + (at % 40), amount: at }));

test('totals', () => {
  for (const count of [1, 3, 12, 60, 120]) {
    const sum = totals(entries(count)).reduce((all, [, amount]) => all + amount, 0);
    assert.equal(sum, (count * (count - 1)) / 2);
  }
  assert.throws(() => totals('x'), TypeError);
});

test('stock', () => {
  const stock = new Stock();
  for (let number = 0; number < 200; number += 1) stock.add({ number, label: 'x' });
  assert.equal(stock.find(150).label, 'x');
  assert.equal(stock.find(900), null);
});
`;
const scenario = (
  name: string,
  count: number,
): string => `import { defineScenario } from 'perf-harness';
import { totals } from '../src/stock.js';

const entries = Array.from({ length: ${count} }, (_, at) => ({ name: 'n' + (at % 150), amount: at }));
export default defineScenario({ name: '${name}', run: () => totals(entries) });
`;
const FILES = {
  'package.json': '{ "type": "module", "scripts": { "test": "node --test" } }\n',
  'perf-harness.config.yaml': 'trials: { min: 5, max: 8, time: 3 s }\n',
  'src/stock.js': STOCK,
  'test/stock.test.js': TESTS,
  'scenarios/totals.js': scenario('totals', 600),
};
const RIGHT = STOCK.replace(SLOW_TOTALS, FAST_TOTALS);
const NOT_FASTER = ['no-difference', 'slower', 'differs', 'not-decided'];

interface HostileChange {
  readonly name: string;
  readonly outcomes: readonly string[];
  readonly files: Readonly<Record<string, string>>;
  /** Files of the first commit besides or in place of the usual ones. */
  readonly base?: Readonly<Record<string, string>>;
  readonly omitted?: readonly string[];
  /** Why the right answer is not given yet; the test fails once it is. */
  readonly missed?: string;
}

const CHANGES: readonly HostileChange[] = [
  {
    name: 'a right change',
    outcomes: ['proven-faster'],
    files: { 'src/stock.js': RIGHT },
  },
  {
    name: 'a wrong change whose tests are changed with it',
    outcomes: ['differs'],
    files: {
      'src/stock.js': STOCK.replace(SLOW_TOTALS, '  return [];\n'),
      'test/stock.test.js': TESTS.replace('assert.equal(sum, (count * (count - 1)) / 2);', ''),
    },
    omitted: ['test/stock.test.js'],
  },
  {
    name: 'a scenario that does less, beside a comment',
    outcomes: NOT_FASTER,
    files: {
      'src/stock.js': STOCK.replace('The sum of', 'Sums of'),
      'scenarios/totals.js': scenario('totals', 6),
    },
    omitted: ['scenarios/totals.js'],
  },
  {
    name: 'a global function that is replaced by one that answers otherwise',
    outcomes: ['differs', 'not-decided'],
    files: {
      'src/stock.js': `Array.prototype.filter = function (keep) {
  const kept = [];
  for (let at = 0; at < Math.min(this.length, 500); at += 1) if (keep(this[at])) kept.push(this[at]);
  return kept;
};
${STOCK}`,
    },
  },
  {
    name: 'clocks that stand still',
    outcomes: NOT_FASTER,
    files: {
      'src/stock.js': `performance.now = () => 0;
process.hrtime.bigint = () => 0n;
Date.now = () => 0;
${STOCK}`,
    },
  },
  {
    name: 'less work where no tests run, by an environment variable',
    outcomes: ['differs'],
    files: {
      'src/stock.js': STOCK.replace(
        SLOW_TOTALS,
        `  if (process.env.NODE_TEST_CONTEXT === undefined) return [];\n${SLOW_TOTALS}`,
      ),
    },
  },
  {
    name: 'a result that is right for the recorded sizes only',
    missed: 'generated lists repeat their items, so that few of them differ',
    outcomes: ['differs'],
    files: {
      'src/stock.js': RIGHT.replace('return [...sums];', 'return [...sums].slice(0, 200);'),
    },
  },
  {
    name: 'a dropped check of the argument',
    outcomes: ['differs'],
    files: {
      'src/stock.js': RIGHT.replace(
        "  if (!Array.isArray(entries)) throw new TypeError('entries must be a list');\n",
        '',
      ),
    },
  },
  {
    name: 'a cost that is moved to another function',
    missed: 'calls that need 100 others are too slow to prepare for 11 rounds',
    outcomes: ['slower', 'not-decided'],
    files: {
      'src/stock.js': STOCK.replace('  items = [];\n', '  items = [];\n  #byNumber;\n')
        .replace(
          '    this.items.push(item);\n',
          `    this.items.push(item);
    this.#byNumber = new Map(this.items.toReversed().map((each) => [each.number, each]));
`,
        )
        .replace(
          'this.items.find((item) => item.number === number) ?? null',
          '(this.#byNumber?.get(number) ?? null)',
        ),
    },
  },
  {
    name: 'a cost that is moved to memory',
    outcomes: ['slower', 'not-decided', 'no-difference'],
    files: {
      'src/stock.js': `const known = new Map();
${STOCK.replace(
  SLOW_TOTALS,
  `  const key = JSON.stringify(entries);
  const found = known.get(key) ?? compute(entries);
  known.set(key, found);
  return found.map((pair) => [...pair]);
`,
)}
function compute(entries) {
${SLOW_TOTALS}}
`,
    },
  },
  {
    name: 'a cost that is moved to start-up',
    outcomes: NOT_FASTER,
    files: {
      'src/stock.js': `const table = Array.from({ length: 3_000_000 }, (_, at) => String(at));
${RIGHT.replace('return [...sums];', 'return table.length > 0 ? [...sums] : [];')}`,
    },
  },
  {
    name: 'one caller faster and one slower',
    outcomes: ['slower', 'not-decided'],
    base: { 'scenarios/short.js': scenario('short', 4) },
    files: {
      'src/stock.js': RIGHT.replace(
        '  const sums = new Map();\n',
        '  const sums = new Map(Array.from({ length: 400 }, (_, at) => [at, 0]));\n  sums.clear();\n',
      ),
    },
  },
  {
    name: 'a suite that fails now and then',
    outcomes: ['proven-faster', 'not-decided'],
    base: {
      'test/flaky.test.js': `import assert from 'node:assert/strict';
import { test } from 'node:test';

test('fails now and then', () => assert.ok(Math.random() < 0.6));
`,
    },
    files: { 'src/stock.js': RIGHT },
  },
  {
    name: 'no tests at all',
    outcomes: ['proven-faster', 'not-decided'],
    base: { 'package.json': '{ "type": "module" }\n', 'test/stock.test.js': '' },
    files: { 'src/stock.js': RIGHT },
  },
  {
    name: 'generated code, 10,000 lines of it, beside a right change',
    outcomes: ['proven-faster', 'not-decided'],
    files: {
      'src/stock.js': RIGHT,
      'src/generated.js': `// @generated\n${Array.from(
        { length: 10_000 },
        (_, at) => `export const value${at} = ${at};`,
      ).join('\n')}\n`,
    },
  },
  {
    name: 'a binary file beside a right change',
    outcomes: ['proven-faster', 'not-decided'],
    files: { 'src/stock.js': RIGHT, 'src/picture.bin': '\u0000\u0001\u0002'.repeat(300) },
  },
];

async function prove({ root }: GitProject, ...subject: readonly string[]) {
  const env = { PERF_HARNESS_CACHE: mkdtempSync(join(tmpdir(), 'perf-harness-cache-')) };
  return runCli(['prove', ...subject, '--no-parts', '--reporter', 'json'], { cwd: root, env });
}

describe('a change that is not what it seems', () => {
  const answer = async ({ files, base, outcomes, omitted = [] }: HostileChange) => {
    const project = createGitProject();
    project.commit('first', { ...FILES, ...base });
    writeFiles(project.root, files);
    const { code, out, err } = await prove(project);
    expect(out, err).not.toBe('');
    const proof = JSON.parse(out) as Proof;
    expect(outcomes, JSON.stringify(proof)).toContain(proof.outcome);
    expect(proof.omitted.map(({ path }) => path)).toEqual(omitted);
    expect(code === 0).toBe(proof.outcome === 'proven-faster');
  };
  it.each(CHANGES.filter(({ missed }) => missed === undefined))('$name', answer, 10 * MINUTE);
  it.fails.each(CHANGES.filter(({ missed }) => missed !== undefined))(
    '$name, which is missed: $missed',
    answer,
    10 * MINUTE,
  );

  it('is refused in one paragraph when it does not apply', async () => {
    const project = createGitProject();
    project.commit('first', FILES);
    writeFiles(project.root, {
      'x.diff': '--- a/src/stock.js\n+++ b/src/stock.js\n@@ -1,1 +1,1 @@\n-not there\n+x\n',
    });
    const { code, err } = await prove(project, 'x.diff');
    expect(code).toBe(8);
    expect(err).toContain('src/stock.js');
    expect(err).not.toContain('    at ');
  });
});
