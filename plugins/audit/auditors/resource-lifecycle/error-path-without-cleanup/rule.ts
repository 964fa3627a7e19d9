import { adjustSeverity } from '../../../analysis/adjust-severity-by-code-location.ts';
import { formatFunctionName } from '../../../analysis/find-call-candidates-by-name.ts';
import { defineRule } from '../../../auditor.ts';
import type { AuditedCode, Ruling } from '../../../rule.ts';
import {
  type AcquiredResource,
  listAcquiredResources,
} from '../acquired-resources/acquired-resource.ts';
import { findReleaseStatus } from '../acquired-resources/find-resource-release-status.ts';
import {
  findLeakingExits,
  type LeakingExit,
} from '../acquired-resources/function-exits-without-release.ts';
import { explainHarmlessLeak } from '../acquired-resources/harmless-resource-leak.ts';
import { formatReleaseAdvice, LEAK_CONSEQUENCES } from '../acquired-resources/release-advice.ts';
import { countReachingHandlers } from './count-route-handlers-reaching-function.ts';

/** Number of handlers from which a place counts as used by many requests. */
const MANY_HANDLERS = 5;

interface LeakCandidate extends AcquiredResource {
  readonly name: string;
  readonly leaks: readonly LeakingExit[];
}

/** L654-06: resources that are released at the end, but not on an earlier exit. */
export const ERROR_PATH_WITHOUT_CLEANUP = defineRule({
  id: 'error-path-without-cleanup',
  check: 'error_path_leak',
  principle: 'Resource Lifecycle / Every exit path releases acquired resources',
  sources: [
    {
      name: 'node-postgres: pooling, you must call release on every path',
      url: 'https://node-postgres.com/features/pooling#checkout-use-and-return',
      retrieved: '2026-11-26',
    },
    {
      name: 'Python: the try statement, finally clause',
      url: 'https://docs.python.org/3/reference/compound_stmts.html#finally-clause',
      retrieved: '2026-11-26',
    },
  ],
  skip: () => null,
  *match(audited): Generator<LeakCandidate> {
    for (const acquired of listAcquiredResources(audited)) {
      const fate = findReleaseStatus(audited, acquired);
      if (fate.by !== 'luck') continue;
      const leaks = findLeakingExits(acquired, fate.releases);
      if (leaks.length > 0) yield { ...acquired, ...placeOf(leaks), name: fate.name, leaks };
    }
  },
  verify: rulingOn,
});

/** Returns the lines of the first exit that leaks, where the finding is reported. */
function placeOf([first]: readonly LeakingExit[]) {
  const { start, end } = first?.node.range() ?? { start: { line: 0 }, end: { line: 0 } };
  return { line: start.line + 1, endLine: end.line + 1 };
}

function rulingOn(found: LeakCandidate, audited: AuditedCode): Ruling {
  const exemption = explainHarmlessLeak(audited, found);
  if (exemption !== null) return { outcome: 'dismissed', reason: exemption };
  const { site, name, leaks, kind, file } = found;
  const subject = formatFunctionName(audited, site.function);
  const [first] = leaks;
  const { severity, who } = weightOf(found, audited);
  return {
    outcome: 'confirmed',
    severity: adjustSeverity(severity, audited, site.function),
    issue: `${subject} exits via ${first?.what} without releasing ${name}, which ${site.call.callee} acquired at line ${site.call.line}: ${LEAK_CONSEQUENCES[kind]}${who}`,
    recommendation: formatReleaseAdvice(found, name),
    effort: 'S',
    evidence: leaks.slice(1).map(({ node, what }) => ({
      file,
      line: node.range().start.line + 1,
      text: `${what} also exits without releasing the resource`,
    })),
  };
}

/** Rates files and cursors one level lower than connections, which are scarce. */
function weightOf({ site, kind }: AcquiredResource, audited: AuditedCode) {
  const handlers = countReachingHandlers(audited, site.function);
  if (audited.reachedBy(site.function) !== 'request')
    return { severity: 'MEDIUM', who: '' } as const;
  if (kind !== 'connection') return { severity: 'MEDIUM', who: ', request after request' } as const;
  if (handlers < MANY_HANDLERS)
    return { severity: 'HIGH', who: ', request after request' } as const;
  return { severity: 'CRITICAL', who: `, and ${handlers} handlers run this code` } as const;
}
