import type { CodeIndex } from '../link/code-index.ts';
import type { SymbolResolver } from '../link/symbol-resolver.ts';
import type { RouteParts } from './route-parts.ts';

/** Input of the route readers, and the `parts` to which they add their results. */
export interface RouteContext {
  readonly index: CodeIndex;
  readonly symbols: SymbolResolver;
  readonly parts: RouteParts;
  /** Index into the functions of the project of one of a file. */
  readonly globalIndex: (file: string, local: number) => number;
  /** The function that a name stands for in a function of a file; null: nobody knows. */
  readonly functionOf: (file: string, scope: number, name: string) => number | null;
  /** The first framework of these that any file imports. */
  readonly mainFramework: (packages: Readonly<Record<string, string>>) => string | null;
}
