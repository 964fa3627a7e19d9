/** New scenarios, which the base cannot measure; test/api/gate shows which are new. */
import { expect, it } from 'vitest';
import {
  costsFile,
  createScriptedProject,
  wallTimeFile,
} from '../support/project-with-scripted-measurements.ts';
import { REGRESSION_LIMIT, runGate, scriptedScenario } from '../support/run-gate-on-project.ts';

it('reports a new scenario that keeps the base from loading the others of its file', async () => {
  const alone = scriptedScenario(REGRESSION_LIMIT);
  const project = createScriptedProject({
    'scenarios/work.ts': alone,
    ...costsFile({ '*': 'there is no src/fast.js' }),
  });
  project.git('checkout', '--quiet', '-b', 'change');
  const both = alone
    .replace('export default defineScenario(', 'export default [defineScenario(')
    .replace(/\);\n$/, `), defineScenario({ name: 'added', run: () => fast(), trials: 3 })];\n`);
  project.commit('add', {
    // The head's scenario file is laid over the base's, so the base cannot load its import.
    'scenarios/work.ts': `import { work as fast } from '../src/fast.js';\n${both}`,
    'src/fast.js': 'export const work = () => 1;\n',
    ...wallTimeFile(10),
  });
  const { code, text, document } = await runGate(project);
  expect({ code, text }).toMatchObject({ code: 6 });
  expect(document.checks).toMatchObject([
    { scenario: 'work', outcome: 'incomparable' },
    { scenario: 'added', outcome: 'new' },
  ]);
  expect(document.findings).toMatchObject([{ id: 'new-beside-old', level: 'warning' }]);
  expect(text).toMatch(
    /scenarios\/work\.ts contains both "work".*"added".*move these scenarios to a separate file/,
  );
});

it('judges only by budgets when a pull request adds the package and its scenarios', async () => {
  const budget = `budgets: { wall_time: '< 20 ms' },`;
  const project = createScriptedProject({
    'scenarios/work.ts': scriptedScenario(budget),
    ...wallTimeFile(10),
  });
  project.git('rm', '--quiet', '-r', 'package.json', 'scenarios');
  project.commit('neither package nor scenarios');
  project.git('checkout', '--quiet', '-b', 'change');
  project.git('revert', '--no-edit', 'HEAD');
  const { code, text, document } = await runGate(project);
  expect({ code, text }).toMatchObject({ code: 0 });
  expect(document.checks.map(({ outcome }) => outcome).toSorted()).toEqual(['new', 'pass']);
});
