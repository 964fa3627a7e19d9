import { adjustSeverity } from '../../../analysis/adjust-severity-by-code-location.ts';
import { formatFunctionName } from '../../../analysis/find-call-candidates-by-name.ts';
import { defineRule } from '../../../auditor.ts';
import type { AuditedCode, Ruling } from '../../../rule.ts';
import {
  type AcquiredResource,
  listAcquiredResources,
} from '../acquired-resources/acquired-resource.ts';
import {
  findReleaseStatus,
  type ReleaseStatus,
} from '../acquired-resources/find-resource-release-status.ts';
import { findLeakingExits } from '../acquired-resources/function-exits-without-release.ts';
import { explainHarmlessLeak } from '../acquired-resources/harmless-resource-leak.ts';
import { formatReleaseAdvice, LEAK_CONSEQUENCES } from '../acquired-resources/release-advice.ts';

/** L654-04: resources that are never released, or only if nothing fails. */
export const ACQUIRE_WITHOUT_RELEASE = defineRule({
  id: 'acquire-without-release',
  check: 'missing_resource_cleanup',
  principle: 'Resource Lifecycle / Acquired resources are released',
  sources: [
    {
      name: 'node-postgres: pooling, you must call release',
      url: 'https://node-postgres.com/features/pooling#checkout-use-and-return',
      retrieved: '2026-11-26',
    },
    {
      name: 'Python: the with statement',
      url: 'https://docs.python.org/3/reference/compound_stmts.html#the-with-statement',
      retrieved: '2026-11-26',
    },
    {
      name: 'SQLAlchemy 2.0: working with engines and connections, basic usage',
      url: 'https://docs.sqlalchemy.org/en/20/core/connections.html#basic-usage',
      retrieved: '2026-11-26',
    },
  ],
  skip: () => null,
  match: listAcquiredResources,
  verify: rulingOn,
});

function rulingOn(found: AcquiredResource, audited: AuditedCode): Ruling {
  const fate = findReleaseStatus(audited, found);
  const why = whyReleased(fate, found, audited);
  if (why !== null) return { outcome: 'dismissed', reason: why };
  const { callee } = found.site.call;
  const name = fate.by === 'nothing' || fate.by === 'luck' ? fate.name : null;
  const subject = formatFunctionName(audited, found.site.function);
  const end =
    fate.by === 'luck'
      ? `releases it only if nothing fails before ${placesOf(fate.releases)}`
      : 'nothing releases it';
  const severity = found.kind === 'connection' ? 'HIGH' : 'MEDIUM';
  // CPython closes a file as soon as its reference count drops to zero.
  const isLost = found.kind === 'file' && name === null;
  return {
    outcome: 'confirmed',
    severity: isLost ? 'LOW' : adjustSeverity(severity, audited, found.site.function),
    issue:
      fate.by === 'luck'
        ? `${subject} acquires ${name ?? 'a resource'} with ${callee} and ${end}: an error leaks the resource, and ${LEAK_CONSEQUENCES[found.kind]}`
        : `${subject} acquires ${name ?? 'a resource'} with ${callee}, and ${end}: ${LEAK_CONSEQUENCES[found.kind]}`,
    recommendation: formatReleaseAdvice(found, name),
    effort: 'S',
  };
}

function whyReleased(
  fate: ReleaseStatus,
  found: AcquiredResource,
  audited: AuditedCode,
): string | null {
  if (fate.by === 'guarantee' || fate.by === 'others') return fate.why;
  const exemption = explainHarmlessLeak(audited, found);
  if (exemption !== null || fate.by === 'nothing') return exemption;
  if (findLeakingExits(found, fate.releases).length > 0) {
    return 'the resource is released, but not on every exit path; the error-path-without-cleanup rule reports this';
  }
  return nothingBetween(found, fate) ? 'nothing can fail before the resource is released' : null;
}

function placesOf(releases: Extract<ReleaseStatus, { by: 'luck' }>['releases']): string {
  const lines = [...new Set(releases.map((release) => release.range().start.line + 1))];
  return `line ${lines.slice(0, 3).join(', ')}`;
}

/** True if no other call comes between acquisition and release. */
function nothingBetween(
  { node, file }: AcquiredResource,
  fate: Extract<ReleaseStatus, { by: 'luck' }>,
): boolean {
  const from = node.range().end.index;
  const [first] = fate.releases;
  const to = first?.range().start.index ?? from;
  const root = node.getRoot().root();
  const kinds = file.endsWith('.py')
    ? ['call', 'yield']
    : ['call_expression', 'await_expression', 'new_expression'];
  return !root.findAll({ rule: { any: kinds.map((kind) => ({ kind })) } }).some((expression) => {
    const { start, end } = expression.range();
    return from <= start.index && end.index <= to;
  });
}
