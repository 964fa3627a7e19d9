import { hash } from 'node:crypto';
import type { Host } from '../host.ts';

/**
 * Returns a stamp that changes with the sources below a folder while the version stays the same;
 * the package contains no sources.
 */
export function stampSources({ files }: Host, folder: string): string {
  const sources = files.below(folder, () => false).filter((path) => path.endsWith('.ts'));
  return hash('sha256', sources.map((path) => files.read(path) ?? '').join('\0'));
}
