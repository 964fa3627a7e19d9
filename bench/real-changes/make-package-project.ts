import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runGit } from '../run-git.ts';
import type { RealChange } from './real-change-cases.ts';

/** A project to compare in, and the arguments of `perf-harness` that do it. */
export interface PackageProject {
  readonly root: string;
  readonly args: readonly string[];
}

/** The two tarballs as two tagged commits, or a project that depends on the package. */
export function makePackageProject(change: RealChange): PackageProject {
  const root = mkdtempSync(join(tmpdir(), 'perf-harness-real-'));
  return change.by === 'repository' ? repository(root, change) : dependent(root, change);
}

function repository(root: string, change: RealChange): PackageProject {
  const { name, from, to } = change;
  runGit(root, 'init', '--quiet', '--initial-branch=main');
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
    runGit(root, 'add', '--all');
    runGit(root, 'commit', '--quiet', '--message', `${name} ${version}`);
    runGit(root, 'tag', `v${version}`);
  }
  mkdirSync(join(root, 'scenarios'), { recursive: true });
  writeFileSync(join(root, 'scenarios/real.mts'), scenario(change, '../index.js'));
  return { root, args: ['compare', `v${from}`, '.', name] };
}

function dependent(root: string, change: RealChange): PackageProject {
  const { name, from, to } = change;
  const manifest = { type: 'module', private: true, dependencies: { [name]: from } };
  mkdirSync(join(root, 'scenarios'), { recursive: true });
  writeFileSync(join(root, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  writeFileSync(join(root, 'scenarios/real.mts'), scenario(change, name));
  run(root, 'npm', 'install', '--no-audit', '--no-fund', '--silent');
  return { root, args: ['compare', '--dep', `${name}@${from}..${to}`, name] };
}

function scenario({ name, body, imports = '' }: RealChange, specifier: string): string {
  return `import { defineScenario } from 'perf-harness';
${imports}import * as module from '${specifier}';

// Some packages have a default export, others named exports.
const subject = module.default ?? module;

${body}

export default defineScenario({ name: '${name}', run });
`;
}

function run(cwd: string, file: string, ...args: readonly string[]): string {
  return execFileSync(file, args, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: 120_000,
  });
}
