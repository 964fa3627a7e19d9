import { join } from 'node:path';
import { cacheFolder } from './cache-folder.ts';
import type { Files } from './files.ts';

/** Where `doctor --install` puts a program: a folder for each version of it. */
export function managedToolFolder(
  host: Parameters<typeof cacheFolder>[0],
  tool: string,
  version: string,
): string {
  return join(cacheFolder(host), 'tools', tool, version);
}

/** The newest version of a program that `doctor --install` has put into the cache; null: none. */
export function managedTool(
  host: Parameters<typeof cacheFolder>[0] & { readonly files: Files },
  tool: string,
): string | null {
  const folder = join(cacheFolder(host), 'tools', tool);
  const versions = host.files.list(folder).filter((name) => /^\d+(?:\.\d+)+$/.test(name));
  const newestFirst = [...versions].sort((one, other) =>
    other.localeCompare(one, 'en', { numeric: true }),
  );
  const paths = newestFirst.map((version) => join(folder, version, tool));
  return paths.find(host.files.isExecutable) ?? null;
}
