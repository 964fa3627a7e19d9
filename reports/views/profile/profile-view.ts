import type { ProfileReport } from '../../../harness/model/documents/profile-document.ts';
import { notOnPage, tableOf } from '../../blocks.ts';
import { collectFootnotes } from '../../facts/footnotes.ts';
import { mapFacts } from '../../facts/profile/map-facts.ts';
import { ownerName } from '../../facts/profile/owner-name.ts';
import {
  pillarOf,
  type TelemetrySection,
  telemetrySections,
} from '../../facts/telemetry/telemetry-sections.ts';
import { flameGraph, hasFlameGraph, wholeOf } from '../../html/flame/flame-graph.ts';
import { FLAME_SCRIPT } from '../../html/flame/flame-script.ts';
import { html } from '../../html/markup.ts';
import { formatShare } from '../../scale.ts';
import { printable } from '../../text/printable.ts';
import type { Block, View } from '../../view.ts';
import { telemetryFacts, telemetryList } from '../telemetry-list.ts';
import { callBlocks, callsText } from './call-blocks.ts';
import {
  hotSpots,
  type NamedSpot,
  rangeText,
  rangeTitle,
  sharesSentence,
  spotFacts,
  spotTable,
} from './hot-spots.ts';
import { bottleneckAnnotations, factsOfMap, mapBlocks, mapText } from './map-blocks.ts';
import { profileNotes, sectionNotes } from './profile-notes.ts';
import {
  factOfProfile,
  factsOfCalls,
  factsOfMemory,
  factsOfTaking,
} from './profile-program-facts.ts';
import {
  machineTable,
  profiledHeadline,
  profiledNext,
  profiledSuite,
  stateAnnotation,
} from './profiled-scenario.ts';

/** Hot spots that are shown; all are in the JSON. */
const SHOWN = 15;
const OWNERS_SHOWN = 8;
const MEMORY_SHOWN = 5;

/** A profile: where the wall time goes, the hottest functions, whose code it is, its cost. */
export function profileView(document: ProfileReport): View {
  const { state, scenario, tool, findings } = document;
  const spots = hotSpots(document, document.root, SHOWN);
  const map = document.map === undefined ? null : mapFacts(document.map, scenario);
  const lead = document.trials === 0 ? null : (map?.sentence ?? null);
  const shares = sentenceOf(document, spots[0]);
  const sentence = lead === null ? shares : asFarAsItCame(lead, document);
  const memory = memoryOf(document);
  const telemetry = telemetryOf(document);
  const output = [
    ...(map === null ? [] : mapText(map)),
    ...spots.map(({ name, place, spot: { self } }) =>
      `${formatShare(self.median)} ${name} ${place}`.trim(),
    ),
    ...(memory === null ? [] : [memory.sentence]),
    ...callsText(document),
  ];
  return {
    key: 'profile',
    title: printable(scenario),
    headline: profiledHeadline(state, sentence, 'Profile'),
    about: [],
    blocks: [
      ...(map === null ? [] : mapBlocks(map)),
      ...flameBlocks(document, lead === null ? null : shares),
      ...spotBlocks(document, spots),
      ...memoryBlocks(memory),
      ...callBlocks(document),
      telemetryList(telemetry),
      {
        type: 'list',
        title: 'What it took',
        noun: 'note',
        items: [...profileNotes(document), `Profile ${document.id}.`].map((text) => ({ text })),
      },
      ...machineTable(document),
    ],
    footnotes: collectFootnotes([{ scenario: null, findings }]),
    next: profiledNext(document, '--reporter html=profile.html'),
    suites: [
      profiledSuite(document, { name: 'profile', message: sentence, output }, [['tool', tool]]),
    ],
    annotations: [
      stateAnnotation(state, 'profile', sentence),
      ...(map === null ? [] : bottleneckAnnotations(map)),
    ],
    facts: [
      factOfProfile(document),
      ...(map === null ? [] : factsOfMap(map)),
      ...telemetryFacts(telemetry),
      ...spotFacts('hotspot', spots),
      ...factsOfTaking(document),
      ...factsOfMemory(document),
      ...spotFacts('allocator', memory?.spots ?? []),
      ...factsOfCalls(document),
    ],
  };
}

