import { basename, join, posix, relative } from 'node:path';
import { parse } from 'yaml';
import { toPosixPath } from '../../harness/host/to-posix-path.ts';
import type { Host } from '../../harness/host.ts';
import type { CodeService, ServiceTopology } from '../../harness/model/program/service-topology.ts';
import { asObject, parseJsonc } from './read-tsconfig-module-locations.ts';

const COMPOSE_FILES = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml'];
const SERVICE_FOLDERS = ['services', 'packages', 'apps'];
const GIT_TIMEOUT_MS = 20_000;

/**
 * Returns the services of a project, found by its submodules, folders with manifests, compose file
 * and workspaces; null unless at least two have code of their own (OPT-15).
 */
export async function readTopology(
  host: Host,
  root: string,
  signal?: AbortSignal,
): Promise<ServiceTopology | null> {
  const services = new Map<string, CodeService>();
  const add = (path: string, from: CodeService['from'], name: string, hosts: readonly string[]) => {
    const known = [...services].find(([, service]) => service.path === path);
    // The same folder found by another signal is one service with both host names.
    const key = known?.[0] ?? (services.has(name) ? path : name);
    const all = new Set([...(known?.[1].hosts ?? []), name, ...hosts]);
    services.set(key, { path, from: known?.[1].from ?? from, hosts: all });
  };
  for (const path of await submodules(host, root, signal))
    add(path, 'submodule', basename(path), []);
  for (const folder of SERVICE_FOLDERS) {
    for (const name of host.files.list(join(root, folder))) {
      const path = `${folder}/${name}`;
      if (hasManifest(host, join(root, path))) add(path, 'folder', name, []);
    }
  }
  const external = new Map<string, { image: string }>();
  for (const { name, context, image, ports } of composeServices(host, root)) {
    const hosts = ports.flatMap(({ inside, outside }) => [
      `${name}:${inside}`,
      ...(outside === null ? [] : [`localhost:${outside}`, `127.0.0.1:${outside}`]),
    ]);
    const isHere = context !== null && !context.startsWith('..');
    if (isHere && host.files.isFolder(join(root, context))) {
      add(posix.normalize(context).replace(/\/$/u, ''), 'compose', name, hosts);
    } else if (image !== null) external.set(name, { image });
  }
  for (const path of readWorkspaces(host, root)) add(path, 'workspace', basename(path), []);
  return services.size < 2 ? null : { services, external };
}

/** Returns the paths listed by `git submodule status`. */
async function submodules(
  host: Host,
  root: string,
  signal: AbortSignal | undefined,
): Promise<readonly string[]> {
  if (!host.files.isFile(join(root, '.gitmodules'))) return [];
  const { exit, stdout } = await host.processes.exec({
    file: 'git',
    args: ['submodule', 'status'],
    cwd: root,
    env: { LC_ALL: 'C' },
    timeoutMs: GIT_TIMEOUT_MS,
    ...(signal === undefined ? {} : { signal }),
  });
  if (exit.type !== 'code' || exit.code !== 0) return [];
  return [...stdout.matchAll(/^[ +U-][0-9a-f]+ (.+?)(?: \([^)]*\))?$/gmu)].map(
    ([, path = '']) => path,
  );
}

function composeServices(host: Host, root: string): ReturnType<typeof readCompose> {
  for (const name of COMPOSE_FILES) {
    const text = host.files.read(join(root, name));
    if (text !== null) return readCompose(text);
  }
  return [];
}

function hasManifest(host: Host, folder: string): boolean {
  return MANIFEST_NAMES.some((name) => host.files.isFile(join(folder, name)));
}

interface ComposeService {
  readonly name: string;
  /** Build context, relative to the compose file's folder; null if not built here. */
  readonly context: string | null;
  readonly image: string | null;
  /** Ports inside the container, and the ports of this machine that they are mapped to. */
  readonly ports: readonly { readonly inside: string; readonly outside: string | null }[];
}

