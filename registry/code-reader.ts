/** The library that reads sources, loaded when a command asks for it: measuring needs none. */
export type { CalledFunction, CodeRule } from '../plugins/analysis/index.ts';

export function loadCodeReader(): Promise<typeof import('../plugins/analysis/index.ts')> {
  return import('../plugins/analysis/index.ts');
}
