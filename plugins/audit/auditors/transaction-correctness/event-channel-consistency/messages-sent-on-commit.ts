import type { SgNode } from '@ast-grep/napi';
import { argumentsOf, type CallSite } from '../../../../analysis/index.ts';
import { findCallNode } from '../../../analysis/find-syntax-node-of-call.ts';
import type { AuditedCode } from '../../../rule.ts';
import { isExcludedFile } from '../../../scoring/excluded-files.ts';

/** Calls that wait for a commit, by the last part of their name, with their places. */
export interface OnCommitSends {
  readonly places: ReadonlyMap<string, readonly { readonly file: string; readonly line: number }[]>;
  /** True for a call that defers its argument. */
  readonly putsOff: (site: CallSite) => boolean;
}

const ON_COMMIT = /(?:^|\.)(?:on_commit|run_on_commit|afterCommit|runOnTransactionCommit)$/u;
/** Rounds in which functions that hand on to each other are found. */
const ROUNDS = 3;

/** Returns everything a project sends on commit, by its library or by its own functions. */
export function findOnCommitSends(audited: AuditedCode): OnCommitSends {
  const { code } = audited;
  const wrappers = new Set<number>();
  const putsOff = ({ call }: CallSite): boolean =>
    ON_COMMIT.test(call.callee) || call.targets.some((target) => wrappers.has(target));
  const indexes = [...code.facts.functions.entries()].flatMap(([index, { file }]) =>
    isExcludedFile(file) ? [] : [index],
  );
  for (let round = 0; round < ROUNDS; round += 1) {
    const found = indexes.filter((index) => handsOn(audited, index, putsOff));
    for (const index of found) wrappers.add(index);
  }
  const places = new Map<string, { file: string; line: number }[]>();
  for (const index of indexes) {
    for (const site of code.callsOf(index).filter(putsOff)) {
      const file = code.facts.functions[index]?.file ?? '';
      const node = findCallNode(audited, { file, site });
      const sent = node === null ? null : sentBy(node);
      if (sent === null || code.rawOf(index).parameters.includes(sent)) continue;
      const known = places.get(formatCalleeKey(sent)) ?? [];
      places.set(formatCalleeKey(sent), [...known, { file, line: site.call.line }]);
    }
  }
  return { places, putsOff };
}

/** Returns `.order_updated` for a method on any receiver, `order_created` for a function. */
export function formatCalleeKey(callee: string): string {
  const at = callee.lastIndexOf('.');
  return at === -1 ? callee : callee.slice(at);
}

/** True if a function defers one of its parameters. */
function handsOn(
  audited: AuditedCode,
  index: number,
  putsOff: (site: CallSite) => boolean,
): boolean {
  const { parameters } = audited.code.rawOf(index);
  if (parameters.length === 0) return false;
  const file = audited.code.facts.functions[index]?.file ?? '';
  return audited.code.callsOf(index).some((site) => {
    const node = putsOff(site) ? findCallNode(audited, { file, site }) : null;
    const sent = node === null ? null : sentBy(node);
    return sent !== null && parameters.includes(sent);
  });
}

/** Returns the function deferred by a call: `lambda: f(x)`, `() => f(x)`, `partial(f, x)`, `f`. */
function sentBy(call: SgNode): string | null {
  const [first] = argumentsOf(call);
  if (first === undefined) return null;
  const kind = first.kind();
  if (kind === 'identifier' || kind === 'attribute' || kind === 'member_expression') {
    return first.text();
  }
  if (kind === 'call' && /(?:^|\.)partial$/u.test(first.field('function')?.text() ?? '')) {
    return argumentsOf(first)[0]?.text() ?? null;
  }
  if (kind !== 'lambda' && kind !== 'arrow_function') return null;
  const body = first.field('body');
  const inner = body?.kind() === 'await_expression' ? body.child(1) : body;
  return inner?.field('function')?.text() ?? null;
}
