/**
 * Reads one scenario module and sends what it defines back as plain data. A process of its own, so
 * that a module that hangs, exits or throws harms nothing.
 */
import './register-self.ts';
import { pathToFileURL } from 'node:url';
import { exportedDefinitions } from './exported-definitions.ts';

export type LoadMessage =
  | { readonly type: 'loaded'; readonly definitions: readonly unknown[] }
  | { readonly type: 'threw'; readonly message: string; readonly stack: string };

const file = process.argv[2] ?? '';

function reply(message: LoadMessage): void {
  process.send?.(message, () => process.exit(0));
}

try {
  const module = (await import(pathToFileURL(file).href)) as Record<string, unknown>;
  reply({ type: 'loaded', definitions: exportedDefinitions(module).map(plain) });
} catch (error) {
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  reply({ type: 'threw', message, stack: stack ?? message });
}

/** Plain data of a definition; functions become the word that stands for them. */
function plain(value: unknown): unknown {
  if (typeof value === 'function') return { $type: 'function' };
  if (typeof value === 'bigint' || typeof value === 'symbol') return { $type: typeof value };
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}
