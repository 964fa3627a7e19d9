import { z } from 'zod';
import type { Finding } from '../../harness/model/finding.ts';
import { pathPattern } from '../normalise-request-path-and-host.ts';
import { parseProfileJson, parseValidItems, readFirstKeys } from '../parse-profile-json.ts';
import { createProfileBuilder, NO_PARENT, serviceNode } from '../profile-builder.ts';

import { BadProfile } from '../unreadable-profile-error.ts';
import type { ProfileImporter } from './profile-importer.ts';

/** Milliseconds; −1: does not apply. */
const phase = z
  .number()
  .nullish()
  .transform((ms) => ms ?? -1);
const UNKNOWN = { blocked: -1, dns: -1, connect: -1, ssl: -1, send: -1, wait: -1, receive: -1 };
const entrySchema = z.looseObject({
  time: z.number().nonnegative(),
  request: z.looseObject({ method: z.string(), url: z.string() }),
  response: z.looseObject({ status: z.number() }),
  timings: z
    .looseObject({
      blocked: phase,
      dns: phase,
      connect: phase,
      ssl: phase,
      send: phase,
      wait: phase,
      receive: phase,
    })
    .nullish()
    .transform((timings) => timings ?? UNKNOWN),
});
type Entry = z.infer<typeof entrySchema>;
const fileSchema = z.looseObject({ log: z.looseObject({ entries: z.array(z.unknown()) }) });

const PHASES = ['blocked', 'dns', 'connect', 'ssl', 'send', 'wait', 'receive'] as const;
type Phases = Readonly<Record<(typeof PHASES)[number], number>>;
const NO_PHASES: Phases = { blocked: 0, dns: 0, connect: 0, ssl: 0, send: 0, wait: 0, receive: 0 };
/** Sum of phases relative to the request from which some time must be counted twice. */
const TWICE = 1.001;
/** Paths that are named in a finding. */
const SHOWN = 3;

/** Imports HAR 1.2 of browsers and proxies: requests by host, path and phases they waited in. */
export const harImporter = {
  tool: 'har',
  title: 'HAR from a browser or proxy',
  recognises: (head) => readFirstKeys(head).keys.includes('log'),
  read: (text) => {
    const parsed = fileSchema.safeParse(parseProfileJson(text));
    if (!parsed.success)
      throw new BadProfile('the file is not a HAR: its `log` has no readable `entries`');
    const { sound: entries, odd } = parseValidItems(parsed.data.log.entries, entrySchema);
    if (entries.length === 0) {
      throw new BadProfile(
        odd === 0
          ? 'the file has no requests'
          : `the file is not a HAR: none of its ${odd} \`entries\` has a time, a request and a response`,
      );
    }
    const builder = createProfileBuilder();
    for (const entry of entries) {
      const { host, name } = nameOf(entry);
      const above = serviceNode(builder, NO_PARENT, host, host);
      const request = serviceNode(builder, above, name, host);
      const phases = phasesOf(entry);
      let selfMs = entry.time;
      for (const phase of PHASES) {
        if (phases[phase] === 0) continue;
        builder.add(serviceNode(builder, request, `(${phase})`, host), phases[phase]);
        selfMs -= phases[phase];
      }
      builder.add(request, Math.max(0, selfMs));
    }
    return {
      ...builder.build({ tool: 'har', weight: 'time', threads: 1, samples: null }),
      findings: [...oddEntries(odd, entries.length), ...failures(entries), sideBySide(entries)],
    };
  },
} as const satisfies ProfileImporter;

function nameOf({ request }: Entry): { readonly host: string; readonly name: string } {
  const url = URL.parse(request.url);
  if (url === null) return { host: '(no host)', name: `${request.method} ${request.url}` };
  // `data:` and `blob:` URLs contain their data and have no host.
  if (url.host === '') return { host: url.protocol, name: `${request.method} ${url.protocol}` };
  return { host: url.host, name: `${request.method} ${pathPattern(url.pathname)}` };
}

/**
 * Returns the phases that apply. By HAR 1.2 `ssl` is part of `connect`; where tools such as
 * Playwright differ, all phases add up to the time.
 */
function phasesOf({ time, timings }: Entry): Phases {
  const known = Object.fromEntries(
    PHASES.map((phase) => [phase, Math.max(0, timings[phase])]),
  ) as Phases;
  const isWithin = (phases: Phases): boolean =>
    PHASES.reduce((all, phase) => all + phases[phase], 0) <= time * TWICE;
  if (isWithin(known)) return known;
  const once = { ...known, connect: Math.max(0, known.connect - known.ssl) };
  // Phases that do not fit into the request are of no use.
  return isWithin(once) ? once : NO_PHASES;
}

function oddEntries(odd: number, sound: number): readonly Finding[] {
  if (odd === 0) return [];
  return [
    {
      id: 'odd-entries',
      level: 'warning',
      message: `${odd} of ${odd + sound} entries have no readable time, request or response and are omitted.`,
      remedy: 'Save the HAR again after all requests have finished.',
    },
  ];
}

function failures(entries: readonly Entry[]): readonly Finding[] {
  const failed = entries.filter(({ response }) => response.status >= 400 || response.status <= 0);
  if (failed.length === 0) return [];
  const names = [
    ...new Set(
      failed.map((entry) => {
        const { status } = entry.response;
        return `${nameOf(entry).name} (${status > 0 ? status : 'no response'})`;
      }),
    ),
  ];
  const more = names.length > SHOWN ? ` and ${names.length - SHOWN} more` : '';
  return [
    {
      id: 'failed-requests',
      level: 'warning',
      message: `${failed.length} of ${entries.length} requests failed: ${names.slice(0, SHOWN).join(', ')}${more}.`,
      remedy:
        'Failed requests may be faster or slower than successful requests, so fix the failures before relying on the times.',
    },
  ];
}

function sideBySide({ length }: readonly Entry[]): Finding {
  return {
    id: 'side-by-side',
    level: 'info',
    message: `The times of ${length} requests are added up. Concurrent requests are each counted in full, so the sum is not the elapsed time.`,
  };
}