/** Returns the services of a compose file; empty if it is not one. */
function readCompose(text: string): readonly ComposeService[] {
  let document: unknown;
  try {
    document = parse(text, { merge: true });
  } catch {
    return [];
  }
  return Object.entries(asObject(asObject(document).services)).map(([name, value]) => {
    const { build, image, ports, expose } = asObject(value);
    const context = typeof build === 'string' ? build : asObject(build).context;
    return {
      name,
      context: typeof context === 'string' ? posix.normalize(context) : null,
      image: typeof image === 'string' ? image : null,
      ports: [...listOf(ports), ...listOf(expose)].flatMap(portOf),
    };
  });
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** `3000`, `8080:3000`, `127.0.0.1:8080:3000/tcp`, or an object. */
function portOf(value: unknown): ComposeService['ports'] {
  const { target, published } = asObject(value);
  if (target !== undefined) {
    return [
      { inside: String(target), outside: published === undefined ? null : String(published) },
    ];
  }
  if (typeof value !== 'string' && typeof value !== 'number') return [];
  const parts = String(value)
    .replace(/\/\w+$/u, '')
    .split(':');
  const inside = parts.at(-1) ?? '';
  return [{ inside, outside: parts.length > 1 ? (parts.at(-2) ?? null) : null }];
}

/** Files that mark a folder as a program or package of its own. */
const MANIFEST_NAMES = [
  'package.json',
  'pyproject.toml',
  'requirements.txt',
  'setup.py',
  'go.mod',
  'Cargo.toml',
  'pom.xml',
  'build.gradle',
  'composer.json',
  'Gemfile',
] as const;

/** Returns the workspace members of pnpm, npm, yarn, Cargo or Go, relative to the root. */
function readWorkspaces(host: Host, root: string): readonly string[] {
  const read = (name: string): string | null => host.files.read(join(root, name));
  const patterns = [
    ...pnpmPatterns(read('pnpm-workspace.yaml')),
    ...npmPatterns(read('package.json')),
    ...cargoPatterns(read('Cargo.toml')),
    ...goPatterns(read('go.work')),
  ];
  const refused = patterns
    .filter((pattern) => pattern.startsWith('!'))
    .map((pattern) => pattern.slice(1));
  const folders = patterns
    .filter((pattern) => !pattern.startsWith('!'))
    .flatMap((pattern) => expand(host, root, pattern))
    .filter((folder) => !refused.some((pattern) => posix.matchesGlob(folder, pattern)));
  return [...new Set(folders)].sort();
}

function pnpmPatterns(text: string | null): readonly string[] {
  try {
    return strings(asObject(text === null ? null : parse(text)).packages);
  } catch {
    return [];
  }
}

function npmPatterns(text: string | null): readonly string[] {
  const { workspaces } = asObject(parseJsonc(text));
  return [...strings(workspaces), ...strings(asObject(workspaces).packages)];
}

/** Returns `members = ["a", "b/*"]` of `[workspace]`, the only list of the file that is needed. */
function cargoPatterns(text: string | null): readonly string[] {
  const section = /\[workspace\]([\s\S]*?)(?:\n\[|$)/u.exec(text ?? '')?.[1] ?? '';
  const members = /\bmembers\s*=\s*\[([\s\S]*?)\]/u.exec(section)?.[1] ?? '';
  return [...members.matchAll(/"([^"]+)"/gu)].map(([, match = '']) => match);
}

/** `use ./a` and `use ( ./a ./b )`. */
function goPatterns(text: string | null): readonly string[] {
  const plain = (text ?? '').replace(/\/\/[^\n]*/gu, '');
  return [...plain.matchAll(/\buse\s+(?:\(([^)]*)\)|(\S+))/gu)]
    .flatMap(([, list, match]) => (list ?? match ?? '').trim().split(/\s+/u))
    .filter((pattern) => pattern !== '');
}

/** Folders with a manifest that a pattern names. */
function expand(host: Host, root: string, pattern: string): readonly string[] {
  const plain = pattern.replace(/^\.\//u, '').replace(/\/+$/u, '');
  // A member above the root belongs to another project.
  if (plain.startsWith('..') || plain.startsWith('/')) return [];
  return MANIFEST_NAMES.flatMap((manifest) =>
    host.files.glob(posix.join(plain, manifest), root),
  ).map((path) => toPosixPath(relative(root, join(path, '..'))) || '.');
}

function strings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : [];
}
