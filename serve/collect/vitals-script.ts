import { fileURLToPath } from 'node:url';
import type { Files } from '../../harness/host/files.ts';
import { packageFile } from '../../harness/host/package-file.ts';

const OWN = fileURLToPath(new URL('./vitals.js', import.meta.url));

/**
 * What a page loads: web-vitals and what tells the collector of its metrics, as one script that
 * leaves no name behind. @throws Error where a file of the package is missing.
 */
export function vitalsScript({ read }: Pick<Files, 'read'>): string {
  const own = read(OWN);
  if (own === null) throw new Error(`${OWN} is missing`);
  const vitals = packageFile('web-vitals', 'web-vitals.iife.js').replace(/^\/\/# source.*$/mu, '');
  return `(() => {\n${vitals.trim()}\n${own.trim()}\n})();\n`;
}
