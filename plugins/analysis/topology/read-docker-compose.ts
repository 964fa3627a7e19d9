import { posix } from 'node:path';
import { parse } from 'yaml';
import { asObject } from '../read-tsconfig-module-locations.ts';

export interface ComposeService {
  readonly name: string;
  /** Build context, relative to the compose file's folder; null if not built here. */
  readonly context: string | null;
  readonly image: string | null;
  /** Ports inside the container, and the ports of this machine that they are mapped to. */
  readonly ports: readonly { readonly inside: string; readonly outside: string | null }[];
}

/** Returns the services of a compose file; empty if it is not one. */
export function readCompose(text: string): readonly ComposeService[] {
  let document: unknown;
  try {
    document = parse(text, { merge: true });
  } catch {
    return [];
  }
  return Object.entries(asObject(asObject(document).services)).map(([name, value]) => {
    const { build, image, ports, expose } = asObject(value);
    const context = typeof build === 'string' ? build : asObject(build).context;
    return {
      name,
      context: typeof context === 'string' ? posix.normalize(context) : null,
      image: typeof image === 'string' ? image : null,
      ports: [...listOf(ports), ...listOf(expose)].flatMap(portOf),
    };
  });
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** `3000`, `8080:3000`, `127.0.0.1:8080:3000/tcp`, or an object. */
function portOf(value: unknown): ComposeService['ports'] {
  const { target, published } = asObject(value);
  if (target !== undefined) {
    return [
      { inside: String(target), outside: published === undefined ? null : String(published) },
    ];
  }
  if (typeof value !== 'string' && typeof value !== 'number') return [];
  const parts = String(value)
    .replace(/\/\w+$/u, '')
    .split(':');
  const inside = parts.at(-1) ?? '';
  return [{ inside, outside: parts.length > 1 ? (parts.at(-2) ?? null) : null }];
}
