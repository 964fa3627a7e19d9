import type { CheckAfter } from '../model/check.ts';
import { notesOf } from './block-notes.ts';

/** A page asks hosts that it may not: what they would send is in none of its numbers. */
export const blockedHosts: CheckAfter = {
  id: 'blocked-hosts',
  check: ({ measured, scenario }) => {
    if (scenario.kind !== 'page') return [];
    const lists = notesOf(measured).flatMap(({ blocked_hosts: hosts }) =>
      typeof hosts === 'string' ? hosts.split(', ') : [],
    );
    const hosts = [...new Set(lists)];
    if (hosts.length === 0) return [];
    return [
      {
        id: blockedHosts.id,
        level: 'info',
        message: `The page asks ${hosts.join(', ')}, which it may not: it was measured without what comes from there.`,
        remedy: `Measure it with that: ${hosts.map((host) => `--allow-remote ${host}`).join(' ')}.`,
      },
    ];
  },
};
