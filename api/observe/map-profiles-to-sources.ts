import { extname } from 'node:path';
import type { Host } from '../../harness/host.ts';
import { readExecutedSource } from '../../harness/loader/read-executed-source.ts';
import { SOURCE_EXTENSIONS } from '../../harness/loader/source-extensions.ts';
import type { Finding } from '../../harness/model/finding.ts';
import type { Profile } from '../../harness/model/program/profile.ts';
import { attributeHarnessCalls } from '../../profilers/attribute-harness-calls.ts';
import {
  resolveProfileSourceMaps,
  type SourceMapProblems,
} from '../../profilers/resolve-profile-source-maps.ts';
import type { SourceFiles } from '../../profilers/source-map-file.ts';

/** Files that are named in a finding. */
const SHOWN = 3;

/**
 * Resolves profiles through source maps, attributes functions of perf-harness to it, and returns
 * findings about source maps that cannot be used.
 */
export function mapProfilesToSources(
  host: Host,
  profiles: readonly Profile[],
): { readonly profiles: readonly Profile[]; readonly findings: readonly Finding[] } {
  const files = createSourceReader(host);
  const seen = profiles.flatMap(({ functions }) => functions);
  const resolved = profiles.map((profile) => resolveProfileSourceMaps(profile, files, seen));
  return {
    profiles: resolved.map(({ profile }) => attributeHarnessCalls(profile)),
    findings: TROUBLES.flatMap(({ kind, ...trouble }) => {
      const paths = [...new Set(resolved.flatMap((resolution) => resolution[kind]))];
      return paths.length === 0 ? [] : [toldOf(paths, trouble)];
    }),
  };
}

/** Creates a reader that reads each file once, since one file holds many functions. */
export function createSourceReader({ files }: Host): SourceFiles {
  const read = remembered((path) => files.read(path));
  return {
    read,
    readLoaded: remembered((path) => {
      const source = read(path);
      return source === null || !SOURCE_EXTENSIONS.includes(extname(path))
        ? source
        : readExecutedSource(path, source);
    }),
  };
}

function remembered(read: SourceFiles['read']): SourceFiles['read'] {
  const texts = new Map<string, string | null>();
  return (path) => {
    const known = texts.get(path);
    if (known !== undefined) return known;
    const text = read(path);
    texts.set(path, text);
    return text;
  };
}

interface Trouble {
  readonly id: string;
  readonly level: Finding['level'];
  /** Part of the file that has the problem. */
  readonly what: 'lines' | 'source maps';
  readonly problem: string;
  readonly remedy: string;
}

const TROUBLES: readonly (Trouble & { readonly kind: keyof SourceMapProblems })[] = [
  {
    kind: 'unreadable',
    id: 'source-map-unreadable',
    level: 'info',
    what: 'source maps',
    problem: 'are missing or broken, so that functions in them are named as they are there',
    remedy: 'Build with source maps beside the files that name them.',
  },
  {
    kind: 'wrong',
    id: 'source-map-wrong',
    level: 'warning',
    what: 'source maps',
    problem:
      'are of another build: they lead to where the sources have no such functions, and are not followed',
    remedy: 'Build again, so that the files and their source maps are of one build.',
  },
  {
    kind: 'stale',
    id: 'source-map-stale',
    level: 'warning',
    what: 'source maps',
    problem:
      'are of sources that were changed since, so that lines are those of the sources as they were built',
    remedy: 'Build again, and profile what the sources say now.',
  },
  {
    kind: 'unmapped',
    id: 'lines-not-mapped',
    level: 'warning',
    what: 'lines',
    problem:
      'are not known: what ran is another text than the file holds, and no source map came with it, so that its functions have no line',
    remedy:
      'Have the loader that compiles it add inline source maps, build nothing meanwhile, and profile the program itself: `perf-harness profile -- node …`.',
  },
];

function toldOf(paths: readonly string[], { id, level, what, problem, remedy }: Trouble): Finding {
  const more = paths.length > SHOWN ? ` and ${paths.length - SHOWN} more` : '';
  const message = `The ${what} of ${paths.slice(0, SHOWN).join(', ')}${more} ${problem}.`;
  return { id, level, message, remedy };
}
