import { afterAll, describe, expect, test } from 'vitest';
import { createScenarios } from '../../../harness/scenario/convert/create-scenarios-from-module-or-command.ts';
import { defaultConfig } from '../../../harness/scenario/project-config.ts';
import { toPlainValue } from '../../../harness/scenario/schema/serialisable-user-value.ts';
import { createMistakesError } from '../../../harness/scenario/schema/user-input-mistake.ts';
import {
  closeProjects,
  createScenarioProject,
  formatUserError,
  scenarioFileText,
} from './scenario-project-test-setup.ts';

afterAll(closeProjects);

/** Returns the message that refuses one wrong definition; tests further below go through a file. */
async function refusalOf(definition: string): Promise<string> {
  const text = `export default { ${definition} };`;
  const module = await import(`data:text/javascript,${encodeURIComponent(text)}`);
  const loaded = { defaultExport: toPlainValue(module.default), exportNames: [] };
  const context = { config: defaultConfig('/project'), allowRemote: [], folder: '/project' };
  const { mistakes } = createScenarios('/project/scenarios/sort.ts', loaded, context);
  const [first, ...others] = mistakes;
  if (first === undefined) throw new Error('nothing was refused');
  return formatUserError(createMistakesError(first, others));
}

describe('a missing tool', () => {
  const missing = {
    code: 'scenario-load',
    where: ['a.ts'],
    problem: 'no compiler',
    isMissingTool: true,
  };
  const wrong = { code: 'scenario-load', where: ['b.ts'], problem: 'no default export' };

  test('ends with its own exit code when nothing else is wrong', () => {
    expect(createMistakesError(missing).exitCode).toBe(5);
    expect(createMistakesError(missing, [{ ...missing, where: ['c.ts'] }]).exitCode).toBe(5);
    expect(createMistakesError(missing, [wrong]).exitCode).toBe(2);
  });
});

