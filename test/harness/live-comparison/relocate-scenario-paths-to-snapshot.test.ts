import { describe, expect, it } from 'vitest';
import { relocateScenarioPaths } from '../../../harness/live-comparison/relocate-scenario-paths.ts';
import type { CommandScenario } from '../../../harness/model/scenario/scenario.ts';
import { SCENARIO_DEFAULTS } from '../../support/scenario-defaults.ts';
import { fixtureServerSettings, httpScenario } from '../executors/http/http-executor-test-setup.ts';
import { pageScenario } from '../executors/page/page-executor-test-setup.ts';

const SIDE = { env: {}, nodePath: null };
const MAPPINGS = [
  ['/project', '/cache/0/t'],
  ['/real/repository/project', '/cache/0/t'],
  ['/real/repository', '/cache/0'],
] as const;

const COMMAND: CommandScenario = {
  ...SCENARIO_DEFAULTS,
  kind: 'command',
  name: 'start',
  source: { file: '/project/scenarios/start.ts', name: 'start' },
  cwd: '/project/packages/one',
  prepare: { type: 'argv', argv: ['npm', 'run', 'build'] },
  command: { type: 'argv', argv: ['node', '/project/cli.js', '/elsewhere/data', 'x/project/y'] },
  exitCodes: [0],
};

describe('relocateScenarioPaths', () => {
  it('moves source, folder and the command arguments that are paths of the project', () => {
    const moved = relocateScenarioPaths(COMMAND, MAPPINGS, SIDE, '/bin');
    expect(moved).toMatchObject({
      source: { file: '/cache/0/t/scenarios/start.ts', name: 'start' },
      cwd: '/cache/0/t/packages/one',
      command: { argv: ['node', '/cache/0/t/cli.js', '/elsewhere/data', 'x/project/y'] },
      env: {},
      nodePath: null,
    });
  });

  it('moves variables that are paths of the project, including those of its server', () => {
    const env = { APP: '/project/dist/app', URL: 'http://h/project', DATA: '/elsewhere' };
    const moved = relocateScenarioPaths({ ...COMMAND, env }, MAPPINGS, SIDE, '/bin');
    expect(moved.env).toEqual({ ...env, APP: '/cache/0/t/dist/app' });
    const server = relocateScenarioPaths(
      httpScenario(fixtureServerSettings('fast', { env })),
      MAPPINGS,
      SIDE,
      '/bin',
    );
    expect(server).toMatchObject({ server: { env: { ...env, APP: '/cache/0/t/dist/app' } } });
  });

  it('leaves the text of a shell command alone', () => {
    const shell: CommandScenario = {
      ...COMMAND,
      command: { type: 'shell', text: 'cat /project/x' },
    };
    expect(relocateScenarioPaths(shell, MAPPINGS, SIDE, undefined)).toMatchObject({
      command: { type: 'shell', text: 'cat /project/x' },
    });
  });

  it('sets the variables of the side over those of the scenario', () => {
    const scenario = { ...COMMAND, env: { POOL: '1', KEEP: 'yes' } };
    const moved = relocateScenarioPaths(
      scenario,
      MAPPINGS,
      { ...SIDE, env: { POOL: '2' } },
      '/bin',
    );
    expect(moved.env).toEqual({ POOL: '2', KEEP: 'yes' });
  });

  it("puts the side's Node.js first on the path", () => {
    const side = { ...SIDE, nodePath: '/node24/bin/node' };
    expect(relocateScenarioPaths(COMMAND, MAPPINGS, side, '/usr/bin:/bin')).toMatchObject({
      env: { PATH: '/node24/bin:/usr/bin:/bin' },
      nodePath: '/node24/bin/node',
    });
    expect(
      relocateScenarioPaths({ ...COMMAND, env: { PATH: '/own' } }, MAPPINGS, side, '/bin').env,
    ).toEqual({
      PATH: '/node24/bin:/own',
    });
  });

  it("replaces a Node.js that a command names by its path with the side's Node.js", () => {
    const side = { ...SIDE, nodePath: '/node24/bin/node' };
    const own: CommandScenario = {
      ...COMMAND,
      command: { type: 'argv', argv: ['/usr/bin/node', 'cli.js'] },
    };
    expect(relocateScenarioPaths(own, MAPPINGS, side, undefined)).toMatchObject({
      command: { argv: ['/node24/bin/node', 'cli.js'] },
    });
    expect(relocateScenarioPaths(own, MAPPINGS, SIDE, undefined)).toMatchObject({
      command: { argv: ['/usr/bin/node', 'cli.js'] },
    });
  });

  it('moves the module of a flow, but not a flow defined in the scenario', () => {
    const flow = { file: '/project/scenarios/flows/open.mjs', timeoutMs: 1_000 };
    const page = pageScenario('/', { cwd: '/project', flow });
    const moved = relocateScenarioPaths(page, MAPPINGS, SIDE, '/bin');
    expect(moved).toMatchObject({ flow: { file: '/cache/0/t/scenarios/flows/open.mjs' } });
    const inline = { ...page, flow: { file: null, timeoutMs: 1_000 } };
    expect(relocateScenarioPaths(inline, MAPPINGS, SIDE, '/bin')).toMatchObject({
      flow: { file: null },
    });
  });

  it('moves a server and sets its variables too', () => {
    const server = { cwd: '/project/server', env: { POOL: '1' } };
    const http = httpScenario(fixtureServerSettings('fast', server), { cwd: '/project' });
    const moved = relocateScenarioPaths(http, MAPPINGS, { ...SIDE, env: { POOL: '9' } }, '/bin');
    expect(moved).toMatchObject({
      cwd: '/cache/0/t',
      server: { cwd: '/cache/0/t/server', env: { POOL: '9' } },
    });
    const node = { env: {}, nodePath: '/node24/bin/node' };
    const own = relocateScenarioPaths({ ...http, env: { PATH: '/own' } }, MAPPINGS, node, '/bin');
    expect(own).toMatchObject({ server: { env: { PATH: '/node24/bin:/own' } } });
  });
});
