import type { CallSite, ProjectCode } from '../analysis/index.ts';
import type { AuditContext, AuditSource } from './document/audit-context.ts';
import type { AuditEffort, AuditEvidence, AuditSeverity } from './document/audit-document.ts';
import type { SyntaxSearch } from './syntax-search.ts';

/** Code and context that rules inspect. */
export interface AuditedCode {
  readonly code: ProjectCode;
  readonly context: AuditContext;
  /** Returns how a function is reached; null: no caller is known. */
  readonly reachedBy: (index: number) => Reachability | null;
}

/** `request`: a handler, or what one calls, whatever else runs it. `background`: a task, a worker, a job. */
export type Reachability = 'request' | 'background';

/** A place that has the shape of what a rule looks for. */
export interface Candidate {
  /** From the root of the project, with slashes. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly endLine: number;
}

/** The shape of a call, with the call itself. */
export interface CallCandidate extends Candidate {
  readonly site: CallSite;
  /** Full name of what is called. */
  readonly name: string;
}

interface Told {
  /** With the names that stand there. */
  readonly issue: string;
  readonly recommendation: string;
  readonly effort: AuditEffort;
  readonly evidence?: readonly AuditEvidence[];
}

/** Judgment of a candidate by its context. */
export type Ruling =
  | (Told & { readonly outcome: 'confirmed'; readonly severity: AuditSeverity })
  /** It may be one; `note` says what would have to be known. */
  | (Told & { readonly outcome: 'needs context'; readonly note: string })
  | { readonly outcome: 'dismissed'; readonly reason: string };

/**
 * One thing to look for: first its shape, in all of the project, then what surrounds each place that has it.
 * `Found` is what the first hands to the second.
 */
export interface AuditRule<Found extends Candidate = never> {
  /** Kebab-case, the name of its folder. */
  readonly id: string;
  /** Id of the check that it belongs to. */
  readonly check: string;
  /** Category / Rule. */
  readonly principle: string;
  readonly sources: readonly AuditSource[];
  /** Why there is nothing to look at in a project; null: there may be. */
  readonly skip: (audited: AuditedCode) => string | null;
  /** Shapes that are no calls, which files are looked through for as they are read. */
  readonly searches?: readonly SyntaxSearch[];
  readonly match: (audited: AuditedCode) => Iterable<Found>;
  readonly verify: (found: Found, audited: AuditedCode) => Ruling;
}
