import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RealChange } from './cases.ts';

/** Nothing of the user's git settings, and authors that nobody is. */
const GIT_ENV = {
  ...process.env,
  GIT_AUTHOR_NAME: 'bench',
  GIT_AUTHOR_EMAIL: 'bench@example.com',
  GIT_COMMITTER_NAME: 'bench',
  GIT_COMMITTER_EMAIL: 'bench@example.com',
  GIT_CONFIG_GLOBAL: '/dev/null',
};

/** A project to compare in, and the arguments of `perf-harness` that do it. */
export interface MadeProject {
  readonly root: string;
  readonly args: readonly string[];
}

/** The two tarballs as two tagged commits, or a project that depends on the package. */
export function makeProject(change: RealChange): MadeProject {
  const root = mkdtempSync(join(tmpdir(), 'perf-harness-real-'));
  return change.by === 'repository' ? repository(root, change) : dependent(root, change);
}

function repository(root: string, change: RealChange): MadeProject {
  const { name, from, to, body } = change;
  run(root, 'git', 'init', '--quiet', '--initial-branch=main');
  for (const version of [from, to]) {
    for (const entry of ['node_modules', 'package', 'lib', 'index.js']) {
      rmSync(join(root, entry), { recursive: true, force: true });
    }
    const unpacked = mkdtempSync(join(tmpdir(), 'perf-harness-tarball-'));
    const tarball = run(unpacked, 'npm', 'pack', '--silent', `${name}@${version}`).trim();
    run(unpacked, 'tar', 'xzf', tarball, '--strip-components=1');
    rmSync(join(unpacked, tarball));
    cpSync(unpacked, root, { recursive: true });
    rmSync(unpacked, { recursive: true });
    run(root, 'git', 'add', '--all');
    run(root, 'git', 'commit', '--quiet', '--message', `${name} ${version}`);
    run(root, 'git', 'tag', `v${version}`);
  }
  mkdirSync(join(root, 'scenarios'), { recursive: true });
  writeFileSync(join(root, 'scenarios/real.mts'), scenario(name, '../index.js', body));
  return { root, args: ['compare', `v${from}`, '.', name] };
}

function dependent(root: string, { name, from, to, body }: RealChange): MadeProject {
  const manifest = { type: 'module', private: true, dependencies: { [name]: from } };
  mkdirSync(join(root, 'scenarios'), { recursive: true });
  writeFileSync(join(root, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  writeFileSync(join(root, 'scenarios/real.mts'), scenario(name, name, body));
  run(root, 'npm', 'install', '--no-audit', '--no-fund', '--silent');
  return { root, args: ['compare', '--dep', `${name}@${from}..${to}`, name] };
}

function scenario(name: string, specifier: string, body: string): string {
  return `import { defineScenario } from 'perf-harness';
import subject from '${specifier}';

${body}

export default defineScenario({ name: '${name}', run });
`;
}

function run(cwd: string, file: string, ...args: readonly string[]): string {
  return execFileSync(file, args, {
    cwd,
    encoding: 'utf8',
    env: GIT_ENV,
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: 120_000,
  });
}
