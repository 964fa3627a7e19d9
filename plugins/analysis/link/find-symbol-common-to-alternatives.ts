import type { ClassReference, CodeSymbol } from './code-symbol.ts';
import type { CodeIndex } from './index-code-declarations-by-name.ts';
import { type EvaluateExpression, MAX_RESOLUTION_STEPS } from './type-resolver.ts';

/**
 * Merges alternatives: the symbol itself where all are the same, else their nearest common class.
 * null: they have nothing in common.
 */
export function findCommonSymbol(
  index: CodeIndex,
  evaluate: EvaluateExpression,
  symbols: readonly CodeSymbol[],
  depth: number,
): CodeSymbol | null {
  const [first, ...others] = symbols;
  if (first === undefined || others.every((other) => isSame(first, other))) return first ?? null;
  if (first.type !== 'instance' && first.type !== 'class') return null;
  let common = listClassAndBases(index, evaluate, first, depth);
  for (const symbol of others) {
    if (symbol.type !== first.type) return null;
    const bases = listClassAndBases(index, evaluate, symbol, depth);
    common = common.filter((candidate) =>
      bases.some((other) => classKey(candidate) === classKey(other)),
    );
  }
  const [nearest] = common;
  return nearest === undefined ? null : { type: first.type, ...nearest };
}

function isSame(symbol: CodeSymbol, other: CodeSymbol): boolean {
  return symbolKey(symbol) === symbolKey(other);
}

/** Returns a key that is equal for equal symbols; all symbols of a package share one key. */
function symbolKey(symbol: CodeSymbol): string {
  switch (symbol.type) {
    case 'package':
      return `package ${symbol.source}`;
    case 'list':
      return `list of ${symbolKey(symbol.element)}`;
    case 'function':
      return `function ${symbol.file}#${symbol.local}`;
    case 'module':
      return `module ${symbol.file}`;
    default:
      return `${symbol.type} ${classKey(symbol)}`;
  }
}

function classKey({ file, name }: ClassReference): string {
  return `${file}#${name}`;
}

/** Returns a class and its base classes in the project, nearest first. */
function listClassAndBases(
  index: CodeIndex,
  evaluate: EvaluateExpression,
  { file, name }: ClassReference,
  depth: number,
): readonly ClassReference[] {
  const found: ClassReference[] = [{ file, name }];
  for (let step = depth; step < MAX_RESOLUTION_STEPS; step += 1) {
    const last = found.at(-1);
    const baseExpression =
      index.files.get(last?.file ?? '')?.classes.get(last?.name ?? '')?.extends ?? null;
    if (last === undefined || baseExpression === null) break;
    const base = evaluate(last.file, 0, baseExpression, depth + 1);
    if (base?.type !== 'class') break;
    found.push({ file: base.file, name: base.name });
  }
  return found;
}
