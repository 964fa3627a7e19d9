/** What the gate takes for new, and may so let pass unmeasured: only what the base is known not to have. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import type { GateReport } from '../../harness/model/documents/gate-document.ts';
import type { GitProject } from '../support/git-project.ts';
import { runCli } from '../support/run-cli.ts';
import {
  ROUNDS,
  sampleRepository,
  workModule,
  workScenario,
} from '../support/sample-repository.ts';

vi.setConfig({ testTimeout: 300_000 });

async function gate({ root }: GitProject, ...args: readonly string[]) {
  const file = join(root, '.perf-harness/gate.json');
  const reporters = ['--reporter', 'terminal', '--reporter', `json=${file}`];
  const env = { GITHUB_BASE_REF: undefined, CI_MERGE_REQUEST_DIFF_BASE_SHA: undefined };
  const { code, out } = await runCli(['gate', ...reporters, ...args], { cwd: root, env });
  const document: GateReport = JSON.parse(readFileSync(file, 'utf8'));
  return { code, text: out.replace(/\s+/g, ' '), document };
}

const ALLOWED = `regression: { wall_time: '30 %' },`;
/** Its name is nowhere in the text of the file. */
const COMPUTED = workScenario(ALLOWED).replace(`'work'`, `['work', 2].join(' of ')`);
const BROKEN = { 'lib/work.js': 'export const work = 1;\nthrow new Error("half done");\n' };
const MENDED = { 'lib/work.js': workModule(ROUNDS.slower) };

/** main cannot load its scenario any more; the branch mends that. */
function brokenBase(): GitProject {
  const project = sampleRepository(COMPUTED);
  project.commit('broken', BROKEN);
  project.git('checkout', '--quiet', '-b', 'change');
  return project;
}

it('a scenario of a computed name is not new where the base has its file and cannot load it', async () => {
  const project = brokenBase();
  project.commit('mended', MENDED);
  const { code, text } = await gate(project);
  expect({ code, text }).toMatchObject({ code: 6 });
  expect(text).not.toContain('does not have this scenario');
  expect(text).toMatch(/scenarios of the base cannot be loaded.*half done/);
});

it('nor is it where that file has moved', async () => {
  const project = brokenBase();
  project.git('mv', 'scenarios/work.js', 'scenarios/moved.js');
  project.commit('mended', MENDED);
  const { code, text } = await gate(project);
  expect({ code, text }).toMatchObject({ code: 6 });
  expect(text).not.toContain('does not have this scenario');
});

it('a scenario is new whose name is part of what stands in the old file', async () => {
  const project = sampleRepository(workScenario(ALLOWED, 'work hard'));
  project.git('checkout', '--quiet', '-b', 'change');
  const both = workScenario(ALLOWED, 'work hard')
    .replace('export default defineScenario(', 'export default [defineScenario(')
    .replace(
      /\}\);\n$/,
      `}), defineScenario({
  name: 'work', warmup: '30 ms', duration: '30 ms', trials: 3,
  run: async () => (await import('../lib/fast.js')).work(),
})];
`,
    );
  project.commit('add', { 'scenarios/work.js': both, 'lib/fast.js': workModule(10) });
  const { code, text } = await gate(project, 'work');
  expect({ code, text }).toMatchObject({ code: 0 });
  expect(text).toContain('+ work: wall_time new: the base does not have this scenario');
});

it('a new scenario that keeps the base from loading the others of its file is told of', async () => {
  const project = sampleRepository(workScenario(ALLOWED));
  project.git('checkout', '--quiet', '-b', 'change');
  const both = `import { work as fast } from '../lib/fast.js';\n${workScenario(ALLOWED)
    .replace('export default defineScenario(', 'export default [defineScenario(')
    .replace(
      /\}\);\n$/,
      `}), defineScenario({ name: 'added', trials: 3, run: () => fast() })];\n`,
    )}`;
  project.commit('add', { 'scenarios/work.js': both, 'lib/fast.js': workModule(10) });
  const { code, text, document } = await gate(project);
  expect({ code, text }).toMatchObject({ code: 6 });
  expect(document.checks).toMatchObject([
    { scenario: 'work', outcome: 'incomparable' },
    { scenario: 'added', outcome: 'new' },
  ]);
  expect(document.findings).toMatchObject([{ id: 'new-beside-old', level: 'warning' }]);
  expect(text).toMatch(/scenarios\/work\.js has both "work".*"added".*into a file of their own/);
});
