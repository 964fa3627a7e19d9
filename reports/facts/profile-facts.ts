import type { CodeOwner } from '../../harness/model/profile.ts';
import type { HotSpot, ProfileReport, ProfileShare } from '../../harness/model/profile-document.ts';
import { formatChange, formatChangeRange, formatDuration, formatShare } from '../scale.ts';
import { plural } from '../text/plural.ts';
import { printable } from '../text/printable.ts';
import { codePlace } from './code-place.ts';
import { collectFootnotes, type Footnote } from './footnotes.ts';
import type { NextStep } from './next-step.ts';
import { profileNext } from './profile-next.ts';

/** A share with its interval, and without where there is room for no more. */
export interface ShareText {
  readonly center: string;
  /** `58 … 66 %`; empty where a single trial gives none. */
  readonly range: string;
}

/** A hot spot as every report shows it. */
export interface HotSpotFact {
  readonly name: string;
  /** `src/parse.ts:12`, `lodash/get.js:33`; empty: no source. */
  readonly place: string;
  /** `project`, `lodash`, `Node.js`, `native`, `garbage collection`. */
  readonly owner: string;
  readonly self: ShareText;
  readonly total: ShareText;
  /** `line 14: 80 %, line 9: 12 %`; empty: the tool does not tell. */
  readonly lines: string;
  readonly spot: HotSpot;
}

export interface OwnerFact {
  readonly owner: string;
  readonly share: ShareText;
}

/** Where something goes, as every reporter shows it. */
export interface ProfileFacts {
  readonly headline: { readonly word: ProfileReport['state']; readonly sentence: string };
  readonly id: string;
  readonly scenario: string;
  /** The largest by their own share. */
  readonly spots: readonly HotSpotFact[];
  /** `95 % interval`, or `range` where there are too few trials for one. */
  readonly rangeTitle: string;
  readonly owners: readonly OwnerFact[];
  /** What the program did the rest of the time, what profiling cost it, what it took. */
  readonly notes: readonly string[];
  readonly footnotes: readonly Footnote[];
  readonly next: NextStep | null;
}

/** Hot spots that are shown; all are in the JSON. */
const SHOWN = 15;
const OWNERS_SHOWN = 8;
/** Beyond it a profile may show what the profiler costs (P811-31). */
const HEAVY = 1.2;

const OWNER_NAMES: Readonly<Record<CodeOwner, string>> = {
  project: 'project',
  package: 'package',
  node: 'Node.js',
  native: 'native code',
  harness: 'perf-harness',
  gc: 'garbage collection',
  idle: 'idle',
};

export function profileFacts(document: ProfileReport): ProfileFacts {
  const spots = document.hot_spots
    .filter(({ self }) => self.median > 0)
    .slice(0, SHOWN)
    .map((spot) => spotFact(spot, document));
  return {
    headline: { word: document.state, sentence: sentenceOf(document, spots[0]) },
    id: document.id,
    scenario: printable(document.scenario),
    spots,
    rangeTitle: document.confidence >= 0.95 ? '95 % interval' : 'range',
    owners: document.owners.slice(0, OWNERS_SHOWN).map(({ owner, package: name, share }) => ({
      owner: ownerName(owner, name),
      share: shareText(share),
    })),
    notes: [...idleNote(document), ...overheadNote(document), costNote(document)],
    footnotes: collectFootnotes([{ scenario: null, findings: document.findings }]),
    next: profileNext(document),
  };
}

function spotFact(spot: HotSpot, { functions, root }: ProfileReport): HotSpotFact {
  const of = functions[spot.function];
  if (of === undefined) throw new TypeError(`there is no function ${spot.function}`);
  return {
    name: printable(of.name),
    place: codePlace(of, root),
    owner: ownerName(of.owner, of.package),
    self: shareText(spot.self),
    total: shareText(spot.total),
    lines: spot.lines.map(({ line, share }) => `line ${line}: ${formatShare(share)}`).join(', '),
    spot,
  };
}

function ownerName(owner: CodeOwner, packageName: string | null): string {
  return owner === 'package' && packageName !== null ? printable(packageName) : OWNER_NAMES[owner];
}

function shareText({ median, low, high }: ProfileShare): ShareText {
  const range = low === high ? '' : `${percent(low)} … ${formatShare(high)}`;
  return { center: formatShare(median), range };
}

function percent(share: number): string {
  return formatShare(share).replace(/ %$/, '');
}

function sentenceOf(document: ProfileReport, first: HotSpotFact | undefined): string {
  const { scenario, state, trials } = document;
  const name = `\`${printable(scenario)}\``;
  if (trials === 0) {
    return state === 'interrupted'
      ? `${name} was interrupted before a profile was taken.`
      : `${name} could not be profiled.`;
  }
  if (first === undefined) return `${name} did nothing that could be seen.`;
  const { self, place } = first;
  const where = place === '' ? '' : ` (${place})`;
  const interval = self.range === '' ? '' : ` (${self.range})`;
  const what = document.unit === 'ms' ? `the time that ${name} is busy` : `all that ${name} shows`;
  const text = `${first.name}${where} takes ${self.center}${interval} of ${what}`;
  return state === 'completed' ? `${text}.` : `${text}, as far as it came.`;
}

function idleNote({ idle, busy, threads, unit }: ProfileReport): readonly string[] {
  if (busy === 0 || unit !== 'ms') return [];
  const where = threads > 1 ? ` over ${threads} threads` : '';
  const waiting = idle === null ? '' : `, idle ${formatShare(idle.median)} of the time`;
  return [`Busy for ${formatDuration(busy)} a trial${where}${waiting}.`];
}

function overheadNote({ overhead }: ProfileReport): readonly string[] {
  if (overhead === null) return [];
  const { metric, ratio, low, high } = overhead;
  const text = `Profiling changes ${metric} by ${formatChange(ratio)} (${formatChangeRange(low, high)})`;
  return [ratio > HEAVY ? `${text}: the shares may show what it costs.` : `${text}.`];
}

function costNote(document: ProfileReport): string {
  const { kind, trials, samples, duration_ms: durationMs, tool } = document;
  const sampled = samples === null ? '' : `, ${samples} samples`;
  // Somebody else has taken them, in a time that they do not tell.
  if (kind === 'file') return `${plural(trials, 'profile')} by ${tool}${sampled}.`;
  return `${plural(trials, 'profiled trial')}${sampled} by ${tool}, ${formatDuration(durationMs)} in all.`;
}
