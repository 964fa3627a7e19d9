import type { DocumentHead } from '../../../harness/history/document-head.ts';
import type { ReportDocument } from '../../../harness/model/documents/report-document.ts';

/** Kinds of documents that have a list and a page each, by the first part of their address. */
export const ROOMS = [
  'comparisons',
  'gates',
  'bisections',
  'profiles',
  'maps',
  'capacities',
  'audits',
  'loops',
] as const;
export type Room = (typeof ROOMS)[number];

/** One document as a list shows it. */
export interface ShelfRow {
  readonly id: string;
  /** When it was made, ISO 8601; null: nothing tells. */
  readonly at: string | null;
  /** null: of several, or of none. */
  readonly scenario: string | null;
  /** What it is of, in words of its own; empty: nothing is known without reading it whole. */
  readonly about: string;
  /** What came of it, in a word; null: not known, or nothing that could be good or bad. */
  readonly verdict: string | null;
  /** Where its page is; null: it has none yet. */
  readonly room: Room | null;
}

/** The documents of a kind that are kept. */
export interface Shelf {
  /** Identifiers, newest first. */
  readonly list: () => Promise<readonly string[]>;
  readonly row: (id: string) => Promise<ShelfRow>;
  /** null: there is none of this identifier. @throws UserError where it is damaged. */
  readonly document: (id: string) => Promise<ReportDocument | null>;
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
