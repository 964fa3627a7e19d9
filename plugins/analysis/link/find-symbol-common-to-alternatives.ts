import type { ClassPlace, CodeSymbol } from './code-symbol.ts';
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
  let common = classesAbove(index, evaluate, first, depth);
  for (const symbol of others) {
    if (symbol.type !== first.type) return null;
    const above = classesAbove(index, evaluate, symbol, depth);
    common = common.filter((place) => above.some((other) => placeOf(place) === placeOf(other)));
  }
  const [nearest] = common;
  return nearest === undefined ? null : { type: first.type, ...nearest };
}

function isSame(codeSymbol: CodeSymbol, other: CodeSymbol): boolean {
  return keyOf(codeSymbol) === keyOf(other);
}

/** Returns a key that is equal for equal symbols; all symbols of a package share one key. */
function keyOf(symbol: CodeSymbol): string {
  switch (symbol.type) {
    case 'package':
      return `package ${symbol.source}`;
    case 'list':
      return `list of ${keyOf(symbol.element)}`;
    case 'function':
      return `function ${symbol.file}#${symbol.local}`;
    case 'module':
      return `module ${symbol.file}`;
    default:
      return `${symbol.type} ${placeOf(symbol)}`;
  }
}

function placeOf({ file, name }: ClassPlace): string {
  return `${file}#${name}`;
}

/** Returns a class and its base classes in the project, nearest first. */
function classesAbove(
  index: CodeIndex,
  evaluate: EvaluateExpression,
  { file, name }: ClassPlace,
  depth: number,
): readonly ClassPlace[] {
  const found: ClassPlace[] = [{ file, name }];
  for (let step = depth; step < MAX_RESOLUTION_STEPS; step += 1) {
    const at = found.at(-1);
    const above = index.files.get(at?.file ?? '')?.classes.get(at?.name ?? '')?.extends ?? null;
    if (at === undefined || above === null) break;
    const base = evaluate(at.file, 0, above, depth + 1);
    if (base?.type !== 'class') break;
    found.push({ file: base.file, name: base.name });
  }
  return found;
}
