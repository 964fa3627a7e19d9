import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ServiceName } from './planted-cause.ts';

const REPOSITORY = fileURLToPath(new URL('../../', import.meta.url));
const SERVICES = join(REPOSITORY, 'test/fixtures/services');
/** Files that reveal the answer, or belong to someone else's service. */
const NOT_COPIED = new Set(['planted.json', 'cured', 'upstream']);

/** Parts of a service outside its project. */
export interface CopiedService {
  /** Scripts of its package.json, each of the form `node file`. */
  readonly scripts: Readonly<Record<string, string>>;
  /** Path of the SQL file that fills its database; null: it has none. */
  readonly seed: string | null;
  /** Path of the program for the external service that it calls; null: none. */
  readonly upstream: string | null;
}

/** Copies a service with its dependencies to an empty folder. */
export function copyService(name: ServiceName, folder: string, isCured: boolean): CopiedService {
  const sources = layersOf(name, isCured);
  copyProject(sources, folder);
  return {
    scripts: installPackages(folder),
    seed: lastWith(sources, 'seed.sql'),
    upstream: lastWith(sources, 'upstream/server.js'),
  };
}

/** Returns the folders of which the service consists; later folders override earlier folders. */
function layersOf(name: ServiceName, isCured: boolean): readonly string[] {
  const own = join(SERVICES, name);
  return isCured ? [own, join(own, 'cured')] : [own];
}

function lastWith(layers: readonly string[], file: string): string | null {
  return layers.map((layer) => join(layer, file)).findLast((path) => existsSync(path)) ?? null;
}

function copyProject(layers: readonly string[], folder: string): void {
  for (const layer of layers) {
    const isCopied = (path: string): boolean =>
      !NOT_COPIED.has(path.slice(layer.length + 1)) || path === layer;
    cpSync(layer, folder, { recursive: true, filter: isCopied });
  }
}

/**
 * Installs the dependencies in `node_modules` as `npm install` would: dependencies of the
 * repository are linked, and a package included in the service is copied. Returns the scripts of
 * the project, each of the form `node file`.
 */
function installPackages(folder: string): Readonly<Record<string, string>> {
  const { dependencies, scripts } = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8'),
  ) as {
    dependencies: Record<string, string>;
    scripts: Record<string, string>;
  };
  const modules = join(folder, 'node_modules');
  mkdirSync(modules);
  for (const [name, range] of Object.entries(dependencies)) {
    const own = /^file:(.+)$/.exec(range)?.[1];
    if (own === undefined) symlinkSync(join(REPOSITORY, 'node_modules', name), join(modules, name));
    else cpSync(join(folder, own), join(modules, name), { recursive: true });
  }
  rmSync(join(folder, 'packages'), { recursive: true, force: true });
  return scripts;
}
