import { basename, dirname, join, relative, sep } from 'node:path';
import { git, type Host } from 'perf-harness/plugin';
import { parse } from 'yaml';

/** Folders that contain one project per subfolder. */
const PARENTS = ['services', 'packages', 'apps'];
const MANIFESTS = ['package.json', 'pyproject.toml', 'go.mod', 'Cargo.toml', 'pom.xml'];
const COMPOSE = ['docker-compose.yml', 'docker-compose.yaml', 'compose.yml', 'compose.yaml'];

/**
 * Returns the folder of each service's code by its name, from the root (OPT-11 to OPT-15); null if
 * there is a single service.
 */
export async function findServiceTopology(
  host: Host,
  root: string,
  signal: AbortSignal,
): Promise<Readonly<Record<string, string>> | null> {
  const found = {
    ...workspaces(host, root),
    ...monorepo(host, root),
    ...composed(host, root),
    ...(await submodules(host, root, signal)),
  };
  return Object.keys(found).length === 0 ? null : found;
}

async function submodules(
  host: Host,
  root: string,
  signal: AbortSignal,
): Promise<Readonly<Record<string, string>>> {
  const { stdout } = await git.tryGit(host, ['submodule', 'status'], { cwd: root, signal });
  const paths = stdout
    .split('\n')
    .flatMap((line) => /^[ +-U]?[0-9a-f]{40,64} (\S+)/u.exec(line)?.[1] ?? []);
  return byName(paths);
}

function monorepo({ files }: Host, root: string): Readonly<Record<string, string>> {
  const folders = PARENTS.flatMap((parent) =>
    files.list(join(root, parent)).map((name) => `${parent}/${name}`),
  );
  return byName(
    folders.filter((path) => MANIFESTS.some((name) => files.isFile(join(root, path, name)))),
  );
}

/** A service that is only an image has no code here. */
function composed({ files }: Host, root: string): Readonly<Record<string, string>> {
  const name = COMPOSE.find((fileName) => files.isFile(join(root, fileName)));
  if (name === undefined) return {};
  const services = recordOf(recordOf(read(files.read(join(root, name)) ?? '')).services);
  return Object.fromEntries(
    Object.entries(services).flatMap(([service, value]) => {
      const { build } = recordOf(value);
      const context = typeof build === 'string' ? build : recordOf(build).context;
      if (typeof context !== 'string') return [];
      return [[service, pathFrom(root, join(root, context))]];
    }),
  );
}

function workspaces({ files }: Host, root: string): Readonly<Record<string, string>> {
  const text = (name: string): string => files.read(join(root, name)) ?? '';
  const pnpm = recordOf(read(text('pnpm-workspace.yaml'))).packages;
  const cargo = /\[workspace\][\s\S]*?members\s*=\s*\[([\s\S]*?)\]/u.exec(text('Cargo.toml'))?.[1];
  const go = /\buse\s*(?:\(([\s\S]*?)\)|(\S+))/u.exec(text('go.work'));
  const globs = [
    ...(Array.isArray(pnpm) ? pnpm.filter((glob) => typeof glob === 'string') : []),
    ...(cargo?.match(/"([^"]+)"/gu) ?? []).map((quoted) => quoted.slice(1, -1)),
    ...(go?.[1] ?? go?.[2] ?? '').split(/\s+/u).filter((glob) => glob !== ''),
  ];
  const manifests = globs
    .filter((glob) => !glob.startsWith('!'))
    .flatMap((glob) => MANIFESTS.flatMap((name) => files.glob(join(glob, name), root)));
  return byName(manifests.map((path) => pathFrom(root, dirname(path))));
}

/** From the root, as it is written in the map: with `/`. */
function pathFrom(root: string, folder: string): string {
  return relative(root, folder).replaceAll(sep, '/') || '.';
}

function byName(paths: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(paths.map((path) => [basename(path), path.replace(/^\.\//u, '')]));
}

function read(text: string): unknown {
  try {
    return parse(text);
  } catch {
    // Unreadable text names no services.
    return null;
  }
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