/** @param shares - Sentence of the hottest function, where the headline says something else. */
function flameBlocks(document: ProfileReport, shares: string | null): readonly Block[] {
  const said: readonly Block[] =
    shares === null ? [] : [{ type: 'text', weight: 'always', tone: 'strong', text: shares }];
  if (!hasFlameGraph(document)) return said;
  return [
    {
      type: 'chart',
      weight: 'always',
      html: html`<section id="flame"><h2>Flame graph</h2>
${shares === null ? null : html`<p class="line">${shares}</p>`}${flameGraph(document)}</section>
`,
      script: FLAME_SCRIPT,
    },
    ...notOnPage(said),
  ];
}

function spotBlocks(document: ProfileReport, spots: readonly NamedSpot[]): readonly Block[] {
  if (spots.length === 0) return [];
  const owners = document.owners.slice(0, OWNERS_SHOWN).map(({ owner, package: name, share }) => ({
    owner: ownerName(owner, name),
    center: formatShare(share.median),
    range: rangeText(share),
  }));
  const sentence = owners.map(({ owner, center }) => `${owner} ${center}`).join(', ');
  return [
    { ...spotTable(spots, document, 'Functions'), weight: 'always' },
    { type: 'text', weight: 'file', tone: 'faint', text: sharesNote(document) },
    {
      ...tableOf({
        weight: 'always',
        title: 'Whose code',
        noun: 'owner',
        rows: owners,
        columns: [
          ['Owner', ({ owner }) => owner],
          ['Self', ({ center }) => center, 'right'],
          [rangeTitle(document), ({ range }) => range, 'right'],
        ],
      }),
      inTerminal: [{ type: 'text', text: `Whose code: ${sentence}` }],
    },
  ];
}

function sharesNote({ kind, ...section }: ProfileReport): string {
  if (kind === 'file') return 'Shares of what was seen while the program was not idle.';
  return `Shares of ${wholeOf(section)}: medians and intervals over profiled trials, each a fresh process.`;
}

/** A profile of memory beside one of time; null: none was taken. */
function memoryOf({ memory: section, scenario, root }: ProfileReport) {
  if (section === undefined) return null;
  const spots = hotSpots(section, root, MEMORY_SHOWN);
  const sentence = `${sharesSentence(section, spots[0], `\`${printable(scenario)}\``)}.`;
  return { section, sentence, spots };
}

function memoryBlocks(memory: ReturnType<typeof memoryOf>): readonly Block[] {
  if (memory === null) return [];
  const { section, sentence, spots } = memory;
  return [
    { type: 'text', weight: 'always', title: 'Memory', text: sentence },
    spotTable(spots, section),
    { type: 'text', tone: 'faint', text: sectionNotes(section).join(' ') },
  ];
}

function sentenceOf(document: ProfileReport, first: NamedSpot | undefined): string {
  const { scenario, state, trials } = document;
  const name = `\`${printable(scenario)}\``;
  if (trials > 0) return asFarAsItCame(sharesSentence(document, first, name), document);
  return state === 'interrupted'
    ? `${name} was interrupted before a profile was taken.`
    : `${name} could not be profiled.`;
}

function asFarAsItCame(text: string, { state }: ProfileReport): string {
  return state === 'completed' ? `${text}.` : `${text}, as far as it came.`;
}

/** Four sections where the profile is of a log or a trace, as it leaves some of them open; else none. */
function telemetryOf({ kind, tool, scenario }: ProfileReport): readonly TelemetrySection[] {
  const pillar = kind === 'file' ? pillarOf(tool) : null;
  if (pillar === null) return [];
  return telemetrySections({ [pillar]: { source: printable(scenario), lines: [] } });
}
