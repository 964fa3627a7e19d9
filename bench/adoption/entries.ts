import type { JournalEntry } from '../verdicts/journal.ts';

/** What is done with a repository, in this order. */
export const STEPS = ['clone', 'install', 'own', 'add', 'init', 'run', 'compare'] as const;
export type Step = (typeof STEPS)[number];

/** How a program ended. */
export type CommandEnd =
  | { readonly type: 'code'; readonly code: number }
  | { readonly type: 'signal'; readonly signal: string }
  /** It ran as long as it may. */
  | { readonly type: 'limit'; readonly seconds: number }
  /** It had done what it is for, and was ended: a server that listens. */
  | { readonly type: 'served' }
  | { readonly type: 'not-started'; readonly message: string };

/** A program that was run to its end or its limit. */
export interface Command {
  /** As a user would type it. */
  readonly command: string;
  readonly end: CommandEnd;
  readonly seconds: number;
  /** The beginning and the end of what it printed, without places of the machine. */
  readonly stdout: readonly string[];
  readonly stderr: readonly string[];
}

/** The verdict over one gated metric of one scenario. */
export interface GatedVerdict {
  readonly scenario: string;
  readonly metric: string;
  readonly verdict: string;
}

/** A step of a repository that was done, whichever way it ended. */
export interface AdoptionEntry extends JournalEntry {
  /** `1/owner/name/init`. */
  readonly id: string;
  /** Which time the repository was tried, from 1; those of the final half are tried once. */
  readonly round: number;
  readonly repository: string;
  readonly step: Step;
  readonly commands: readonly Command[];
  /** Whether it did what it is for. */
  readonly works: boolean;
  /** Of a run: scenarios with a figure. Of a comparison: what it says of each gated metric. */
  readonly measured?: readonly string[];
  readonly verdicts?: readonly GatedVerdict[];
  /** ISO 8601. */
  readonly at: string;
  /** Commit of perf-harness, with `+` where files of it differed from it. */
  readonly commit: string;
  readonly node: string;
  readonly machine: string;
}

export function entryId(round: number, repository: string, step: Step): string {
  return `${round}/${repository}/${step}`;
}
