import { extname } from 'node:path';
import type { Host } from '../../harness/host.ts';
import { SOURCE_EXTENSIONS } from '../../harness/loader/source-extensions.ts';
import { readExecutedSource } from '../../harness/loader/transform-source.ts';
import type { Finding } from '../../harness/model/finding.ts';
import type { Profile } from '../../harness/model/program/profile.ts';
import { attributeHarnessCalls } from '../../profilers/mark-functions-called-by-harness.ts';
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
    problem: 'are missing or broken, so functions keep their generated names',
    remedy: 'Build with source maps next to the files that reference them.',
  },
  {
    kind: 'wrong',
    id: 'source-map-wrong',
    level: 'warning',
    what: 'source maps',
    problem:
      'come from another build and are ignored: the functions they name are not at those locations in the sources',
    remedy: 'Rebuild, so that the files and their source maps come from the same build.',
  },
  {
    kind: 'stale',
    id: 'source-map-stale',
    level: 'warning',
    what: 'source maps',
    problem:
      'describe sources that have changed since the build, so line numbers refer to the sources at build time',
    remedy: 'Rebuild, and profile the current sources.',
  },
  {
    kind: 'unmapped',
    id: 'lines-not-mapped',
    level: 'warning',
    what: 'lines',
    problem:
      'are unknown: the executed code differs from the file and has no source map, so its functions have no line numbers',
    remedy:
      'Make the loader that compiles the file emit inline source maps, do not build while profiling, and profile the program itself: `perf-harness profile -- node …`.',
  },
];

function toldOf(paths: readonly string[], { id, level, what, problem, remedy }: Trouble): Finding {
  const more = paths.length > SHOWN ? ` and ${paths.length - SHOWN} more` : '';
  const message = `The ${what} of ${paths.slice(0, SHOWN).join(', ')}${more} ${problem}.`;
  return { id, level, message, remedy };
}
