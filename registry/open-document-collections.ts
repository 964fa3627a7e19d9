import { createCapacityStore } from '../harness/history/capacity-store.ts';
import { createComparisonStore } from '../harness/history/comparison-store.ts';
import {
  createBisectStore,
  createGateStore,
  createProfileStore,
  profileKindFromId,
} from '../harness/history/report-document-store.ts';
import type { DocumentHead } from '../harness/history/timestamped-json-document-files.ts';
import type { Host } from '../harness/host.ts';
import type { ReportDocument } from '../harness/model/documents/any-report-document.ts';
import type { Config } from '../harness/scenario/project-config.ts';
import { attachDocumentView } from './attach-plugin-document-view.ts';
import { loadConfiguredPlugins } from './load-configured-plugins.ts';
import { loadIfInstalled } from './missing-plugin-package.ts';
import { OFFICIAL_PLUGINS } from './official-plugins.ts';
import type { Plugin } from './plugin.ts';
import type { Collection, OpenCollection, StoredDocuments } from './stored-document-collection.ts';

/**
 * Opens the collections of the core (`comparisons`, `gates`, `bisections`, `profiles`, `maps`,
 * `capacities`), then those of plugins, by their names; each is read on request. @throws UserError
 * for a plugin that cannot be loaded.
 */
export async function openDocumentCollections(
  host: Host,
  config: Config,
): Promise<ReadonlyMap<string, OpenCollection>> {
  const plugins = [...OFFICIAL_PLUGINS, ...(await loadConfiguredPlugins(config))];
  const { stateFolder } = config;
  const profiles = createProfileStore(host, stateFolder);
  return new Map([
    ['comparisons', stored('comparisons', 'verdict', createComparisonStore(host, stateFolder))],
    ['gates', stored('gates', 'verdict', createGateStore(host, stateFolder))],
    ['bisections', stored('bisections', 'outcome', createBisectStore(host, stateFolder))],
    ['profiles', stored('profiles', 'state', profiles)],
    [
      'maps',
      stored('profiles', 'state', {
        ...profiles,
        list: () => profiles.list().filter((id) => profileKindFromId(id) === 'map'),
      }),
    ],
    ['capacities', stored('capacities', 'outcome', createCapacityStore(host, stateFolder))],
    ...plugins.flatMap((plugin) =>
      (plugin.collections ?? []).map(
        (collection) => [collection.name, ofPlugin(host, config, plugin, collection)] as const,
      ),
    ),
  ]);
}

interface Store {
  readonly list: () => readonly string[];
  readonly head: (id: string) => DocumentHead;
  readonly load: (id: string) => ReportDocument | null | Promise<ReportDocument>;
}

/** @param outcome - Key of the field with the outcome of a document. */
function stored(collection: string, outcome: string, { list, head, load }: Store): OpenCollection {
  return {
    words: null,
    list: async () => list().toReversed(),
    row: async (id) => {
      const known = head(id);
      return {
        id,
        collection,
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

/** Empty collection of a plugin whose package is not installed. */
const NOTHING_KEPT: StoredDocuments = {
  list: () => [],
  row: (id) => {
    throw new Error(`no stored document has the id ${id}`);
  },
  document: () => null,
};

function ofPlugin(
  host: Host,
  config: Config,
  plugin: Plugin,
  collection: Collection,
): OpenCollection {
  const open = () => loadIfInstalled(() => collection.open(host, config), NOTHING_KEPT);
  return {
    words: collection,
    list: async () => (await open()).list(),
    row: async (id) => {
      const { isReadable, at, ...row } = (await open()).row(id);
      const own = isReadable ? collection.name : null;
      return { id, collection: own, at: at ?? momentOf(id), ...row };
    },
    document: async (id) => {
      const found = (await open()).document(id);
      return found === null ? null : attachDocumentView(found, [plugin]);
    },
  };
}

const STAMP = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(?:\d{3})?Z/u;

/** Returns the time at the start of an identifier; null if there is none. */
function momentOf(id: string): string | null {
  const match = STAMP.exec(id);
  if (match === null) return null;
  const [, year, month, day, hours, minutes, seconds] = match;
  return `${year}-${month}-${day}T${hours}:${minutes}:${seconds}Z`;
}

/** Returns a scalar at the start of a file if it is text. */
function textIn(head: DocumentHead, key: string): string | null {
  const value = head[key];
  return typeof value === 'string' ? value : null;
}
