import { describe, expect, it } from 'vitest';
import { movePath, rebaseScenario } from '../../../harness/live/rebase-scenario.ts';
import type { CommandScenario, HttpScenario } from '../../../harness/model/scenario.ts';
import { PLAIN_SCENARIO } from '../../support/plain-scenario.ts';

const SIDE = { root: '/cache/0/t', env: {}, nodePath: null };

const COMMAND: CommandScenario = {
  ...PLAIN_SCENARIO,
  kind: 'command',
  name: 'start',
  source: { file: '/project/scenarios/start.ts', name: 'start' },
  cwd: '/project/packages/one',
  prepare: { type: 'argv', argv: ['npm', 'run', 'build'] },
  command: { type: 'argv', argv: ['node', '/project/cli.js', '/elsewhere/data', 'x/project/y'] },
  exitCodes: [0],
};

describe('movePath', () => {
  it('moves what lies inside, and nothing else', () => {
    expect(movePath('/project', '/project', '/side')).toBe('/side');
    expect(movePath('/project/a/b.js', '/project', '/side')).toBe('/side/a/b.js');
    expect(movePath('/project/..b', '/project', '/side')).toBe('/side/..b');
    expect(movePath('/project-2/a', '/project', '/side')).toBe('/project-2/a');
    expect(movePath('/other', '/project', '/side')).toBe('/other');
    expect(movePath('/', '/project', '/side')).toBe('/');
  });
});

describe('rebaseScenario', () => {
  it('moves source, folder and the words of a command that are paths of the project', () => {
    const moved = rebaseScenario(COMMAND, '/project', SIDE, '/bin');
    expect(moved).toMatchObject({
      source: { file: '/cache/0/t/scenarios/start.ts', name: 'start' },
      cwd: '/cache/0/t/packages/one',
      command: { argv: ['node', '/cache/0/t/cli.js', '/elsewhere/data', 'x/project/y'] },
      env: {},
      nodePath: null,
    });
  });

  it('leaves the text of a shell command alone', () => {
    const shell: CommandScenario = {
      ...COMMAND,
      command: { type: 'shell', text: 'cat /project/x' },
    };
    expect(rebaseScenario(shell, '/project', SIDE, undefined)).toMatchObject({
      command: { type: 'shell', text: 'cat /project/x' },
    });
  });

  it('gives the variables of the side, over those of the scenario', () => {
    const scenario = { ...COMMAND, env: { POOL: '1', KEEP: 'yes' } };
    const moved = rebaseScenario(scenario, '/project', { ...SIDE, env: { POOL: '2' } }, '/bin');
    expect(moved.env).toEqual({ POOL: '2', KEEP: 'yes' });
  });

  it("puts the side's Node.js first on the path", () => {
    const side = { ...SIDE, nodePath: '/node24/bin/node' };
    expect(rebaseScenario(COMMAND, '/project', side, '/usr/bin:/bin')).toMatchObject({
      env: { PATH: '/node24/bin:/usr/bin:/bin' },
      nodePath: '/node24/bin/node',
    });
    expect(
      rebaseScenario({ ...COMMAND, env: { PATH: '/own' } }, '/project', side, '/bin').env,
    ).toEqual({
      PATH: '/node24/bin:/own',
    });
  });

  it('moves a server and gives it the variables too', () => {
    const http: HttpScenario = {
      ...PLAIN_SCENARIO,
      kind: 'http',
      name: 'users',
      cwd: '/project',
      server: {
        command: { type: 'argv', argv: ['node', 'server.js'] },
        env: { POOL: '1' },
        cwd: '/project/server',
        ready: { type: 'port' },
        readyTimeoutMs: 1_000,
        port: null,
      },
      request: {
        url: '/users',
        method: 'GET',
        headers: {},
        body: null,
        expectStatus: [],
        timeoutMs: 1_000,
      },
      load: { type: 'closed', connections: 4 },
      durationMs: 1_000,
      warmupMs: 100,
    };
    const moved = rebaseScenario(http, '/project', { ...SIDE, env: { POOL: '9' } }, '/bin');
    expect(moved).toMatchObject({
      cwd: '/cache/0/t',
      server: { cwd: '/cache/0/t/server', env: { POOL: '9' } },
    });
  });
});