/** Wrong definitions, each followed by what is said about it. */
const REFUSALS = String.raw`
name: 'sort', run: () => 1, buget: {}
  scenario "sort", buget: unknown key. Did you mean "budgets"?
name: 'sort', command: ['node'], zzz: 1
  scenario "sort", zzz: unknown key, expected one of name, setup, teardown, beforeEach, env, cwd, prepare, metrics, params, group, budgets, regression, margin, trials, timeout, tags, command, exitCodes, cache, instructions.
name: 'sort', run: () => 1, exitCodes: [0]
  scenario "sort", exitCodes: only command scenarios have this key; this scenario is of kind function.
name: 'sort', http: 'http://127.0.0.1/', connections: 3
  scenario "sort", connections: this key belongs inside http.
name: 'sort', http: 'http://127.0.0.1/', warmup: '1s'
  scenario "sort", warmup: this key belongs inside http.
name: 'sort', run: () => 1, timeout: '1000 h'
  scenario "sort", timeout: the duration exceeds the maximum of 24 hours.
name: 'sort'
  scenario "sort": there is nothing to measure; set one of the keys run (a function), command, http, k6 or page.
name: 'sort', run: () => 1, command: ['node']
  scenario "sort": has both run and command; a scenario has exactly one kind, so set only one of these keys.
run: () => 1
  default export, name: found nothing, expected a name on a single line.
name: 'a\nb', run: () => 1
  default export, name: found "a\nb", expected a name on a single line.
name: 'sort', run: 5
  scenario "sort", run: found 5, expected a function.
name: 'sort', run: () => 1, env: { PORT: 80 }
  scenario "sort", env.PORT: found 80, expected a quoted string.
name: 'sort', command: []
  scenario "sort", command: found an empty list, expected a command, either a list of arguments such as ["node", "server.js"] or a shell command.
name: 'sort', command: ['node'], exitCodes: ['0']
  scenario "sort", exitCodes[0]: found "0", expected an exit code.
name: 'sort', run: () => 1, budgets: { wal_time: '< 2 ms' }
  scenario "sort", budgets.wal_time: there is no metric "wal_time". Did you mean "wall_time"?
name: 'sort', run: () => 1, regression: { alocated: '5 %' }
  scenario "sort", regression.alocated: there is no metric "alocated". Did you mean "allocated"?
name: 'sort', command: ['node'], metrics: ['http_roundtrips']
  scenario "sort", metrics[0]: there is no metric "http_roundtrips". Did you mean "http_round_trips"?
name: 'sort', run: () => 1, budgets: { 'latency.p95': '< 2 ms' }
  scenario "sort", budgets.latency.p95: function scenarios do not measure "latency.p95"; expected one of wall_time, cpu_time, allocated, gc_time, gc_count, memory_peak, event_loop_delay.p99, instructions.
name: 'sort', run: () => 1, budgets: { wall_time: '2 ms' }
  scenario "sort", budgets.wall_time: "2 ms" is not a budget; expected <, <=, > or >= followed by a value, such as "< 250 ms".
name: 'sort', run: () => 1, budgets: { wall_time: '< 2 msec' }
  scenario "sort", budgets.wall_time: "2 msec" has the unit "msec", expected ns, us, ms, s, min or h. Did you mean "sec"?
name: 'sort', run: () => 1, budgets: { wall_time: '< 2 kB' }
  scenario "sort", budgets.wall_time: "2 kB" has the unit "kB", expected ns, us, ms, s, min or h.
name: 'sort', run: () => 1, budgets: { wall_time: '< 2' }
  scenario "sort", budgets.wall_time: "2" has no unit, expected ns, us, ms, s, min or h.
name: 'sort', run: () => 1, budgets: { wall_time: '< fast' }
  scenario "sort", budgets.wall_time: "fast" is not a number with a unit, such as "250 ms".
name: 'sort', run: () => 1, budgets: { wall_time: 2 }
  scenario "sort", budgets.wall_time: found 2, expected a limit such as "< 250 ms", or ["warn", "< 250 ms"].
name: 'sort', run: () => 1, budgets: { wall_time: ['fail', '< 2 ms'] }
  scenario "sort", budgets.wall_time: found ["fail","< 2 ms"], expected a limit such as "< 250 ms", or ["warn", "< 250 ms"].
name: 'sort', run: () => 1, duration: '2 parsec'
  scenario "sort", duration: "2 parsec" has the unit "parsec", expected ns, us, ms, s, min or h.
name: 'sort', run: () => 1, timeout: true
  scenario "sort", timeout: found true, expected a duration such as "2 s", or milliseconds.
name: 'sort', run: () => 1, timeout: -1
  scenario "sort", timeout: -1 is not a valid duration; expected 0 or more, such as "2 s".
name: 'sort', run: () => 1, duration: 0
  scenario "sort", duration: a duration of 0 is not allowed, expected a duration such as "2 s", or milliseconds.
name: 'sort', run: () => 1, margin: 5
  scenario "sort", margin: 5 is not a valid share; expected a percentage such as "5 %", or a ratio below 1 such as 0.05.
name: 'sort', run: () => 1, regression: { wall_time: '5 ms' }
  scenario "sort", regression.wall_time: "5 ms" has the unit "ms", expected % or no unit.
name: 'sort', run: () => 1, trials: 2
  scenario "sort", trials: found 2, expected a whole number of at least 3, or an object with min, max, precision and time.
name: 'sort', run: () => 1, trials: { min: 1 }
  scenario "sort", trials.min: found 1, expected a whole number of at least 3.
name: 'sort', run: () => 1, trials: { min: 9, max: 4 }
  scenario "sort", trials: min is 9 and max is 4; min must not exceed max.
name: 'sort', run: () => 1, trials: { minimum: 9 }
  scenario "sort", trials.minimum: unknown key. Did you mean "min"?
name: 'sort', run: () => 1, params: { size: 10 }
  scenario "sort", params.size: found 10, expected a list of at least one value.
name: 'sort', run: () => 1, params: { size: [] }
  scenario "sort", params.size: found an empty list, expected a list of at least one value.
name: 'sort', run: () => 1, params: { size: [new Date(0)] }
  scenario "sort", params.size[0]: found a Date, expected a string, a number, true or false.
name: 'sort', run: () => 1, params: { 'a-b': [1] }
  scenario "sort", params.a-b: "a-b" is not a valid parameter name, expected letters, digits and underscores.
name: 'sort', run: () => 1, params: { a: Array.from({ length: 101 }, (_, index) => index), b: Array.from({ length: 101 }, (_, index) => index) }
  scenario "sort", params: there are 10201 combinations of parameter values; at most 10000 are allowed.
name: 'sort', command: 'sort -n {siz}.txt', params: { size: [1, 2] }
  scenario "sort", command: {siz} is not a parameter; the parameters are {size}. For literal braces, write {{siz}}. Did you mean "size"?
name: 'list', http: { url: 'http://127.0.0.1/', rate: 9, connections: 2 }
  scenario "list", http: sets both rate and connections; set only one: rate sends requests on a schedule (open model), while each connection waits for its response (closed model).
name: 'list', http: { url: 'http://127.0.0.1/', maxConnections: 2 }
  scenario "list", http.maxConnections: requires the key rate; without rate, the key connections sets the number of connections.
name: 'list', http: 'https://example.com/users'
  scenario "list", http.url: load may only be sent to this machine (localhost, 127.0.0.0/8, [::1]), not to example.com. If you own that host and are allowed to send load to it, add --allow-remote example.com.
name: 'list', http: '/users'
  scenario "list", http.url: found the path "/users", expected a full URL; a path requires a server that is started for the scenario.
name: 'list', http: 'users'
  scenario "list", http.url: "users" is not a valid URL; expected a URL such as http://127.0.0.1:3000/.
name: 'list', http: 'ftp://127.0.0.1/'
  scenario "list", http.url: "ftp://127.0.0.1/" is not an http or https URL.
name: 'list', server: { command: 'x' }, http: 'http://127.0.0.1:3000/'
  scenario "list", http.url: found "http://127.0.0.1:3000/", expected a path such as "/users", because the server receives its own port in the variable PORT.
name: 'list', server: { command: 'x' }, http: { url: '/', expectStatus: 'ok' }
  scenario "list", http.expectStatus: found "ok", expected a status code, or a list of them.
name: 'list', server: { command: 'x' }, http: { url: '/', connections: 0 }
  scenario "list", http.connections: found 0, expected a whole number of at least 1.
name: 'list', server: { command: 'x' }, http: { url: '/', rate: -1 }
  scenario "list", http.rate: found -1, expected a number above 0.
name: 'list', server: { command: 'x' }, http: { url: '/', methd: 'GET' }
  scenario "list", http.methd: unknown key. Did you mean "method"?
name: 'list', server: { command: 'x' }, http: { url: '/', body: { when: () => 1 } }
  scenario "list", http.body.when: found a function, which JSON cannot represent.
name: 'list', server: { command: 'x', ready: 'health' }, http: '/'
  scenario "list", server.ready: found "health", expected a path such as "/health", a port, or an object with path, port or log.
name: 'list', server: { command: 'x', ready: { log: /x/ } }, http: '/'
  scenario "list", server.ready: found {"log":"a RegExp"}, expected a path such as "/health", a port, or an object with path, port or log.
name: 'list', server: { command: 'x', ready: 70_000 }, http: '/'
  scenario "list", server.ready: found 70000, expected a path such as "/health", a port, or an object with path, port or log.
`;

