import type { Host } from '../host.ts';
import { UserError } from '../model/user-error.ts';
import { findProject } from './find-project-root-and-config.ts';
import { discoverScenarioFiles, isModulePath } from './find-scenario-files.ts';
import { detectTargetFileKind } from './load/detect-scenario-file-kind.ts';
import { resolveCommandLineTargets } from './resolve-command-line-targets.ts';

export interface FirstModuleFlags {
  readonly config?: string;
  readonly targets?: readonly string[];
  readonly command?: readonly string[] | null;
}

/**
 * Returns the module that a command will read first: the configuration, or without one the first
 * scenario file. null where it reads none, or the module is not known yet. Errors are left to the
 * code that reads the module.
 */
export function findFirstUserModule(host: Host, words: FirstModuleFlags): string | null {
  try {
    const { root, configFile } = findProject(host.files, host.cwd, words.config);
    if (configFile !== null) return isModulePath(configFile) ? configFile : null;
    const [first] = scenarioFiles(host, root, words);
    if (first === undefined) return null;
    return detectTargetFileKind(first, host.files.read(first) ?? '') === 'module' ? first : null;
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}

function scenarioFiles(
  host: Host,
  root: string,
  { targets = [], command = null }: FirstModuleFlags,
): readonly string[] {
  const named = resolveCommandLineTargets(host, targets);
  if (named.files.length > 0) return named.files;
  const isAll = targets.length === 0 && command === null;
  if (!isAll && named.names.length === 0) return [];
  return discoverScenarioFiles(host.files, root);
}
