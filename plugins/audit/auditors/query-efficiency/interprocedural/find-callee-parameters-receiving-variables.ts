import type { SgNode } from '@ast-grep/napi';
import {
  argumentsOf,
  type Language,
  mentions,
  namesIn,
  partsOf,
} from '../../../../analysis/index.ts';
import { findFunctionNode } from '../../../analysis/find-syntax-node-of-function.ts';
import type { AuditedCode } from '../../../rule.ts';

/** Returns callee names that get values from the given names: parameters, `self` or `this`. */
export function findReceivingParameters(
  audited: AuditedCode,
  target: number,
  call: SgNode,
  names: ReadonlySet<string>,
  language: Language,
): ReadonlySet<string> {
  const { parameters, owner } = audited.code.rawOf(target);
  const found = new Set(
    language === 'python'
      ? byName(parameters, call, names)
      : byPlace(findFunctionNode(audited, target), call, names),
  );
  const receiver = call.field('function')?.field('object');
  if (owner !== null && receiver != null && mentions(receiver, names, language)) {
    found.add(language === 'python' ? (parameters[0] ?? 'self') : 'this');
  }
  return found;
}

function byName(
  parameters: readonly string[],
  call: SgNode,
  names: ReadonlySet<string>,
): readonly string[] {
  const isBound = parameters[0] === 'self' || parameters[0] === 'cls';
  const plain = isBound ? parameters.slice(1) : parameters;
  return argumentsOf(call).flatMap((argument, at) => {
    const isNamed = argument.kind() === 'keyword_argument';
    const name = isNamed ? argument.field('name')?.text() : plain[at];
    const value = isNamed ? (argument.field('value') ?? argument) : argument;
    return name !== undefined && mentions(value, names, 'python') ? [name] : [];
  });
}

function byPlace(
  target: SgNode | null,
  call: SgNode,
  names: ReadonlySet<string>,
): readonly string[] {
  const parameters = parametersOf(target);
  return argumentsOf(call).flatMap((argument, at): readonly string[] => {
    const parameter = parameters[at];
    if (parameter === undefined || !mentions(argument, names, 'script')) return [];
    const pattern = parameter.field('pattern') ?? parameter;
    if (argument.kind() !== 'object' || pattern.kind() !== 'object_pattern') {
      return [...namesIn(pattern, 'script')];
    }
    return argument.children().flatMap((field) => {
      const key = field.kind() === 'pair' ? field.field('key')?.text() : field.text();
      const isMeant = field.kind() === 'spread_element' || mentions(field, names, 'script');
      return isMeant && key !== undefined ? namesAt(pattern, key) : [];
    });
  });
}

/** Names that a pattern binds to a field: `id` of `{ id }`, `key` of `{ id: key }`. */
function namesAt(pattern: SgNode, key: string): readonly string[] {
  return pattern.children().flatMap((child) => {
    const isThis = child.field('key')?.text() === key;
    if (isThis) return [...namesIn(child.field('value') ?? child, 'script')];
    const [first] = namesIn(child, 'script');
    return child.kind() !== 'pair_pattern' && first === key ? [first] : [];
  });
}

function parametersOf(target: SgNode | null): readonly SgNode[] {
  const list = target?.field('parameters');
  if (list != null) {
    return partsOf(list);
  }
  const single = target?.field('parameter');
  return single == null ? [] : [single];
}
