import { adjustSeverity } from '../../../analysis/adjust-severity-by-code-location.ts';
import { explainStandaloneScript } from '../../../analysis/standalone-script.ts';
import { defineRule } from '../../../auditor.ts';
import type { AuditedCode, Ruling } from '../../../rule.ts';
import { findJavaScriptPools } from './javascript-connection-pool-gaps.ts';
import type { PoolCandidate } from './missing-or-wrong-pool-setting.ts';
import { findPythonPools } from './python-connection-pool-gaps.ts';

/** L654-05, LEAD-21: pools without settings a service needs, each reported once, by worst gap. */
export const POOL_CONFIGURATION_GAPS = defineRule({
  id: 'pool-configuration-gaps',
  principle: 'Resource Lifecycle / Pools limit and test their connections',
  sources: [
    {
      name: 'SQLAlchemy 2.0: connection pooling, dealing with disconnects',
      url: 'https://docs.sqlalchemy.org/en/20/core/pooling.html#dealing-with-disconnects',
    },
    {
      name: 'node-postgres: pg.Pool, idleTimeoutMillis and max',
      url: 'https://node-postgres.com/apis/pool',
    },
  ],
  *match(audited): Generator<PoolCandidate> {
    yield* findPythonPools(audited);
    yield* findJavaScriptPools(audited);
  },
  verify: judgePool,
});

function judgePool(found: PoolCandidate, audited: AuditedCode): Ruling {
  const { gaps, callee } = found;
  const exemption = found.exemption ?? explainStandaloneScript(audited, found.file);
  if (exemption !== null) return exemption;
  const [worst, ...others] = gaps;
  if (worst === undefined) {
    return 'the pool configuration covers everything that a service needs';
  }
  const rest =
    others.length === 0 ? '' : `; in addition, ${others.map(({ issue }) => issue).join('; ')}`;
  return {
    severity: adjustSeverity(worst.severity, audited, found.function),
    issue: `In the pool of ${callee}, ${worst.issue}${rest}`,
    recommendation: `Set ${gaps.map(({ setting }) => setting).join('; ')}`,
    effort: 'S',
  };
}
