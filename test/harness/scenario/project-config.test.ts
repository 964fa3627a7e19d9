import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { type Config, loadConfig } from '../../../harness/scenario/project-config.ts';
import {
  closeProjects,
  createScenarioProject,
  readUserError,
  type ScenarioProject,
} from './scenario-project-test-setup.ts';

afterAll(closeProjects);

const load = ({ host }: ScenarioProject, path?: string): Promise<Config> =>
  loadConfig(host, host.cwd, path);

describe('the configuration', () => {
  const YAML =
    'scenarios: [bench/, "speed/*.ts"]\ntrials: { min: 6, time: 10 s }\nkeepRecords: 7\n';

  test('has defaults when there is none', async () => {
    const project = createScenarioProject({});
    expect(await load(project)).toEqual({
      root: project.folder,
      file: null,
      stateFolder: join(project.folder, '.perf-harness'),
      scenarios: ['scenarios/'],
      scenariosGiven: false,
      k6Path: null,
      k6Named: null,
      keepRecords: 200,
      historyUrl: null,
      historyPush: true,
      historyKeep: null,
      reporters: [],
      plugins: [],
      norms: {},
      codeRules: [],
      sections: {},
      carry: [],
      target: null,
      defaults: { sampling: {}, timeoutMs: null, margin: null, env: {}, nodeArgs: [] },
    });
  });

  const json =
    '{ "scenarios": ["bench/", "speed/*.ts"], "trials": { "min": 6, "time": "10 s" }, "keepRecords": 7 }';
  const object = `{ scenarios: ['bench/', 'speed/*.ts'], trials: { min: 6, time: '10 s' }, keepRecords: 7 }`;
  const module = `import { defineConfig } from 'perf-harness';\nexport default defineConfig(${object});`;
  test.each([
    ['ts', module],
    ['mts', module],
    ['js', module],
    ['mjs', module],
    ['json', json],
    ['json', `\uFEFF${json}`],
    ['yaml', YAML],
  ])('is read from a file that ends in .%s', async (extension, text) => {
    const project = createScenarioProject({ [`perf-harness.config.${extension}`]: text });
    expect(await load(project)).toMatchObject({
      root: project.folder,
      file: join(project.folder, `perf-harness.config.${extension}`),
      scenarios: ['bench/', 'speed/*.ts'],
      scenariosGiven: true,
      keepRecords: 7,
      defaults: { sampling: { minTrials: 6, maxTimeMs: 10_000 } },
    });
  });

  test('is found from a subfolder upwards, and marks the root', async () => {
    const project = createScenarioProject(
      { 'perf-harness.config.yaml': YAML, 'packages/a/package.json': '{}', 'packages/a/b/x': '' },
      { from: 'packages/a/b' },
    );
    expect((await load(project)).root).toBe(project.folder);
  });

  test('has the nearest package.json as its root in a project without a file', async () => {
    const project = createScenarioProject(
      { 'packages/a/package.json': '{}', 'packages/a/b/x': '' },
      { from: 'packages/a/b' },
    );
    expect((await load(project)).root).toBe(join(project.folder, 'packages/a'));
  });

  test('resolves the files of its reporters from the root, wherever the command starts', async () => {
    const project = createScenarioProject(
      { 'perf-harness.config.yaml': 'reporters: [terminal, json=out/a=b.json, html=]', 'a/x': '' },
      { from: 'a' },
    );
    expect((await load(project)).reporters).toEqual([
      'terminal',
      `json=${join(project.folder, 'out/a=b.json')}`,
      'html=',
    ]);
  });

  test('can be named relative to the folder of the command', async () => {
    const project = createScenarioProject({ 'ci/quick.yaml': YAML }, { from: 'ci' });
    expect(await load(project, 'quick.yaml')).toMatchObject({
      root: join(project.folder, 'ci'),
      keepRecords: 7,
    });
  });

  test('may be empty', async () => {
    expect(
      (await load(createScenarioProject({ 'perf-harness.config.yaml': '' }))).keepRecords,
    ).toBe(200);
  });
});

