import { once } from '../../analysis/index.ts';
import type { AuditedCode } from '../rule.ts';

/** Memoizes `make` by function of a project. */
export function memoizePerFunction<Value>(
  make: (audited: AuditedCode, index: number) => Value,
): (audited: AuditedCode, index: number) => Value {
  const functionsOf = once<AuditedCode['code'], Map<number, { readonly value: Value }>>(
    () => new Map(),
  );
  return (audited, index) => {
    const made = functionsOf(audited.code);
    const known = made.get(index) ?? { value: make(audited, index) };
    made.set(index, known);
    return known.value;
  };
}
