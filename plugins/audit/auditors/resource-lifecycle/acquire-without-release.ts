import { adjustSeverity } from '../../analysis/adjust-severity-by-code-location.ts';
import { formatFunctionName } from '../../analysis/calls-and-functions.ts';
import { explainStandaloneScript } from '../../analysis/standalone-script.ts';
import { defineRule } from '../../rule.ts';
import { listAcquiredResources } from './acquired-resource.ts';
import {
  findLeakingExits,
  findReleaseStatus,
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
