/** Scenarios that the base cannot measure: new ones, and ones broken on the base. */
import { expect, it } from 'vitest';
import type { LiveProject } from '../support/live-comparison-project.ts';
import {
  costsFile,
  createScriptedProject,
  wallTimeFile,
} from '../support/project-with-scripted-measurements.ts';
import { REGRESSION_LIMIT, runGate, scriptedScenario } from '../support/run-gate-on-project.ts';

/** Its name is nowhere in the text of the file. */
const COMPUTED = scriptedScenario(REGRESSION_LIMIT).replace(`'work'`, `['work', 2].join(' of ')`);
/** Neither its units nor the files of scenarios can be loaded. */
const BROKEN = {
  'src/work.js': 'export const work = 1;\nthrow new Error("half done");\n',
  ...costsFile({ '*': 'half done' }),
};
const MENDED = { 'src/work.js': 'export const work = () => 1;\n', ...wallTimeFile(10) };

/** Returns a project whose main can no longer load its scenario, on a branch for the fix. */
function brokenBase(): LiveProject {
  const project = createScriptedProject({ 'scenarios/work.ts': COMPUTED, ...BROKEN });
  project.git('checkout', '--quiet', '-b', 'change');
  return project;
}

it('does not report a computed scenario as new when the base has its file but cannot load it', async () => {
  const project = brokenBase();
  project.commit('mended', MENDED);
  const { code, text } = await runGate(project);
  expect({ code, text }).toMatchObject({ code: 6 });
  expect(text).not.toContain('does not contain this scenario');
  expect(text).toMatch(/scenarios of the base cannot be loaded.*half done/);
});

it('does not report it as new either when that file has moved', async () => {
  const project = brokenBase();
  project.git('mv', 'scenarios/work.ts', 'scenarios/moved.ts');
  project.commit('mended', MENDED);
  const { code, text } = await runGate(project);
  expect({ code, text }).toMatchObject({ code: 6 });
  expect(text).not.toContain('does not contain this scenario');
});

/** Creates a project with one scenario on main, and a branch whose file replaces it. */
function changed(name: string, scenarios: string, base: Readonly<Record<string, string>>) {
  const project = createScriptedProject({
    'scenarios/work.ts': scriptedScenario(REGRESSION_LIMIT, name),
    ...base,
  });
  project.git('checkout', '--quiet', '-b', 'change');
  project.commit('add', { 'scenarios/work.ts': scenarios, ...wallTimeFile(10) });
  return project;
}

/** Returns the module of that scenario with a second scenario added. */
function withAnother(name: string, other: string): string {
  return scriptedScenario(REGRESSION_LIMIT, name)
    .replace('export default defineScenario(', 'export default [defineScenario(')
    .replace(/\);\n$/, `), defineScenario({ ${other}, trials: 3 })];\n`);
}

it('reports a scenario as new whose name is part of a name in the old file', async () => {
  const other = `name: 'work', run: async () => (await import('../src/fast.js')).work()`;
  const project = changed('work hard', withAnother('work hard', other), {
    ...costsFile({ 'work hard': { wall_time: 10 }, work: 'there is no src/fast.js' }),
  });
  const { code, text } = await runGate(project, ['work']);
  expect({ code, text }).toMatchObject({ code: 0 });
  expect(text).toContain('+ work: wall_time new: the base does not contain this scenario');
});

it('reports a new scenario that keeps the base from loading the others of its file', async () => {
  const other = `name: 'added', run: () => fast()`;
  const both = `import { work as fast } from '../src/fast.js';\n${withAnother('work', other)}`;
  // The head's scenario file is laid over the base's, so the base cannot load its import.
  const project = changed('work', both, costsFile({ '*': 'there is no src/fast.js' }));
  project.commit('fast', { 'src/fast.js': 'export const work = () => 1;\n' });
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