describe('a scenario definition', () => {
  const cases = [...REFUSALS.matchAll(/^(\S.*)\n {2}(.*)$/gmu)].map(([, ...pair]) => pair);
  test.each(cases)('is rejected for %s', async (definition = '', message = '') => {
    expect(await refusalOf(definition)).toBe(
      `[scenario-invalid, exit 2] scenarios/sort.ts, ${message}`,
    );
  });

  test('is rejected with a misspelt kind, and the mistake is named', async () => {
    expect(await refusalOf(`name: 'sort', rnu: () => 1`)).toMatchInlineSnapshot(`
      "[scenario-invalid, exit 2] Found 2 errors:
      - scenarios/sort.ts, scenario "sort": there is nothing to measure; set one of the keys run (a function), command, http, k6 or page.
      - scenarios/sort.ts, scenario "sort", rnu: unknown key. Did you mean "run"?"
    `);
  });

  test.each(['avg', 'p95'])(
    'LEAD-27: is rejected for a budget of an average, in latency.%s',
    async (part) => {
      const limit = part === 'avg' ? '< 200 ms' : 'avg < 200 ms';
      const budgets = `budgets: { 'latency.${part}': '${limit}' }`;
      expect(await refusalOf(`name: 'list', http: 'http://127.0.0.1:1/', ${budgets}`)).toBe(
        `[scenario-invalid, exit 2] scenarios/sort.ts, scenario "list", budgets.latency.${part}: averages cannot be budgets because they hide slow requests; use a percentile such as latency.p95.`,
      );
    },
  );

  test('is accepted for another machine once its host is allowed', async () => {
    const definition = `name: 'list', http: 'https://example.com/users'`;
    const project = createScenarioProject({ 'scenarios/list.ts': scenarioFileText(definition) });
    expect(await project.resolve({ allowRemote: ['example.com'] })).toHaveLength(1);
  });

  test.each([
    ['{}', 'faults: no fault is set; set latency, errors or drop'],
    [
      `{ latency: '20 ms', jitter: '30 ms' }`,
      'faults.jitter: jitter exceeds latency, so some responses would have to arrive before they are sent',
    ],
    [`{ latency: '50 s', jitter: '20 s' }`, 'faults.latency: latency plus jitter exceeds 60 s'],
    [
      `{ latency: 5, status: 429 }`,
      'faults.status: status applies to injected errors, but the share of errors is not set',
    ],
    [
      `{ errors: '1 %', status: 200 }`,
      'faults.status: found 200, expected an error status from 400 to 599',
    ],
  ])('is rejected when its server has the faults %s', async (faults, problem) => {
    const refusal = await refusalOf(
      `name: 'list', server: { command: 'x', faults: ${faults} }, http: '/'`,
    );
    expect(refusal).toContain(`scenario "list", server.${problem}.`);
  });
});

