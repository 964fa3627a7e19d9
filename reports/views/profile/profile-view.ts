import type { ProfileReport } from '../../../harness/model/documents/profile-document.ts';
import { collectFootnotes } from '../../display-facts/collect-finding-footnotes.ts';
import {
  findTelemetryPillar,
  type TelemetrySection,
  telemetrySections,
} from '../../display-facts/production-telemetry-sections.ts';
import { formatCodeOwner } from '../../display-facts/profile/format-code-location.ts';
import { mapFacts } from '../../display-facts/profile/performance-map-display-data.ts';
import type { Block, View } from '../../format-independent-report-view.ts';
import { formatShare } from '../../format-quantity.ts';
import { describeProfileTotal, flameGraph, hasFlameGraph } from '../../html/flame/flame-graph.ts';
import { FLAME_GRAPH_SCRIPT } from '../../html/flame/flame-graph-script.ts';
import { html } from '../../html/html-markup.ts';
import { createTable, notOnHtmlPage } from '../../report-block-builders.ts';
import { printable } from '../../text/printable-text.ts';
import { telemetryAgentFacts, telemetryList } from '../production-telemetry-blocks.ts';
import { formatCallSummary, instrumentedCallBlocks } from './instrumented-call-blocks.ts';
import {
  bottleneckAnnotations,
  formatMapText,
  mapAgentFacts,
  mapBlocks,
} from './performance-map-blocks.ts';
import {
  instrumentedCallAgentFacts,
  memoryProfileAgentFacts,
  profileAgentFact,
  profilingRunAgentFacts,
} from './profile-agent-report-lines.ts';
import {
  describeTopHotSpot,
  findHotSpots,
  formatShareRange,
  hotSpotAgentFacts,
  hotSpotTable,
  type NamedHotSpot,
  shareRangeTitle,
} from './profile-hot-spots.ts';
import { profileNotes, profileSectionNotes } from './profile-overhead-and-idle-time-notes.ts';
import {
  machineTable,
  profiledHeadline,
  profiledNextStep,
  profiledSuite,
  stateAnnotation,
} from './shared-profile-view-elements.ts';

/** Hot spots that are shown; all are in the JSON. */
const MAX_HOT_SPOTS = 15;
const OWNERS_SHOWN = 8;
const MEMORY_SHOWN = 5;

export function profileView(document: ProfileReport): View {
  const { state, scenario, tool, findings } = document;
  const spots = findHotSpots(document, document.root, MAX_HOT_SPOTS);
  const map = document.map === undefined ? null : mapFacts(document.map, scenario);
  const lead = document.trials === 0 ? null : (map?.sentence ?? null);
  const shares = sentenceOf(document, spots[0]);
  const sentence = lead === null ? shares : asFarAsItCame(lead, document);
  const memory = memoryOf(document);
  const telemetry = telemetryOf(document);
  const output = [
    ...(map === null ? [] : formatMapText(map)),
    ...spots.map(({ name, place, spot: { self } }) =>
      `${formatShare(self.median)} ${name} ${place}`.trim(),
    ),
    ...(memory === null ? [] : [memory.sentence]),
    ...formatCallSummary(document),
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
      ...instrumentedCallBlocks(document),
      telemetryList(telemetry),
      {
        type: 'list',
        title: 'Notes',
        noun: 'note',
        items: [...profileNotes(document), `Profile ${document.id}.`].map((text) => ({ text })),
      },
      ...machineTable(document),
    ],
    footnotes: collectFootnotes([{ scenario: null, findings }]),
    next: profiledNextStep(document, '--reporter html=profile.html'),
    suites: [
      profiledSuite(document, { name: 'profile', message: sentence, output }, [['tool', tool]]),
    ],
    annotations: [
      stateAnnotation(state, 'profile', sentence),
      ...(map === null ? [] : bottleneckAnnotations(map)),
    ],
    facts: [
      profileAgentFact(document),
      ...(map === null ? [] : mapAgentFacts(map)),
      ...telemetryAgentFacts(telemetry),
      ...hotSpotAgentFacts('hotspot', spots),
      ...profilingRunAgentFacts(document),
      ...memoryProfileAgentFacts(document),
      ...hotSpotAgentFacts('allocator', memory?.spots ?? []),
      ...instrumentedCallAgentFacts(document),
    ],
  };
}

/** @param shares - Sentence about the hottest function, if the headline states something else. */
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
      script: FLAME_GRAPH_SCRIPT,
    },
    ...notOnHtmlPage(said),
  ];
}

function spotBlocks(document: ProfileReport, spots: readonly NamedHotSpot[]): readonly Block[] {
  if (spots.length === 0) return [];
  const owners = document.owners.slice(0, OWNERS_SHOWN).map(({ owner, package: name, share }) => ({
    owner: formatCodeOwner(owner, name),
    center: formatShare(share.median),
    range: formatShareRange(share),
  }));
  const sentence = owners.map(({ owner, center }) => `${owner} ${center}`).join(', ');
  return [
    { ...hotSpotTable(spots, document, 'Functions'), weight: 'always' },
    { type: 'text', weight: 'file', tone: 'faint', text: sharesNote(document) },
    {
      ...createTable({
        weight: 'always',
        title: 'By owner',
        noun: 'owner',
        rows: owners,
        columns: [
          ['Owner', ({ owner }) => owner],
          ['Self', ({ center }) => center, 'right'],
          [shareRangeTitle(document), ({ range }) => range, 'right'],
        ],
      }),
      inTerminal: [{ type: 'text', text: `By owner: ${sentence}` }],
    },
  ];
}

function sharesNote({ kind, ...section }: ProfileReport): string {
  if (kind === 'file') return 'Shares of everything recorded while the program was not idle.';
  return `Shares of ${describeProfileTotal(section)}: medians and intervals over profiled trials, each in a fresh process.`;
}

/** Returns the memory profile taken in addition to a time profile; null: none was taken. */
function memoryOf({ memory: section, scenario, root }: ProfileReport) {
  if (section === undefined) return null;
  const spots = findHotSpots(section, root, MEMORY_SHOWN);
  const sentence = `${describeTopHotSpot(section, spots[0], `\`${printable(scenario)}\``)}.`;
  return { section, sentence, spots };
}

function memoryBlocks(memory: ReturnType<typeof memoryOf>): readonly Block[] {
  if (memory === null) return [];
  const { section, sentence, spots } = memory;
  return [
    { type: 'text', weight: 'always', title: 'Memory', text: sentence },
    hotSpotTable(spots, section),
    { type: 'text', tone: 'faint', text: profileSectionNotes(section).join(' ') },
  ];
}

function sentenceOf(document: ProfileReport, first: NamedHotSpot | undefined): string {
  const { scenario, state, trials } = document;
  const name = `\`${printable(scenario)}\``;
  if (trials > 0) return asFarAsItCame(describeTopHotSpot(document, first, name), document);
  return state === 'interrupted'
    ? `${name} was interrupted before a profile was taken.`
    : `${name} could not be profiled.`;
}

function asFarAsItCame(text: string, { state }: ProfileReport): string {
  return state === 'completed' ? `${text}.` : `${text}, based on an incomplete profile.`;
}

/** Returns four telemetry sections for log or trace profiles, some without source; else none. */
function telemetryOf({ kind, tool, scenario }: ProfileReport): readonly TelemetrySection[] {
  const pillar = kind === 'file' ? findTelemetryPillar(tool) : null;
  if (pillar === null) return [];
  return telemetrySections({ [pillar]: { source: printable(scenario), lines: [] } });
}
