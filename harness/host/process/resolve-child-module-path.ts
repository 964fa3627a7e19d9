import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Returns a sibling module's path to run as a child: `.ts` from sources, `.js` when compiled. */
export function childModule(importMetaUrl: string, sibling: string): string {
  const extension = extname(new URL(importMetaUrl).pathname);
  return fileURLToPath(new URL(`${sibling}${extension}`, importMetaUrl));
}
