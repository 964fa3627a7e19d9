import { resolve } from 'node:path';
import type { Host } from '../host.ts';
import { type Config, loadConfig, setK6Path } from './project-config.ts';

/** Flags of a command line that name a project and its tools. */
export interface ProjectFlags {
  readonly config?: string;
  readonly stateDir?: string;
  readonly k6Path?: string;
}

/** The project of the folder that a command was started in: its words over variables over the file. */
export async function openProject(
  host: Host,
  { config: file, stateDir, k6Path }: ProjectFlags,
): Promise<Config> {
  const loaded = await loadConfig(host, host.cwd, file);
  const config = k6Path === undefined ? loaded : setK6Path(loaded, resolve(host.cwd, k6Path));
  return stateDir === undefined ? config : { ...config, stateFolder: resolve(host.cwd, stateDir) };
}

/** Returns flags to reopen this project, less environment settings, which may differ elsewhere. */
export function formatProjectFlags(
  { env }: Pick<Host, 'env'>,
  { config, stateDir, k6Path }: ProjectFlags,
): readonly string[] {
  const isOfShell = stateDir === env.PERF_HARNESS_STATE_DIR;
  return [
    ...(config === undefined ? [] : ['--config', config]),
    ...(stateDir === undefined || isOfShell ? [] : ['--state-dir', stateDir]),
    ...(k6Path === undefined ? [] : ['--k6-path', k6Path]),
  ];
}
