import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { ROOT } from '../../repository/read-repository-sources.ts';
import {
  closeProjects,
  createScenarioProject,
  type ScenarioProject,
  scenarioFileText,
} from './scenario-project-test-setup.ts';

afterAll(closeProjects);

const sort = scenarioFileText(`name: 'sort', run: () => 1, tags: ['cpu']`);
const parse = scenarioFileText(
  `name: 'parse lockfile', run: () => 1`,
  `name: 'parse README', run: () => 1, tags: ['text']`,
);

const names = async (promise: ReturnType<ScenarioProject['resolve']>): Promise<readonly string[]> =>
  (await promise).map(({ name }) => name);

describe('targets', () => {
  const project = (): ScenarioProject =>
    createScenarioProject({
      'scenarios/sort.ts': sort,
      'scenarios/nested/parse.mjs': parse,
      'scenarios/_helper.ts': 'export default 5;',
      'scenarios/server.ts': `throw new Error('loaded');`,
      'scenarios/types.d.ts': 'export default x;',
      'scenarios/node_modules/x/index.js': 'export default 5;',
      'scenarios/.hidden/x.js': 'export default 5;',
      'scenarios/data.json': '{}',
      'scenarios/shown.bench.js': scenarioFileText(`name: 'own bench', run: () => 1`),
      'other/list.ts': scenarioFileText(`name: 'list', command: ['ls']`),
      'other/broken.ts': 'export default {',
      'other/forgot.ts': `import { defineScenario } from 'perf-harness';\nexport const x = defineScenario({ name: 'x', run: () => 1 });`,
      'load.js': `import http from 'k6/http';\nexport default () => http.get('/');`,
      'notes.txt': 'x',
      'empty/README.md': '',
    });

  test('stay as configured, and get fewer and shorter trials when a quick run is requested', async () => {
    const { resolve } = project();
    const measured = await resolve();
    expect(measured.flatMap(({ tags }) => tags)).not.toContain('quick');
    const plansOf = (scenarios: typeof measured) =>
      scenarios.flatMap((scenario) =>
        scenario.kind === 'function'
          ? [{ measureMs: scenario.measureMs, warmupTrials: scenario.sampling.warmupTrials }]
          : [],
      );
    const quick = await resolve({ quick: true });
    expect(quick.every(({ tags }) => tags.includes('quick'))).toBe(true);
    expect(quick.map(({ name }) => name)).toEqual(measured.map(({ name }) => name));
    const alone = plansOf(await resolve({ quick: true, targets: ['scenarios/sort.ts'] }));
    expect(alone).toEqual([{ measureMs: 100, warmupTrials: 1 }]);
    // Enough functions share one process.
    const shared = plansOf(quick);
    expect(shared.length).toBeGreaterThan(2);
    for (const plan of shared) expect(plan).toEqual({ measureMs: 15, warmupTrials: 0 });
  });

  test('default to the scenarios folder, in the order of paths', async () => {
    expect(await names(project().resolve())).toEqual([
      'parse lockfile',
      'parse README',
      'own bench',
      'sort',
    ]);
  });

  test('may be files, folders and globs', async () => {
    const { resolve } = project();
    expect(await names(resolve({ targets: ['scenarios/sort.ts'] }))).toEqual(['sort']);
    expect(await names(resolve({ targets: ['scenarios/nested/'] }))).toHaveLength(2);
    expect(await names(resolve({ targets: ['scenarios/**/p*.mjs', 'other/l*'] }))).toEqual([
      'parse lockfile',
      'parse README',
      'list',
    ]);
  });

  test('may be globs that lead upwards', async () => {
    const { resolve } = createScenarioProject(
      { 'scenarios/sort.ts': sort, 'x/y.txt': '' },
      { from: 'x' },
    );
    expect(await names(resolve({ targets: ['../scenarios/*.ts'] }))).toEqual(['sort']);
  });

  test('are found once in a folder that links to itself, or when they are named twice', async () => {
    const { folder, resolve } = createScenarioProject({ 'scenarios/sort.ts': sort });
    symlinkSync('.', join(folder, 'scenarios/again'));
    expect(await names(resolve())).toEqual(['sort']);
    const targets = ['scenarios/sort.ts', './scenarios/s*.ts', 'sort'];
    expect(await names(resolve({ targets }))).toEqual(['sort']);
  });

  test('may be names, even when a folder of the code has the same name', async () => {
    const { resolve } = createScenarioProject({
      'scenarios/sort.ts': sort,
      'sort/README.md': '',
      'sort/deep/index.js': 'export const size = 1;',
    });
    expect(await names(resolve({ targets: ['sort'] }))).toEqual(['sort']);
  });

  test('match an exact name, or else all names that contain them', async () => {
    const { resolve } = project();
    expect(await names(resolve({ targets: ['parse README'] }))).toEqual(['parse README']);
    expect(await names(resolve({ targets: ['PARSE'] }))).toEqual([
      'parse lockfile',
      'parse README',
    ]);
  });

  test('are rejected when they match nothing, with the existing scenarios', async () => {
    const { refusal } = project();
    expect(await refusal({ targets: ['srot'] })).toMatchInlineSnapshot(
      `"[scenario-not-found, exit 2] No file, folder or scenario matches "srot". There are "parse lockfile", "parse README", "own bench", "sort". Did you mean "sort"?"`,
    );
    expect(await refusal({ targets: ['nothing like it'] })).toMatchInlineSnapshot(
      `"[scenario-not-found, exit 2] No file, folder or scenario matches "nothing like it". There are "parse lockfile", "parse README", "own bench", "sort". List all scenarios with \`perf-harness run --list\`."`,
    );
    expect(await refusal({ targets: ['scenarios/gone.ts'] })).toMatchInlineSnapshot(
      `"[target-not-found, exit 2] scenarios/gone.ts: no such file or folder."`,
    );
    expect(await refusal({ targets: ['gone/*.ts'] })).toMatchInlineSnapshot(
      `"[target-not-found, exit 2] gone/*.ts: no such file or folder."`,
    );
    expect(await refusal({ targets: ['notes.txt'] })).toMatchInlineSnapshot(
      `"[target-not-found, exit 2] notes.txt: not a scenario file, expected a module whose name ends in .ts, .mts, .js or .mjs."`,
    );
    expect(await refusal({ targets: ['empty'] })).toMatchInlineSnapshot(
      `"[target-not-found, exit 2] empty: this folder contains no scenario files, such as parse.ts."`,
    );
  });

  test('may be k6 scripts, each a scenario by itself', async () => {
    const { folder, resolve } = project();
    const [scenario, ...others] = await resolve({ targets: ['load.js'] });
    expect(others).toEqual([]);
    expect(scenario).toMatchObject({
      kind: 'k6',
      name: 'load.js',
      server: null,
      script: join(folder, 'load.js'),
      cwd: folder,
    });
  });

  test('are rejected when they cannot be read', async () => {
    const { refusal } = project();
    expect(await refusal({ targets: ['other/broken.ts'] })).toMatchInlineSnapshot(
      `"[scenario-load, exit 2] other/broken.ts: syntax error at line 1: Unexpected token \`<eof>\`. Expected identifier, string literal, numeric literal or [ for the computed key, in \`export default {\`. Fix that line."`,
    );
    expect(await refusal({ targets: ['other/forgot.ts'] })).toMatchInlineSnapshot(
      `"[scenario-invalid, exit 2] other/forgot.ts: there is no default export (it exports x); expected \`export default defineScenario({ … })\`, a list of scenarios, or a tinybench Bench. If the file contains only helpers, start its name with "_" so that perf-harness skips it in folders."`,
    );
  });

  test('are rejected when found in a folder without their default export', async () => {
    const { refusal } = createScenarioProject({
      'scenarios/a.ts': `import { defineScenario } from 'perf-harness';\nexport const a = defineScenario({ name: 'a', run: () => 1 });`,
      'scenarios/b.ts': 'export default 5;',
      'scenarios/c.ts': 'export default [];',
    });
    expect(await refusal()).toMatchInlineSnapshot(`
      "[scenario-invalid, exit 2] Found 3 errors:
      - scenarios/a.ts: there is no default export (it exports a); expected \`export default defineScenario({ … })\`, a list of scenarios, or a tinybench Bench. If the file contains only helpers, start its name with "_" so that perf-harness skips it in folders.
      - scenarios/b.ts, default export: found 5, expected the result of defineScenario({ … }).
      - scenarios/c.ts: the default export is an empty list; export at least one scenario."
    `);
  });

  test('are rejected when there are none at all, with how to make one', async () => {
    expect(await createScenarioProject({}).refusal()).toMatchInlineSnapshot(
      `"[no-scenarios, exit 2] No scenarios found in scenarios or in files such as parse.scenario.ts or parse.perf.ts. Create a scenario with \`perf-harness init\`, or pass a scenario file, a URL, or a command after \`--\`."`,
    );
    expect(await createScenarioProject({}).refusal({ targets: ['sort'] })).toMatchInlineSnapshot(
      `"[scenario-not-found, exit 2] No file, folder or scenario matches "sort". No scenarios found in scenarios or in files such as parse.scenario.ts or parse.perf.ts. Create a scenario with \`perf-harness init\`."`,
    );
  });

  test('are rejected when the config names them and they do not exist', async () => {
    const { refusal } = createScenarioProject({
      'perf-harness.config.json': '{ "scenarios": ["bench/", "speed/*.ts"] }',
    });
    expect(await refusal()).toMatchInlineSnapshot(`
      "[target-not-found, exit 2] Found 2 errors:
      - perf-harness.config.json, scenarios[0]: "bench/" matches no file or folder.
      - perf-harness.config.json, scenarios[1]: "speed/*.ts" matches no file or folder."
    `);
  });
});

