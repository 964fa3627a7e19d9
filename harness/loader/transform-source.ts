/** Transforms TypeScript and JSX to JavaScript for Node.js, with the project's settings. */
import { basename } from 'node:path';
import { chooseLoadMethod } from './choose-source-load-method.ts';
import { findTransformer } from './transformer/find-transformer.ts';
import type { Transformable } from './transformer/source-transformer.ts';
import { cacheCompiledCode } from './transpiled-code-cache.ts';

/** Name and version of the compiler that a file is transformed by. @throws MissingTransformerError */
export function describeTransformer(file: string): string {
  const { name, version } = findTransformer(file);
  return `${name} ${version}`;
}

/** JavaScript with an inline source map, and the compiler that produced it. */
export interface TransformedSource {
  readonly code: string;
  /** Name and version. */
  readonly by: string;
}

/**
 * Stored or compiled JavaScript: starting TypeScript takes a fifth of
 * a second. @throws SyntaxError, MissingTransformerError
 */
export function transformSource(file: string, transformable: Transformable): TransformedSource {
  const transformer = findTransformer(file);
  const { name, version } = transformer;
  const key = JSON.stringify([name, version, basename(file), transformable]);
  const code = cacheCompiledCode(key, () => transformer.transform(file, transformable));
  return { code, by: `${name} ${version}` };
}

/** Returns the text that Node.js runs for a source: the source itself, or the loader's output. */
export function readExecutedSource(file: string, source: string): string {
  try {
    const how = chooseLoadMethod(file, source);
    return how.by === 'node' ? source : transformSource(file, how).code;
  } catch {
    // Changed since it was loaded, or no source of ours at all.
    return source;
  }
}
