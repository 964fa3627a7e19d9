import type { CodeIndex } from '../link/index-code-declarations-by-name.ts';
import type { SymbolResolver } from '../link/symbol-resolver.ts';
import type { RouteDeclarations } from './route-declarations.ts';

/** Input of the route readers, and the `parts` to which they add their results. */
export interface RouteContext {
  readonly index: CodeIndex;
  readonly symbols: SymbolResolver;
  readonly parts: RouteDeclarations;
  /** Converts the index of a function in its file to its index in the project. */
  readonly globalIndex: (file: string, local: number) => number;
  /** Returns the function that a name refers to within a function of a file; null if unknown. */
  readonly functionOf: (file: string, scope: number, name: string) => number | null;
  /** The first framework of these that any file imports. */
  readonly mainFramework: (packages: Readonly<Record<string, string>>) => string | null;
}
