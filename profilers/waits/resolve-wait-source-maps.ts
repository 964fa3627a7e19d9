import type { LoadedTexts, ProfiledFunction } from '../../harness/model/program/profile.ts';
import type {
  WaitRecord,
  WaitSite,
} from '../../harness/model/program/program-wait-record-types.ts';
import { createSourceResolver, type SourceResolver } from '../resolve-profile-source-maps.ts';
import type { SourceFiles } from '../source-map-file.ts';

/**
 * Resolves waits by source maps; a line with several sources becomes 0. @param profiled - Other
 * functions of the profile, so that maps are judged consistently.
 */
export function resolveWaitSourceMaps(
  record: WaitRecord,
  files: SourceFiles,
  profiled: readonly ProfiledFunction[],
  texts?: LoadedTexts,
): WaitRecord {
  const resolver = createSourceResolver(files, [...profiled, ...record.functions], texts);
  const functions = record.functions.map(resolver.functionOf);
  const sites: WaitSite[] = [];
  const indexes = new Map<string, number>();
  const indexOf = (site: WaitSite): number => {
    const made = resolveSite(site, record.functions, resolver);
    const key = JSON.stringify(made);
    const index = indexes.get(key) ?? sites.push(made) - 1;
    indexes.set(key, index);
    return index;
  };
  const siteOf = record.sites.map(indexOf);
  const spans = { ...record.spans, site: record.spans.site.map((site) => siteOf[site] ?? site) };
  return { ...record, functions, sites, spans };
}

/** Drops columns: calls on one line of the source are the same place. */
function resolveSite(
  { columns, ...site }: WaitSite,
  functions: readonly ProfiledFunction[],
  resolver: SourceResolver,
): WaitSite {
  const lines = site.lines.map((line, depth) => {
    const before = functions[site.stack[depth] ?? -1];
    if (before === undefined || line === 0) return line;
    return resolver.lineOf(before, line, columns?.[depth]) ?? 0;
  });
  return { ...site, lines };
}
