import type { Host } from '../harness/host.ts';
import type { Finding } from '../harness/model/finding.ts';
import type { Profile } from '../harness/model/profile.ts';
import { resolveSources } from '../profilers/resolve-sources.ts';

/** Files that are named in a finding. */
const SHOWN = 3;

/** Profiles by the places that source maps lead to, and what is to be said of maps that cannot be read. */
export function resolveProfiles(
  { files }: Host,
  profiles: readonly Profile[],
): { readonly profiles: readonly Profile[]; readonly findings: readonly Finding[] } {
  const texts = new Map<string, string | null>();
  const read = (path: string): string | null => {
    const known = texts.get(path);
    if (known !== undefined) return known;
    const text = files.read(path);
    texts.set(path, text);
    return text;
  };
  const resolved = profiles.map((profile) => resolveSources(profile, { read }));
  const unreadable = [...new Set(resolved.flatMap((one) => one.unreadable))];
  return {
    profiles: resolved.map(({ profile }) => profile),
    findings: unreadable.length === 0 ? [] : [unreadableMaps(unreadable)],
  };
}

function unreadableMaps(paths: readonly string[]): Finding {
  const more = paths.length > SHOWN ? ` and ${paths.length - SHOWN} more` : '';
  return {
    id: 'source-map-unreadable',
    level: 'info',
    message: `The source maps of ${paths.slice(0, SHOWN).join(', ')}${more} are missing or broken, so that functions in them are named as they are there.`,
    remedy: 'Build with source maps beside the files that name them.',
  };
}
