import { languageIn, loopAround, loopBound } from '../../../../analysis/index.ts';
import { defineRule } from '../../../auditor.ts';
import { functionName } from '../../../look/calls.ts';
import { nodeOf } from '../../../look/nodes.ts';
import { weighed } from '../../../look/weight.ts';
import type { AuditedCode, Ruling } from '../../../rule.ts';
import { writtenTurns } from '../lists/few-turns.ts';
import { mayBeLong, weighedByTurn } from '../lists/grave.ts';
import { keyAsked } from '../queries/key-asked.ts';
import { chainAround, excuseOf } from '../statements/excuse.ts';
import { hookOfEach, whyItMatters } from '../statements/hooks.ts';
import { type LoopedStatement, loopedStatements } from '../statements/looped-statements.ts';
import { oneStatement } from '../statements/mend.ts';
import { hasOwnValues } from '../statements/own-values.ts';
import { bulkTwinFor } from '../through/bulk-twin.ts';
import { callsThatChange } from '../through/calls-that-change.ts';
import { judgeThrough, type Through } from '../through/judge.ts';
import type { LoopedCall } from '../through/looped-calls.ts';

/** More of them weigh more (Q651-12). */
const FEW = 10;
/** Dialects whose recommended statement sets one value for all rows. */
const PLAIN: ReadonlySet<string> = new Set([
  'sqlalchemy',
  'drizzle',
  'kysely',
  'knex',
  'repository',
]);
const OWN = ', with a list of parameters or joined VALUES, as the values differ';

/** Q651-10 to Q651-14: one statement for each element. */
export const N_UPDATE_DELETE_LOOP = defineRule<LoopedStatement | LoopedCall>({
  id: 'n-update-delete-loop',
  check: 'n_update_delete_loop',
  principle: 'Query Efficiency / One statement for each element',
  sources: [
    {
      name: 'SQLAlchemy 2.0: UPDATE and DELETE with arbitrary WHERE clause',
      url: 'https://docs.sqlalchemy.org/en/20/orm/queryguide/dml.html#orm-update-and-delete-with-custom-where-criteria',
      retrieved: '2026-11-26',
    },
    {
      name: 'Django: database access optimization, use bulk methods',
      url: 'https://docs.djangoproject.com/en/stable/topics/db/optimization/#use-bulk-methods',
      retrieved: '2026-11-26',
    },
  ],
  skip: () => null,
  match: function* (audited) {
    yield* loopedStatements(audited, 'each');
    yield* callsThatChange(audited, ['update', 'delete']);
  },
  verify: (found, audited) =>
    'reached' in found ? judgeThrough(found, audited, THROUGH) : ofStatement(found, audited),
});

/** Messages and severities for rows changed in a function that the loop calls. */
const THROUGH: Through = {
  does: ({ effect }) =>
    `${effect.kind === 'delete' ? 'deletes' : 'updates'} ${effect.model ?? 'a row'}`,
  recommendation: ({ effect }, over) =>
    `One statement for all of them, in a function that takes the whole list: ${oneStatement(effect.statement, over)}`,
  severity: { request: 'HIGH', other: 'MEDIUM' },
  handful: 1,
  byList: true,
};

/** Rows that may be there or not, of which Prisma puts in no list at once that also updates. */
const UPSERTS =
  'createMany({ data: rows, skipDuplicates: true }) and one findMany where nothing is updated, or one INSERT … ON CONFLICT DO UPDATE';

function isUpsert(callee: string): boolean {
  return /\.upsert$/u.test(callee);
}

function ofStatement(found: LoopedStatement, audited: AuditedCode): Ruling {
  const node = nodeOf(audited, found);
  const loop = node === null ? null : loopAround(node);
  const bound = node === null ? null : loopBound(node);
  if (node === null || loop === null || bound === null) {
    return { outcome: 'dismissed', reason: 'the loop goes through no list' };
  }
  if (bound.most !== null && bound.most < 2) {
    return { outcome: 'dismissed', reason: 'the loop turns once at the most' };
  }
  const excuse = excuseOf(found, audited, node, loop);
  if (excuse?.type === 'none') return { outcome: 'dismissed', reason: excuse.reason };
  const hook = hookOfEach(found.statement, audited);
  if (hook !== null) return { outcome: 'dismissed', reason: hook };
  const { call, function: index } = found.site;
  const most = bound.most ?? writtenTurns(audited, found.file, loop);
  const turns =
    most === null ? 'as many as there are (more than 10 assumed)' : `${most} at the most`;
  const { by, verb, model } = found.statement;
  const isOfModel = by === 'record' && model !== null;
  const twin = isOfModel ? bulkTwinFor(audited, verb, model, index) : null;
  // One plain statement would not do: what each gets has to be joined, or put in as a list.
  const isOwn = hasOwnValues(node, loop, found.statement, languageIn(found.file));
  const ownValuesNote = isOwn && PLAIN.has(found.statement.dialect) ? OWN : '';
  const told = {
    issue: `${functionName(audited, index)} calls ${call.callee} once for each of ${bound.over}: ${turns} statements in place of one`,
    recommendation:
      twin === null
        ? `One statement for all of them: ${isUpsert(call.callee) ? UPSERTS : oneStatement(found.statement, bound.over, keyAsked(chainAround(node), loop, languageIn(found.file)))}${ownValuesNote}`
        : `One call of ${functionName(audited, twin)}, which does it for a list, with all of ${bound.over}`,
    effort: 'M' as const,
    evidence: [{ file: found.file, line: bound.line, text: `the loop goes through ${bound.over}` }],
  };
  // The project's own batch equivalent preserves what hooks and signals do.
  const note = excuse?.note ?? (twin === null ? whyItMatters(found.statement, audited) : null);
  if (note !== null) return { outcome: 'dismissed', reason: note };
  const isFew = most !== null && most <= FEW;
  // Nobody waits for a job: a list that may be long is not grave there by itself.
  const isOfJob = most === null && audited.reachedBy(index) === 'background';
  // Rows related to one row are rarely many.
  const isRelated = found.statement.related !== undefined;
  const isMild = isFew || isOwn || isOfJob || isRelated || !mayBeLong(audited, found.file, loop);
  const own = weighed(isMild ? 'MEDIUM' : 'HIGH', audited, index);
  const weight = weighedByTurn(own, audited, { ...found, node, loop });
  if (isFew && weight === 'LOW') {
    return {
      outcome: 'dismissed',
      reason: `${most} of them at the most, where nobody waits`,
    };
  }
  return { outcome: 'confirmed', severity: weight, ...told };
}
