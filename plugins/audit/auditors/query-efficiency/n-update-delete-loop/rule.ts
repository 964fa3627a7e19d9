import { defineRule } from '../../../auditor.ts';
import { candidateOf, functionName, isPython } from '../../../look/calls.ts';
import { loopBound } from '../../../look/loop-bound.ts';
import { nodeOf } from '../../../look/nodes.ts';
import type { AuditedCode, CallCandidate } from '../../../rule.ts';

/** A repository by its name, or by what it hangs on: `repo.update`, `self.job_repository.mark_failed`. */
const OF_REPOSITORY =
  /(?:^|\.)\w*[rR]epo(?:sitory|sitories)?\.(?:update\w*|delete\w*|reset\w*|save\w*|mark_\w+)$/u;
const EXECUTES = /(?:^|\.)(?:session|db|conn|connection)\.execute$/u;
const STATEMENT = /^\(\s*(?:[\w.]+\.)?(update|delete)\s*\(/u;
/** More of them weigh more (Q651-12). */
const FEW = 10;

/** Q651-10 to Q651-14: one statement for each element. */
export const N_UPDATE_DELETE_LOOP = defineRule({
  id: 'n-update-delete-loop',
  check: 'n_update_delete_loop',
  principle: 'Query Efficiency / One statement for each element',
  sources: [
    {
      name: 'SQLAlchemy 2.0: UPDATE and DELETE with arbitrary WHERE clause',
      url: 'https://docs.sqlalchemy.org/en/20/orm/queryguide/dml.html#orm-update-and-delete-with-custom-where-criteria',
      retrieved: '2026-11-26',
    },
  ],
  skip: () => null,
  match: loopedStatements,
  verify: (found, audited) => {
    const node = nodeOf(audited, found);
    const bound = node === null ? null : loopBound(node);
    if (bound === null) return { outcome: 'dismissed', reason: 'the loop goes through no list' };
    const { call, function: index } = found.site;
    const turns = bound.most === null ? 'as many as there are' : `${bound.most} at the most`;
    return {
      outcome: 'confirmed',
      severity: bound.most !== null && bound.most <= FEW ? 'MEDIUM' : 'HIGH',
      issue: `${functionName(audited, index)} calls ${call.callee} once for each of ${bound.over}: ${turns} statements in place of one`,
      recommendation: `One statement for all of them: ${statementFor(found)}`,
      effort: 'M',
      evidence: [
        { file: found.file, line: bound.line, text: `the loop goes through ${bound.over}` },
      ],
    };
  },
});

function* loopedStatements(audited: AuditedCode): Generator<CallCandidate> {
  const { functions } = audited.code.facts;
  for (const [index, { file }] of functions.entries()) {
    if (!isPython(audited, index)) continue;
    for (const site of audited.code.callsOf(index)) {
      const { callee, loops } = site.call;
      const isStatement =
        OF_REPOSITORY.test(callee) ||
        (EXECUTES.test(callee) && STATEMENT.test(site.raw.argumentText));
      if (loops > 0 && isStatement) yield candidateOf(site, callee, file);
    }
  }
}

function statementFor({ site }: CallCandidate): string {
  const isDelete = /delete/u.test(site.call.callee + site.raw.argumentText.slice(0, 60));
  const verb = isDelete ? 'delete' : 'update';
  return `session.execute(${verb}(Model).where(Model.id.in_(ids)))`;
}
