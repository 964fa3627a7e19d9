import type { SgNode } from '@ast-grep/napi';
import { type CallSite, loopsAround } from '../../../../analysis/index.ts';
import { findCallNode } from '../../../analysis/find-syntax-node-of-call.ts';
import { resolveVariableClass } from '../../../analysis/models/django-related-manager-write.ts';
import { findRelatedModels } from '../../../analysis/models/python-models-with-all-relations.ts';
import { resolveVariable } from '../../../analysis/resolve-variable-origin-and-type.ts';
import type { AuditedCode } from '../../../rule.ts';
import { readLoopVariableName } from '../lazy-loading/read-loop-variable-name.ts';
import { resolveQueryRows } from '../lazy-loading/resolve-model-rows-yielded-by-expression.ts';
import { findPassedArguments } from '../loops/arguments-passed-by-all-callers.ts';

/** Maximum number of caller levels to follow. */
const DEEPEST = 2;

/**
 * Returns the model of a Python record: from its annotation or assigned value, the query that a
 * loop iterates over, or the arguments of all callers. Returns null if it is unknown or callers
 * disagree.
 */
export function resolveRecordClass(
  audited: AuditedCode,
  site: CallSite,
  name: string,
): string | null {
  if (resolveVariable(audited, site, name) !== null)
    return resolveVariableClass(audited, site, name);
  const file = audited.code.facts.functions[site.function]?.file ?? '';
  const node = findCallNode(audited, { file, site });
  return node === null ? null : modelAt(audited, site.function, node, name, 0);
}

/** The model that a name of a function is of at a place. */
function modelAt(
  audited: AuditedCode,
  index: number,
  at: SgNode,
  name: string,
  depth: number,
): string | null {
  for (const { node, over } of loopsAround(at)) {
    const clause = node.field('left') === null ? null : node;
    const left = clause?.field('left') ?? null;
    if (left === null || readLoopVariableName(left, over) !== name) continue;
    return resolveQueryRows(audited, index, over)?.model ?? null;
  }
  const isParameter = audited.code.rawOf(index).parameters.includes(name);
  return isParameter && depth < DEEPEST ? handedModel(audited, index, name, depth + 1) : null;
}

/** The model that each caller hands over. */
function handedModel(
  audited: AuditedCode,
  index: number,
  name: string,
  depth: number,
): string | null {
  const given = findPassedArguments(audited, index, name) ?? [];
  const models = new Set(
    given.map((argument) =>
      argument.value.kind() === 'identifier'
        ? modelAt(audited, argument.index, argument.value, argument.value.text(), depth)
        : null,
    ),
  );
  const [only = null] = models;
  return models.size === 1 && only !== null && findRelatedModels(audited).has(only) ? only : null;
}
