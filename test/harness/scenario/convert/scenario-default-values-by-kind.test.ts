import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Scenario } from '../../../../harness/model/scenario/scenario.ts';
import {
  closeProjects,
  createScenarioProject,
  scenarioFileText,
} from '../scenario-project-test-setup.ts';

afterAll(closeProjects);

/** Returns the scenarios of one definition in `scenarios/a.ts`, and the project's folder. */
async function scenariosOf(
  definition: string,
  { config = '{}', quick = false } = {},
): Promise<{ readonly folder: string; readonly scenarios: readonly Scenario[] }> {
  const { folder, resolve } = createScenarioProject({
    'perf-harness.config.json': config,
    'scenarios/a.ts': scenarioFileText(definition),
    'data/x.txt': '',
  });
  return { folder, scenarios: await resolve({ quick }) };
}

describe('scenario defaults', () => {
  test('apply to a function', async () => {
    const { folder, scenarios } = await scenariosOf(`name: 'a', run: () => 1`);
    expect(scenarios).toEqual([
      {
        kind: 'function',
        name: 'a',
        source: { file: join(folder, 'scenarios/a.ts'), path: 'scenarios/a.ts', name: 'a' },
        group: null,
        params: {},
        tags: [],
        env: {},
        cwd: folder,
        nodeArgs: [],
        nodePath: null,
        prepare: null,
        metrics: [],
        budgets: [],
        regression: {},
        margin: null,
        sampling: {
          minTrials: 5,
          maxTrials: 30,
          precision: 0.02,
          maxTimeMs: 30_000,
          warmupTrials: 1,
        },
        timeoutMs: 61_000,
        hooks: [],
        body: { type: 'scenario' },
        measureMs: 500,
        warmupMs: 500,
      },
    ]);
  });

  test('apply to a command', async () => {
    const { scenarios } = await scenariosOf(`name: 'a', command: 'ls | wc -l'`);
    expect(scenarios).toMatchObject([
      {
        kind: 'command',
        command: { type: 'shell', text: 'ls | wc -l' },
        exitCodes: [0],
        timeoutMs: 60_000,
      },
    ]);
  });

  test('apply to a server under load', async () => {
    const { folder, scenarios } = await scenariosOf(
      `name: 'a', env: { A: '1', B: '1' }, server: { command: ['node', 'x.js'], env: { B: '2' } }, http: '/users'`,
    );
    expect(scenarios).toMatchObject([
      {
        kind: 'http',
        server: {
          command: { type: 'argv', argv: ['node', 'x.js'] },
          cwd: folder,
          env: { A: '1', B: '2' },
          ready: { type: 'port' },
          port: null,
          readyTimeoutMs: 30_000,
        },
        request: {
          url: '/users',
          method: 'GET',
          headers: {},
          body: null,
          expectStatus: [],
          timeoutMs: 10_000,
        },
        load: { type: 'closed', connections: 10 },
        durationMs: 2_000,
        warmupMs: 500,
        timeoutMs: 62_500,
      },
    ]);
  });
});

test('keeps every setting as it was written', async () => {
  const { folder, scenarios } = await scenariosOf(`
    name: 'a', run: () => 1, group: 'g', tags: ['x'], cwd: '../data', nodeArgs: ['--expose-gc'],
    prepare: ['npm', 'run', 'build'], duration: '1 s', warmup: 0, timeout: '2 min', margin: '3 %',
    trials: { min: 6, max: 8, precision: '1 %', time: '1 min' }, env: { A: '1' },
    budgets: { wall_time: '< 2 ms', allocated: ['warn', '<= 64 KiB'] },
    regression: { wall_time: '5 %', cpu_time: 0.1 }`);
  expect(scenarios).toMatchObject([
    {
      group: 'g',
      tags: ['x'],
      cwd: join(folder, 'data'),
      nodeArgs: ['--expose-gc'],
      prepare: { type: 'argv', argv: ['npm', 'run', 'build'] },
      measureMs: 1_000,
      warmupMs: 0,
      timeoutMs: 120_000,
      margin: 0.03,
      env: { A: '1' },
      sampling: { minTrials: 6, maxTrials: 8, precision: 0.01, maxTimeMs: 60_000 },
      budgets: [
        { metric: 'wall_time', operator: '<', limit: 2, level: 'error', text: '< 2 ms' },
        { metric: 'allocated', operator: '<=', limit: 65_536, level: 'warn', text: '<= 64 KiB' },
      ],
      regression: { wall_time: 0.05, cpu_time: 0.1 },
    },
  ]);
});

