/** The package as each package manager installs it from a registry: no errors, no warnings, and it runs. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LoopbackRegistry, startLoopbackRegistry } from '../support/loopback-npm-registry.ts';
import { environmentOutsideNpm } from '../support/run-cli.ts';
import { packProject } from './pack-and-install-package.ts';

const MINUTE = 60_000;

let folder = '';
let registry: LoopbackRegistry;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'managers-'));
  registry = await startLoopbackRegistry(packProject(folder).archive);
}, 5 * MINUTE);

afterAll(async () => {
  await registry.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Yarn's note that PnP loads ES modules by an experimental interface of Node.js. */
const OF_YARN_ITSELF = /YN0092|Done with warnings/u;

/** A package manager: how it adds the package, and how it runs its program. */
interface Manager {
  readonly name: string;
  readonly add: readonly string[];
  readonly exec: readonly string[];
  /** Files of the project, which need the registry's address. */
  readonly files?: (url: string) => Readonly<Record<string, string>>;
}

const npmrc = (url: string) => ({ '.npmrc': `registry=${url}\n` });
const pnpm = (version: string): Manager => ({
  name: `pnpm ${version}`,
  add: ['npx', '-y', `pnpm@${version}`, 'add', '-D', '--store-dir', '.store', 'perf-harness'],
  exec: ['npx', '-y', `pnpm@${version}`, 'exec', 'perf-harness'],
});
const yarn = (linker: string): Manager => ({
  name: `yarn 4 (${linker})`,
  add: ['npx', '-y', '@yarnpkg/cli-dist@4', 'add', '-D', 'perf-harness'],
  exec: ['npx', '-y', '@yarnpkg/cli-dist@4', 'perf-harness'],
  files: (url) => ({
    'yarn.lock': '',
    '.yarnrc.yml': `nodeLinker: ${linker}\nnpmRegistryServer: "${url.slice(0, -1)}"\nunsafeHttpWhitelist: ["127.0.0.1"]\nenableTelemetry: false\nglobalFolder: ./global\nenableGlobalCache: false\nenableImmutableInstalls: false\n`,
  }),
});
const MANAGERS: readonly Manager[] = [
  { name: 'npm', add: ['npm', 'install', '-D', 'perf-harness'], exec: ['npx', 'perf-harness'] },
  pnpm('9'),
  pnpm('10'),
  pnpm('11'),
  {
    name: 'yarn 1',
    add: ['npx', '-y', 'yarn@1.22.22', 'add', '-D', 'perf-harness'],
    exec: ['npx', '-y', 'yarn@1.22.22', '--silent', 'perf-harness'],
  },
  yarn('node-modules'),
  yarn('pnp'),
  {
    name: 'bun',
    add: ['npx', '-y', 'bun@1', 'add', '-d', 'perf-harness'],
    exec: ['npx', '-y', 'bun@1', 'run', 'perf-harness'],
    files: (url) => ({ 'bunfig.toml': `[install]\nregistry = "${url}"\n` }),
  },
];

/** Runs a program without blocking the registry, which answers in this process. */
function run(
  cwd: string,
  [program = '', ...args]: readonly string[],
): Promise<{ readonly code: number | null; readonly output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      env: { ...environmentOutsideNpm(), NODE_V8_COVERAGE: undefined, CI: '' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout.on('data', (part) => {
      output += part;
    });
    child.stderr.on('data', (part) => {
      output += part;
    });
    child.on('error', reject).on('close', (code) => resolve({ code, output }));
  });
}

const SCENARIO = `import { defineScenario } from 'perf-harness';

export default defineScenario({ name: 'sum', run: () => [1, 2, 3].reduce((a, b) => a + b) });
`;

test.for(MANAGERS)(
  'the package installs without complaint and runs with $name',
  { timeout: 5 * MINUTE },
  async ({ name, add, exec, files }) => {
    const project = join(folder, name.replace(/\W+/gu, '-'));
    const all: Readonly<Record<string, string>> = {
      'package.json':
        '{ "name": "consumer", "version": "1.0.0", "license": "MIT", "private": true, "type": "module" }\n',
      'scenarios/sum.js': SCENARIO,
      ...npmrc(registry.url),
      ...files?.(registry.url),
    };
    mkdirSync(join(project, 'scenarios'), { recursive: true });
    for (const [path, text] of Object.entries(all)) writeFileSync(join(project, path), text);
    const added = await run(project, add);
    expect(added.code, added.output).toBe(0);
    const complaints = added.output
      .split('\n')
      .filter((line) => /warn|error|ignored build|deprecated/iu.test(line))
      .filter((line) => !OF_YARN_ITSELF.test(line));
    expect(complaints, added.output).toEqual([]);
    const ran = await run(project, [...exec, 'run', '--quick', '--reporter', 'json']);
    expect(ran.code, ran.output).toBe(0);
    expect(ran.output).toContain('"scenario": "sum"');
  },
);
