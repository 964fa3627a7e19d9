import { join } from 'node:path';
import type { Files } from '../../host/files.ts';
import { readManifest } from '../../packages/manifest.ts';
import { record } from './lock-graph.ts';
import type { UsedPackages } from './same-dependencies.ts';

/** What is installed, by which programs of packages are known. */
export interface InstalledPackages {
  readonly top: string;
  /** Folders of packages from there. */
  readonly packages: readonly string[];
}

/**
 * Tells what packages code may load, or start a program of. In doubt it may.
 * @param words - All names that the code may mean.
 */
export function usedPackages(
  files: Pick<Files, 'read'>,
  words: ReadonlySet<string>,
  installed: InstalledPackages,
): UsedPackages {
  const isUsed = (name: string): boolean => {
    if (words.has(name)) return true;
    // There is nothing in them to be loaded.
    if (name.startsWith('@types/')) return false;
    const programs = programsOf(files, name, installed);
    return programs === null || programs.some((program) => words.has(program));
  };
  return { isUsed, isNamed: (name) => words.has(name) };
}

function programsOf(
  files: Pick<Files, 'read'>,
  name: string,
  { top, packages }: InstalledPackages,
): readonly string[] | null {
  for (const one of packages) {
    const manifest = readManifest(files, join(top, one, 'node_modules', name));
    if (manifest === null) continue;
    if (typeof manifest.bin !== 'string') return Object.keys(record(manifest.bin));
    return [name.split('/').at(-1) ?? name];
  }
  return null;
}
