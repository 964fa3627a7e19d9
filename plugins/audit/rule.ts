import type { CallSite, ProjectCode } from '../analysis/index.ts';
import type {
  AuditEffort,
  AuditEvidence,
  AuditPack,
  AuditSeverity,
} from './document/audit-document.ts';
import type { AuditContext, AuditSource } from './document/audited-project-context-schema.ts';
import type { SyntaxSearch } from './syntax-tree-pattern-search.ts';

export interface AuditedCode {
  readonly code: ProjectCode;
  readonly context: AuditContext;
  /** Returns how a function is reached; null: no caller is known. */
  readonly reachedBy: (index: number) => Reachability | null;
}

/** `request`: a handler or its callee, whatever else runs it. `background`: task, worker, job. */
export type Reachability = 'request' | 'background';

/** Place that matches the pattern of a rule. */
export interface Candidate {
  /** From the root of the project, with slashes. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly endLine: number;
}

export interface CallCandidate extends Candidate {
  readonly site: CallSite;
  /** Full name of the callee. */
  readonly name: string;
}

/** Judgment of a candidate by its context: the reason why it is no finding, or the finding. */
export type Ruling = string | RuleFinding;

export type RuleFinding = {
  /** Description with the names used in the code. */
  readonly issue: string;
  readonly recommendation: string;
  readonly effort: AuditEffort;
  readonly evidence?: readonly AuditEvidence[];
  /** `note`: what must be known to be sure of a possible finding, which has the lowest severity. */
} & ({ readonly severity: AuditSeverity } | { readonly note: string });

/**
 * Rule in two steps: `match` finds candidates by their pattern in the whole project, and `verify`
 * judges each by its surroundings. `Found` is the type of candidate passed between them.
 */
interface AuditRule<Found extends Candidate = never> {
  /** Kebab-case. */
  readonly id: string;
  /** Id of the check that it belongs to; default: the id of the rule, with underscores. */
  readonly check?: string;
  /** Category / Rule. */
  readonly principle: string;
  /** URLs of the documents that it is based on, by their names. */
  readonly sources: Readonly<Record<string, string>>;
  readonly isProjectRule?: boolean;
  /** Returns why the rule does not apply to a project, or null if it may; default: it may. */
  readonly skip?: (audited: AuditedCode) => string | null;
  /** Patterns other than calls, which files are searched for as they are read. */
  readonly searches?: readonly SyntaxSearch[];
  readonly match: (audited: AuditedCode) => Iterable<Found>;
  readonly verify: (found: Found, audited: AuditedCode) => Ruling;
}

export interface Auditor {
  /** Such as 651. */
  readonly id: string;
  /** Name of the pack that enables it; omitted for an auditor that always runs. */
  readonly pack?: AuditPack;
  readonly category: string;
  /** Prerequisite in the project for this auditor to apply; omitted: any code. */
  readonly needs?: 'database';
  readonly priority: 'HIGH' | 'MEDIUM';
  readonly checks: readonly { readonly id: string; readonly name: string }[];
  readonly rules: readonly AnyRule[];
}

/** Date on which the sources of the bundled rules were retrieved. */
const RETRIEVED = '2026-11-26';

/** Rule with its two halves combined, whatever type of candidate they exchange. */
export type AnyRule = Omit<AuditRule, 'match' | 'verify' | 'check' | 'sources'> & {
  readonly check: string;
  readonly sources: readonly AuditSource[];
  readonly judge: (
    audited: Parameters<AuditRule['match']>[0],
  ) => Iterable<readonly [Candidate, ReturnType<AuditRule['verify']>]>;
};

/** Puts the two halves of a rule together, and fills in what it does not state. */
export function defineRule<Found extends Candidate>({
  match,
  verify,
  check,
  sources,
  ...rule
}: AuditRule<Found>): AnyRule {
  return {
    ...rule,
    check: check ?? rule.id.replaceAll('-', '_'),
    sources: Object.entries(sources).map(([name, url]) => ({
      retrieved: rule.isProjectRule === true ? '' : RETRIEVED,
      name,
      url,
    })),
    *judge(audited) {
      for (const found of match(audited)) yield [found, verify(found, audited)];
    },
  };
}