describe('a filter', () => {
  const project = (): ScenarioProject =>
    createScenarioProject({ 'scenarios/sort.ts': sort, 'scenarios/parse.ts': parse });

  test('keeps names and tags that contain it, ignoring case', async () => {
    const { resolve } = project();
    expect(await names(resolve({ filter: 'LOCK' }))).toEqual(['parse lockfile']);
    expect(await names(resolve({ filter: 'text' }))).toEqual(['parse README']);
  });

  test('is a regular expression in slashes', async () => {
    const { resolve } = project();
    expect(await names(resolve({ filter: '/^(sort|.*README)$/' }))).toEqual([
      'parse README',
      'sort',
    ]);
  });

  test('is rejected when the file cannot be read, or keeps nothing', async () => {
    const { refusal } = project();
    expect(await refusal({ filter: '/(/' })).toMatchInlineSnapshot(
      `"[filter-invalid, exit 2] The filter "/(/" is invalid: Invalid regular expression: /(/: Unterminated group. Write the filter as /regex/, or as plain text without slashes."`,
    );
    expect(await refusal({ filter: 'sotr' })).toMatchInlineSnapshot(
      `"[filter-matches-nothing, exit 2] The filter "sotr" matches no scenario name or tag. There are "parse lockfile", "parse README", "sort". Did you mean "sort"?"`,
    );
  });
});

