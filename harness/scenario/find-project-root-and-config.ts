import { basename, dirname, join, resolve } from 'node:path';
import type { Files } from '../host/file-operations.ts';
import { UserError } from '../model/user-error.ts';

/** Endings of a config file, in the order of looking. */
const CONFIG_EXTENSIONS = ['ts', 'mts', 'js', 'mjs', 'json', 'yaml'] as const;

export interface Project {
  readonly root: string;
  readonly configFile: string | null;
}

/**
 * Searches upwards from a folder for a config file; its folder is the root. Without a config file
 * the nearest package.json marks the root, else the folder itself. @throws UserError if an explicit
 * path is not a file, or one folder has two configs.
 */
export function findProject(files: Files, startFolder: string, explicitPath?: string): Project {
  if (explicitPath !== undefined) {
    const configFile = resolve(startFolder, explicitPath);
    if (!files.isFile(configFile)) {
      throw new UserError({
        code: 'config-not-found',
        message: `There is no config file ${configFile}.`,
        remedy: `Check the path, or omit it to use perf-harness.config.{${CONFIG_EXTENSIONS.join(',')}}.`,
      });
    }
    return { root: dirname(configFile), configFile };
  }
  for (const folder of upwards(startFolder)) {
    const configFile = configIn(files, folder);
    if (configFile !== null) return { root: folder, configFile };
  }
  for (const folder of upwards(startFolder)) {
    if (files.isFile(join(folder, 'package.json'))) return { root: folder, configFile: null };
  }
  return { root: startFolder, configFile: null };
}

/** True for the path of a configuration that is found without being named. */
export function isDefaultConfig(path: string): boolean {
  return basename(path).startsWith('perf-harness.config.');
}

function configIn(files: Files, folder: string): string | null {
  const [first, second] = CONFIG_EXTENSIONS.map((extension) =>
    join(folder, `perf-harness.config.${extension}`),
  ).filter((path) => files.isFile(path));
  if (first === undefined) return null;
  if (second === undefined) return first;
  throw new UserError({
    code: 'config-twice',
    message: `There are two config files, ${first} and ${second}; only one can apply.`,
    remedy: 'Remove one of the files, or select a file with --config.',
  });
}

function upwards(start: string): readonly string[] {
  const folders = [start];
  for (let folder = start; dirname(folder) !== folder; ) {
    folder = dirname(folder);
    folders.push(folder);
  }
  return folders;
}
