import { createGitProject, type GitProject } from '../../test/support/git-project.ts';

/** Amount of work that a call does, for the cost in each module. */
const SIZES = [900, 800, 700, 600];
/** Names of the modules, also used for the changes. */
export const COST_NAMES: readonly string[] = SIZES.map((_, index) => `part${index + 1}`);
/** Name of the scenario that exercises all four costs. */
export const FOUR_COSTS_SCENARIO = 'all';

const moduleOf = (
  name: string,
): string => `/** Those that are allowed, in the order in which they are used. */
export function ${name}(used, allowed) {
  return used.filter((one) => allowed.includes(one));
}
`;

const SCENARIOS = `import { defineScenario } from 'perf-harness';
${COST_NAMES.map((name) => `import { ${name} } from '../src/${name}.js';`).join('\n')}

const words = (word, count, step, limit) =>
  Array.from({ length: count }, (_, at) => word + ' ' + ((at * step) % limit));
const parts = [
${COST_NAMES.map((name, at) => `  { run: ${name}, used: words('${name}', ${SIZES[at]}, 11, ${SIZES[at]}), allowed: words('${name}', ${SIZES[at]}, 1, ${SIZES[at]}) },`).join('\n')}
];
export default defineScenario({
  name: '${FOUR_COSTS_SCENARIO}',
  run: () => parts.map(({ run, used, allowed }) => run(used, allowed).length),
});
`;

const TEST = `import assert from 'node:assert/strict';
import { test } from 'node:test';
${COST_NAMES.map((name) => `import { ${name} } from '../src/${name}.js';`).join('\n')}

for (const part of [${COST_NAMES.join(', ')}])
  test(part.name, () => assert.deepEqual(part(['a', 'b', 'a'], ['a']), ['a', 'a']));
`;

/** Program that proposes a change for each cost, or for the costs named in its arguments. */
const PROPOSE = `import { text } from 'node:stream/consumers';
const { map } = JSON.parse(await text(process.stdin));
const all = (steps) => steps.flatMap((step) => [step, ...all(step.children)]);
const steps = all(map.steps);
const asked = process.argv.slice(2);
const names = asked.length > 0 ? asked : ${JSON.stringify(COST_NAMES)};
const hypotheses = names.map((name, index) => {
  const step = (steps.find((one) => one.function === name) ?? steps[0]).id;
  const file = 'src/' + name + '.js';
  return {
    id: 'H' + (index + 1), description: 'Look up what is allowed in a Set: ' + name,
    bottleneck_addressed: step, bottleneck_class: 'CPU',
    expected_impact: { percent: 8, origin: 'estimated', note: 'by hand' },
    complexity: 'Low', risk: 'Low', fix_level: 4, files_to_modify: [file],
    dependencies: [], conflicts_with: [], evidence: [step],
    premises: [{ text: 'it takes long', measurement: step }],
    apply: { kind: 'patch', patch: [
      '--- a/' + file, '+++ b/' + file, '@@ -2,3 +2,4 @@',
      ' export function ' + name + '(used, allowed) {',
      '-  return used.filter((one) => allowed.includes(one));',
      '+  const known = new Set(allowed);', '+  return used.filter((one) => known.has(one));', ' }', '',
    ].join('\\n') },
  };
});
console.log(JSON.stringify({ hypotheses }));
`;

/** Creates a small project with four known costs in four files, as a repository with one commit. */
export function makeFourCostsProject(): GitProject {
  const project = createGitProject();
  project.commit('first', {
    'package.json': '{ "name": "costs", "type": "module", "scripts": { "test": "node --test" } }\n',
    '.gitignore': 'node_modules/\n.perf-harness/\n.optimization/\n.workflow/\n',
    ...Object.fromEntries(COST_NAMES.map((name) => [`src/${name}.js`, moduleOf(name)])),
    'scenarios/all.js': SCENARIOS,
    'test/all.test.js': TEST,
    'tools/propose.mjs': PROPOSE,
  });
  return project;
}