describe('trials', () => {
  const samplingOf = async (trials: string, config = '{}'): Promise<readonly number[]> => {
    const { scenarios } = await scenariosOf(`name: 'a', run: () => 1${trials}`, { config });
    const [scenario] = scenarios;
    return [scenario?.sampling.minTrials ?? 0, scenario?.sampling.maxTrials ?? 0];
  };

  test('are exactly that many when given as a number', async () => {
    expect(await samplingOf(', trials: 12')).toEqual([12, 12]);
  });

  test('of the scenario take precedence over those of the config', async () => {
    const config = '{ "trials": { "min": 6, "max": 10 } }';
    expect(await samplingOf('', config)).toEqual([6, 10]);
    expect(await samplingOf(', trials: { min: 7 }', config)).toEqual([7, 10]);
    expect(await samplingOf(', trials: { min: 20 }', config)).toEqual([20, 20]);
    expect(await samplingOf(', trials: { max: 4 }', config)).toEqual([4, 4]);
    expect(await samplingOf(', trials: { min: 40 }')).toEqual([40, 40]);
  });
});

test("fills from the config what the scenario leaves open, and prefers the scenario's variables", async () => {
  const config =
    '{ "timeout": "5 s", "margin": "4 %", "env": { "A": "0", "B": "0" }, "nodeArgs": ["--no-opt"] }';
  const { scenarios } = await scenariosOf(
    `name: 'a', run: () => 1, env: { A: '1' }, nodeArgs: ['--expose-gc']`,
    { config },
  );
  expect(scenarios).toMatchObject([
    {
      timeoutMs: 5_000,
      margin: 0.04,
      env: { A: '1', B: '0' },
      nodeArgs: ['--no-opt', '--expose-gc'],
    },
  ]);
});

describe('a request', () => {
  const requestOf = async (http: string): Promise<Scenario | undefined> =>
    (await scenariosOf(`name: 'a', server: { command: 'x' }, http: { url: '/', ${http} }`))
      .scenarios[0];

  test('is a POST of JSON when its body is data', async () => {
    expect(await requestOf(`body: { a: [1] }`)).toMatchObject({
      request: {
        method: 'POST',
        body: '{"a":[1]}',
        headers: { 'content-type': 'application/json' },
      },
    });
  });

  test('keeps its own content type, method and text', async () => {
    expect(
      await requestOf(`body: { a: 1 }, method: 'put', headers: { 'Content-Type': 'text/x' }`),
    ).toMatchObject({ request: { method: 'PUT', headers: { 'Content-Type': 'text/x' } } });
    expect(await requestOf(`body: 'plain'`)).toMatchObject({
      request: { body: 'plain', headers: {} },
    });
  });

  test('is an open model when it has a rate', async () => {
    expect(await requestOf(`rate: 200, expectStatus: 201, timeout: '1 s'`)).toMatchObject({
      load: { type: 'open', rate: 200, maxConnections: 1_000 },
      request: { expectStatus: [201], timeoutMs: 1_000 },
    });
  });

  test('has its faults in base units, without faults that nobody requested', async () => {
    const faultsOf = async (faults: string): Promise<unknown> => {
      const server = `server: { command: 'x', faults: ${faults} }`;
      const { scenarios } = await scenariosOf(`name: 'a', ${server}, http: '/'`);
      const [scenario] = scenarios;
      return scenario !== undefined && 'server' in scenario && scenario.server?.faults;
    };
    // Keys that were not there when a baseline was saved would make it incomparable.
    expect(await faultsOf(`{ latency: '0.2 s' }`)).toEqual({
      latencyMs: 200,
      errorShare: 0,
      dropShare: 0,
      upstream: null,
    });
    const all = `{ latency: '0.2 s', jitter: 50, errors: '1 %', status: 429, drop: 0.005 }`;
    expect(await faultsOf(all)).toEqual({
      latencyMs: 200,
      jitterMs: 50,
      errorShare: 0.01,
      status: 429,
      dropShare: 0.005,
      upstream: null,
    });
  });

  test('uses TLS to its server when its URL is https on this machine', async () => {
    const httpOf = async (url: string, ready = '3000'): Promise<unknown> => {
      const server = `server: { command: 'x', ready: ${ready} }`;
      const { scenarios } = await scenariosOf(`name: 'a', ${server}, http: '${url}'`);
      return scenarios[0];
    };
    const secure = { server: { speaksTls: true }, request: { url: '/users?page=1' } };
    expect(await httpOf('https://localhost/users?page=1')).toMatchObject(secure);
    expect(await httpOf('https://[::1]:3000/users?page=1')).toMatchObject(secure);
    expect(await httpOf('/users')).not.toHaveProperty('server.speaksTls');
    for (const [url, ready] of [
      ['https://localhost:3000/', `'/health'`],
      ['https://example.com/', '3000'],
    ] as const) {
      await expect(httpOf(url, ready)).rejects.toThrow(/expected a path such as/);
    }
  });

  test('waits for its server as configured', async () => {
    const readyOf = async (ready: string): Promise<unknown> => {
      const server = `server: { command: 'x', ready: ${ready}, readyTimeout: '2 min' }`;
      const { scenarios } = await scenariosOf(`name: 'a', ${server}, http: '/'`);
      return scenarios[0];
    };
    expect(await readyOf(`'/health'`)).toMatchObject({
      server: { ready: { type: 'path', path: '/health' }, port: null, readyTimeoutMs: 120_000 },
      timeoutMs: 60_000 + 90_000 + 2_500,
    });
    expect(await readyOf('3000')).toMatchObject({
      server: { ready: { type: 'port' }, port: 3000 },
    });
    expect(await readyOf(`{ port: 3000 }`)).toMatchObject({ server: { port: 3000 } });
    expect(await readyOf(`{ log: 'up' }`)).toMatchObject({
      server: { ready: { type: 'log', pattern: 'up' } },
    });
  });
});