describe('ad-hoc scenarios', () => {
  test('measure a command where it was entered, under its own words', async () => {
    const { host, resolve } = createScenarioProject({ 'sub/x.js': '' }, { from: 'sub' });
    const command = ['node', 'x.js', "it's a", '--n=1'];
    const [scenario] = await resolve({ command });
    expect(scenario).toMatchObject({
      kind: 'command',
      name: `node x.js 'it'\\''s a' --n=1`,
      source: null,
      cwd: host.cwd,
      command: { type: 'argv', argv: command },
      exitCodes: [0],
      timeoutMs: 60_000,
    });
  });

  test('name a command of several lines by all its words, on one line', async () => {
    const { resolve } = createScenarioProject({});
    const [scenario] = await resolve({ command: ['node', '-e', '// a\nb()'] });
    expect(scenario?.name).toBe(String.raw`node -e $'// a\nb()'`);
  });

  test('put a URL under load without a server', async () => {
    const { resolve, refusal } = createScenarioProject({});
    const url = 'http://127.0.0.1:3000/users?page=1';
    expect(await resolve({ targets: [url] })).toMatchObject([
      { kind: 'http', name: url, source: null, server: null, request: { url, method: 'GET' } },
    ]);
    for (const local of ['http://localhost:1/', 'https://[::1]/', 'http://127.9.9.9/']) {
      expect(await resolve({ targets: [local] })).toHaveLength(1);
    }
    expect(await refusal({ targets: ['http://10.0.0.1/'] })).toMatchInlineSnapshot(
      `"[scenario-invalid, exit 2] http://10.0.0.1/: load may only be sent to this machine (localhost, 127.0.0.0/8, [::1]), not to 10.0.0.1. If you own that host and are allowed to send load to it, add --allow-remote 10.0.0.1."`,
    );
    expect(await refusal({ targets: ['http://127.0.0.1.example.com/'] })).toMatch(/only be sent/);
    expect(await refusal({ targets: ['http://localhost@example.com/'] })).toMatch(/only be sent/);
  });

  test('make a function scenario of each task of a tinybench Bench', async () => {
    const { folder, resolve, refusal } = createScenarioProject({
      'suite.ts': `import { Bench } from 'tinybench';
export default new Bench().add('small', () => 1).add('large', () => 2);`,
      'none.ts': `import { Bench } from 'tinybench';\nexport default new Bench();`,
    });
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    const file = join(folder, 'suite.ts');
    const scenarios = await resolve({ targets: ['suite.ts'] });
    expect(scenarios).toMatchObject([
      { kind: 'function', name: 'small', body: { type: 'tinybench', file, task: 'small' } },
      { kind: 'function', name: 'large', body: { type: 'tinybench', file, task: 'large' } },
    ]);
    expect(await refusal({ targets: ['none.ts'] })).toMatchInlineSnapshot(
      `"[scenario-invalid, exit 2] none.ts: the exported Bench has no tasks; add tasks with bench.add(…)."`,
    );
  });

  // Tests with a real vitest are in test/harness/executors/function/tinybench-tasks-and-vitest-benchmarks.test.ts.
  test('make a function scenario of each benchmark of a vitest file', async () => {
    const task = 'json > parse > small';
    const files = { 'json.bench.ts': `import { test } from 'vitest';` };
    const { folder, resolve } = createScenarioProject(files, {
      list: async () => ({ type: 'listed', tasks: [task] }),
    });
    const file = join(folder, 'json.bench.ts');
    expect(await resolve({ targets: ['json.bench.ts'] })).toMatchObject([
      { kind: 'function', name: task, body: { type: 'vitest', file, task } },
    ]);
  });

  test('reject a vitest file in a project without vitest', async () => {
    const { refusal } = createScenarioProject({
      'json.bench.ts': `import { test } from 'vitest';\ntest('x', () => undefined);`,
    });
    expect(await refusal({ targets: ['json.bench.ts'] })).toMatch(/vitest.*Install vitest/s);
  });
});

