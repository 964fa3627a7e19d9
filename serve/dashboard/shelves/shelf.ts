import type { DocumentHead } from '../../../harness/history/document-files.ts';
import type { KeptRow } from '../../../registry/collection.ts';
import { OFFICIAL_PLUGINS } from '../../../registry/official-plugins.ts';
import type { Shown } from '../../../reports/reporter.ts';

/** Collections of plugins, each with the plugin whose documents it has. */
export const COLLECTIONS = OFFICIAL_PLUGINS.flatMap((plugin) =>
  (plugin.collections ?? []).map((collection) => ({ plugin, collection })),
);

const OWN_ROOMS = ['comparisons', 'gates', 'bisections', 'profiles', 'maps', 'capacities'] as const;

/** Kinds of documents that have a list and a page each, by the first part of their address. */
export const ROOMS: readonly Room[] = [
  ...OWN_ROOMS,
  ...COLLECTIONS.map(({ collection }) => collection.name),
];
/** One of them, or the name of a collection. */
export type Room = string;
export type OwnRoom = (typeof OWN_ROOMS)[number];

/** One document as a list shows it. */
export interface ShelfRow extends Omit<KeptRow, 'isReadable'> {
  readonly id: string;
  /** Where its page is; null: it has none yet. */
  readonly room: Room | null;
}

/** The documents of a kind that are kept. */
export interface Shelf {
  /** Identifiers, newest first. */
  readonly list: () => Promise<readonly string[]>;
  readonly row: (id: string) => Promise<ShelfRow>;
  /** null: there is none of this identifier. @throws UserError where it is damaged. */
  readonly document: (id: string) => Promise<Shown | null>;
}

const STAMP = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(?:\d{3})?Z/u;

/** The moment that an identifier begins with; null: with none. */
export function momentOf(id: string): string | null {
  const match = STAMP.exec(id);
  if (match === null) return null;
  const [, year, month, day, hours, minutes, seconds] = match;
  return `${year}-${month}-${day}T${hours}:${minutes}:${seconds}Z`;
}

/** A single value of a file's beginning, where it is a text. */
export function textIn(head: DocumentHead, key: string): string | null {
  const value = head[key];
  return typeof value === 'string' ? value : null;
}
