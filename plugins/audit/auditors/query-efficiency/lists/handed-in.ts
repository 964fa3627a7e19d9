import type { SgNode } from '@ast-grep/napi';
import { argumentsOf, languageIn } from '../../../../analysis/index.ts';
import { functionNode } from '../../../look/function-node.ts';
import { nodeOf } from '../../../look/nodes.ts';
import type { AuditedCode } from '../../../rule.ts';

/** What one caller hands over for a parameter. */
export interface HandedIn {
  /** Function of the caller. */
  readonly index: number;
  readonly value: SgNode;
}

/** What each caller hands over for a parameter; null: nobody is known to call, or one hands it over unseen. */
export function handedIn(
  audited: AuditedCode,
  index: number,
  name: string,
): readonly HandedIn[] | null {
  const callers = audited.code.callersOf(index);
  const found = callers.map((site): HandedIn | null => {
    const file = audited.code.facts.functions[site.function]?.file ?? '';
    const node = site.call.isGuess ? null : nodeOf(audited, { file, site });
    const value = node === null ? null : argumentFor(audited, index, node, name);
    return value === null ? null : { index: site.function, value };
  });
  const known = found.flatMap((one) => (one === null ? [] : [one]));
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
    (one) => one.kind() === 'keyword_argument' && one.field('name')?.text() === name,
  );
  if (named !== undefined) return named.field('value');
  const at = placeOf(audited, index, name);
  const before = given.slice(0, at + 1);
  if (at < 0 || before.some((one) => /splat|spread|keyword/u.test(String(one.kind())))) return null;
  return given[at] ?? null;
}

function placeOf(audited: AuditedCode, index: number, name: string): number {
  const file = audited.code.facts.functions[index]?.file ?? '';
  if (languageIn(file) === 'python') {
    const { parameters } = audited.code.rawOf(index);
    const isBound = parameters[0] === 'self' || parameters[0] === 'cls';
    return parameters.indexOf(name) - (isBound ? 1 : 0);
  }
  const list = functionNode(audited, index)?.field('parameters');
  return (list?.children() ?? [])
    .filter((one) => one.isNamed() && one.kind() !== 'comment')
    .findIndex((one) => (one.field('pattern') ?? one).text() === name);
}
