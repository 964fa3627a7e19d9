import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Returns the path of a sibling module to run as a child process: `.ts` from sources, `.js` when
 * compiled.
 */
export function childModule(importMetaUrl: string, sibling: string): string {
  const extension = extname(new URL(importMetaUrl).pathname);
  return fileURLToPath(new URL(`${sibling}${extension}`, importMetaUrl));
}
