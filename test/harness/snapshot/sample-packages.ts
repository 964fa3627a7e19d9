import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { Host } from '../../../harness/host.ts';
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

/** Writes a package.json and the lockfile for it; each dependency is a packed package, or a version. */
export function lock(
  { write }: Pick<SampleRepository, 'write'>,
  manifest: Readonly<Record<string, unknown>> & {
    readonly dependencies: Readonly<Record<string, string>>;
  },
): void {
  const own = { name: 'sample', version: '1.0.0', ...manifest };
  const packages = Object.entries(manifest.dependencies).map(([name, asked]) => [
    `node_modules/${name}`,
    asked.startsWith('file:')
      ? {
          version: /-([\d.]+)\.tgz$/.exec(asked)?.[1],
          resolved: asked,
          bin: { [name]: 'cli.js' },
        }
      : { version: asked },
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

interface LockedPackage {
  readonly version?: string;
  readonly resolved?: string;
  readonly link?: boolean;
  readonly bin?: Readonly<Record<string, string>>;
}

/**
 * Installs the packages of a lockfile as `npm ci` does, at a twentieth of its cost, and runs no scripts.
 * A package of a registry is its manifest alone.
 */
export function installLocked(cwd: string): void {
  rmSync(join(cwd, 'node_modules'), { recursive: true, force: true });
  const { packages } = JSON.parse(readFileSync(join(cwd, 'package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<Record<string, LockedPackage>>;
  };
  for (const [path, { version, resolved = '', link, bin = {} }] of Object.entries(packages)) {
    const [, name] = /node_modules\/((?:@[^/]+\/)?[^/]+)$/u.exec(path) ?? [];
    if (name === undefined) continue;
    const place = join(cwd, path);
    mkdirSync(link ? dirname(place) : place, { recursive: true });
    if (link) symlinkSync(relative(dirname(place), join(cwd, resolved)), place);
    else if (resolved.startsWith('file:')) {
      const archive = join(cwd, resolved.slice('file:'.length));
      execFileSync('tar', ['xzf', archive, '-C', place, '--strip-components=1']);
    } else writeInto(place, { 'package.json': JSON.stringify({ name, version }) });
    for (const [command, program] of Object.entries(bin)) {
      const programs = join(place, relative(name, '.bin'));
      mkdirSync(programs, { recursive: true });
      symlinkSync(join('..', name, program), join(programs, command));
      chmodSync(join(place, program), 0o755);
    }
  }
}

/** A host whose `npm ci` is `installLocked`: for tests of what perf-harness does with what is installed. */
export function installingHost(host: Host): Host {
  const exec: Host['processes']['exec'] = async (spec) => {
    if (spec.file !== 'npm' || spec.args?.[0] !== 'ci') return host.processes.exec(spec);
    installLocked(spec.cwd ?? '.');
    const exit = { type: 'code', code: 0 } as const;
    return { exit, stdout: '', stderr: '', timedOut: false, truncated: false };
  };
  return { ...host, processes: { ...host.processes, exec } };
}

/** A host whose npm has no network and nothing in its cache. */
export function refusingHost(host: Host): Host {
  const exec: Host['processes']['exec'] = async (spec) => {
    if (spec.file !== 'npm') return host.processes.exec(spec);
    const stderr = 'npm error code ENOTCACHED\nnpm error request to the registry failed';
    const exit = { type: 'code', code: 1 } as const;
    return { exit, stdout: '', stderr, timedOut: false, truncated: false };
  };
  return { ...host, processes: { ...host.processes, exec } };
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
