import type { SgNode } from '@ast-grep/napi';
import { argumentsOf, languageIn } from '../../../../analysis/index.ts';
import { findCallNode } from '../../../analysis/find-syntax-node-of-call.ts';
import { findFunctionNode } from '../../../analysis/find-syntax-node-of-function.ts';
import type { AuditedCode } from '../../../rule.ts';

/** Argument that one caller passes for a parameter. */
export interface PassedArgument {
  /** Function of the caller. */
  readonly index: number;
  readonly value: SgNode;
}

/** Returns all callers' arguments for a parameter; null: no caller known, or one untraceable. */
export function findPassedArguments(
  audited: AuditedCode,
  index: number,
  name: string,
): readonly PassedArgument[] | null {
  const callers = audited.code.callersOf(index);
  const found = callers.map((site): PassedArgument | null => {
    const file = audited.code.facts.functions[site.function]?.file ?? '';
    const node = site.call.isGuess ? null : findCallNode(audited, { file, site });
    const value = node === null ? null : argumentFor(audited, index, node, name);
    return value === null ? null : { index: site.function, value };
  });
  const known = found.flatMap((argument) => (argument === null ? [] : [argument]));
  return known.length === 0 || known.length < callers.length ? null : known;
}

function argumentFor(
  audited: AuditedCode,
  index: number,
  call: SgNode,
  name: string,
): SgNode | null {
  const given = argumentsOf(call);
  const named = given.find(
    (argument) => argument.kind() === 'keyword_argument' && argument.field('name')?.text() === name,
  );
  if (named !== undefined) return named.field('value');
  const at = placeOf(audited, index, name);
  const before = given.slice(0, at + 1);
  if (at < 0 || before.some((argument) => /splat|spread|keyword/u.test(String(argument.kind()))))
    return null;
  return given[at] ?? null;
}

function placeOf(audited: AuditedCode, index: number, name: string): number {
  const file = audited.code.facts.functions[index]?.file ?? '';
  if (languageIn(file) === 'python') {
    const { parameters } = audited.code.rawOf(index);
    const isBound = parameters[0] === 'self' || parameters[0] === 'cls';
    return parameters.indexOf(name) - (isBound ? 1 : 0);
  }
  const list = findFunctionNode(audited, index)?.field('parameters');
  return (list?.children() ?? [])
    .filter((parameter) => parameter.isNamed() && parameter.kind() !== 'comment')
    .findIndex((parameter) => (parameter.field('pattern') ?? parameter).text() === name);
}
