import { once, type ProjectCode } from '../../../analysis/index.ts';
import { isTransactionBlock } from './recognize-transaction-and-write-calls.ts';

/** Returns a project's Python context managers that open a transaction around their `yield`. */
export const findTransactionManagers = once(
  (code: ProjectCode): ReadonlySet<number> =>
    new Set([...code.facts.functions.keys()].filter((index) => opens(code, index))),
);

/** True if a decorator has the name of a transaction manager of the project. */
export function isTransactionManagerDecorator(code: ProjectCode, mark: string): boolean {
  const name = mark.split('.').at(-1);
  for (const index of findTransactionManagers(code))
    if (code.rawOf(index).name === name) return true;
  return false;
}

function opens(code: ProjectCode, index: number): boolean {
  if (code.facts.functions[index]?.file.endsWith('.py') !== true) return false;
  const marks = code.rawOf(index).decorators;
  if (!marks.some(({ name }) => /(?:^|\.)(?:async)?contextmanager$/u.test(name))) return false;
  return code.callsOf(index).some(({ call }) => isTransactionBlock(call.callee));
}