describe('a set of scenarios', () => {
  test('is rejected with one name in two files, both of which are named', async () => {
    const file = scenarioFileText(`name: 'sort', run: () => 1`);
    const project = createScenarioProject({ 'scenarios/a.ts': file, 'scenarios/b.ts': file });
    expect(await project.refusal()).toMatchInlineSnapshot(
      `"[scenario-duplicate, exit 2] scenarios/b.ts: the name "sort" is already taken by scenarios/a.ts. Give each scenario a unique name: records and baselines are stored under it."`,
    );
  });

  test('is rejected with one name twice in a file', async () => {
    const definition = `name: 'sort', run: () => 1`;
    const project = createScenarioProject({
      'scenarios/a.ts': scenarioFileText(definition, definition),
    });
    expect(await project.refusal()).toMatchInlineSnapshot(
      `"[scenario-duplicate, exit 2] scenarios/a.ts: two scenarios in this file have the name "sort". Give each scenario a unique name: records and baselines are stored under it."`,
    );
  });

  test('must have a single kind within a group', async () => {
    const project = createScenarioProject({
      'scenarios/a.ts': scenarioFileText(
        `name: 'a', group: 'sort', run: () => 1`,
        `name: 'b', group: 'sort', command: ['sort']`,
      ),
    });
    expect(await project.refusal()).toMatchInlineSnapshot(
      `"[scenario-group, exit 2] scenarios/a.ts, scenario "b", group: the group "sort" already contains function scenarios, such as "a", but this scenario is of kind command."`,
    );
  });

  test('is rejected with all its mistakes at once', async () => {
    const project = createScenarioProject({
      'scenarios/a.ts': scenarioFileText(
        `name: 'a', run: 1, tag: ['x']`,
        `name: 'b', trials: 1, run: 1`,
      ),
      'scenarios/b.ts': 'export default {',
    });
    expect(await project.refusal()).toMatchInlineSnapshot(`
      "[scenario-invalid, exit 2] Found 5 errors:
      - scenarios/a.ts, scenario "a", run: found 1, expected a function.
      - scenarios/a.ts, scenario "a", tag: unknown key. Did you mean "tags"?
      - scenarios/a.ts, scenario "b", trials: found 1, expected a whole number of at least 3, or an object with min, max, precision and time.
      - scenarios/a.ts, scenario "b", run: found 1, expected a function.
      - scenarios/b.ts: syntax error at line 1: Unexpected token \`<eof>\`. Expected identifier, string literal, numeric literal or [ for the computed key, in \`export default {\`. Fix that line."
    `);
  });
});

describe('many scenarios with the same unknown key', () => {
  test('list the known keys once', async () => {
    const names = Array.from({ length: 30 }, (_, index) => `s${index}`);
    const project = createScenarioProject({
      'scenarios/a.ts': scenarioFileText(
        ...names.map((name) => `name: '${name}', run: () => 1, quibble: 1`),
      ),
    });
    const refusal = await project.refusal();
    expect(refusal.match(/expected one of/gu)).toHaveLength(1);
    expect(refusal).toMatch(/scenario "s0", quibble: unknown key, expected one of name, /u);
    expect(refusal).toContain('- scenarios/a.ts, scenario "s29", quibble: same problem as above.');
    expect(refusal.split('\n')).toHaveLength(31);
  });
});

describe('a folder', () => {
  test('is rejected when it does not exist', async () => {
    const project = createScenarioProject({
      'scenarios/a.ts': scenarioFileText(
        `name: 'a', command: ['ls'], cwd: '../gone', params: { size: [1, 2] }`,
        `name: 'b', server: { command: ['ls'], cwd: 'gone' }, http: '/'`,
      ),
    });
    expect(await project.refusal()).toMatchInlineSnapshot(`
      "[scenario-invalid, exit 2] Found 2 errors:
      - scenarios/a.ts, scenario "a", cwd: folder gone not found; the path is relative to the folder of the scenario file.
      - scenarios/a.ts, scenario "b", server.cwd: folder scenarios/gone not found; the path is relative to the folder of the scenario file."
    `);
  });

  test('may be missing when prepare can still create it', async () => {
    const definition = `name: 'a', command: ['ls'], cwd: '../build', prepare: 'mkdir build'`;
    const project = createScenarioProject({ 'scenarios/a.ts': scenarioFileText(definition) });
    expect(await project.resolve()).toHaveLength(1);
  });
});
