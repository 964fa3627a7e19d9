import { createRequire } from 'node:module';
import type { Options, Output } from '@swc/core';

/** The part of swc's interface that `transform.ts` uses. */
export interface Swc {
  readonly version: string;
  /** @throws Error with what swc says of an invalid source. */
  readonly transformSync: (source: string, options: Options) => Output;
}

interface NativeSwc {
  readonly transformSync: (source: string, isParsed: boolean, options: Buffer) => Output;
}

/** Suffixes of swc's package names, by C library or compiler of the platform. */
const ENDINGS = ['', '-gnu', '-musl', '-gnueabihf', '-msvc'];

/**
 * The native part of swc for this platform. It is loaded without `@swc/core` around it: that has a script
 * to be run on installing, which pnpm refuses to pass over.
 * @throws Error where there is none.
 */
export function loadSwc(): Swc {
  const require = createRequire(import.meta.url);
  let trouble: unknown;
  for (const ending of ENDINGS) {
    const name = `@swc/core-${process.platform}-${process.arch}${ending}`;
    try {
      const native = require(name) as NativeSwc;
      const { version } = require(`${name}/package.json`) as { readonly version: string };
      return {
        version,
        transformSync: (source, options) =>
          native.transformSync(source, false, Buffer.from(JSON.stringify(options))),
      };
    } catch (error) {
      // One that is there and cannot be loaded says more than one that is not there.
      if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') trouble = error;
      else trouble ??= error;
    }
  }
  throw trouble;
}
