import type { SgNode } from '@ast-grep/napi';
import {
  adjustSeverity,
  explainStandaloneScript,
} from '../../analysis/adjust-severity-by-code-location.ts';
import { formatFunctionName } from '../../analysis/calls-and-functions.ts';
import { type AuditedCode, defineRule, type Ruling } from '../../rule.ts';
import { type AcquiredResource, listAcquiredResources } from './acquired-resource.ts';
import {
  findLeakingExits,
  findReleaseStatus,
  formatExit,
  formatReleaseAdvice,
  LEAK_CONSEQUENCES,
} from './resource-release-status.ts';

/** L654-04: resources that are never released, or only if nothing fails. */
export const ACQUIRE_WITHOUT_RELEASE = defineRule({
  id: 'acquire-without-release',
  check: 'missing_resource_cleanup',
  principle: 'Resource Lifecycle / Acquired resources are released',
  sources: {
    'node-postgres: pooling, you must call release':
      'https://node-postgres.com/features/pooling#checkout-use-and-return',
    'Python: the with statement':
      'https://docs.python.org/3/reference/compound_stmts.html#the-with-statement',
    'SQLAlchemy 2.0: working with engines and connections, basic usage':
      'https://docs.sqlalchemy.org/en/20/core/connections.html#basic-usage',
  },
  match: listAcquiredResources,
  verify: (found, audited) => {
    const { site, kind, file } = found;
    const status = findReleaseStatus(found);
    if (typeof status === 'string') return status;
    // A process releases everything when it ends.
    const script = explainStandaloneScript(audited, file);
    if (script !== null) return script;
    const { name, releases } = status;
    const [first] = releases;
    if (first !== undefined && findLeakingExits(found, releases).length > 0) {
      return 'the resource is released, but not on every exit path; the error-path-without-cleanup rule reports this';
    }
    const end =
      first === undefined
        ? 'nothing releases it'
        : `releases it only if nothing fails before line ${first.range().start.line + 1}`;
    return {
      severity: adjustSeverity(kind === 'connection' ? 'HIGH' : 'MEDIUM', audited, site.function),
      issue: `${formatFunctionName(audited, site.function)} acquires ${name ?? 'a resource'} with ${site.call.callee}, and ${end}: ${LEAK_CONSEQUENCES[kind]}`,
      recommendation: formatReleaseAdvice(found, name),
      effort: 'S',
    };
  },
});

/** Number of handlers from which a place counts as used by many requests. */
const MANY_HANDLERS = 5;
/** Calls back from a function that are followed. */
const MAX_DEPTH = 4;

interface LeakCandidate extends AcquiredResource {
  readonly variable: string;
  readonly exits: readonly [SgNode, ...SgNode[]];
}

/** L654-06: resources that are released at the end, but not on an earlier exit. */
export const ERROR_PATH_WITHOUT_CLEANUP = defineRule({
  id: 'error-path-without-cleanup',
  check: 'error_path_leak',
  principle: 'Resource Lifecycle / Every exit path releases acquired resources',
  sources: {
    'node-postgres: pooling, you must call release on every path':
      'https://node-postgres.com/features/pooling#checkout-use-and-return',
    'Python: the try statement, finally clause':
      'https://docs.python.org/3/reference/compound_stmts.html#finally-clause',
  },
  match: findLeaks,
  verify: judgeLeak,
});

function* findLeaks(audited: AuditedCode): Generator<LeakCandidate> {
  for (const acquired of listAcquiredResources(audited)) {
    const status = findReleaseStatus(acquired);
    if (typeof status === 'string' || status.name === null || status.releases.length === 0)
      continue;
    const [first, ...others] = findLeakingExits(acquired, status.releases);
    if (first === undefined) continue;
    const { start, end } = first.range();
    const place = { line: start.line + 1, endLine: end.line + 1 };
    yield { ...acquired, ...place, variable: status.name, exits: [first, ...others] };
  }
}

function judgeLeak(found: LeakCandidate, audited: AuditedCode): Ruling {
  const { site, variable, exits, kind, file } = found;
  const script = explainStandaloneScript(audited, file);
  if (script !== null) return script;
  const [first, ...others] = exits;
  return {
    severity: adjustSeverity(severityOf(found, audited), audited, site.function),
    issue: `${formatFunctionName(audited, site.function)} exits via ${formatExit(first)} without releasing ${variable}, which ${site.call.callee} acquired at line ${site.call.line}: ${LEAK_CONSEQUENCES[kind]}`,
    recommendation: formatReleaseAdvice(found, variable),
    effort: 'S',
    evidence: others.map((exit) => ({
      file,
      line: exit.range().start.line + 1,
      text: `${formatExit(exit)} also exits without releasing the resource`,
    })),
  };
}

/** Rates files and cursors one level lower than connections, which are scarce. */
function severityOf({ site, kind }: AcquiredResource, audited: AuditedCode) {
  if (audited.reachedBy(site.function) !== 'request' || kind !== 'connection') return 'MEDIUM';
  return countReachingHandlers(audited, site.function) < MANY_HANDLERS ? 'HIGH' : 'CRITICAL';
}

function countReachingHandlers({ code }: AuditedCode, index: number): number {
  const seen = new Set([index]);
  for (let depth = 0; depth < MAX_DEPTH; depth += 1) {
    for (const at of [...seen]) for (const site of code.callersOf(at)) seen.add(site.function);
  }
  const handlers = new Set(code.facts.routes.map(({ handler }) => handler));
  return [...seen].filter((functionIndex) => handlers.has(functionIndex)).length;
}
