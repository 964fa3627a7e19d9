import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { Host } from '../../../harness/host.ts';
import { runInShell } from '../../support/run-in-shell.ts';
import { type SampleRepository, writeInto } from './temporary-git-repository.ts';

/** Packs a package that returns its version into the repository, so that npm needs no registry. */
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
  runTar(root, ['czf', join(root, path), '-C', folder, 'package']);
  rmSync(folder, { recursive: true });
  return `file:${path}`;
}

function runTar(cwd: string, args: readonly string[]): void {
  const { code, stderr } = runInShell({ file: 'tar', args, cwd, env: process.env });
  if (code !== 0) throw new Error(`tar ${args.join(' ')} failed: ${stderr}`);
}

/** Writes a package.json and its lockfile; each dependency is a packed package or a version. */
export function writeLockfile(
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
 * Installs the packages of a lockfile as `npm ci` does, at a twentieth of the cost and without
 * scripts. A registry package consists of its manifest only.
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
      runTar(cwd, ['xzf', archive, '-C', place, '--strip-components=1']);
    } else writeInto(place, { 'package.json': JSON.stringify({ name, version }) });
    for (const [command, program] of Object.entries(bin)) {
      const programs = join(place, relative(name, '.bin'));
      mkdirSync(programs, { recursive: true });
      symlinkSync(join('..', name, program), join(programs, command));
      chmodSync(join(place, program), 0o755);
    }
  }
}

/**
 * Returns a host whose `npm ci` runs `installLocked` and the project's own `postinstall`, for tests
 * of what perf-harness does with installed packages.
 */
export function hostWithLockedInstall(host: Host): Host {
  const exec: Host['processes']['exec'] = async (spec) => {
    if (spec.file !== 'npm' || spec.args?.[0] !== 'ci') return host.processes.exec(spec);
    const cwd = spec.cwd ?? '.';
    installLocked(cwd);
    const { scripts } = JSON.parse(readFileSync(join(cwd, 'package.json'), 'utf8'));
    if (scripts?.postinstall !== undefined)
      execFileSync('sh', ['-c', scripts.postinstall], { cwd });
    const exit = { type: 'code', code: 0 } as const;
    return { exit, stdout: '', stderr: '', timedOut: false, truncated: false };
  };
  return { ...host, processes: { ...host.processes, exec } };
}

/**
 * Returns a host that uses the npm of `other` for manifests containing `text`, and that of
 * `hostWithLockedInstall` otherwise.
 */
export function hostWithConditionalNpm(host: Host, text: string, other: Host): Host {
  const quick = hostWithLockedInstall(host);
  const exec: Host['processes']['exec'] = (spec) => {
    if (spec.file !== 'npm') return host.processes.exec(spec);
    const manifest = readFileSync(join(spec.cwd ?? '.', 'package.json'), 'utf8');
    return (manifest.includes(text) ? other : quick).processes.exec(spec);
  };
  return { ...host, processes: { ...host.processes, exec } };
}

/** Returns a host whose npm has no network and an empty cache, or fails with another message. */
export function hostWithOfflineNpm(
  host: Host,
  stderr = 'npm error code ENOTCACHED\nnpm error request to the registry failed',
): Host {
  const exec: Host['processes']['exec'] = async (spec) => {
    if (spec.file !== 'npm') return host.processes.exec(spec);
    const exit = { type: 'code', code: 1 } as const;
    return { exit, stdout: '', stderr, timedOut: false, truncated: false };
  };
  return { ...host, processes: { ...host.processes, exec } };
}

export function runNpm(cwd: string, args: readonly string[]): void {
  execFileSync('npm', [...args, '--no-audit', '--no-fund'], { cwd, stdio: 'pipe' });
}

/** Returns the value a side's program gets on requiring a package, by Node.js itself. */
export function requireWithNode(root: string, name: string): string {
  return execFileSync(process.execPath, ['-p', `require(${JSON.stringify(name)})`], {
    cwd: root,
    encoding: 'utf8',
    stdio: 'pipe',
  }).trim();
}

/** Requires a package as Node.js does, no process or cache; for packages as plain as the tests'. */
export function requirePackage(root: string, name: string): string {
  return String(load(name, root));
}

function load(name: string, from: string): unknown {
  const file = fileOf(name, from);
  const module: { exports?: unknown } = {};
  const run = new Function('module', 'require', readFileSync(file, 'utf8'));
  run(module, (asked: string) => load(asked, dirname(file)));
  return module.exports;
}

/** @throws if the file does not exist. */
function fileOf(name: string, from: string): string {
  const path = name.startsWith('.') ? join(from, name) : join(from, 'node_modules', name);
  const manifest = join(path, 'package.json');
  const { main = 'index.js' } = existsSync(manifest)
    ? JSON.parse(readFileSync(manifest, 'utf8'))
    : {};
  const file = [path, `${path}.js`, join(path, main)].find((candidate) =>
    statSync(candidate, { throwIfNoEntry: false })?.isFile(),
  );
  if (file !== undefined) return realpathSync(file);
  if (name.startsWith('.') || dirname(from) === from) throw new Error(`no ${name} from ${from}`);
  return fileOf(name, dirname(from));
}
