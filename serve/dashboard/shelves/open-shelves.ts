import { createBisectStore } from '../../../harness/history/bisect-store.ts';
import { createCapacityStore } from '../../../harness/history/capacity-store.ts';
import { createComparisonStore } from '../../../harness/history/comparison-store.ts';
import type { DocumentHead } from '../../../harness/history/document-files.ts';
import { createGateStore } from '../../../harness/history/gate-store.ts';
import { createProfileStore, profileSort } from '../../../harness/history/profile-store.ts';
import type { Host } from '../../../harness/host.ts';
import type { ReportDocument } from '../../../harness/model/documents/report-document.ts';
import type { Config } from '../../../harness/scenario/config.ts';
import { viewedDocument } from '../../../registry/viewed-document.ts';
import { COLLECTIONS, momentOf, type OwnRoom, type Room, type Shelf, textIn } from './shelf.ts';

/** Every kind of document that a project keeps. */
export type Shelves = ReadonlyMap<Room, Shelf>;

/** Opens them all; nothing is read before it is asked for. */
export function openShelves(host: Host, config: Config): Shelves {
  const { stateFolder } = config;
  const comparisons = createComparisonStore(host, stateFolder);
  const capacities = createCapacityStore(host, stateFolder);
  const profiles = createProfileStore(host, stateFolder);
  const own: Readonly<Record<OwnRoom, Shelf>> = {
    comparisons: stored('comparisons', 'verdict', comparisons),
    gates: stored('gates', 'verdict', createGateStore(host, stateFolder)),
    bisections: stored('bisections', 'outcome', createBisectStore(host, stateFolder)),
    profiles: stored('profiles', 'state', profiles),
    maps: stored('profiles', 'state', {
      ...profiles,
      list: () => profiles.list().filter((id) => profileSort(id) === 'map'),
    }),
    capacities: stored('capacities', 'outcome', capacities),
  };
  return new Map([
    ...Object.entries(own),
    ...COLLECTIONS.map((kept) => [kept.collection.name, shelfOf(host, config, kept)] as const),
  ]);
}

interface Store {
  readonly list: () => readonly string[];
  readonly head: (id: string) => DocumentHead;
  readonly load: (id: string) => ReportDocument | null | Promise<ReportDocument>;
}

/** @param outcome - Key of the word that says what came of one. */
function stored(room: OwnRoom, outcome: string, { list, head, load }: Store): Shelf {
  return {
    list: async () => list().toReversed(),
    row: async (id) => {
      const known = head(id);
      return {
        id,
        room,
        at: momentOf(id),
        scenario: textIn(known, 'scenario'),
        about: aboutOf(known),
        verdict: textIn(known, outcome),
      };
    },
    // Only names that are in the folder are ever part of a path.
    document: async (id) => (list().includes(id) ? load(id) : null),
  };
}

function aboutOf(head: DocumentHead): string {
  const parts = [textIn(head, 'listed'), textIn(head, 'metric'), textIn(head, 'tool')];
  return parts.filter((part) => part !== null && part !== '').join(', ');
}

function shelfOf(
  host: Host,
  config: Config,
  { plugin, collection }: (typeof COLLECTIONS)[number],
): Shelf {
  const open = () => collection.open(host, config);
  return {
    list: async () => (await open()).list(),
    row: async (id) => {
      const { isReadable, at, ...row } = (await open()).row(id);
      const room = isReadable ? collection.name : null;
      return { id, room, at: at ?? momentOf(id), ...row };
    },
    document: async (id) => {
      const found = (await open()).document(id);
      return found === null ? null : viewedDocument(found, [plugin]);
    },
  };
}
