import type { SgNode } from '@ast-grep/napi';
import { argumentsOf, mentions, namesIn, partsOf } from '../../../../analysis/index.ts';
import { isPythonFunction } from '../../../analysis/find-call-candidates-by-name.ts';
import { findFunctionNode } from '../../../analysis/find-syntax-node-of-function.ts';
import type { AuditedCode } from '../../../rule.ts';

/** Returns callee names that get values from the given names: parameters, `self` or `this`. */
export function findReceivingParameters(
  audited: AuditedCode,
  target: number,
  call: SgNode,
  names: ReadonlySet<string>,
): ReadonlySet<string> {
  const { parameters, owner } = audited.code.functionAt(target);
  const isPython = isPythonFunction(audited, target);
  const found = new Set(
    isPython
      ? findByName(parameters, call, names)
      : findByPosition(findFunctionNode(audited, target), call, names),
  );
  const receiver = call.field('function')?.field('object');
  if (
    owner !== null &&
    receiver != null &&
    mentions(receiver, names, isPython ? 'python' : 'script')
  ) {
    found.add(isPython ? (parameters[0] ?? 'self') : 'this');
  }
  return found;
}

function findByName(
  parameters: readonly string[],
  call: SgNode,
  names: ReadonlySet<string>,
): readonly string[] {
  const isBound = parameters[0] === 'self' || parameters[0] === 'cls';
  const plain = isBound ? parameters.slice(1) : parameters;
  return argumentsOf(call).flatMap((argument, at) => {
    const isNamed = argument.kind() === 'keyword_argument';
    const name = isNamed ? argument.field('name')?.text() : plain[at];
    const value = argument.field('value') ?? argument;
    return name !== undefined && mentions(value, names, 'python') ? [name] : [];
  });
}

function findByPosition(
  target: SgNode | null,
  call: SgNode,
  names: ReadonlySet<string>,
): readonly string[] {
  const list = target?.field('parameters') ?? null;
  const single = target?.field('parameter') ?? null;
  const parameters = list === null ? (single === null ? [] : [single]) : partsOf(list);
  return argumentsOf(call).flatMap((argument, at): readonly string[] => {
    const parameter = parameters[at];
    if (parameter === undefined || !mentions(argument, names, 'script')) return [];
    const pattern = parameter.field('pattern') ?? parameter;
    const bound = [...namesIn(pattern, 'script')];
    if (argument.kind() !== 'object' || pattern.kind() !== 'object_pattern') return bound;
    // Only the fields that mention a name: `id` of `find({ id: row.id, all: true })`.
    const passed = argument
      .children()
      .filter((field) => mentions(field, names, 'script'))
      .map((field) => (field.field('key') ?? field).text());
    return bound.filter((name) => passed.includes(name));
  });
}
