import type { CacheHeader } from '../../model/scenario/scenario.ts';
import type { LoadResult } from './load-messages.ts';

/** Looks at a header of every response and counts what it says. */
export interface CacheHeaderWatch {
  /** Headers as the connection gave them: names and values in turn. */
  readonly seeList: (headers: readonly string[]) => void;
  /** Headers by their names in small letters. */
  readonly seeNamed: (headers: Readonly<Record<string, string | string[] | undefined>>) => void;
  readonly counts: () => NonNullable<LoadResult['cache']>;
}

export function watchCacheHeader({ name, hit }: CacheHeader): CacheHeaderWatch {
  const isHit = hitPattern(hit);
  let responses = 0;
  let told = 0;
  let hits = 0;
  const see = (value: string | undefined): void => {
    responses += 1;
    if (value === undefined) return;
    told += 1;
    if (isHit.test(value)) hits += 1;
  };
  return {
    seeList: (headers) => {
      let value: string | undefined;
      for (let index = 0; index < headers.length; index += 2) {
        const found = headers[index] ?? '';
        // The length tells most of them apart without making a text.
        if (found.length !== name.length || found.toLowerCase() !== name) continue;
        value = value === undefined ? headers[index + 1] : `${value}, ${headers[index + 1]}`;
      }
      see(value);
    },
    seeNamed: (headers) => {
      const value = headers[name];
      see(Array.isArray(value) ? value.join(', ') : value);
    },
    counts: () => ({ responses, told, hits }),
  };
}

/** The text as a whole word: `HIT` is in `Hit from cloudfront` and not in `no-whitespace`. */
function hitPattern(hit: string): RegExp {
  const literal = hit.replace(/[^\w\s]/g, '\\$&');
  return new RegExp(`(?<![A-Za-z0-9_])${literal}(?![A-Za-z0-9_])`, 'i');
}
