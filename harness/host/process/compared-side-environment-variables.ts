import { delimiter, dirname } from 'node:path';

/** Runtime differences between the processes of the two sides. */
export interface SideRuntime {
  readonly env: Readonly<Record<string, string>>;
  /** Absolute path of the side's own Node.js; null for that of perf-harness, or of the scenario. */
  readonly nodePath: string | null;
}

/** Variables that let commands find the side's Node.js first. @param path - `PATH` otherwise. */
export function createSideEnvironmentVariables(
  { env, nodePath }: SideRuntime,
  path: string | undefined,
): Readonly<Record<string, string>> {
  if (nodePath === null) return env;
  const folders = [dirname(nodePath), ...(path === undefined ? [] : [path])];
  return { PATH: folders.join(delimiter), ...env };
}
