import type { Host } from '../harness/host.ts';
import type { Config } from '../harness/scenario/config.ts';
import type { ShownDocument } from '../reports/reporter.ts';
import type { Document } from './document-kind.ts';

/** Documents of a plugin that a project keeps: a list and a page each in the browser. */
export interface Collection extends CollectionLabels {
  /** First part of the addresses of its pages: `loops`. */
  readonly name: string;
  /** Opens the collection; nothing is read until a document is requested. */
  open(host: Host, config: Config): Promise<StoredDocuments>;
}

/** Texts of a list of documents. */
export interface CollectionLabels {
  readonly title: string;
  /** One and many of them. */
  readonly nouns: readonly [string, string];
  /** Description of the list, one sentence. */
  readonly about: string;
  /** Said where there is none. */
  readonly none: string;
  /** Purpose of the command that fills the page. */
  readonly purpose: string;
  readonly command: string;
}

export interface StoredDocuments {
  /** Identifiers, newest first. */
  list(): readonly string[];
  row(id: string): KeptRow;
  /** null: there is none of this identifier. @throws UserError where it is damaged. */
  document(id: string): Document | null;
}

/** One document as a list shows it. */
interface KeptRow {
  /** When it was made, ISO 8601; null: what its identifier begins with, if anything. */
  readonly at: string | null;
  /** null: of several, or of none. */
  readonly scenario: string | null;
  /** Subject in the document's own words; empty where it takes reading the whole document. */
  readonly about: string;
  /** Outcome in one word; null where it is not known, or neither good nor bad. */
  readonly verdict: string | null;
  /** It has a page. */
  readonly isReadable: boolean;
}

/** One document as a list shows it. */
export interface CollectionRow extends Omit<KeptRow, 'isReadable'> {
  readonly id: string;
  /** Collection that has its page; null: it has none yet. */
  readonly collection: string | null;
}

/** Stored documents of one kind. */
export interface OpenCollection {
  /** null: it is of the core. */
  readonly words: CollectionLabels | null;
  /** Identifiers, newest first. */
  list(): Promise<readonly string[]>;
  row(id: string): Promise<CollectionRow>;
  /** null: there is none of this identifier. @throws UserError where it is damaged. */
  document(id: string): Promise<ShownDocument | null>;
}