describe('scenario resolution', () => {
  test('finds the same scenarios from a subfolder, and resolves paths from there', async () => {
    const files = { 'scenarios/sort.ts': sort, 'scenarios/deep/parse.ts': parse };
    const { folder, resolve } = createScenarioProject(files, { from: 'scenarios/deep' });
    expect(await names(resolve())).toEqual(['parse lockfile', 'parse README', 'sort']);
    const [scenario] = await resolve({ targets: ['../sort.ts'] });
    expect(scenario).toMatchObject({
      cwd: folder,
      source: { file: join(folder, 'scenarios/sort.ts') },
    });
  });

  test('accepts a path with blanks, letters of any script and characters of URLs', async () => {
    const name = 'größe & 速度 #1 100%25 {a} [b]';
    const { resolve } = createScenarioProject({ 'scenarios/söme tests/sört ?.ts': sort }, { name });
    expect(await names(resolve())).toEqual(['sort']);
    expect(await names(resolve({ targets: ['scenarios/söme tests/sört ?.ts'] }))).toEqual(['sort']);
  });

  test('finds all 3,000 scenarios of one file', async () => {
    const { resolve } = createScenarioProject({
      'scenarios/many.ts': `export default Array.from({ length: 3_000 }, (_, index) => ({ name: 'one ' + index, run: () => index }));`,
    });
    const scenarios = await resolve();
    expect(scenarios).toHaveLength(3_000);
    expect(scenarios.at(-1)?.name).toBe('one 2999');
  });

  test('reads all of 60 files, in the order of their paths', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 60 }, (_, index) => {
        const number = String(index).padStart(3, '0');
        return [`scenarios/${number}.ts`, scenarioFileText(`name: 'one ${number}', run: () => 1`)];
      }),
    );
    const found = await names(createScenarioProject(files).resolve());
    expect(found).toHaveLength(60);
    expect(found).toEqual([...found].sort());
  });

  test('returns plain data', async () => {
    const { resolve } = createScenarioProject({
      'scenarios/a.ts': scenarioFileText(
        `name: 'a', setup: () => 1, teardown() {}, run: () => 1`,
        `name: 'b', command: 'ls', beforeEach: async () => 1`,
      ),
    });
    const scenarios = await resolve();
    expect(JSON.parse(JSON.stringify(scenarios))).toEqual(scenarios);
    expect(scenarios.map(({ hooks }) => hooks)).toEqual([['setup', 'teardown'], ['beforeEach']]);
  });
});