describe('a mistake in the configuration', () => {
  const refusal = (file: string, text: string): Promise<string> =>
    readUserError(load(createScenarioProject({ [`perf-harness.config.${file}`]: text })));

  test('is reported with its file and key, several at once', async () => {
    const text = `keepRecord: 5
trials: 2
timeout: 5 parsec
margin: 3
env: { PORT: 80 }
scenarios: []
reporters: terminal
nodeArgs: --inspect
`;
    expect(await refusal('yaml', text)).toMatchInlineSnapshot(`
      "[config-invalid, exit 2] Found 8 errors:
      - perf-harness.config.yaml, scenarios: found an empty list, expected a file, folder or glob, or a list of them.
      - perf-harness.config.yaml, trials: found 2, expected a whole number of at least 3, or an object with min, max, precision and time.
      - perf-harness.config.yaml, timeout: "5 parsec" has the unit "parsec", expected ns, us, ms, s, min or h.
      - perf-harness.config.yaml, margin: 3 is not a valid share; expected a percentage such as "5 %", or a ratio below 1 such as 0.05.
      - perf-harness.config.yaml, env.PORT: found 80, expected a quoted string.
      - perf-harness.config.yaml, nodeArgs: found "--inspect", expected a list of Node.js flags.
      - perf-harness.config.yaml, reporters: found "terminal", expected a list of reporters.
      - perf-harness.config.yaml, keepRecord: unknown key. Did you mean "keepRecords"?"
    `);
    expect(await refusal('json', '{ "keepRecords": 0 }')).toMatchInlineSnapshot(
      `"[config-invalid, exit 2] perf-harness.config.json, keepRecords: found 0, expected a whole number of at least 1."`,
    );
    expect(await refusal('json', '[]')).toMatchInlineSnapshot(
      `"[config-invalid, exit 2] perf-harness.config.json: found an empty list, expected an object, as returned by defineConfig({ … })."`,
    );
  });

  test.each([
    ["'query-magic': { lowMs: 1, highMs: 4, source: 'x' }", 'norms.query-magic: unknown key'],
    [
      "'query-indexed': { lowMs: 1, highMs: 4 }",
      'found nothing, expected a description of where the numbers come',
    ],
    ["'query-indexed': { lowMs: 5, highMs: 4, source: 'x' }", 'lowMs is greater than highMs'],
    [
      "'query-indexed': { lowMs: -1, highMs: 4, source: 'x' }",
      'found -1, expected a number of milliseconds',
    ],
    [
      "'query-indexed': { lowMs: 1, highMs: '4 ms', source: 'x' }",
      'found "4 ms", expected a number of milliseconds',
    ],
    ["'query-indexed': { lowMs: 1, highMs: 4, source: 'x', hi: 1 }", 'hi: unknown key'],
    ["'query-indexed': 'x'", 'expected a range such as { lowMs: 1, highMs: 4'],
  ])('P811-41: is reported in norms: %s', async (range, message) => {
    expect(await refusal('mjs', `export default { norms: { ${range} } };`)).toContain(message);
  });

  test('is reported with its place when it is a syntax error', async () => {
    expect(await refusal('yaml', 'a: 1\nb: [1\n')).toMatchInlineSnapshot(
      `"[config-load, exit 2] perf-harness.config.yaml: invalid YAML: Flow sequence in block collection must be sufficiently indented and end with a ] at line 3, column 1."`,
    );
    expect(await refusal('json', '{ "a": 1, }')).toMatch(
      /^\[config-load, exit 2\] perf-harness.config.json: invalid JSON: .*line 1 column 11/,
    );
    expect(await refusal('ts', 'export default { a: 1')).toMatchInlineSnapshot(
      `"[config-load, exit 2] perf-harness.config.ts: syntax error at line 1: Expected ',', got '<eof>', in \`export default { a: 1\`. A config file must load on its own and contain only settings."`,
    );
  });

  test('is reported when the file throws, or exports nothing', async () => {
    expect(await refusal('ts', `throw new Error('no');`)).toMatchInlineSnapshot(
      `"[config-load, exit 2] perf-harness.config.ts: loading the module failed at line 1: no. A config file must load on its own and contain only settings."`,
    );
    expect(await refusal('mjs', 'export const config = {};')).toMatchInlineSnapshot(
      `"[config-load, exit 2] perf-harness.config.mjs: no default export (it exports config), expected \`export default defineConfig({ … })\`."`,
    );
  });

  test('is reported when no file is at the named place, or there are two', async () => {
    expect(await readUserError(load(createScenarioProject({}), 'gone.yaml'))).toMatch(
      /^\[config-not-found, exit 2\] There is no config file .*gone\.yaml\. Check the path/,
    );
    const twice = createScenarioProject({
      'perf-harness.config.json': '{}',
      'perf-harness.config.yaml': '',
    });
    expect(await readUserError(load(twice))).toMatch(
      /^\[config-twice, exit 2\] There are two config files, .*\.json and .*\.yaml; only one can apply\. Remove one/,
    );
  });
});
