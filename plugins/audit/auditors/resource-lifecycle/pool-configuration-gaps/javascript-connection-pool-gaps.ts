import { argumentsOf, valueAt } from '../../../../analysis/index.ts';
import {
  createCallCandidate,
  isPythonFunction,
} from '../../../analysis/find-call-candidates-by-name.ts';
import { findCallNode } from '../../../analysis/find-syntax-node-of-call.ts';
import type { AuditedCode } from '../../../rule.ts';
import { resolveQualifiedName } from '../acquired-resources/qualified-callee-name.ts';
import type { PoolCandidate, PoolGap } from './missing-or-wrong-pool-setting.ts';

/** Calls that create a pool, with their setting for the maximum number of connections. */
const POOLS: readonly {
  readonly pattern: RegExp;
  readonly max: string;
  readonly default: number;
}[] = [
  { pattern: /^pg(?:-pool)?\.(?:default\.)?(?:Pool|default)$/u, max: 'max', default: 10 },
  {
    pattern: /^mysql2?(?:\/promise)?\.(?:default\.)?createPool$/u,
    max: 'connectionLimit',
    default: 10,
  },
  { pattern: /^knex(?:\.(?:default|knex))?$/u, max: 'max', default: 10 },
  { pattern: /^sequelize(?:-typescript)?\.(?:default\.)?Sequelize$/u, max: 'max', default: 5 },
];

/** Yields Node.js pools whose settings are written in the call that creates them. */
export function* findJavaScriptPools(audited: AuditedCode): Generator<PoolCandidate> {
  const { code } = audited;
  for (const site of code.facts.functions.keys().flatMap(code.callsOf)) {
    const index = site.function;
    if (isPythonFunction(audited, index)) continue;
    const name = resolveQualifiedName(audited, site) ?? '';
    const pool = POOLS.find(({ pattern }) => pattern.test(name));
    const [first = ''] = site.call.callee.replace(/^new /u, '').split('.');
    // `database('users')` on the result of `knex({…})` is a query.
    if (
      pool === undefined ||
      !code.importsOf(code.fileOf(index)).some(({ local }) => local === first)
    )
      continue;
    const node = findCallNode(audited, site);
    if (node === null) continue;
    const last = argumentsOf(node).at(-1);
    const value = last?.kind() === 'identifier' ? valueAt(node, last.text(), 'script') : last;
    const settings = last === undefined ? '{}' : (value?.text() ?? '');
    const isKnown = settings.startsWith('{') && !settings.includes('...');
    yield {
      ...createCallCandidate(audited, site, name),
      callee: site.call.callee,
      function: index,
      exemption: isKnown ? null : 'the pool settings are known only at run time',
      gaps: findGaps(settings, pool),
    };
  }
}

function findGaps(settings: string, pool: (typeof POOLS)[number]): readonly PoolGap[] {
  const gaps: PoolGap[] = [];
  const idle = /\b(idle\w*)\s*:\s*0\b/u.exec(settings)?.[1];
  if (idle !== undefined) {
    gaps.push({
      severity: 'MEDIUM',
      issue: `${idle} is 0, so idle connections are never closed`,
      setting: `${idle}: 30000`,
    });
  }
  if (!new RegExp(`\\b${pool.max}\\b`, 'u').test(settings)) {
    gaps.push({
      severity: 'LOW',
      issue: `${pool.max} is left at its default of ${pool.default}`,
      setting: `a ${pool.max} suited to the number of service processes and the database server's connection limit`,
    });
  }
  return gaps;
}
