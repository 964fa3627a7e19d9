import type { Host } from '../harness/host.ts';
import type { Config } from '../harness/scenario/project-config.ts';
import type { ShownDocument } from '../reports/reporter.ts';
import type { Document } from './plugin-document-kind.ts';

/** Stored documents of a plugin in a project, with a list and a page each in the browser. */
export interface Collection extends CollectionLabels {
  /** First part of the addresses of its pages: `loops`. */
  readonly name: string;
  /** Opens the collection; nothing is read until a document is requested. */
  open(host: Host, config: Config): Promise<StoredDocuments>;
}

/** Texts of a list of documents. */
export interface CollectionLabels {
  readonly title: string;
  /** Singular and plural noun. */
  readonly nouns: readonly [string, string];
  /** Description of the list, one sentence. */
  readonly about: string;
  /** Text shown if there are none. */
  readonly none: string;
  /** Purpose of the command that fills the page. */
  readonly purpose: string;
  readonly command: string;
}

export interface StoredDocuments {
  /** Identifiers, newest first. */
  list(): readonly string[];
  row(id: string): KeptRow;
  /** Returns null if no document has this identifier. @throws UserError if it is damaged. */
  document(id: string): Document | null;
}

/** Document in a list, as provided by a plugin. */
interface KeptRow {
  /** Creation time, ISO 8601; null: the time at the start of its identifier, if any. */
  readonly at: string | null;
  /** null if it has several scenarios, or none. */
  readonly scenario: string | null;
  /** Subject in the document's own words; empty where it takes reading the whole document. */
  readonly about: string;
  /** Outcome in one word; null where it is not known, or neither good nor bad. */
  readonly verdict: string | null;
  /** It has a page. */
  readonly isReadable: boolean;
}

/** Document in a list. */
export interface CollectionRow extends Omit<KeptRow, 'isReadable'> {
  readonly id: string;
  /** Collection with its page; null if it has no page yet. */
  readonly collection: string | null;
}

/** null for documents of the core. */
export interface OpenCollection {
  /** null: it is of the core. */
  readonly words: CollectionLabels | null;
  /** Identifiers, newest first. */
  list(): Promise<readonly string[]>;
  row(id: string): Promise<CollectionRow>;
  /** Returns null if no document has this identifier. @throws UserError if it is damaged. */
  document(id: string): Promise<ShownDocument | null>;
}
