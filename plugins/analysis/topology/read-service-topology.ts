import { basename, join, posix } from 'node:path';
import type { Host } from '../../../harness/host.ts';
import type {
  CodeService,
  ServiceTopology,
} from '../../../harness/model/program/service-topology.ts';
import { readCompose } from './read-docker-compose.ts';
import { MANIFEST_NAMES, readWorkspaces } from './read-workspaces.ts';

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
