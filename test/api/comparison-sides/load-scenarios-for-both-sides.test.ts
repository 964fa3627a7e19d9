import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadScenariosForBothSides } from '../../../api/comparison-sides/load-scenarios-for-both-sides.ts';
import { createHost } from '../../../harness/host.ts';
import { loadConfig } from '../../../harness/scenario/project-config.ts';
import { createLiveProject } from '../../support/live-comparison-project.ts';
import { writeFiles } from '../../support/run-cli.ts';

it('resolves paths in scenarios of a commit to the project, not to the export they were read from', async () => {
  const { root, git } = createLiveProject({
    'perf-harness.config.json': '{"k6Path":"tools/k6"}',
    'load/load.js': 'export default () => {};',
    'scenarios/more.ts': `import { join } from 'node:path';
import { defineScenario } from 'perf-harness';
const env = { APP: join(import.meta.dirname, '../dist/app') };
export default [
  defineScenario({ name: 'build', command: ['node', '-v'], env }),
  defineScenario({ name: 'load', k6: '../load/load.js' }),
  defineScenario({
    name: 'home',
    server: { command: ['node', 'server.js'] },
    page: '/',
    field: './field.jsonl',
  }),
];
`,
  });
  // The working tree makes no difference.
  writeFiles(root, { 'scenarios/more.ts': 'throw new Error("not this one");' });
  const host = { ...createHost(), cwd: root };
  const scenarios = await loadScenariosForBothSides(
    host,
    await loadConfig(host, root),
    { type: 'code', base: { type: 'ref', ref: 'main' }, head: { type: 'ref', ref: 'main' } },
    { targets: [], filter: null, command: null, quick: false, allowRemote: [] },
    new AbortController().signal,
  );
  expect(git('status', '--porcelain')).toContain('scenarios/more.ts');
  expect(JSON.stringify(scenarios)).not.toContain('/head/');
  const named = Object.fromEntries(scenarios.map((scenario) => [scenario.name, scenario]));
  expect(named).toMatchObject({
    build: { env: { APP: join(root, 'dist/app') }, cwd: root },
    load: { k6Path: join(root, 'tools/k6'), script: join(root, 'load/load.js') },
    home: { field: { file: join(root, 'scenarios/field.jsonl') } },
  });
});

it("refuses scenarios of a commit whose packages Plug'n'Play maps only for the project, with a remedy", async () => {
  const { root } = createLiveProject({
    '.gitignore': '.pnp.cjs\n',
    'scenarios/more.js': "import 'from-the-map';\nexport default [];\n",
  });
  writeFiles(root, { '.pnp.cjs': '// made by yarn install\n' });
  const host = { ...createHost(), cwd: root };
  const side = { type: 'ref', ref: 'main' } as const;
  const reading = loadScenariosForBothSides(
    host,
    await loadConfig(host, root),
    { type: 'code', base: side, head: side },
    { targets: [], filter: null, command: null, quick: false, allowRemote: [] },
    new AbortController().signal,
  );
  await expect(reading).rejects.toMatchObject({
    message: expect.stringContaining('cannot find package "from-the-map"'),
    remedy: expect.stringContaining('compare the working tree with it, or set nodeLinker'),
  });
});
