import { hash } from 'node:crypto';
import type { Host } from '../host.ts';

/** Changes with the sources below a folder while the version stays; in the package there are none. */
export function stampSources({ files }: Host, folder: string): string {
  const sources = files.below(folder, () => false).filter((path) => path.endsWith('.ts'));
  return hash('sha256', sources.map((path) => files.read(path) ?? '').join('\0'));
}
