/** Turns TypeScript and JSX into what Node.js runs, by the project's own settings. */
import { basename } from 'node:path';
import { keepLoaded } from './keep-loaded.ts';
import { findTransformer } from './transformer/find-transformer.ts';
import type { Transformable } from './transformer/transformer.ts';

/** Name and version of the compiler that a file is transformed by. @throws MissingTransformerError */
export function transformerOf(file: string): string {
  const { name, version } = findTransformer(file);
  return `${name} ${version}`;
}

/** JavaScript with its source map in it, and the compiler that made it. */
export interface Transformed {
  readonly code: string;
  /** Name and version. */
  readonly by: string;
}

/**
 * Stored or compiled JavaScript: starting TypeScript takes a fifth of
 * a second. @throws SyntaxError, MissingTransformerError
 */
export function transform(file: string, transformable: Transformable): Transformed {
  const transformer = findTransformer(file);
  const { name, version } = transformer;
  const key = JSON.stringify([name, version, basename(file), transformable]);
  const code = keepLoaded(key, () => transformer.transform(file, transformable));
  return { code, by: `${name} ${version}` };
}
