import { readFileSync } from 'node:fs';

/** Version of perf-harness, from its own package.json: one folder up in the sources, two in dist. */
export function version(): string {
  for (const place of ['../package.json', '../../package.json']) {
    try {
      const text = readFileSync(new URL(place, import.meta.url), 'utf8');
      return (JSON.parse(text) as { version: string }).version;
    } catch {
      // Not here: the other place has it.
    }
  }
  return 'unknown';
}
