/** The package's bundles in an external project; npm itself is in packed-package.check.test.ts. */
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { installOtherNodeVersion } from '../support/install-other-node-version.ts';
import { createLockName } from '../support/run-cli.ts';
import { runCommandInProcess } from '../support/run-command-in-process.ts';
import { linkBuiltPackage } from './pack-and-install-package.ts';
import { runPackedCommand, writePageScenario } from './packed-package-consumer-projects.ts';
import { readRepositoryFile } from './read-repository-sources.ts';

let folder = '';
let project = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'packed-'));
  project = join(folder, 'consumer');
  linkBuiltPackage(project);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the package', () => {
  test('answers --version and --help in the same words as the sources', async () => {
    const { version } = JSON.parse(readRepositoryFile('package.json')) as { version: string };
    const answer = (flag: string) => runPackedCommand(project, process.execPath, [flag]).stdout;
    expect(answer('--version')).toBe(`${version}\n`);
    expect(answer('--help')).toBe((await runCommandInProcess(['--help'], { cwd: folder })).out);
  });

  test('loads one file for --version, which then takes no longer than Node.js', () => {
    const bin = join(project, 'node_modules/perf-harness/dist/cli/bin.js');
    expect(readFileSync(bin, 'utf8')).not.toMatch(/\bimport\s*[{*"'\w]/u);
  });

  test('imports no TypeScript at run time', () => {
    const dist = join(project, 'node_modules/perf-harness/dist');
    const bundles = globSync('**/*.js', { cwd: dist });
    expect(bundles.length).toBeGreaterThan(50);
    const wrong = bundles.filter((path) =>
      /\b(?:from|import\()\s*['"]\.[^'"]*\.ts['"]/.test(readFileSync(join(dist, path), 'utf8')),
    );
    expect(wrong).toEqual([]);
  });

  test('depends on no package with an install script, which pnpm refuses', () => {
    const lock = JSON.parse(readRepositoryFile('package-lock.json')) as {
      readonly packages: Readonly<
        Record<
          string,
          {
            readonly dev?: boolean;
            readonly devOptional?: boolean;
            readonly peer?: boolean;
            readonly hasInstallScript?: boolean;
          }
        >
      >;
    };
    const installed = Object.entries(lock.packages).filter(
      // Peer dependencies are installed by users who need them.
      ([path, { dev, devOptional, peer }]) => path && !dev && !devOptional && !peer,
    );
    expect(installed.length).toBeGreaterThan(4);
    const withScript = installed.filter(([, { hasInstallScript }]) => hasInstallScript === true);
    expect(withScript.map(([path]) => path)).toEqual([]);
  });
});

/** The README's server and scenarios, without a framework and with a load of a moment. */
const SERVER = `import { createServer } from 'node:http';
createServer((_, response) => response.end('{"hello":"world"}')).listen(process.env.PORT, '127.0.0.1');
`;
const SCENARIOS = `import { defineScenario } from 'perf-harness';
enum Size {
  large = 3,
}
export default [
  defineScenario({ name: 'size', run: () => Size.large, warmup: '10 ms', duration: '20 ms' }),
  defineScenario({
    name: 'greeting',
    server: { command: ['node', 'server.js'], ready: '/greeting' },
    http: { url: '/greeting?name=Ada', rate: 100, duration: '100 ms', warmup: '50 ms' },
    budgets: { error_rate: '< 0.1 %' },
  }),
];
`;

describe('the package in another project', () => {
  test('measures a function and a server on the oldest Node.js', async () => {
    writeFileSync(join(project, 'server.js'), SERVER);
    writeFileSync(join(project, 'short.ts'), SCENARIOS);
    const args = ['run', 'short.ts', '--trials', '3', '--reporter', 'json'];
    const env = { PERF_HARNESS_LOCK: createLockName() };
    const { status, stdout, stderr } = runPackedCommand(
      project,
      await installOtherNodeVersion('22.19.0'),
      args,
      env,
    );
    // 4 if the machine is too busy for the load: everything is measured then too, but nothing is
    // judged.
    expect([0, 4], stdout + stderr).toContain(status);
    // No feature in use is experimental or deprecated in that Node.js.
    expect(stderr).not.toMatch(/Warning/);
    const { runs } = JSON.parse(stdout) as {
      readonly runs: readonly {
        readonly scenario: string;
        readonly trials: readonly { readonly state: string; readonly warmup: boolean }[];
        readonly environment: { readonly runtime: { readonly node: string } };
      }[];
    };
    const measured = runs.map(({ scenario, trials }) => [
      scenario,
      trials.filter(({ warmup }) => !warmup).map(({ state }) => state),
    ]);
    expect(measured).toEqual([
      ['size', Array(3).fill('completed')],
      ['greeting', Array(3).fill('completed')],
    ]);
    for (const { environment } of runs) expect(environment.runtime.node).toMatch(/^v?22\.19\./);
  });

  test('exits with code 5 and the install command for a page without the peer playwright-core', () => {
    writePageScenario(project);
    const env = { PERF_HARNESS_CACHE: join(folder, 'cache') };
    const { status, stdout, stderr } = runPackedCommand(
      project,
      process.execPath,
      ['run', 'pages/home.ts'],
      env,
    );
    expect({ status, stderr }).toMatchObject({ status: 5 });
    const output = `${stdout}${stderr}`.replace(/\s+/g, ' ');
    expect(output).toContain('perf-harness doctor --install playwright-core');
    expect(output).toContain('npm install --save-dev playwright-core');
  });
});
