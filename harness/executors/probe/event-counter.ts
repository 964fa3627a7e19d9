import { pathToFileURL } from 'node:url';
import { childModule } from '../../host/process/child-module.ts';

/** Counts something in a measured program and all of its descendants that are Node.js. */
export interface EventCounter {
  /** Goes into the environment of the program; `NODE_OPTIONS` is in it. */
  readonly env: Readonly<Record<string, string>> & { readonly NODE_OPTIONS: string };
  /** Count so far: a stretch is the difference of two readings. null while nothing has begun to count. */
  readonly read: () => number | null;
  /** Returns the reason to report where `read` stayed null to the end. */
  readonly missing: () => string;
}

export const NO_NODE_PROCESS = 'no Node.js process took part, and only Node.js is counted in';

/** Returns `NODE_OPTIONS` with a preload, a file next to this module, added at the end. */
export function addPreload(nodeOptions: string | undefined, name: string): string {
  // A URL has neither blanks nor quotes, which NODE_OPTIONS would take as its own.
  const preload = pathToFileURL(childModule(import.meta.url, `./${name}`)).href;
  return `${nodeOptions ?? ''} --import=${preload}`.trim();
}
