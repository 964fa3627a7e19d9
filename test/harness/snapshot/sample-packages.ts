import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type SampleRepository, writeInto } from './sample-repository.ts';

/** Packs a package that says its version into the repository, so that npm needs no registry. */
export function addPackage(
  { root }: Pick<SampleRepository, 'root'>,
  name: string,
  version: string,
  files: Readonly<Record<string, string>> = {},
): string {
  const folder = join(root, '../pack');
  writeInto(join(folder, 'package'), {
    'package.json': JSON.stringify({ name, version, bin: `cli.js` }),
    'index.js': `module.exports = '${name} ${version}';\n`,
    'cli.js': `#!/usr/bin/env node\nconsole.log('${name} ${version}');\n`,
    ...files,
  });
  const path = `vendor/${name}-${version}.tgz`;
  mkdirSync(join(root, 'vendor'), { recursive: true });
  execFileSync('tar', ['czf', join(root, path), '-C', folder, 'package']);
  rmSync(folder, { recursive: true });
  return `file:${path}`;
}

/** Writes a package.json and the lockfile for it, in which each dependency is a packed package. */
export function lock(
  { write }: Pick<SampleRepository, 'write'>,
  manifest: Readonly<Record<string, unknown>> & {
    readonly dependencies: Readonly<Record<string, string>>;
  },
): void {
  const own = { name: 'sample', version: '1.0.0', ...manifest };
  const packages = Object.entries(manifest.dependencies).map(([name, resolved]) => [
    `node_modules/${name}`,
    { version: /-([\d.]+)\.tgz$/.exec(resolved)?.[1], resolved, bin: { [name]: 'cli.js' } },
  ]);
  const { name, version, dependencies } = own;
  write({
    'package.json': JSON.stringify(own),
    'package-lock.json': JSON.stringify({
      name,
      version,
      lockfileVersion: 3,
      requires: true,
      packages: { '': { name, version, dependencies }, ...Object.fromEntries(packages) },
    }),
  });
}

export function npm(cwd: string, args: readonly string[]): void {
  execFileSync('npm', [...args, '--no-audit', '--no-fund'], { cwd, stdio: 'pipe' });
}

/** What a program of a side gets where it asks for a package. */
export function required(root: string, name: string): string {
  return execFileSync(process.execPath, ['-p', `require(${JSON.stringify(name)})`], {
    cwd: root,
    encoding: 'utf8',
    stdio: 'pipe',
  }).trim();
}
