import { resolve } from 'node:path';
import type { Host } from '../harness/host.ts';
import { type Config, loadConfig } from '../harness/scenario/config.ts';

/** Options of every command that reads a project. */
export interface ProjectOptions {
  readonly config?: string;
  readonly stateDir?: string;
}

/** The project of the folder that the command was started in, command line over configuration. */
export async function openProject(host: Host, options: ProjectOptions): Promise<Config> {
  const config = await loadConfig(host, host.cwd, options.config);
  if (options.stateDir === undefined) return config;
  return { ...config, stateFolder: resolve(host.cwd, options.stateDir) };
}
