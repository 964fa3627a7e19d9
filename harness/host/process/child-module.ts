import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Path of a sibling module that runs in a process of its own, given without its extension: `.ts`
 * when perf-harness runs from its sources, `.js` when it was compiled.
 */
export function childModule(importMetaUrl: string, sibling: string): string {
  const extension = extname(new URL(importMetaUrl).pathname);
  return fileURLToPath(new URL(`${sibling}${extension}`, importMetaUrl));
}
