import type { SgNode } from '@ast-grep/napi';
import { once, type ProjectCode } from '../../../../analysis/index.ts';
import type { AuditedCode } from '../../../rule.ts';
import {
  type EagerRelations,
  mergeEagerRelations,
  NO_EAGER_RELATIONS,
  readEagerRelations,
} from './eagerly-loaded-relations-of-query.ts';

const LOADS = /\b(?:select_related|prefetch_related|options|prefetch_related_objects)\(/u;
const CALLS = {
  kind: 'call',
  has: { field: 'function', regex: '(?:select_related|prefetch_related|options)$' },
};

/** All that queries of the project bring along. */
const ofProject = once<ProjectCode, EagerRelations>((code) =>
  mergeEagerRelations(
    [...new Set(code.facts.functions.map(({ file }) => file))].flatMap((file) => {
      const isMeant = file.endsWith('.py') && LOADS.test(code.textOf(file) ?? '');
      const calls = isMeant ? (code.syntaxOf(file)?.findAll({ rule: CALLS }) ?? []) : [];
      return calls.map(eagerOfCall);
    }),
  ),
);

function eagerOfCall(call: SgNode): EagerRelations {
  const method = call.field('function')?.field('attribute')?.text() ?? '';
  return readEagerRelations(method, call);
}

/**
 * Returns relations that any query of the project loads behind `relation`, since the query that
 * loaded the row itself is unknown here.
 */
export function findProjectEagerRelations({ code }: AuditedCode, relation: string): EagerRelations {
  const { paths } = ofProject(code);
  const behind = [...paths].flatMap((path) => {
    const steps = path.split('.');
    const at = steps.indexOf(relation);
    return at === -1 ? [] : [steps.slice(at + 1).join('.')];
  });
  return { ...NO_EAGER_RELATIONS, paths: new Set(behind) };
}
