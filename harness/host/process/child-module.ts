import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Path of a sibling module for a process of its own: `.ts` from sources, `.js` compiled. */
export function childModule(importMetaUrl: string, sibling: string): string {
  const extension = extname(new URL(importMetaUrl).pathname);
  return fileURLToPath(new URL(`${sibling}${extension}`, importMetaUrl));
}
