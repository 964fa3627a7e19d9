/** A small shop with known costs, for teams that measure; and a program that proposes changes. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createGitProject, type GitProject } from './git-project.ts';
import { type CliResult, runCli } from './run-cli.ts';

const TAGS = `/** Tags that are allowed, in the order in which they are used. */
export function knownTags(used, allowed) {
  return used.filter((tag) => allowed.includes(tag));
}
`;

const PRICES = `/** Prices of the products that are known. */
export function importPrices(rows, products) {
  const prices = [];
  for (const row of rows) {
    const { name, cents } = row;
    const product = products.find((one) => one.name === name);
    if (product !== undefined) prices.push({ product: product.id, cents });
  }
  return prices;
}

/** Sum of all prices. */
export function totalOf(prices) {
  let total = 0;
  for (let at = 0; at < prices.length; at += 1) {
    const { cents } = Array.from(prices)[at];
    total += cents;
  }
  return total;
}
`;

const LABELS = `/** Labels in small letters. */
export function readLabels(texts, fallback) {
  const labels = [];
  for (const text of texts) labels.push(text.toLowerCase());
  return labels;
}
`;

const DAY = `import { defineScenario } from 'perf-harness';
import { readLabels } from '../src/labels.js';
import { importPrices, totalOf } from '../src/prices.js';
import { knownTags } from '../src/tags.js';

const products = Array.from({ length: 700 }, (_, id) => ({ id, name: 'part ' + id }));
const rows = Array.from({ length: 900 }, (_, at) => ({ name: 'part ' + ((at * 7) % 700), cents: at }));
const allowed = Array.from({ length: 700 }, (_, id) => 'tag ' + id);
const used = Array.from({ length: 900 }, (_, at) => 'tag ' + ((at * 11) % 800));
const texts = Array.from({ length: 300 }, (_, at) => 'Label ' + at);

export default [
  defineScenario({
    name: 'day',
    run: () => ({
      total: totalOf(importPrices(rows, products)),
      tags: knownTags(used, allowed),
      labels: readLabels(texts),
    }),
  }),
  defineScenario({ name: 'tags', run: () => knownTags(used, allowed) }),
  defineScenario({ name: 'prices', run: () => totalOf(importPrices(rows, products)) }),
];
`;

const TEST = `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readLabels } from '../src/labels.js';
import { importPrices, totalOf } from '../src/prices.js';
import { knownTags } from '../src/tags.js';

test('the shop', () => {
  assert.deepEqual(knownTags(['a', 'b', 'a'], ['a']), ['a', 'a']);
  const rows = [{ name: 'a', cents: 5 }, { name: 'c', cents: 6 }];
  assert.deepEqual(importPrices(rows, [{ id: 1, name: 'a' }]), [{ product: 1, cents: 5 }]);
  assert.equal(totalOf([{ product: 1, cents: 5 }, { product: 2, cents: 7 }]), 12);
  assert.deepEqual(readLabels(['A']), ['a']);
});
`;

/**
 * Proposes a good change of tags (H1), a good and a bad change of prices (H2, H3), and a change of
 * labels that removes a parameter and gains nothing (H4); or only the changes named.
 */
const PROPOSE = `import { text } from 'node:stream/consumers';
const { map } = JSON.parse(await text(process.stdin));
const all = (steps) => steps.flatMap((step) => [step, ...all(step.children)]);
const steps = all(map.steps);
const idOf = (name) => (steps.find((step) => step.function === name) ?? steps[0]).id;
const change = (id, name, file, description, patch) => ({
  id, description, bottleneck_addressed: idOf(name), bottleneck_class: 'CPU',
  expected_impact: { percent: 8, origin: 'estimated', note: 'by hand' },
  complexity: 'Low', risk: 'Low', fix_level: 4, files_to_modify: [file],
  dependencies: [], conflicts_with: [], evidence: [idOf(name)],
  premises: [{ text: 'it takes long', measurement: idOf(name) }],
  apply: { kind: 'patch', patch: ['--- a/' + file, '+++ b/' + file, ...patch, ''].join('\\n') },
});
console.log(JSON.stringify({ hypotheses: [
  change('H1', 'knownTags', 'src/tags.js', 'Look tags up in a Set', [
    '@@ -2,3 +2,4 @@', ' export function knownTags(used, allowed) {',
    '-  return used.filter((tag) => allowed.includes(tag));',
    '+  const known = new Set(allowed);', '+  return used.filter((tag) => known.has(tag));', ' }',
  ]),
  change('H2', 'totalOf', 'src/prices.js', 'Copy no prices to read one', [
    '@@ -15,4 +15,4 @@', '   for (let at = 0; at < prices.length; at += 1) {',
    '-    const { cents } = Array.from(prices)[at];',
    '+    const { cents } = prices[at];', '     total += cents;', '   }',
  ]),
  change('H3', 'importPrices', 'src/prices.js', 'Look at all rows before a price is taken', [
    '@@ -5,5 +5,5 @@', '     const { name, cents } = row;',
    '     const product = products.find((one) => one.name === name);',
    '-    if (product !== undefined) prices.push({ product: product.id, cents });',
    '+    if (product !== undefined && JSON.stringify(rows.slice(0, 90)).length > 0) prices.push({ product: product.id, cents });',
    '   }', '   return prices;',
  ]),
  change('H4', 'readLabels', 'src/labels.js', 'Take one argument less', [
    '@@ -1,4 +1,4 @@', ' /** Labels in small letters. */', '-export function readLabels(texts, fallback) {',
    '+export function readLabels(texts) {', '   const labels = [];',
    '   for (const text of texts) labels.push(text.toLowerCase());',
  ]),
].filter(({ id }) => process.argv.length === 2 || process.argv.includes(id)) }));
`;

/** Creates the shop as a repository with one commit. */
export function createShopProject(files: Readonly<Record<string, string>> = {}): GitProject {
  const project = createGitProject();
  project.commit('first', {
    'package.json': '{ "name": "shop", "type": "module", "scripts": { "test": "node --test" } }\n',
    '.gitignore': 'node_modules/\n.perf-harness/\n',
    'perf-harness.config.yaml': 'trials: { min: 5, max: 8, time: 3 s }\n',
    'src/tags.js': TAGS,
    'src/prices.js': PRICES,
    'src/labels.js': LABELS,
    'scenarios/day.js': DAY,
    'test/shop.test.js': TEST,
    'tools/propose.mjs': PROPOSE,
    ...files,
  });
  return project;
}

/** Runs the command line in the shop, with a cache separate from the user's. */
export function runTeamCommand(
  { root }: GitProject,
  ...words: readonly string[]
): Promise<CliResult> {
  const cache = mkdtempSync(join(tmpdir(), 'perf-harness-cache-'));
  return runCli(['team', ...words], { cwd: root, env: { PERF_HARNESS_CACHE: cache } });
}

/** All of a user's repository that a team has no business with: refs, index, files. */
export function readUserRepositoryState({ git }: GitProject): string {
  const refs = git('for-each-ref', '--format=%(refname) %(objectname)')
    .split('\n')
    .filter((line) => !line.startsWith('refs/heads/team/'));
  return [git('rev-parse', 'HEAD'), ...refs, git('status', '--porcelain', '--ignored=no')].join(
    '\n',
  );
}
