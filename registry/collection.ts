import type { Host } from '../harness/host.ts';
import type { Config } from '../harness/scenario/config.ts';
import type { Shown } from '../reports/reporter.ts';
import type { Document } from './document-kind.ts';

/** Documents of a plugin that a project keeps: a list and a page each in the browser. */
export interface Collection extends CollectionWords {
  /** First part of the addresses of its pages: `loops`. */
  readonly name: string;
  /** Nothing is read before it is asked for. */
  open(host: Host, config: Config): Promise<KeptDocuments>;
}

/** Texts of a list of documents. */
export interface CollectionWords {
  readonly title: string;
  /** One and many of them. */
  readonly nouns: readonly [string, string];
  /** What is seen there, in a sentence. */
  readonly about: string;
  /** Said where there is none. */
  readonly none: string;
  /** What is done with the command that fills the page. */
  readonly purpose: string;
  readonly command: string;
}

export interface KeptDocuments {
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
  /** What it is of, in words of its own; empty: nothing is known without reading it whole. */
  readonly about: string;
  /** What came of it, in a word; null: not known, or nothing that could be good or bad. */
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
  readonly words: CollectionWords | null;
  /** Identifiers, newest first. */
  list(): Promise<readonly string[]>;
  row(id: string): Promise<CollectionRow>;
  /** null: there is none of this identifier. @throws UserError where it is damaged. */
  document(id: string): Promise<Shown | null>;
}