describe('params', () => {
  test('create a scenario for every combination, with its values in its name', async () => {
    const { scenarios } = await scenariosOf(
      `name: 'sort', run: () => 1, params: { size: [10, 1000], order: ['up', 'down'] }`,
    );
    expect(scenarios.map(({ name }) => name)).toEqual([
      'sort {size=10, order=up}',
      'sort {size=10, order=down}',
      'sort {size=1000, order=up}',
      'sort {size=1000, order=down}',
    ]);
    expect(scenarios[1]).toMatchObject({
      params: { size: 10, order: 'down' },
      source: { name: 'sort' },
    });
  });

  test('create names of one line from values of several lines', async () => {
    const { scenarios } = await scenariosOf(
      `name: 'a', run: () => 1, params: { text: ['a\\nb', 'c'] }`,
    );
    expect(scenarios.map(({ name }) => name)).toEqual(['a {text="a\\nb"}', 'a {text=c}']);
  });

  test('fill placeholders in commands, URLs, variables and bodies', async () => {
    const { scenarios } = await scenariosOf(`
      name: 'a', params: { size: [7] }, env: { SIZE: '{size}' },
      server: { command: 'serve {size} \${size} {{size}}', env: { S: 's{size}' } },
      http: { url: '/list/{size}', body: { size: '{size}', text: 'is {size}', '{size}': 1 } }`);
    expect(scenarios).toMatchObject([
      {
        env: { SIZE: '7' },
        server: { command: { text: `serve 7 $\{size} {size}` }, env: { SIZE: '7', S: 's7' } },
        request: { url: '/list/7', body: '{"size":7,"text":"is 7","{size}":1}' },
      },
    ]);
  });

  test('fill arguments', async () => {
    const { scenarios } = await scenariosOf(
      `name: 'a', params: { fast: [true, false] }, command: ['x', '--fast={fast}']`,
    );
    expect(scenarios).toMatchObject([
      { command: { argv: ['x', '--fast=true'] } },
      { command: { argv: ['x', '--fast=false'] } },
    ]);
  });

  test('leave braces alone when there are none', async () => {
    const { scenarios } = await scenariosOf(`name: 'a', command: "awk '{print}' {{x}}"`);
    expect(scenarios).toMatchObject([{ command: { text: "awk '{print}' {{x}}" } }]);
  });
});

test('drops a requested metric that is measured anyway', async () => {
  const { scenarios } = await scenariosOf(
    `name: 'a', command: ['x'], metrics: ['wall_time', 'http_round_trips']`,
  );
  expect(scenarios).toMatchObject([{ metrics: ['http_round_trips'] }]);
});

test('requests an optional metric that has a budget', async () => {
  const { scenarios } = await scenariosOf(
    `name: 'a', command: ['x'], budgets: { http_round_trips: '<= 3', wall_time: '< 1 s' }`,
  );
  expect(scenarios).toMatchObject([{ metrics: ['http_round_trips'] }]);
});

describe('quick mode', () => {
  test('gives a scenario three short trials, and says so in its tags', async () => {
    const { scenarios } = await scenariosOf(`name: 'a', tags: ['x'], trials: 9, run: () => 1`, {
      quick: true,
    });
    expect(scenarios).toMatchObject([
      {
        tags: ['x', 'quick'],
        sampling: { minTrials: 3, maxTrials: 3 },
        measureMs: 100,
        warmupMs: 100,
      },
    ]);
  });

  test('shortens a load, and keeps a load that was already shorter', async () => {
    const http = (duration: string): Promise<{ readonly scenarios: readonly Scenario[] }> =>
      scenariosOf(
        `name: 'a', server: { command: 'x' }, http: { url: '/', duration: '${duration}' }`,
        {
          quick: true,
        },
      );
    expect((await http('9 s')).scenarios).toMatchObject([{ durationMs: 500, warmupMs: 200 }]);
    expect((await http('300 ms')).scenarios).toMatchObject([{ durationMs: 300 }]);
  });
});
