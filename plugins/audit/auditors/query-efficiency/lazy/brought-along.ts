import type { SgNode } from '@ast-grep/napi';
import { once, type ProjectCode } from '../../../../analysis/index.ts';
import type { AuditedCode } from '../../../rule.ts';
import { allOf, type Eager, eagerOf, NOTHING } from './eager.ts';

const LOADS = /\b(?:select_related|prefetch_related|options|prefetch_related_objects)\(/u;
const CALLS = {
  kind: 'call',
  has: { field: 'function', regex: '(?:select_related|prefetch_related|options)$' },
};

/** All that queries of the project bring along. */
const ofProject = once<ProjectCode, Eager>((code) =>
  allOf(
    [...new Set(code.facts.functions.map(({ file }) => file))].flatMap((file) => {
      const isMeant = file.endsWith('.py') && LOADS.test(code.textOf(file) ?? '');
      const calls = isMeant ? (code.syntaxOf(file)?.findAll({ rule: CALLS }) ?? []) : [];
      return calls.map(eagerOfCall);
    }),
  ),
);

function eagerOfCall(call: SgNode): Eager {
  const method = call.field('function')?.field('attribute')?.text() ?? '';
  return eagerOf(method, call);
}

/**
 * Returns relations that any query of the project loads behind `relation`, since the query that
 * loaded the row itself is unknown here.
 */
export function broughtAlong({ code }: AuditedCode, relation: string): Eager {
  const { paths } = ofProject(code);
  const behind = [...paths].flatMap((path) => {
    const steps = path.split('.');
    const at = steps.indexOf(relation);
    return at === -1 ? [] : [steps.slice(at + 1).join('.')];
  });
  return { ...NOTHING, paths: new Set(behind) };
}
