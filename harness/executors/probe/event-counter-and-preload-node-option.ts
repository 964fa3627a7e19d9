import { pathToFileURL } from 'node:url';
import { childModule } from '../../host/process/resolve-child-module-path.ts';

/** Counts events in a measured program and in all of its descendants that run on Node.js. */
export interface EventCounter {
  /** Variables added to the environment of the program, including `NODE_OPTIONS`. */
  readonly env: Readonly<Record<string, string>> & { readonly NODE_OPTIONS: string };
  /** Returns the count so far; two readings give the count between. null: nothing counts yet. */
  readonly read: () => number | null;
  /** Returns the reason to report where `read` stayed null to the end. */
  readonly missing: () => string;
}

export const NO_NODE_PROCESS =
  'no Node.js process was involved, and only Node.js processes are counted';

/** Returns `NODE_OPTIONS` with a preload, a file next to this module, added at the end. */
export function addPreload(nodeOptions: string | undefined, name: string): string {
  // A URL has neither blanks nor quotes, which NODE_OPTIONS would take as its own.
  const preload = pathToFileURL(childModule(import.meta.url, `./${name}`)).href;
  return `${nodeOptions ?? ''} --import=${preload}`.trim();
}
