import type {
  HotSpot,
  ProfileReport,
  ProfileSection,
  ProfileShare,
} from '../../../harness/model/documents/profile-document.ts';
import type { NextStep } from '../../next-step.ts';
import { formatShare } from '../../scale.ts';
import { printable } from '../../text/printable.ts';
import { collectFootnotes, type Footnote } from '../footnotes.ts';
import {
  pillarOf,
  type TelemetrySection,
  telemetrySections,
} from '../telemetry/telemetry-sections.ts';
import { type CallFacts, callFacts } from './call-facts.ts';
import { codePlace } from './code-place.ts';
import { type MapFacts, mapFacts } from './map-facts.ts';
import { ownerName } from './owner-name.ts';
import { profileNext } from './profile-next.ts';
import { profileNotes, sectionNotes } from './profile-notes.ts';

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

/** A profile of memory beside one of time. */
export interface MemoryFacts {
  readonly sentence: string;
  readonly spots: readonly HotSpotFact[];
  readonly rangeTitle: string;
  readonly notes: readonly string[];
}

/** Where something goes, as every reporter shows it. */
export interface ProfileFacts {
  readonly headline: { readonly word: ProfileReport['state']; readonly sentence: string };
  readonly id: string;
  readonly scenario: string;
  /** Where the wall time of an operation goes; null: that was not looked at. */
  readonly map: MapFacts | null;
  /** What the spots say, where something else leads the report. */
  readonly busySentence: string | null;
  /** The largest by their own share. */
  readonly spots: readonly HotSpotFact[];
  /** `95 % interval`, or `range` where there are too few trials for one. */
  readonly rangeTitle: string;
  readonly owners: readonly OwnerFact[];
  /** Who allocates, where that was looked at beside the time. */
  readonly memory: MemoryFacts | null;
  /** What functions themselves told; null: nothing asked them. */
  readonly calls: CallFacts | null;
  /** What the program did the rest of the time, what profiling cost it, what it took. */
  readonly notes: readonly string[];
  /** The four sections, where the profile is of a log or a trace; null: it is of code. */
  readonly telemetry: readonly TelemetrySection[] | null;
  readonly footnotes: readonly Footnote[];
  readonly next: NextStep | null;
}

/** Hot spots that are shown; all are in the JSON. */
const SHOWN = 15;
const OWNERS_SHOWN = 8;
const MEMORY_SHOWN = 5;

/** What is said where not one sample was taken. */
const NOTHING_SEEN: Readonly<Record<NonNullable<ProfileSection['weight']>, string>> = {
  time: 'did nothing that could be seen',
  waited: 'waits for nothing that could be seen',
  instructions: 'did nothing that could be seen',
  samples: 'did nothing that could be seen',
  allocated: 'allocates too little to be seen',
  held: 'holds too little at its end to be seen',
};

export function profileFacts(document: ProfileReport): ProfileFacts {
  const spots = spotFacts(document, document.root, SHOWN);
  const map = document.map === undefined ? null : mapFacts(document.map, document.scenario);
  const sentence = sentenceOf(document, spots[0]);
  const lead = document.trials === 0 ? null : (map?.sentence ?? null);
  return {
    headline: {
      word: document.state,
      sentence: lead === null ? sentence : asFarAsItCame(lead, document),
    },
    map,
    busySentence: lead === null ? null : sentence,
    id: document.id,
    scenario: printable(document.scenario),
    spots,
    rangeTitle: rangeTitle(document),
    owners: document.owners.slice(0, OWNERS_SHOWN).map(({ owner, package: name, share }) => ({
      owner: ownerName(owner, name),
      share: shareText(share),
    })),
    memory: memoryFacts(document),
    calls: callFacts(document),
    notes: profileNotes(document),
    telemetry: telemetryOf(document),
    footnotes: collectFootnotes([{ scenario: null, findings: document.findings }]),
    next: profileNext(document),
  };
}

function memoryFacts({ memory, scenario, root }: ProfileReport): MemoryFacts | null {
  if (memory === undefined) return null;
  const spots = spotFacts(memory, root, MEMORY_SHOWN);
  return {
    sentence: `${sharesSentence(memory, spots[0], `\`${printable(scenario)}\``)}.`,
    spots,
    rangeTitle: rangeTitle(memory),
    notes: sectionNotes(memory),
  };
}

function rangeTitle({ confidence }: ProfileSection): string {
  return confidence >= 0.95 ? '95 % interval' : 'range';
}

function spotFacts(section: ProfileSection, root: string, most: number): readonly HotSpotFact[] {
  return section.hot_spots
    .filter(({ self }) => self.median > 0)
    .slice(0, most)
    .map((spot) => spotFact(spot, section, root));
}

function spotFact(spot: HotSpot, { functions }: ProfileSection, root: string): HotSpotFact {
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
  return asFarAsItCame(sharesSentence(document, first, name), document);
}

function asFarAsItCame(text: string, { state }: ProfileReport): string {
  return state === 'completed' ? `${text}.` : `${text}, as far as it came.`;
}

/** Without its full stop. */
function sharesSentence(
  section: ProfileSection,
  first: HotSpotFact | undefined,
  name: string,
): string {
  if (first === undefined) return `${name} ${NOTHING_SEEN[section.weight ?? 'time']}`;
  const { self, place } = first;
  const where = place === '' ? '' : ` (${place})`;
  const interval = self.range === '' ? '' : ` (${self.range})`;
  const share = `${self.center}${interval}`;
  const subject = `${first.name}${where}`;
  switch (section.weight) {
    case 'allocated':
      return `${subject} allocates ${share} of the memory that ${name} asks for`;
    case 'held':
      return `${subject} allocated ${share} of the memory that ${name} still holds at its end`;
    case 'waited':
      return `${subject} is ${share} of all that ${name} waits for`;
    case 'time':
      return `${subject} takes ${share} of the time that ${name} is busy`;
    default:
      return section.unit === 'ms'
        ? `${subject} takes ${share} of the time that ${name} is busy`
        : `${subject} takes ${share} of all that ${name} shows`;
  }
}

/** What a log or a trace does not answer, others do. */
function telemetryOf({ kind, tool, scenario }: ProfileReport): ProfileFacts['telemetry'] {
  const pillar = kind === 'file' ? pillarOf(tool) : null;
  if (pillar === null) return null;
  return telemetrySections({ [pillar]: { source: printable(scenario), lines: [] } });
}
